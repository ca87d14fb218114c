//! RSVP: reserves resources along a path, also for MPLS traffic engineering.

use crate::packet::{Field, Number, Protocol, Role, Selector, message};

/// Bytes before the objects.
const HEADER: usize = 8;

/// Resource ReSerVation Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "rsvp",
    title: "Resource ReSerVation Protocol",
    source: "RFC 2205",
    role: Role::Control,
    selectors: &[Selector::Ip(46)],
    decode: message::decode::<HEADER>,
    fields: &[
        Field::number("rsvp.version", "version", &[Number::at(0, 1).bits(4, 15)]),
        Field::number("rsvp.msg", "type of message: 1 path, 2 reservation", &[Number::at(1, 1)]),
        Field::number("rsvp.sending_ttl", "time to live as sent", &[Number::at(4, 1)]),
        Field::length("rsvp.length", "length field", &[Number::at(6, 2)]),
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
        0x10, 1, 0, 0,  // version 1, path, checksum
        64, 0, 0, 8,  // time to live, length
    ];

    #[test]
    fn the_header_is_read() {
        assert_eq!(values(Selector::Ip(46), &GOOD, "rsvp.msg"), [Value::Unsigned(1)]);
        assert_eq!(values(Selector::Ip(46), &GOOD, "rsvp.length"), [Value::Unsigned(8)]);
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(PROTOCOL.decode, &GOOD, HEADER);
    }
}
