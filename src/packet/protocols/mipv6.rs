//! Mobile IPv6: a node that moves tells where it is.

use crate::packet::{Field, Number, Protocol, Role, Selector, message};

/// Bytes before what the type of message defines.
const HEADER: usize = 8;

/// Mobile IPv6.
pub const PROTOCOL: Protocol = Protocol {
    name: "mipv6",
    title: "Mobile IPv6",
    source: "RFC 6275",
    role: Role::Control,
    selectors: &[Selector::Ip(135), Selector::Ip(62)],
    decode: message::decode::<HEADER>,
    fields: &[
        Field::number("mip6.proto", "next header, 59 for none", &[Number::at(0, 1)]),
        Field::number("mip6.hlen", "length in units of eight bytes, without the first", &[Number::at(1, 1)]),
        Field::number("mip6.mhtype", "type of message: 5 binding update, 6 acknowledgement", &[Number::at(2, 1)]),
        Field::number("mip6.csum", "checksum", &[Number::at(4, 2)]),
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
        59, 0, 5, 0,  // nothing follows, 8 bytes, binding update
        0xbe, 0xef, 0, 1,  // checksum, sequence number
    ];

    #[test]
    fn the_header_is_read() {
        assert_eq!(values(Selector::Ip(135), &GOOD, "mip6.mhtype"), [Value::Unsigned(5)]);
        assert_eq!(values(Selector::Ip(135), &GOOD, "mip6.csum"), [Value::Unsigned(0xbeef)]);
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(PROTOCOL.decode, &GOOD, HEADER);
    }
}
