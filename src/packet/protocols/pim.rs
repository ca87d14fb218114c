//! PIM: routers agree which of them forwards which multicast group.

use crate::packet::{Field, Number, Protocol, Role, Selector, message};

/// Bytes that all messages have.
const HEADER: usize = 4;

/// Protocol Independent Multicast.
pub const PROTOCOL: Protocol = Protocol {
    name: "pim",
    title: "Protocol Independent Multicast",
    source: "RFC 7761",
    role: Role::Control,
    selectors: &[Selector::Ip(103)],
    decode: message::decode::<HEADER>,
    fields: &[
        Field::number("pim.version", "version", &[Number::at(0, 1).bits(4, 15)]),
        Field::number("pim.type", "type of message", &[Number::at(0, 1).bits(0, 15)]),
        Field::number("pim.cksum", "checksum", &[Number::at(2, 2)]),
    ],
    ..Protocol::EMPTY
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{truncations_are_faults, values};
    use crate::value::Value;

    #[rustfmt::skip]
    const GOOD: [u8; 4] = [
        0x20, 0, 0xde, 0xad,  // version 2, hello
    ];

    #[test]
    fn the_header_is_read() {
        assert_eq!(values(Selector::Ip(103), &GOOD, "pim.version"), [Value::Unsigned(2)]);
        assert_eq!(values(Selector::Ip(103), &GOOD, "pim.type"), [Value::Unsigned(0)]);
        assert_eq!(values(Selector::Ip(103), &GOOD, "pim.cksum"), [Value::Unsigned(0xdead)]);
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(PROTOCOL.decode, &GOOD, HEADER);
    }
}
