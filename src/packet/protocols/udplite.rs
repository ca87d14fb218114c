//! UDP-Lite: UDP whose checksum may cover only a part of the packet. The lower layer says how long
//! the packet is.

use crate::packet::bytes::u16_at;
use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector, Transport};

/// Bytes of the header.
const HEADER: usize = 8;

/// UDP-Lite.
pub const PROTOCOL: Protocol = Protocol {
    name: "udplite",
    title: "Lightweight User Datagram Protocol",
    source: "RFC 3828",
    role: Role::Transport,
    selectors: &[Selector::Ip(136)],
    decode,
    fields: &[
        Field::number("udplite.srcport", "source port", &[Number::at(0, 2)]),
        Field::number("udplite.dstport", "destination port", &[Number::at(2, 2)]),
        Field::length("udplite.checksum_coverage", "bytes that the checksum covers, 0 for all", &[Number::at(4, 2)]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let header = input.head::<HEADER>()?;
    let &[a, b, c, d, ..] = header;
    let (source, destination) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
    let found = Header::new(HEADER, Next::Ports { transport: Transport::Udp, source, destination });
    let covered = u16_at(header, 4).map_or(0, usize::from);
    // RFC 3828 section 3.1: the header is always covered, and not more than there is.
    Ok(match covered {
        0 => found,
        1..HEADER => found.with_fault(Fault::length(HEADER, covered)),
        _ if covered > input.wire_bytes => found.with_fault(Fault::length(covered, input.wire_bytes)),
        _ => found,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    const GOOD: [u8; 10] = [4, 0, 0, 53, 0, 8, 0, 0, 1, 2];

    #[test]
    fn coverage_of_the_header_alone_leaves_the_payload() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!((header.length, header.total), (8, usize::MAX));
        assert!(header.fault().is_none());
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(decode, &GOOD, HEADER);
    }

    #[test]
    fn coverage_below_the_header_or_beyond_the_packet_is_a_fault() {
        let mut bytes = GOOD;
        bytes[5] = 7;
        assert_eq!(decode_alone(decode, &bytes).unwrap().fault(), Some(Fault::length(8, 7)));
        bytes[5] = 11;
        assert_eq!(decode_alone(decode, &bytes).unwrap().fault(), Some(Fault::length(11, 10)));
    }
}
