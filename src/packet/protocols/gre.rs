//! GRE: any Ethertype inside IP, with optional checksum, key and sequence number; version 1 is
//! PPTP's, which says how long its payload is.

use crate::packet::bytes::{u8_at, u16_at, u32_at};
use crate::packet::{Fault, Field, Header, Input, LayerView, Next, Number, Protocol, Role, Selector};
use crate::value::{Kind, Unit, Value};

/// Bytes of the header without options.
const SHORTEST: usize = 4;
/// A checksum and an offset are there.
const CHECKSUM: u16 = 0x8000;
/// Source routes are there, and the offset (RFC 1701).
const ROUTING: u16 = 0x4000;
/// A key is there (RFC 2890).
const KEY: u16 = 0x2000;
/// A sequence number is there (RFC 2890).
const SEQUENCE: u16 = 0x1000;
/// An acknowledgement number is there, in version 1 (RFC 2637).
const ACKNOWLEDGEMENT: u16 = 0x0080;
/// The bits of the version.
const VERSION: u16 = 0x0007;

/// GRE.
pub const PROTOCOL: Protocol = Protocol {
    name: "gre",
    title: "Generic Routing Encapsulation",
    source: "RFC 2784, RFC 2890, RFC 2637",
    role: Role::Tunnel,
    selectors: &[Selector::Ip(47)],
    decode,
    fields: &[
        Field::number("gre.flags_and_version", "flags and version", &[Number::at(0, 2)]),
        Field::number("gre.flags.version", "version, 1 for PPTP", &[Number::at(0, 2).bits(0, 7)]),
        Field::number("gre.proto", "Ethertype of what is inside", &[Number::at(2, 2)]),
        Field::optional("gre.key", Kind::Unsigned, Unit::None, "key; in version 1 payload length and call", |view| {
            optional(view, KEY)
        }),
        Field::optional("gre.sequence_number", Kind::Unsigned, Unit::None, "sequence number", |view| {
            optional(view, SEQUENCE)
        }),
    ],
    ..Protocol::EMPTY
};

/// Where the options begin.
#[derive(Default)]
struct Places {
    key: usize,
    sequence: usize,
    end: usize,
}

/// Where the options of a header with these flags begin, source routes left out.
fn places(flags: u16) -> Places {
    let has = |flag| if flags & flag == 0 { 0 } else { 4 };
    let key = SHORTEST + has(CHECKSUM | ROUTING);
    let sequence = key + has(KEY);
    let end = sequence + has(SEQUENCE);
    let acknowledged = if flags & VERSION == 1 { has(ACKNOWLEDGEMENT) } else { 0 };
    Places { key, sequence, end: end + acknowledged }
}

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[a, b, c, d] = input.head::<SHORTEST>()?;
    let (flags, protocol) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
    let Places { key, end, .. } = places(flags);
    input.take(end)?;
    let end = if flags & ROUTING == 0 { end } else { end + source_routes(input, end)? };
    if flags & VERSION == 1 {
        let payload = u16_at(input.bytes, key).map_or(0, usize::from);
        // RFC 2637 section 4.1: without a sequence number there is no payload.
        let next = if flags & SEQUENCE == 0 { Next::Nothing } else { inside(protocol, &[]) };
        return Ok(Header::new(end, next).with_total(end + payload));
    }
    let rest = input.bytes.get(end..).unwrap_or_default();
    Ok(match protocol {
        WCCP if rest.first().is_some_and(|byte| byte >> 4 != 4) => {
            input.take(end + WCCP_HEADER)?;
            Header::new(end + WCCP_HEADER, IPV4)
        }
        _ => Header::new(end, inside(protocol, rest)),
    })
}

/// Redirected packets of WCCP: in version 2 behind a header of its own.
const WCCP: u16 = 0x883e;
/// Bytes of the redirect header.
const WCCP_HEADER: usize = 4;
const IPV4: Next = Next::By(Selector::Ip(4));
/// CDP, which is not an Ethertype.
const CDP: u16 = 0x2000;

