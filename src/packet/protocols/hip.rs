//! HIP: hosts prove an identity that outlives their addresses.

use crate::packet::{Field, Number, Protocol, Role, Selector, message};

/// Bytes before the parameters.
const HEADER: usize = 40;

/// Host Identity Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "hip",
    title: "Host Identity Protocol",
    source: "RFC 7401",
    role: Role::Control,
    selectors: &[Selector::Ip(139)],
    decode: message::decode::<HEADER>,
    fields: &[
        Field::number("hip.proto", "next header", &[Number::at(0, 1)]),
        Field::number("hip.hdr_len", "length in units of eight bytes, without the first", &[Number::at(1, 1)]),
        Field::number("hip.packet_type", "type of message", &[Number::at(2, 1).bits(0, 127)]),
        Field::number("hip.version", "version", &[Number::at(3, 1).bits(4, 15)]),
        Field::number("hip.checksum", "checksum", &[Number::at(4, 2)]),
    ],
    ..Protocol::EMPTY
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{truncations_are_faults, values};
    use crate::value::Value;

    #[rustfmt::skip]
    const GOOD: [u8; 40] = [
        59, 4, 1, 0x21,  // nothing follows, 40 bytes, I1, version 2
        0, 0, 0, 0,  // checksum, controls
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,  // sender
        2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,  // receiver
    ];

    #[test]
    fn the_header_is_read() {
        assert_eq!(values(Selector::Ip(139), &GOOD, "hip.packet_type"), [Value::Unsigned(1)]);
        assert_eq!(values(Selector::Ip(139), &GOOD, "hip.version"), [Value::Unsigned(2)]);
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(PROTOCOL.decode, &GOOD, HEADER);
    }
}
