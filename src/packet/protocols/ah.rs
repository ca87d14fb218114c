//! The IPsec authentication header: proves a packet's origin and carries it in the clear.

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes before the integrity check value.
const FIXED: usize = 12;

/// The authentication header.
pub const PROTOCOL: Protocol = Protocol {
    name: "ah",
    title: "Authentication Header",
    source: "RFC 4302",
    role: Role::Extension,
    selectors: &[Selector::Ip(51)],
    decode,
    fields: &[
        Field::number("ah.next_header", "protocol number of the payload", &[Number::at(0, 1)]),
        Field::number("ah.length", "length in units of four bytes, minus two", &[Number::at(1, 1)]),
        Field::number("ah.spi", "security parameters index", &[Number::at(4, 4)]),
        Field::number("ah.sequence", "sequence number", &[Number::at(8, 4)]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[next, units, ..] = input.head::<FIXED>()?;
    let length = (usize::from(units) + 2) * 4;
    if length < FIXED {
        return Err(Fault::length(FIXED, length));
    }
    input.take(length)?;
    Ok(Header::new(length, Next::By(Selector::Ip(next.into()))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    #[rustfmt::skip]
    const GOOD: [u8; 18] = [
        6, 2, 0, 0,  0, 0, 1, 0,  0, 0, 0, 1,  // TCP follows, 16 bytes, index, sequence number
        0xaa, 0xbb, 0xcc, 0xdd,                // integrity check value
        1, 2,                                  // payload
    ];

    #[test]
    fn a_good_header_announces_what_follows() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!(header.length, 16);
        assert!(matches!(header.next(), Next::By(Selector::Ip(6))));
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(decode, &GOOD, 16);
    }

    #[test]
    fn lying_lengths_are_faults() {
        let mut bytes = GOOD;
        bytes[1] = 0;
        assert_eq!(decode_alone(decode, &bytes).unwrap_err(), Fault::length(12, 8));
        bytes[1] = 255;
        assert_eq!(decode_alone(decode, &bytes).unwrap_err(), Fault::short(1028, 18));
    }
}
