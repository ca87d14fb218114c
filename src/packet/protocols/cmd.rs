//! Cisco MetaData: the security group of the sender, in front of the frame's own type.

use crate::packet::{Fault, Field, Header, Input, Number, Protocol, Role, Selector, type_or_length};

/// Bytes of the tag after the Ethertype that announces it.
const HEADER: usize = 8;

/// Cisco MetaData.
pub const PROTOCOL: Protocol = Protocol {
    name: "cmd",
    title: "Cisco MetaData",
    source: "Cisco TrustSec",
    role: Role::Link,
    selectors: &[Selector::Ether(0x8909)],
    decode,
    fields: &[
        Field::number("cmd.version", "version", &[Number::at(0, 1)]),
        Field::number("cmd.sgt", "security group tag", &[Number::at(4, 2)]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[_, _, _, _, _, _, high, low] = input.head::<HEADER>()?;
    let rest = input.bytes.get(HEADER..).unwrap_or_default();
    Ok(type_or_length::header(HEADER, u16::from_be_bytes([high, low]), rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::Next;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    /// Version, length, option, group 7, type, payload.
    const GOOD: [u8; 9] = [0x01, 0x01, 0x00, 0x01, 0x00, 0x07, 0x08, 0x00, 0x45];

    #[test]
    fn the_type_behind_it_announces_what_follows() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!(header.length, HEADER);
        assert!(matches!(header.next, Next::By(Selector::Ether(0x0800))));
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &GOOD, HEADER);
    }
}
