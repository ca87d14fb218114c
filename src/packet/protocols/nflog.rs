//! NFLOG: what Linux' firewall logs. A family, then attributes, one of which is the packet.

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes of family, version and group.
const FIXED: usize = 4;
/// Bytes of the length and the type of an attribute.
const ATTRIBUTE: usize = 4;
/// The attribute that is the packet.
const PAYLOAD: u16 = 9;
/// Address families of Linux.
const INET: u8 = 2;
const INET6: u8 = 10;

/// NFLOG.
pub const PROTOCOL: Protocol = Protocol {
    name: "nflog",
    title: "Linux Netfilter NFLOG",
    source: "LINKTYPE_NFLOG of tcpdump.org",
    role: Role::Link,
    selectors: &[Selector::Link(239)],
    decode,
    fields: &[
        Field::number("nflog.family", "address family, as Linux numbers them", &[Number::at(0, 1)]),
        Field::number("nflog.version", "version, 0", &[Number::at(1, 1)]),
        Field::number("nflog.res_id", "group", &[Number::at(2, 2)]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[family, ..] = input.head::<FIXED>()?;
    let mut start = FIXED;
    while let Some((&[l0, l1, t0, t1], _)) =
        input.bytes.get(start..).and_then(<[u8]>::split_first_chunk)
    {
        // Both are in the order of the machine that captured: lengths are small, types smaller.
        let (length, kind) = if t0 == 0 && t1 != 0 {
            (u16::from_be_bytes([l0, l1]), u16::from_be_bytes([t0, t1]))
        } else {
            (u16::from_le_bytes([l0, l1]), u16::from_le_bytes([t0, t1]))
        };
        let length = usize::from(length);
        if length < ATTRIBUTE {
            return Ok(Header::whole(input.bytes.len()).with_fault(Fault::length(ATTRIBUTE, length)));
        }
        if kind == PAYLOAD {
            let next = match family {
                INET => Next::By(Selector::Link(228)),
                INET6 => Next::By(Selector::Link(229)),
                _ => Next::Nothing,
            };
            return Ok(Header::new(start + ATTRIBUTE, next).with_total(start + length));
        }
        // Attributes are aligned to four bytes.
        start += length.next_multiple_of(4);
    }
    Ok(Header::whole(input.bytes.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    #[rustfmt::skip]
    const GOOD: [u8; 20] = [
        0x02, 0x00, 0x00, 0x05,                                 // family, version, group
        0x05, 0x00, 0x0a, 0x00,   0x00,   0x00, 0x00, 0x00,     // prefix: length 5, type 10, empty, padding
        0x06, 0x00, 0x09, 0x00,   0x45, 0x00,                   // payload: length 6
        0x00, 0x00,                                             // padding
    ];

    #[test]
    fn the_payload_is_an_attribute() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!((header.length, header.total), (16, 18));
        assert!(matches!(header.next(), Next::By(Selector::Link(228))));
    }

    #[test]
    fn a_big_endian_machine_is_understood() {
        let bytes = [10, 0, 0, 5, 0x00, 0x08, 0x00, 0x09, 0x60, 0, 0, 0];
        let header = decode_alone(decode, &bytes).unwrap();
        assert_eq!((header.length, header.total), (8, 12));
        assert!(matches!(header.next(), Next::By(Selector::Link(229))));
    }

    #[test]
    fn every_truncation_of_the_fixed_part_is_a_fault() {
        truncations_are_faults(decode, &GOOD, FIXED);
    }

    #[test]
    fn an_attribute_shorter_than_its_header_is_a_fault() {
        let mut bytes = GOOD;
        bytes[4] = 3;
        assert_eq!(decode_alone(decode, &bytes).unwrap().fault(), Some(Fault::length(4, 3)));
    }

    #[test]
    fn without_a_payload_nothing_follows() {
        assert!(matches!(decode_alone(decode, &GOOD[..12]).unwrap().next(), Next::Nothing));
    }
}
