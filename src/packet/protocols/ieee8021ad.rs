//! Provider bridging (IEEE 802.1ad, QinQ): the outer tag of two.

use crate::packet::{Field, Number, Protocol, Role, Selector, type_or_length};

/// Bytes of a tag after the Ethertype that announces it.
const HEADER: usize = 4;

/// IEEE 802.1ad.
pub const PROTOCOL: Protocol = Protocol {
    name: "ieee8021ad",
    title: "IEEE 802.1ad",
    source: "IEEE 802.1Q section 9.5",
    role: Role::Link,
    selectors: &[Selector::Ether(0x88a8)],
    decode: type_or_length::decode::<HEADER>,
    fields: &[
        Field::number("ieee8021ad.id", "VLAN identifier of the provider", &[Number::at(0, 2).bits(0, 0xfff)]),
        Field::number("ieee8021ad.priority", "priority code point", &[Number::at(0, 2).bits(13, 7)]),
        Field::number("ieee8021ad.dei", "1 where the frame may be dropped first", &[Number::at(0, 2).bits(12, 1)]),
    ],
    ..Protocol::EMPTY
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::is_a_tag;

    /// Priority 3 and identifier 100, type, payload.
    const GOOD: [u8; 5] = [0x60, 0x64, 0x08, 0x00, 0x45];

    #[test]
    fn the_type_behind_it_announces_what_follows() {
        is_a_tag(PROTOCOL.decode, &GOOD, HEADER);
    }
}
