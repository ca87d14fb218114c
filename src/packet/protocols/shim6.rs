//! Shim6: a host with several addresses moves a flow from one to another.

use crate::packet::{Field, Number, Protocol, Role, Selector, message};

/// Bytes of the header.
const HEADER: usize = 8;

/// Shim6 Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "shim6",
    title: "Shim6 Protocol",
    source: "RFC 5533",
    role: Role::Control,
    selectors: &[Selector::Ip(140)],
    decode: message::decode::<HEADER>,
    fields: &[
        Field::number("shim6.nxt", "next header", &[Number::at(0, 1)]),
        Field::number("shim6.len", "length in units of eight bytes, without the first", &[Number::at(1, 1)]),
        Field::number("shim6.type", "type of message", &[Number::at(2, 1).bits(0, 127)]),
    ],
    ..Protocol::EMPTY
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{truncations_are_faults, values};
    use crate::value::Value;

    #[rustfmt::skip]
    const GOOD: [u8; 8] = [
        59, 0, 1, 0,  // nothing follows, 8 bytes, I1
        0, 0, 0, 0,  // checksum, context
    ];

    #[test]
    fn the_header_is_read() {
        assert_eq!(values(Selector::Ip(140), &GOOD, "shim6.nxt"), [Value::Unsigned(59)]);
        assert_eq!(values(Selector::Ip(140), &GOOD, "shim6.type"), [Value::Unsigned(1)]);
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(PROTOCOL.decode, &GOOD, HEADER);
    }
}
