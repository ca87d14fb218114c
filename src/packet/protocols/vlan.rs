//! VLAN tags (IEEE 802.1Q), one layer each; `QinQ` is two in a row.

use pnet_packet::vlan::VlanPacket;

use crate::packet::{Fault, Field, Number, Header, Input, Next, Protocol, Role, Selector};

/// Bytes of a tag after the Ethertype that announces it.
const HEADER: usize = 4;
/// LLC, by its link type.
const LLC: Selector = Selector::Link(100);
/// From this number on, the second field is an Ethertype, below it a length.
const FIRST_TYPE: u16 = 0x0600;

/// A VLAN tag.
pub const PROTOCOL: Protocol = Protocol {
    name: "vlan",
    title: "802.1Q Virtual LAN",
    source: "IEEE 802.1Q section 9.6",
    role: Role::Link,
    selectors: &[Selector::Ether(0x8100)],
    decode,
    fields: &[
        Field::number("vlan.id", "VLAN identifier", &[Number::at(0, 2).bits(0, 0xfff)]),
        Field::number("vlan.priority", "priority code point", &[Number::at(0, 2).bits(13, 7)]),
        Field::number("vlan.etype", "Ethertype of what follows the tag", &[Number::at(2, 2)]),
    ],
    ..Protocol::EMPTY
};

#[inline]
fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let available = input.bytes.len();
    let tag = VlanPacket::new(input.bytes).ok_or_else(|| Fault::short(HEADER, available))?;
    let number = tag.get_ethertype().0;
    Ok(if number >= FIRST_TYPE {
        Header::new(HEADER, Next::By(Selector::Ether(number)))
    } else {
        Header::new(HEADER, Next::By(LLC)).with_total(HEADER + usize::from(number))
    })
}
