//! Cisco FabricPath: a tag of the tree and the hops left, behind addresses of switches and in
//! front of the whole frame.

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes of the tag after the Ethertype that announces it.
const HEADER: usize = 2;

/// Cisco FabricPath.
pub const PROTOCOL: Protocol = Protocol {
    name: "cfp",
    title: "Cisco FabricPath",
    source: "Cisco FabricPath",
    role: Role::Link,
    selectors: &[Selector::Ether(0x8903)],
    decode,
    fields: &[
        Field::number("cfp.ftag", "tree that the frame follows", &[Number::at(0, 2).bits(6, 0x3ff)]),
        Field::number("cfp.ttl", "hops left", &[Number::at(0, 2).bits(0, 0x3f)]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    input.head::<HEADER>()?;
    Ok(Header::new(HEADER, Next::By(Selector::Link(1))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    #[test]
    fn a_whole_frame_follows_the_tag() {
        let header = decode_alone(decode, &[0x00, 0x60, 0x02]).unwrap();
        assert_eq!(header.length, 2);
        assert!(matches!(header.next(), Next::By(Selector::Link(1))));
    }

    #[test]
    fn every_truncation_of_the_tag_is_a_fault() {
        truncations_are_faults(decode, &[0x00, 0x60], HEADER);
    }
}
