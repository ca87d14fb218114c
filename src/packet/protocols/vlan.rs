//! VLAN tags (IEEE 802.1Q), one layer each; `QinQ` is two in a row.

use pnet_packet::vlan::VlanPacket;

use crate::packet::bytes::u16_at;
use crate::packet::type_or_length::{self, FIRST_TYPE};
use crate::packet::{Fault, Field, Header, Input, Number, Protocol, Role, Selector};
use crate::value::{Kind, Unit, Value};

/// Bytes of a tag after the Ethertype that announces it.
const HEADER: usize = 4;
/// A VLAN tag.
pub const PROTOCOL: Protocol = Protocol {
    name: "vlan",
    title: "802.1Q Virtual LAN",
    source: "IEEE 802.1Q section 9.6",
    role: Role::Link,
    selectors: &[Selector::Ether(0x8100), Selector::Ether(0x9100)],
    decode,
    fields: &[
        Field::number("vlan.id", "VLAN identifier", &[Number::at(0, 2).bits(0, 0xfff)]),
        Field::number("vlan.priority", "priority code point", &[Number::at(0, 2).bits(13, 7)]),
        Field::flag("vlan.dei", "the frame may be dropped first", Number::at(0, 2).bits(12, 1)),
        Field::optional("vlan.etype", Kind::Unsigned, Unit::None, "Ethertype of what follows the tag", |view| {
            u16_at(view.header(), 2).filter(|&number| number >= FIRST_TYPE).map(Value::from)
        }),
    ],
    ..Protocol::EMPTY
};

#[inline]
fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let available = input.bytes.len();
    let tag = VlanPacket::new(input.bytes).ok_or_else(|| Fault::short(HEADER, available))?;
    let rest = input.bytes.get(HEADER..).unwrap_or_default();
    Ok(type_or_length::header(HEADER, tag.get_ethertype().0, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::Next;
    use crate::packet::testing::{decode_alone, is_a_tag};

    /// Priority and identifier, type, payload.
    const GOOD: [u8; 5] = [0x60, 0x64, 0x08, 0x00, 0x45];

    #[test]
    fn a_tag_announces_the_type_behind_it() {
        is_a_tag(decode, &GOOD, HEADER);
    }

    #[test]
    fn a_length_behind_the_tag_announces_llc() {
        let header = decode_alone(decode, &[0x00, 0x01, 0x00, 0x26, 0x42]).unwrap();
        assert_eq!(header.total, 4 + 38);
        assert!(matches!(header.next(), Next::By(Selector::Link(100))));
    }
}