/// What a protocol number announces.
fn inside(protocol: u16, rest: &[u8]) -> Next {
    match protocol {
        WCCP => IPV4,
        CDP => Next::By(Selector::CiscoSnap(CDP)),
        // PPP in a frame of HDLC or without.
        0x880b | 0x88d2 => Next::By(Selector::Link(9)),
        // A keepalive of Cisco's has protocol 0 and nothing inside.
        0 if rest.is_empty() => Next::Nothing,
        _ => Next::By(match Selector::Gre(protocol) {
            known if known.find().is_some() => known,
            _ => Selector::Ether(protocol),
        }),
    }
}

/// The bytes of the source route entries at `start` (RFC 1701): the last is empty.
fn source_routes(input: &Input<'_>, start: usize) -> Result<usize, Fault> {
    let mut end = start;
    loop {
        let family = u16_at(input.bytes, end).unwrap_or(0);
        let length = u8_at(input.bytes, end + 3).map_or(0, usize::from);
        end += 4;
        input.take(end)?;
        if family == 0 && length == 0 {
            return Ok(end - start);
        }
        end += length;
    }
}

/// The number that a flag says is there.
fn optional(view: &LayerView<'_>, flag: u16) -> Option<Value<'static>> {
    let header = view.header();
    let flags = u16_at(header, 0).filter(|flags| flags & flag != 0)?;
    let places = places(flags);
    u32_at(header, if flag == KEY { places.key } else { places.sequence }).map(Value::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults, values};

    #[rustfmt::skip]
    const GOOD: [u8; 18] = [
        0xb0, 0, 0x08, 0,          // checksum, key, sequence number; IPv4
        0xbe, 0xef, 0, 0,          // checksum
        0, 0, 0, 42,               // key
        0, 0, 0, 7,                // sequence number
        0x45, 0,
    ];

    #[rustfmt::skip]
    const PPTP: [u8; 22] = [
        0x30, 0x81, 0x88, 0x0b,    // key, sequence number, acknowledgement, version 1; PPP
        0, 4, 0, 9,                // payload length, call
        0, 0, 0, 1,  0, 0, 0, 2,   // sequence and acknowledgement numbers
        0xff, 3, 0, 0x21, 1, 2,    // PPP, two bytes beyond the length
    ];

    #[test]
    fn each_flag_adds_four_bytes() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!(header.length, 16);
        assert!(matches!(header.next(), Next::By(Selector::Ether(0x0800))));
        assert_eq!(values(Selector::Ip(47), &GOOD, "gre.key"), [Value::Unsigned(42)]);
        assert_eq!(values(Selector::Ip(47), &GOOD, "gre.sequence_number"), [Value::Unsigned(7)]);
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(decode, &GOOD, 16);
        truncations_are_faults(decode, &PPTP, 16);
    }

    #[test]
    fn the_payload_of_version_1_ends_where_its_length_says() {
        let header = decode_alone(decode, &PPTP).unwrap();
        assert_eq!((header.length, header.total), (16, 20));
        assert!(matches!(header.next(), Next::By(Selector::Link(9))));
    }

    #[test]
    fn an_acknowledgement_of_version_1_carries_nothing() {
        let bytes = [0x20, 0x81, 0x88, 0x0b, 0, 0, 0, 9, 0, 0, 0, 2];
        let header = decode_alone(decode, &bytes).unwrap();
        assert_eq!((header.length, header.total), (12, 12));
        assert!(matches!(header.next(), Next::Nothing));
    }

    #[test]
    fn source_routes_end_with_an_empty_one_or_the_packet() {
        #[rustfmt::skip]
        let bytes = [
            0x40, 0, 0x08, 0,  0, 0, 0, 0,          // routing; IPv4; checksum, offset
            8, 0, 0, 4,  192, 0, 2, 1,              // one route
            0, 0, 0, 0,                             // the end
            0x45,
        ];
        assert_eq!(decode_alone(decode, &bytes).unwrap().length, 20);
        truncations_are_faults(decode, &bytes, 20);
    }

    #[test]
    fn a_redirect_header_of_wccp_is_skipped() {
        let bytes = [0, 0, 0x88, 0x3e, 0, 0, 0, 0, 0x45];
        assert_eq!(decode_alone(decode, &bytes).unwrap().length, 8);
        assert_eq!(decode_alone(decode, &[0, 0, 0x88, 0x3e, 0x45]).unwrap().length, 4);
    }
}
