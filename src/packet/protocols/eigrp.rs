//! EIGRP: Cisco routers tell each other their routes.

use crate::packet::{Field, Number, Protocol, Role, Selector, message};

/// Bytes before the parameters.
const HEADER: usize = 20;

/// Enhanced Interior Gateway Routing Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "eigrp",
    title: "Enhanced Interior Gateway Routing Protocol",
    source: "RFC 7868",
    role: Role::Control,
    selectors: &[Selector::Ip(88)],
    decode: message::decode::<HEADER>,
    fields: &[
        Field::number("eigrp.version", "version", &[Number::at(0, 1)]),
        Field::number("eigrp.opcode", "type of message: 1 update, 3 query, 4 reply, 5 hello", &[Number::at(1, 1)]),
        Field::number("eigrp.flags", "flags", &[Number::at(4, 4)]),
        Field::number("eigrp.seq", "sequence number", &[Number::at(8, 4)]),
        Field::number("eigrp.ack", "acknowledged sequence number", &[Number::at(12, 4)]),
        Field::number("eigrp.as", "autonomous system", &[Number::at(18, 2)]),
    ],
    ..Protocol::EMPTY
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{truncations_are_faults, values};
    use crate::value::Value;

    #[rustfmt::skip]
    const GOOD: [u8; 20] = [
        2, 5, 0, 0,  // version, hello, checksum
        0, 0, 0, 0,  // flags
        0, 0, 0, 1,  // sequence number
        0, 0, 0, 0,  // acknowledgement
        0, 0, 0, 100,  // router, autonomous system
    ];

    #[test]
    fn the_header_is_read() {
        assert_eq!(values(Selector::Ip(88), &GOOD, "eigrp.opcode"), [Value::Unsigned(5)]);
        assert_eq!(values(Selector::Ip(88), &GOOD, "eigrp.as"), [Value::Unsigned(100)]);
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(PROTOCOL.decode, &GOOD, HEADER);
    }
}
