//! E-Tag: which extended port of a bridge a frame came from and goes to.

use crate::packet::{Field, Number, Protocol, Role, Selector, type_or_length};

/// Bytes of the tag after the Ethertype that announces it.
const HEADER: usize = 8;

/// 802.1BR E-Tag.
pub const PROTOCOL: Protocol = Protocol {
    name: "etag",
    title: "802.1BR E-Tag",
    source: "IEEE 802.1BR section 7.5",
    role: Role::Link,
    selectors: &[Selector::Ether(0x893f)],
    decode: type_or_length::decode::<HEADER>,
    fields: &[
        Field::number("etag.ecid_base", "base of the extended channel", &[Number::at(2, 2).bits(0, 0xfff)]),
    ],
    ..Protocol::EMPTY
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::is_a_tag;

    /// Priority, channels, type, payload.
    const GOOD: [u8; 9] = [0x00, 0x00, 0x00, 0x07, 0x00, 0x00, 0x08, 0x00, 0x45];

    #[test]
    fn the_type_behind_it_announces_what_follows() {
        is_a_tag(PROTOCOL.decode, &GOOD, HEADER);
    }
}
