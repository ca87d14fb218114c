//! Token Ring: access and frame control, two addresses, perhaps a route, then LLC.

use crate::packet::bytes::{array_at, u8_at};
use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};
use crate::value::{Kind, Unit, Value};

/// Bytes of the header without a route.
const SHORTEST: usize = 14;
/// The bit of the source address that says a route follows.
const ROUTED: u8 = 0x80;

/// Token Ring.
pub const PROTOCOL: Protocol = Protocol {
    name: "tr",
    title: "Token-Ring",
    source: "IEEE 802.5",
    role: Role::Link,
    selectors: &[Selector::Link(6)],
    decode,
    fields: &[
        Field::number("tr.frame_type", "0 control of the ring, 1 LLC", &[Number::at(1, 1).bits(6, 3)]),
        Field::mac("tr.dst", "destination", &[2]),
        Field::optional("tr.src", Kind::Mac, Unit::None, "source", |view| {
            let [first, rest @ ..] = array_at::<6>(view.header(), 8)?;
            let [b, c, d, e, f] = rest;
            Some(Value::Mac([first & !ROUTED, b, c, d, e, f]))
        }),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[_, control, _, _, _, _, _, _, source, ..] = input.head::<SHORTEST>()?;
    let mut length = SHORTEST;
    if source & ROUTED != 0 {
        let first = u8_at(input.bytes, SHORTEST);
        let route = first.ok_or_else(|| Fault::short(SHORTEST + 2, SHORTEST))? & 0x1f;
        length += usize::from(route);
        input.take(length)?;
    }
    let next = if control >> 6 == 1 { Next::By(Selector::Link(100)) } else { Next::Nothing };
    Ok(Header::new(length, next))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    #[rustfmt::skip]
    const GOOD: [u8; 17] = [
        0x10, 0x40,   2, 0, 0, 0, 0, 2,   0x82, 0, 0, 0, 0, 1,  // controls, destination, source with route
        0x02, 0x30,                                             // route of two bytes
        0xaa,                                                   // payload
    ];

    #[test]
    fn llc_follows_the_route() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!(header.length, 16);
        assert!(matches!(header.next(), Next::By(Selector::Link(100))));
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &GOOD, 16);
    }

    #[test]
    fn a_route_longer_than_the_packet_is_a_fault() {
        let mut bytes = GOOD;
        bytes[14] = 0x1e;
        assert_eq!(decode_alone(decode, &bytes).unwrap_err(), Fault::short(44, 17));
    }

    #[test]
    fn frames_of_the_ring_itself_carry_nothing() {
        let mut bytes = GOOD;
        bytes[1] = 0;
        assert!(matches!(decode_alone(decode, &bytes).unwrap().next(), Next::Nothing));
    }
}
