//! VN-Tag: which virtual interface of a switch a frame came from and goes to.

use crate::packet::{Field, Number, Protocol, Role, Selector, type_or_length};

/// Bytes of the tag after the Ethertype that announces it.
const HEADER: usize = 6;

/// VN-Tag.
pub const PROTOCOL: Protocol = Protocol {
    name: "vntag",
    title: "VN-Tag",
    source: "Cisco, draft of IEEE 802.1Qbh",
    role: Role::Link,
    selectors: &[Selector::Ether(0x8926)],
    decode: type_or_length::decode::<HEADER>,
    fields: &[
        Field::number("vntag.dst", "destination interface", &[Number::at(0, 2).bits(0, 0x3fff)]),
        Field::number("vntag.src", "source interface", &[Number::at(2, 2).bits(0, 0xfff)]),
    ],
    ..Protocol::EMPTY
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::is_a_tag;

    /// Destination 5, source 6, type, payload.
    const GOOD: [u8; 7] = [0x00, 0x05, 0x00, 0x06, 0x08, 0x00, 0x45];

    #[test]
    fn the_type_behind_it_announces_what_follows() {
        is_a_tag(PROTOCOL.decode, &GOOD, HEADER);
    }
}
