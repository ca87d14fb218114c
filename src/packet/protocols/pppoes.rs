//! PPPoE, session stage: PPP frames over Ethernet, with a session and a length.

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes of the header.
const HEADER: usize = 6;

/// PPPoE session.
pub const PROTOCOL: Protocol = Protocol {
    name: "pppoes",
    title: "PPP-over-Ethernet Session",
    source: "RFC 2516 section 6",
    role: Role::Link,
    selectors: &[Selector::Ether(0x8864), Selector::Link(51)],
    decode,
    fields: &[
        Field::number("pppoe.session_id", "session", &[Number::at(2, 2)]),
        Field::length("pppoe.payload_length", "length of the payload", &[Number::at(4, 2)]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[_, code, _, _, high, low] = input.head::<HEADER>()?;
    let length = usize::from(u16::from_be_bytes([high, low]));
    let found = Header::new(HEADER, Next::By(Selector::Link(9))).with_total(HEADER + length);
    // Session data has code 0 (RFC 2516 section 6).
    Ok(if code == 0 { found } else { found.with_fault(Fault::value(code.into())) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    /// Version and type, code, session 5, length 3, then a PPP frame and a byte of padding.
    const GOOD: [u8; 10] = [0x11, 0, 0, 5, 0, 3, 0x00, 0x21, 0x45, 0];

    #[test]
    fn the_payload_is_ppp_and_ends_at_the_length() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!((header.length, header.total), (6, 9));
        assert!(matches!(header.next(), Next::By(Selector::Link(9))));
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &GOOD, HEADER);
    }

    #[test]
    fn another_code_is_a_fault() {
        let mut bytes = GOOD;
        bytes[1] = 0xa7;
        assert_eq!(decode_alone(decode, &bytes).unwrap().fault(), Some(Fault::value(0xa7)));
    }
}
