//! NHRP: finds the far end of a tunnel in a network of many.

use crate::packet::bytes::{u8_at, u16_at};
use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes of the fixed part.
const HEADER: usize = 20;

/// NBMA Next Hop Resolution Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "nhrp",
    title: "NBMA Next Hop Resolution Protocol",
    source: "RFC 2332",
    role: Role::Control,
    selectors: &[Selector::Gre(0x2001), Selector::Ip(54)],
    decode,
    fields: &[
        Field::number("nhrp.hdr.op.type", "type of message: 1 resolution request, 3 registration request, 7 error", &[Number::at(17, 1)]),
        Field::number("nhrp.hdr.pro.type", "kind of network address, an Ethertype", &[Number::at(2, 2)]),
        Field::number("nhrp.hdr.hopcnt", "hops left", &[Number::at(9, 1)]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let header = input.head::<HEADER>()?;
    Ok(match quoted(input.bytes) {
        // RFC 2332 section 5.2.7: an error quotes the packet that caused it.
        Some(start) if matches!(u8_at(header, 17), Some(7 | 8)) => {
            let protocol = u16_at(header, 2).unwrap_or(0);
            Header::new(start, Next::By(Selector::Ether(protocol)))
        }
        _ => Header::whole(input.bytes.len()),
    })
}

/// Where the packet begins that an error or a traffic indication quotes, behind four addresses.
fn quoted(bytes: &[u8]) -> Option<usize> {
    /// Bytes of lengths, code and offset between the fixed part and the addresses.
    const COMMON: usize = 8;
    let size = |place| u8_at(bytes, place).map(usize::from);
    // The upper bits of a length of a link address say its kind.
    let links = (size(18)? & 0x3f) + (size(19)? & 0x3f);
    let start = HEADER + COMMON + links + size(20)? + size(21)?;
    (start < bytes.len()).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults, values};
    use crate::value::Value;

    #[rustfmt::skip]
    const GOOD: [u8; 20] = [
        0, 1, 8, 0, 0, 0, 0, 0, 0, 64,  // IPv4, hops
        0, 20, 0, 0, 0, 0, 1, 3, 0, 0,  // length, checksum, version, type
    ];

    #[test]
    fn the_header_is_read() {
        assert_eq!(values(Selector::Gre(0x2001), &GOOD, "nhrp.hdr.op.type"), [Value::Unsigned(3)]);
        assert_eq!(values(Selector::Gre(0x2001), &GOOD, "nhrp.hdr.hopcnt"), [Value::Unsigned(64)]);
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(decode, &GOOD, HEADER);
    }

    #[test]
    fn an_error_quotes_the_packet_behind_the_addresses() {
        let mut bytes = GOOD.to_vec();
        (bytes[17], bytes[18], bytes[19]) = (7, 4, 0);
        bytes.extend([4, 4, 0, 0, 0, 6, 0, 0]);
        bytes.extend([192, 0, 2, 1, 10, 0, 0, 1, 10, 0, 0, 2]);
        bytes.push(0x45);
        let header = decode_alone(decode, &bytes).unwrap();
        assert_eq!(header.length, 40);
        assert!(matches!(header.next(), Next::By(Selector::Ether(0x0800))));
        bytes.pop();
        assert!(matches!(decode_alone(decode, &bytes).unwrap().next(), Next::Nothing));
    }
}
