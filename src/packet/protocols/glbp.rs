//! GLBP: Cisco routers share one address and its load.

use crate::packet::{Field, Number, Protocol, Role, Selector, message};

/// Bytes before the parameters.
const HEADER: usize = 12;

/// Gateway Load Balancing Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "glbp",
    title: "Gateway Load Balancing Protocol",
    source: "Cisco, packet-glbp of Wireshark",
    role: Role::Control,
    selectors: &[Selector::Udp(3222)],
    decode: message::decode::<HEADER>,
    fields: &[
        Field::number("glbp.version", "version", &[Number::at(0, 1)]),
        Field::number("glbp.group", "group", &[Number::at(2, 2)]),
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
        1, 0, 0, 5,  // version, group
        0, 0, 2, 0, 0, 0, 0, 1,  // owner
    ];

    #[test]
    fn the_header_is_read() {
        assert_eq!(values(Selector::Udp(3222), &GOOD, "glbp.version"), [Value::Unsigned(1)]);
        assert_eq!(values(Selector::Udp(3222), &GOOD, "glbp.group"), [Value::Unsigned(5)]);
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(PROTOCOL.decode, &GOOD, HEADER);
    }
}
