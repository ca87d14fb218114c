//! OSPF: routers of one network tell each other their links.

use crate::packet::{Field, Number, Protocol, Role, Selector, message};

/// Bytes of the header that versions 2 and 3 share.
const HEADER: usize = 16;

/// Open Shortest Path First.
pub const PROTOCOL: Protocol = Protocol {
    name: "ospf",
    title: "Open Shortest Path First",
    source: "RFC 2328, RFC 5340",
    role: Role::Control,
    selectors: &[Selector::Ip(89)],
    decode: message::decode::<HEADER>,
    fields: &[
        Field::number("ospf.version", "version", &[Number::at(0, 1)]),
        Field::number("ospf.msg", "type of message: 1 hello, 2 description, 3 request, 4 update, 5 acknowledgement", &[Number::at(1, 1)]),
        Field::length("ospf.packet_length", "length field", &[Number::at(2, 2)]),
        Field::ipv4("ospf.srcrouter", "router that sends", &[4]),
        Field::ipv4("ospf.area_id", "area", &[8]),
    ],
    ..Protocol::EMPTY
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{truncations_are_faults, values};
    use crate::value::Value;

    #[rustfmt::skip]
    const GOOD: [u8; 16] = [
        2, 1, 0, 44,  // version 2, hello, length
        1, 1, 1, 1,  // router
        0, 0, 0, 0,  // area
        0, 0, 0, 0,  // checksum, authentication
    ];

    #[test]
    fn the_header_is_read() {
        assert_eq!(values(Selector::Ip(89), &GOOD, "ospf.msg"), [Value::Unsigned(1)]);
        assert_eq!(values(Selector::Ip(89), &GOOD, "ospf.srcrouter"), [Value::Ipv4([1, 1, 1, 1].into())]);
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(PROTOCOL.decode, &GOOD, HEADER);
    }
}
