//! ERSPAN: mirrored Ethernet frames inside GRE, type I to III.

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes of a header of type II.
const TYPE_II: usize = 8;
/// Bytes of a header of type III without its platform part.
const TYPE_III: usize = 12;
/// Bytes of the platform part.
const PLATFORM: usize = 8;
/// Ethernet, by its link type.
const ETHERNET: Next = Next::By(Selector::Link(1));

/// ERSPAN.
pub const PROTOCOL: Protocol = Protocol {
    name: "erspan",
    title: "Encapsulated Remote Switch Packet Analysis",
    source: "draft-foschiano-erspan-03",
    role: Role::Tunnel,
    selectors: &[Selector::Gre(0x88be), Selector::Gre(0x22eb)],
    decode,
    fields: &[
        Field::number("erspan.version", "version, 1 for type II, 2 for type III", &[Number::at(0, 1).bits(4, 15)]),
        Field::number("erspan.vlan", "VLAN of the mirrored frame", &[Number::at(0, 2).bits(0, 0xfff)]),
        Field::number("erspan.cos", "class of service of the mirrored frame", &[Number::at(2, 1).bits(5, 7)]),
        Field::flag("erspan.truncated", "the mirrored frame was cut", Number::at(2, 1).bits(2, 1)),
        Field::number("erspan.spanid", "mirror session", &[Number::at(2, 2).bits(0, 0x3ff)]),
    ],
    ..Protocol::EMPTY
};

/// Whether this is type I, which has no header of its own: GRE has no sequence number then, and
/// nothing else either, so that its type stands right before the frame.
fn is_type_i(input: &Input<'_>) -> bool {
    let outside = input.raw.data.get(..input.offset).unwrap_or_default();
    // A sequence number may look the same; the header with the flag then stands before it.
    outside.ends_with(&[0, 0, 0x88, 0xbe])
        && !outside.ends_with(&[0x10, 0, 0x88, 0xbe, 0, 0, 0x88, 0xbe])
}

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    if is_type_i(input) {
        return Ok(Header::new(0, ETHERNET));
    }
    let &[version, ..] = input.head::<TYPE_II>()?;
    match version >> 4 {
        1 => Ok(Header::new(TYPE_II, ETHERNET)),
        2 => {
            let &[.., flags] = input.head::<TYPE_III>()?;
            let platform = if flags & 1 == 0 { 0 } else { PLATFORM };
            input.take(TYPE_III + platform)?;
            Ok(Header::new(TYPE_III + platform, ETHERNET))
        }
        other => Err(Fault::value(other.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, raw, truncations_are_faults, values};
    use crate::packet::ProtocolId;
    use crate::value::Value;

    #[rustfmt::skip]
    const II: [u8; 9] = [
        0x10, 0x64, 0x04, 0x07,  0, 0, 0, 0,    // version 1, VLAN 100; truncated, session 7
        0xff,
    ];

    #[rustfmt::skip]
    const III: [u8; 21] = [
        0x20, 0, 0, 1,  0, 0, 0, 0,  0, 0, 0, 1, // version 2, session, timestamp, platform part
        0x14, 0, 0, 0,  0, 0, 0, 0,              // platform part
        0xff,
    ];

    #[test]
    fn both_types_carry_ethernet() {
        assert_eq!(decode_alone(decode, &II).unwrap().length, 8);
        let header = decode_alone(decode, &III).unwrap();
        assert_eq!(header.length, 20);
        assert!(matches!(header.next(), Next::By(Selector::Link(1))));
    }

    #[test]
    fn fields_are_read() {
        let read = |name| values(Selector::Gre(0x88be), &II, name);
        assert_eq!(read("erspan.vlan"), [Value::Unsigned(100)]);
        assert_eq!(read("erspan.spanid"), [Value::Unsigned(7)]);
        assert_eq!(read("erspan.truncated"), [Value::Bool(true)]);
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(decode, &II, 8);
        truncations_are_faults(decode, &III, 20);
    }

    #[test]
    fn an_unknown_version_is_a_fault() {
        assert_eq!(decode_alone(decode, &[0x70, 0, 0, 0, 0, 0, 0, 0]).unwrap_err(), Fault::value(7));
    }

    #[test]
    fn type_i_is_a_frame_without_a_header() {
        let frame = [&[0, 0, 0x88, 0xbe][..], &II].concat();
        let at = |data: &[u8], offset: usize| {
            let raw = raw(1, data);
            let bytes = &data[offset..];
            let input = Input { bytes, wire_bytes: bytes.len(), previous: ProtocolId::Gre, raw: &raw, offset };
            decode(&input).unwrap().length
        };
        assert_eq!(at(&frame, 4), 0);
        let numbered = [&[0x10, 0, 0x88, 0xbe][..], &frame].concat();
        assert_eq!(at(&numbered, 8), 8);
    }
}
