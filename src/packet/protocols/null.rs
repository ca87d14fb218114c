//! BSD loopback: four bytes that hold the address family, in the byte order of the machine that
//! captured (NULL) or of the network (LOOP).

use crate::packet::{Fault, Field, Header, Input, Next, Protocol, Role, Selector};
use crate::value::{Kind, Unit, Value};

/// Bytes of the header.
const HEADER: usize = 4;
/// Above this number it is an Ethertype: old captures of Linux' loopback (IEEE 802.3 3.2.7).
const LAST_FAMILY: u32 = 1500;

/// BSD loopback.
pub const PROTOCOL: Protocol = Protocol {
    name: "null",
    title: "Null/Loopback",
    source: "LINKTYPE_NULL and LINKTYPE_LOOP of tcpdump.org",
    role: Role::Link,
    selectors: &[Selector::Link(0), Selector::Link(108)],
    decode,
    fields: &[Field::optional("null.family", Kind::Unsigned, Unit::None, "address family, as BSD numbers them", |view| {
        let family = family(*view.header().first_chunk()?);
        (family <= LAST_FAMILY).then_some(Value::from(family))
    })],
    ..Protocol::EMPTY
};

/// The family, whatever the byte order: families are small, so the half that is not zero has it.
/// IRIX wrote two bytes of family and two of zero.
fn family(bytes: [u8; HEADER]) -> u32 {
    match bytes {
        [0, family, 0, 0] if family < 6 => family.into(),
        [family, 0, 0, 0] => family.into(),
        [0, 0, ..] => u32::from_be_bytes(bytes),
        _ => u32::from_le_bytes(bytes),
    }
}

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    // Some drivers of BSD put PPP under this link type (RFC 1662 section 3.1).
    if input.bytes.starts_with(&[0xff, 0x03]) {
        return Ok(Header::new(0, Next::By(Selector::Link(50))));
    }
    let &bytes = input.head::<HEADER>()?;
    let next = match family(bytes) {
        2 => Selector::Link(228),
        7 => Selector::Llc(0xfe),
        16 => Selector::Ppp(0x0029),
        23 => Selector::Llc(0xe0),
        // NetBSD and OpenBSD, FreeBSD, macOS.
        24 | 28 | 30 => Selector::Link(229),
        number => match u16::try_from(number) {
            Ok(number) if u32::from(number) > LAST_FAMILY => Selector::Ether(number),
            _ => return Ok(Header::new(HEADER, Next::Nothing)),
        },
    };
    Ok(Header::new(HEADER, Next::By(next)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    fn next(bytes: [u8; 4]) -> Next {
        decode_alone(decode, &bytes).unwrap().next()
    }

    #[test]
    fn both_byte_orders_are_understood() {
        assert!(matches!(next([2, 0, 0, 0]), Next::By(Selector::Link(228))));
        assert!(matches!(next([0, 0, 0, 2]), Next::By(Selector::Link(228))));
    }

    #[test]
    fn every_bsd_has_its_own_number_for_ipv6() {
        for family in [24, 28, 30] {
            assert!(matches!(next([family, 0, 0, 0]), Next::By(Selector::Link(229))));
            assert!(matches!(next([0, 0, 0, family]), Next::By(Selector::Link(229))));
        }
    }

    #[test]
    fn an_ethertype_is_followed() {
        assert!(matches!(next([0, 0, 8, 0]), Next::By(Selector::Ether(0x0800))));
    }

    #[test]
    fn ppp_is_known_by_its_address() {
        let header = decode_alone(decode, &[0xff, 0x03, 0x00, 0x21]).unwrap();
        assert_eq!(header.length, 0);
        assert!(matches!(header.next(), Next::By(Selector::Link(50))));
    }

    #[test]
    fn an_unknown_family_announces_nothing() {
        assert!(matches!(next([99, 0, 0, 0]), Next::Nothing));
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &[2, 0, 0, 0], HEADER);
    }
}
