//! Slow protocols: LACP and others that send few frames, told apart by a subtype.

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Slow protocols.
pub const PROTOCOL: Protocol = Protocol {
    name: "slow",
    title: "Slow Protocols",
    source: "IEEE 802.3 annex 57A",
    role: Role::Link,
    selectors: &[Selector::Ether(0x8809)],
    decode,
    fields: &[Field::number("slow.subtype", "1 LACP, 2 marker, 3 OAM, 10 organisation", &[Number::at(0, 1)])],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[subtype] = input.head::<1>()?;
    Ok(Header::new(1, Next::By(Selector::Slow(subtype.into()))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    #[test]
    fn the_subtype_announces_the_protocol() {
        let header = decode_alone(decode, &[1, 1]).unwrap();
        assert!(matches!(header.next(), Next::By(Selector::Slow(1))));
    }

    #[test]
    fn no_byte_is_a_fault() {
        truncations_are_faults(decode, &[1], 1);
    }
}
