//! IPv6 destination options: what the destination alone reads.

use crate::packet::extension::decode;
use crate::packet::{Field, Number, Protocol, Role, Selector};

/// Destination options.
pub const PROTOCOL: Protocol = Protocol {
    name: "ipv6.dstopts",
    title: "Destination Options for IPv6",
    source: "RFC 8200 section 4.6",
    role: Role::Extension,
    selectors: &[Selector::Ip(60)],
    decode,
    fields: &[
        Field::number("ipv6.dstopts.nxt", "next header", &[Number::at(0, 1)]),
        Field::number("ipv6.dstopts.len", "length in units of eight bytes, without the first", &[Number::at(1, 1)]),
    ],
    ..Protocol::EMPTY
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};
    use crate::packet::{Fault, Next};

    #[rustfmt::skip]
    const GOOD: [u8; 20] = [
        17, 1,  1, 12,  0, 0, 0, 0,  0, 0, 0, 0,  0, 0, 0, 0, // UDP follows, two units, PadN
        0xde, 0xad, 0xbe, 0xef,                               // payload
    ];

    #[test]
    fn a_good_header_announces_what_follows() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!(header.length, 16);
        assert!(matches!(header.next(), Next::By(Selector::Ip(17))));
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(decode, &GOOD, 16);
    }

    #[test]
    fn a_length_beyond_the_packet_is_a_fault() {
        let mut bytes = GOOD;
        bytes[1] = 255;
        assert_eq!(decode_alone(decode, &bytes).unwrap_err(), Fault::short(2048, 20));
    }
}
