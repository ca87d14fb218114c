//! HSRP: Cisco routers share one address, the active one says that it is alive.

use crate::packet::{Field, Number, Protocol, Role, Selector, message};

/// Bytes before the authentication data of version 1.
const HEADER: usize = 8;

/// Hot Standby Router Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "hsrp",
    title: "Hot Standby Router Protocol",
    source: "RFC 2281",
    role: Role::Control,
    selectors: &[Selector::Udp(1985), Selector::Udp(2029)],
    decode: message::decode::<HEADER>,
    fields: &[
        Field::number("hsrp.version", "version, 0 for the first", &[Number::at(0, 1)]),
        Field::number("hsrp.opcode", "type of message: 0 hello, 1 coup, 2 resign, 3 advertisement", &[Number::at(1, 1)]),
        Field::number("hsrp.state", "state, 16 active", &[Number::at(2, 1)]),
        Field::number("hsrp.priority", "priority", &[Number::at(5, 1)]),
        Field::number("hsrp.group", "standby group", &[Number::at(6, 1)]),
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
        0, 0, 16, 3,  // version, hello, active, hello time
        10, 120, 1, 0,  // hold time, priority, group
    ];

    #[test]
    fn the_header_is_read() {
        assert_eq!(values(Selector::Udp(1985), &GOOD, "hsrp.state"), [Value::Unsigned(16)]);
        assert_eq!(values(Selector::Udp(1985), &GOOD, "hsrp.priority"), [Value::Unsigned(120)]);
        assert_eq!(values(Selector::Udp(1985), &GOOD, "hsrp.group"), [Value::Unsigned(1)]);
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(PROTOCOL.decode, &GOOD, HEADER);
    }
}
