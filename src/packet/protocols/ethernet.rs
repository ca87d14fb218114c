//! Ethernet II and IEEE 802.3 frames: two hardware addresses, then a type or a length.

use pnet_packet::ethernet::EthernetPacket;

use crate::packet::bytes::u16_at;
use crate::packet::type_or_length::{self, FIRST_TYPE};
use crate::packet::{Fault, Field, Header, Input, Protocol, Role, Selector};
use crate::value::{Kind, Unit};

/// Bytes of the header.
const HEADER: usize = 14;
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
    let rest = input.bytes.get(HEADER..).unwrap_or_default();
    Ok(type_or_length::header(HEADER, number, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::Next;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    #[rustfmt::skip]
    const GOOD: [u8; 15] = [
        0x02, 0, 0, 0, 0, 2,   0x02, 0, 0, 0, 0, 1,   0x08, 0x00, // destination, source, type
        0x45,                                                     // payload
    ];

    #[test]
    fn a_type_announces_its_protocol() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!((header.length, header.total), (14, usize::MAX));
        assert!(matches!(header.next(), Next::By(Selector::Ether(0x0800))));
    }

    #[test]
    fn a_length_ends_the_payload() {
        let mut bytes = GOOD;
        (bytes[12], bytes[13]) = (0, 46);
        let header = decode_alone(decode, &bytes).unwrap();
        assert_eq!(header.total, 60);
        assert!(matches!(header.next(), Next::By(Selector::Link(100))));
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &GOOD, HEADER);
    }
}
