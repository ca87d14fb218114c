//! HSR: a tag that numbers frames, so that a ring can send each both ways and drop the second.

use crate::packet::{Fault, Field, Header, Input, Number, Protocol, Role, Selector, type_or_length};

/// Bytes of the tag after the Ethertype that announces it.
const HEADER: usize = 6;

/// High-availability Seamless Redundancy (IEC62439 Part 3 Chapter 5).
pub const PROTOCOL: Protocol = Protocol {
    name: "hsr",
    title: "High-availability Seamless Redundancy (IEC62439 Part 3 Chapter 5)",
    source: "IEC 62439-3 section 5",
    role: Role::Link,
    selectors: &[Selector::Ether(0x892f)],
    decode,
    fields: &[
        Field::number("hsr.path", "which way round the ring", &[Number::at(0, 2).bits(12, 15)]),
        Field::number("hsr.sequence_nr", "sequence number", &[Number::at(2, 2)]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[_, _, _, _, high, low] = input.head::<HEADER>()?;
    let rest = input.bytes.get(HEADER..).unwrap_or_default();
    Ok(type_or_length::header(HEADER, u16::from_be_bytes([high, low]), rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::Next;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    /// Path and length, sequence, type, payload.
    const GOOD: [u8; 7] = [0x10, 0x34, 0x00, 0x06, 0x08, 0x00, 0x45];

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
