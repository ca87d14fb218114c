//! LISP control: which router stands for which addresses.

use crate::packet::{Field, Number, Protocol, Role, Selector, message};

/// Bytes that all messages have.
const HEADER: usize = 4;

/// Locator/ID Separation Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "lisp",
    title: "Locator/ID Separation Protocol",
    source: "RFC 9301",
    role: Role::Control,
    selectors: &[Selector::Udp(4342)],
    decode: message::decode::<HEADER>,
    fields: &[
        Field::number("lisp.type", "type of message: 1 request, 2 reply, 3 register, 4 notify, 8 encapsulated", &[Number::at(0, 1).bits(4, 15)]),
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
        0x10, 0, 0, 1,  // request, one record
    ];

    #[test]
    fn the_header_is_read() {
        assert_eq!(values(Selector::Udp(4342), &GOOD, "lisp.type"), [Value::Unsigned(1)]);
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(PROTOCOL.decode, &GOOD, HEADER);
    }
}
