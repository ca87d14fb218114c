//! LLC (IEEE 802.2): two service access points and a control field; SNAP where both say `aa`.

use crate::packet::bytes::array_at;
use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector, snap};
use crate::value::{Kind, Unit, Value};

/// Bytes of a header whose control field has one byte.
const SHORTEST: usize = 3;
/// The access point of SNAP.
const SNAP: u8 = 0xaa;

/// LLC.
pub const PROTOCOL: Protocol = Protocol {
    name: "llc",
    title: "Logical-Link Control",
    source: "IEEE 802.2",
    role: Role::Link,
    selectors: &[Selector::Link(100), Selector::Ether(0x0004), Selector::Ether(0x8870), Selector::Ppp(0x004b)],
    decode,
    fields: &[
        Field::number("llc.dsap", "destination service access point", &[Number::at(0, 1)]),
        Field::number("llc.ssap", "source service access point", &[Number::at(1, 1)]),
        Field::optional("llc.oui", Kind::Unsigned, Unit::None, "organisation that numbers the protocol", |view| {
            let [a, b, c] = array_at(view.header(), snap_start(view.header())?)?;
            Some(Value::from(u32::from_be_bytes([0, a, b, c])))
        }),
        Field::optional("llc.type", Kind::Unsigned, Unit::None, "Ethertype of SNAP", |view| {
            let start = snap_start(view.header())?;
            // Other organisations number their own.
            let [0, 0, 0 | 0xf8, high, low] = array_at(view.header(), start)? else { return None };
            Some(Value::from(u16::from_be_bytes([high, low])))
        }),
    ],
    ..Protocol::EMPTY
};

/// Bytes of the control field that begins with `first`: information and supervisory frames have
/// two, unnumbered frames one (IEEE 802.2 section 5.2).
const fn control_bytes(first: u8) -> usize {
    if first & 3 == 3 { 1 } else { 2 }
}

fn snap_start(header: &[u8]) -> Option<usize> {
    let &[destination, source, control] = header.first_chunk::<SHORTEST>()?;
    (destination == SNAP && source == SNAP).then_some(2 + control_bytes(control))
}

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[destination, _, control] = input.head::<SHORTEST>()?;
    let length = 2 + control_bytes(control);
    input.take(length)?;
    // Numbered information, or unnumbered information whatever its poll bit.
    let carries = control & 1 == 0 || control & !0x10 == 0x03;
    if let Some(start) = snap_start(input.bytes) {
        let length = start + snap::LENGTH;
        let next = snap::next_at(input.bytes, start);
        let next = next.ok_or_else(|| Fault::short(length, input.bytes.len()))?;
        // A bridged frame is aligned by two bytes of padding (RFC 2684 section 5.2).
        let padding = if matches!(next, Next::By(Selector::Link(1))) { 2 } else { 0 };
        input.take(length + padding)?;
        return Ok(Header::new(length + padding, if carries { next } else { Next::Nothing }));
    }
    Ok(Header::new(length, if carries { Next::By(Selector::Llc(destination.into())) } else { Next::Nothing }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    #[rustfmt::skip]
    const SNAP_IP: [u8; 9] = [
        0xaa, 0xaa, 0x03,   0x00, 0x00, 0x00,   0x08, 0x00,   // access points, control, organisation, type
        0x45,                                                 // payload
    ];

    #[test]
    fn snap_announces_an_ethertype() {
        let header = decode_alone(decode, &SNAP_IP).unwrap();
        assert_eq!(header.length, 8);
        assert!(matches!(header.next(), Next::By(Selector::Ether(0x0800))));
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &SNAP_IP, 8);
        truncations_are_faults(decode, &[0xf0, 0xf0, 0x01, 0x00], 4);
    }

    #[test]
    fn an_access_point_announces_its_protocol() {
        let header = decode_alone(decode, &[0x42, 0x42, 0x03, 0, 0]).unwrap();
        assert_eq!(header.length, 3);
        assert!(matches!(header.next(), Next::By(Selector::Llc(0x42))));
    }

    #[test]
    fn exchange_identification_carries_nothing() {
        let header = decode_alone(decode, &[0x00, 0x01, 0xaf, 0x81, 0x01, 0x00]).unwrap();
        assert!(matches!(header.next(), Next::Nothing));
    }

    #[test]
    fn a_supervisory_frame_has_two_bytes_of_control() {
        let header = decode_alone(decode, &[0xf0, 0xf1, 0x01, 0x0a]).unwrap();
        assert_eq!(header.length, 4);
        assert!(matches!(header.next(), Next::Nothing));
    }
}
