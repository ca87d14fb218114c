//! HSR: a tag that numbers frames, so that a ring can send each both ways and drop the second.

use crate::packet::{Field, Number, Protocol, Role, Selector, type_or_length};

/// Bytes of the tag after the Ethertype that announces it.
const HEADER: usize = 6;

/// High-availability Seamless Redundancy (IEC62439 Part 3 Chapter 5).
pub const PROTOCOL: Protocol = Protocol {
    name: "hsr",
    title: "High-availability Seamless Redundancy (IEC62439 Part 3 Chapter 5)",
    source: "IEC 62439-3 section 5",
    role: Role::Link,
    selectors: &[Selector::Ether(0x892f)],
    decode: type_or_length::decode::<HEADER>,
    fields: &[
        Field::number("hsr.path", "which way round the ring", &[Number::at(0, 2).bits(12, 15)]),
        Field::number("hsr.sequence_nr", "sequence number", &[Number::at(2, 2)]),
    ],
    ..Protocol::EMPTY
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::is_a_tag;

    /// Path and length, sequence, type, payload.
    const GOOD: [u8; 7] = [0x10, 0x34, 0x00, 0x06, 0x08, 0x00, 0x45];

    #[test]
    fn the_type_behind_it_announces_what_follows() {
        is_a_tag(PROTOCOL.decode, &GOOD, HEADER);
    }
}
