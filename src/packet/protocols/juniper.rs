//! Juniper: what its routers put in front of the packets that they capture. Behind it is a frame,
//! or a protocol by a number of Juniper's own where the router kept no frame.

use crate::packet::bytes::{u8_at, u16_at, u32_le_at};
use crate::packet::{Fault, Field, Header, Input, Next, Protocol, Role, Selector};
use crate::value::{Kind, Unit, Value};

/// What the header begins with.
const MAGIC: &[u8; 3] = b"MGC";
/// Bytes of magic and flags.
const SHORTEST: usize = 4;
/// The link type whose inside is read. The cookies of the others differ by card.
const ETHERNET: u16 = 178;
/// The flag that says that extensions follow, with their length in front of them.
const HAS_EXTENSIONS: u8 = 0x80;
/// The flag that says that a number stands in the place of a frame's header.
const NO_FRAME: u8 = 0x02;
/// Bytes of that number.
const NUMBER: usize = 4;

/// Juniper's headers.
pub const PROTOCOL: Protocol = Protocol {
    name: "juniper",
    title: "Juniper",
    source: "LINKTYPE_JUNIPER_ETHER and others of tcpdump.org; print-juniper.c of tcpdump",
    role: Role::Link,
    selectors: &[
        Selector::Link(ETHERNET),
        Selector::Link(130),
        Selector::Link(131),
        Selector::Link(133),
        Selector::Link(134),
        Selector::Link(135),
        Selector::Link(136),
        Selector::Link(137),
        Selector::Link(167),
        Selector::Link(168),
        Selector::Link(179),
        Selector::Link(180),
        Selector::Link(181),
        Selector::Link(183),
    ],
    decode,
    fields: &[
        Field::optional("juniper.direction", Kind::Unsigned, Unit::None, "0 out, 1 in", |view| {
            flags(view.header()).map(|flags| Value::from(u32::from(flags & 1)))
        }),
        Field::optional("juniper.ext_total_len", Kind::Unsigned, Unit::Bytes, "length of the extensions", |view| {
            flags(view.header()).filter(|flags| flags & HAS_EXTENSIONS != 0)?;
            u16_at(view.header(), SHORTEST).map(Value::from)
        }),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    if input.raw.link_type.0 != ETHERNET {
        return Ok(Header::whole(input.bytes.len()));
    }
    let &[a, b, c, flags] = input.head::<SHORTEST>()?;
    if [a, b, c] != *MAGIC {
        return Err(Fault::value(u32::from_be_bytes([0, a, b, c]) as usize));
    }
    let mut length = SHORTEST;
    if flags & HAS_EXTENSIONS != 0 {
        let &[_, _, _, _, high, low] = input.head()?;
        length += 2 + usize::from(u16::from_be_bytes([high, low]));
    }
    if flags & NO_FRAME == 0 {
        input.take(length)?;
        return Ok(Header::new(length, Next::By(Selector::Link(1))));
    }
    let number = u32_le_at(input.take(length + NUMBER)?, length);
    Ok(Header::new(length + NUMBER, number.map_or(Next::Nothing, inside)))
}

/// What one of Juniper's numbers announces: IP, MPLS, Ethernet, each with and without more of it.
const fn inside(number: u32) -> Next {
    Next::By(match number {
        2 | 3 => Selector::Link(228),
        6 => Selector::Link(229),
        4 | 5 | 8 => Selector::Ether(0x8847),
        204 => Selector::Link(1),
        _ => return Next::Nothing,
    })
}

/// The flags, where the header begins as it must.
fn flags(header: &[u8]) -> Option<u8> {
    header.starts_with(MAGIC).then(|| u8_at(header, MAGIC.len()))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{names, raw};
    use crate::packet::{Decoded, FaultKind, FieldReader, Messages, Packet, ProtocolId};

    #[rustfmt::skip]
    const GOOD: [u8; 41] = [
        b'M', b'G', b'C', 0x81,  0, 16,                         // coming in, 16 bytes of extensions
        3, 1, 1,  6, 1, 14,  1, 2, 0x8c, 0,  4, 4, 0x4c, 1, 0, 0, // media, encapsulation, interfaces
        0, 0, 0, 0, 0, 1,  0, 0, 0, 0, 0, 2,  0x88, 0xcc,       // Ethernet
        0, 0, 0, 0, 0,                                          // LLDP
    ];

    fn decode_as(link_type: u16, bytes: &[u8]) -> Result<Header, Fault> {
        let raw = raw(link_type, bytes);
        let previous = ProtocolId::Frame;
        decode(&Input { bytes, wire_bytes: bytes.len(), previous, raw: &raw, offset: 0 })
    }

    fn read(link_type: u16, bytes: &[u8], name: &str) -> Vec<Value<'static>> {
        let (raw, mut decoded) = (raw(link_type, bytes), Decoded::default());
        crate::packet::decode(&raw, &mut decoded);
        let packet = Packet { raw: &raw, decoded: &decoded, messages: Messages::default(), of_flow: &[] };
        let mut found = Vec::new();
        let field = FieldReader::by_name(name).unwrap();
        field.read(&packet, &mut |value| found.push(value.into_owned()));
        found
    }

    #[test]
    fn a_frame_follows_the_extensions() {
        assert_eq!(decode_as(ETHERNET, &GOOD).unwrap().length, 22);
        assert_eq!(names(ETHERNET, &GOOD), "juniper:eth:lldp");
    }

    #[test]
    fn a_frame_follows_the_flags_where_there_are_no_extensions() {
        let bytes = [b"MGC\x01", &GOOD[22..]].concat();
        assert_eq!(names(ETHERNET, &bytes), "juniper:eth:lldp");
    }

    #[test]
    fn a_number_announces_what_follows_where_no_frame_was_kept() {
        for (number, selector) in
            [(2, Selector::Link(228)), (5, Selector::Ether(0x8847)), (6, Selector::Link(229))]
        {
            let bytes = [b"MGC\x82\0\0", &[number, 0, 0, 0][..], &[0; 20]].concat();
            let header = decode_as(ETHERNET, &bytes).unwrap();
            assert_eq!((header.length, header.next()), (10, Next::By(selector)));
        }
        let unknown = decode_as(ETHERNET, b"MGC\x02\x21\0\0\0\0").unwrap();
        assert_eq!(unknown.next(), Next::Nothing);
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        for length in 0..22 {
            assert!(decode_as(ETHERNET, &GOOD[..length]).is_err(), "{length} bytes pass");
        }
        let bytes = b"MGC\x82\0\0\x02\0\0\0";
        for length in 0..bytes.len() {
            assert!(decode_as(ETHERNET, &bytes[..length]).is_err(), "{length} bytes pass");
        }
    }

    #[test]
    fn extensions_beyond_the_packet_are_a_fault() {
        let mut bytes = GOOD;
        bytes[4] = 0xff;
        assert_eq!(decode_as(ETHERNET, &bytes).unwrap_err(), Fault::short(6 + 0xff10, 41));
    }

    #[test]
    fn another_magic_is_a_fault() {
        assert_eq!(decode_as(ETHERNET, b"MGX\0\0").unwrap_err().kind, FaultKind::Value);
    }

    #[test]
    fn other_link_types_are_named_only() {
        assert_eq!(names(137, &GOOD), "juniper");
    }

    #[test]
    fn direction_and_length_are_read_where_the_magic_is_there() {
        assert_eq!(read(137, &GOOD, "juniper.direction"), [Value::Unsigned(1)]);
        assert_eq!(read(ETHERNET, &GOOD, "juniper.ext_total_len"), [Value::Unsigned(16)]);
        assert_eq!(read(ETHERNET, b"MGC\x01", "juniper.ext_total_len"), []);
        assert_eq!(read(137, b"MGX\x01", "juniper.direction"), []);
    }
}
