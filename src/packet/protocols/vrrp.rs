//! VRRP: routers share one address, the master says that it is alive. CARP looks the same.

use crate::packet::{Field, Number, Protocol, Role, Selector, message};

/// Bytes before the addresses.
const HEADER: usize = 8;

/// Virtual Router Redundancy Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "vrrp",
    title: "Virtual Router Redundancy Protocol",
    source: "RFC 5798",
    role: Role::Control,
    selectors: &[Selector::Ip(112)],
    decode: message::decode::<HEADER>,
    fields: &[
        Field::number("vrrp.version", "version", &[Number::at(0, 1).bits(4, 15)]),
        Field::number("vrrp.type", "type of message, 1 advertisement", &[Number::at(0, 1).bits(0, 15)]),
        Field::number("vrrp.virt_rtr_id", "virtual router", &[Number::at(1, 1)]),
        Field::number("vrrp.prio", "priority", &[Number::at(2, 1)]),
        Field::number("vrrp.addr_count", "number of addresses", &[Number::at(3, 1)]),
    ],
    ..Protocol::EMPTY
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{truncations_are_faults, values};
    use crate::value::Value;

    #[rustfmt::skip]
    const GOOD: [u8; 12] = [
        0x31, 7, 100, 1,  // version 3, router, priority, addresses
        0, 100, 0, 0,  // interval, checksum
        192, 0, 2, 1,
    ];

    #[test]
    fn the_header_is_read() {
        assert_eq!(values(Selector::Ip(112), &GOOD, "vrrp.version"), [Value::Unsigned(3)]);
        assert_eq!(values(Selector::Ip(112), &GOOD, "vrrp.virt_rtr_id"), [Value::Unsigned(7)]);
        assert_eq!(values(Selector::Ip(112), &GOOD, "vrrp.prio"), [Value::Unsigned(100)]);
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(PROTOCOL.decode, &GOOD, HEADER);
    }
}
