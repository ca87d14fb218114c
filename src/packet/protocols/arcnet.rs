//! ARCNET: addresses of one byte, and a number for the protocol. Linux and BSD capture it
//! differently.

use crate::packet::bytes::u8_at;
use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};
use crate::value::{Kind, Unit, Value};

/// The link type that BSD writes; Linux (129) has two bytes of offset behind the addresses.
const BSD_LINK: u16 = 7;
/// Bytes of the addresses.
const ADDRESSES: usize = 2;
/// Bytes of the split flag and the sequence number (RFC 1201 section 3).
const SPLIT: usize = 3;
/// The split flag of an exception frame, which repeats the header behind two bytes of padding.
const EXCEPTION: u8 = 0xff;
/// Bytes of an exception before the repeated split flag.
const EXCEPTION_BYTES: usize = 4;

/// ARCNET.
pub const PROTOCOL: Protocol = Protocol {
    name: "arcnet",
    title: "ARCNET",
    source: "RFC 1201, RFC 1051",
    role: Role::Link,
    selectors: &[Selector::Link(129), Selector::Link(BSD_LINK)],
    decode,
    fields: &[
        Field::number("arcnet.src", "source", &[Number::at(0, 1)]),
        Field::number("arcnet.dst", "destination", &[Number::at(1, 1)]),
        Field::optional("arcnet.protID", Kind::Unsigned, Unit::None, "number of the protocol", |view| {
            u8_at(view.header(), kind_at(view.raw.link_type.0)).map(Value::from)
        }),
    ],
    ..Protocol::EMPTY
};

const fn kind_at(link_type: u16) -> usize {
    if link_type == BSD_LINK { ADDRESSES } else { ADDRESSES + 2 }
}

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let at = kind_at(input.raw.link_type.0);
    let short = |needed| Fault::short(needed, input.bytes.len());
    let kind = u8_at(input.bytes, at).ok_or_else(|| short(at + 1))?;
    let mut length = at + 1;
    // RFC 1051 IP and ARP, diagnostics and BACnet are never split.
    if !matches!(kind, 0xf0 | 0xf1 | 0x80 | 0xcd) {
        let flag = u8_at(input.bytes, length).ok_or_else(|| short(length + SPLIT))?;
        if flag == EXCEPTION && input.raw.link_type.0 == BSD_LINK {
            length += EXCEPTION_BYTES;
        }
        length += SPLIT;
        input.take(length)?;
    }
    let next = match kind {
        0xd4 | 0xf0 => Selector::Link(228),
        0xc4 => Selector::Link(229),
        0xd5 | 0xd6 | 0xf1 => Selector::Ether(0x0806),
        0xdd => Selector::Ppp(0x0029),
        0xec | 0xfa => Selector::Llc(0xe0),
        0xcd => Selector::Link(100),
        _ => return Ok(Header::new(length, Next::Nothing)),
    };
    Ok(Header::new(length, Next::By(next)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, names, truncations_are_faults};

    #[rustfmt::skip]
    const GOOD: [u8; 28] = [
        0x01, 0x02,   0x00, 0x00,   0xd4,                       // source, destination, offset, protocol
        0x00, 0x00, 0x01,                                       // split flag, sequence
        0x45, 0, 0, 20, 0, 0, 0, 0, 64, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    #[test]
    fn ip_lies_behind_the_sequence_number() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!(header.length, 8);
        assert!(matches!(header.next(), Next::By(Selector::Link(228))));
    }

    #[test]
    fn the_older_encapsulation_is_never_split() {
        let mut bytes = GOOD;
        bytes[4] = 0xf0;
        assert_eq!(decode_alone(decode, &bytes).unwrap().length, 5);
    }

    #[test]
    fn bsd_has_no_offset_and_may_have_an_exception() {
        let mut bytes = GOOD.to_vec();
        bytes.splice(2..8, [0xd4, 0xff, 0x00, 0x00, 0xd4, 0x00, 0x00, 0x01]);
        assert_eq!(names(BSD_LINK, &bytes), "arcnet:ip");
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &GOOD, 8);
    }
}
