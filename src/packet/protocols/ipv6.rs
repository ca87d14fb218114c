//! IPv6: the fixed header. Extension headers are layers of their own.

use pnet_packet::ipv6::Ipv6Packet;

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes of the fixed header.
const HEADER: usize = 40;

/// IPv6.
pub const PROTOCOL: Protocol = Protocol {
    name: "ipv6",
    title: "Internet Protocol Version 6",
    source: "RFC 8200",
    role: Role::Network,
    selectors: &[Selector::Ether(0x86dd), Selector::Ip(41), Selector::Ppp(0x0057), Selector::Nlpid(0x8e), Selector::Link(229)],
    decode,
    fields: &[
        Field::ipv6("ipv6.src", "source address", &[8]),
        Field::ipv6("ipv6.dst", "destination address", &[24]),
        Field::ipv6("ipv6.addr", "source or destination address", &[8, 24]),
        Field::number("ipv6.version", "version, 6", &[Number::at(0, 1).bits(4, 15)]),
        Field::number("ipv6.tclass", "traffic class, eight bits", &[Number::at(0, 2).bits(4, 0xff)]),
        Field::number("ipv6.tclass.dscp", "differentiated services code point", &[Number::at(0, 2).bits(6, 63)]),
        Field::number("ipv6.tclass.ecn", "explicit congestion notification", &[Number::at(0, 2).bits(4, 3)]),
        Field::number("ipv6.flow", "flow label", &[Number::at(0, 4).bits(0, 0x000f_ffff)]),
        Field::length("ipv6.plen", "payload length field", &[Number::at(4, 2)]),
        Field::number("ipv6.nxt", "next header", &[Number::at(6, 1)]),
        Field::number("ipv6.hlim", "hop limit", &[Number::at(7, 1)]),
    ],
    ..Protocol::EMPTY
};

#[inline]
fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let available = input.bytes.len();
    let header = Ipv6Packet::new(input.bytes).ok_or_else(|| Fault::short(HEADER, available))?;
    if header.get_version() != 6 {
        return Err(Fault::value(header.get_version().into()));
    }
    let total = match usize::from(header.get_payload_length()) {
        // A jumbogram (RFC 2675) or segmentation offload.
        0 => usize::MAX,
        payload => HEADER + payload,
    };
    let next = Next::By(Selector::Ip(header.get_next_header().0.into()));
    Ok(Header::new(HEADER, next).with_total(total))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    #[rustfmt::skip]
    const GOOD: [u8; 44] = [
        0x60, 0, 0, 0,  0, 4, 17, 64,                              // version, length, UDP, hops
        0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,         // source
        0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2,         // destination
        1, 2, 3, 4,                                                // payload
    ];

    #[test]
    fn a_good_header_announces_its_protocol_and_length() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!((header.length, header.total), (40, 44));
        assert!(matches!(header.next(), Next::By(Selector::Ip(17))));
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(decode, &GOOD, HEADER);
    }

    #[test]
    fn another_version_is_a_fault() {
        let mut bytes = GOOD;
        bytes[0] = 0x45;
        assert_eq!(decode_alone(decode, &bytes).unwrap_err(), Fault::value(4));
    }

    #[test]
    fn a_payload_length_of_zero_means_all_there_is() {
        let mut bytes = GOOD;
        bytes[5] = 0;
        assert_eq!(decode_alone(decode, &bytes).unwrap().total, usize::MAX);
    }
}
