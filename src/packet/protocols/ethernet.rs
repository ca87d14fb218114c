//! Ethernet II and IEEE 802.3 frames: two hardware addresses, then a type or a length.

use pnet_packet::ethernet::EthernetPacket;

use crate::packet::bytes::u16_at;
use crate::packet::{Fault, Field, Header, Input, Next, Protocol, Role, Selector};
use crate::value::{Kind, Unit};

/// Bytes of the header.
const HEADER: usize = 14;
/// From this number on, the third field is an Ethertype, below it a length (IEEE 802.3 3.2.6).
const FIRST_TYPE: u16 = 0x0600;
/// The longest payload that the length field may claim (IEEE 802.3 3.2.7).
const LONGEST: u16 = 1500;
/// LLC, by its link type.
const LLC: Selector = Selector::Link(100);

/// Ethernet.
pub const PROTOCOL: Protocol = Protocol {
    name: "eth",
    title: "Ethernet",
    source: "IEEE 802.3",
    role: Role::Link,
    selectors: &[Selector::Link(1), Selector::Ether(0x6558)],
    decode,
    fields: &[
        Field::mac("eth.dst", "destination hardware address", &[0]),
        Field::mac("eth.src", "source hardware address", &[6]),
        Field::mac("eth.addr", "destination or source hardware address", &[0, 6]),
        Field::with("eth.type", Kind::Unsigned, Unit::None, "Ethertype", |view, out| {
            if let Some(number) = u16_at(view.header(), 12).filter(|&number| number >= FIRST_TYPE) {
                out(number.into());
            }
        }),
    ],
    ..Protocol::EMPTY
};

#[inline]
fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let available = input.bytes.len();
    let header = EthernetPacket::new(input.bytes).ok_or_else(|| Fault::short(HEADER, available))?;
    let number = header.get_ethertype().0;
    if number >= FIRST_TYPE {
        return Ok(Header::new(HEADER, Next::By(Selector::Ether(number))));
    }
    let total = HEADER + usize::from(number);
    let found = Header::new(HEADER, Next::By(LLC)).with_total(total);
    Ok(if number > LONGEST { found.with_fault(Fault::value(number.into())) } else { found })
}
