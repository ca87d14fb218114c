//! Provider bridging (IEEE 802.1ad, QinQ): the outer tag of two.

use crate::packet::{Fault, Field, Header, Input, Number, Protocol, Role, Selector, type_or_length};

/// Bytes of a tag after the Ethertype that announces it.
const HEADER: usize = 4;

/// IEEE 802.1ad.
pub const PROTOCOL: Protocol = Protocol {
    name: "ieee8021ad",
    title: "IEEE 802.1ad",
    source: "IEEE 802.1Q section 9.5",
    role: Role::Link,
    selectors: &[Selector::Ether(0x88a8)],
    decode,
    fields: &[
        Field::number("ieee8021ad.id", "VLAN identifier of the provider", &[Number::at(0, 2).bits(0, 0xfff)]),
        Field::number("ieee8021ad.priority", "priority code point", &[Number::at(0, 2).bits(13, 7)]),
        Field::number("ieee8021ad.dei", "1 where the frame may be dropped first", &[Number::at(0, 2).bits(12, 1)]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[_, _, high, low] = input.head::<HEADER>()?;
    let rest = input.bytes.get(HEADER..).unwrap_or_default();
    Ok(type_or_length::header(HEADER, u16::from_be_bytes([high, low]), rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::Next;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    /// Priority 3 and identifier 100, type, payload.
    const GOOD: [u8; 5] = [0x60, 0x64, 0x08, 0x00, 0x45];

    #[test]
    fn the_type_behind_it_announces_what_follows() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!(header.length, HEADER);
        assert!(matches!(header.next(), Next::By(Selector::Ether(0x0800))));
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &GOOD, HEADER);
    }
}
