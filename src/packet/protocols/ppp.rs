//! PPP: an optional address and control, then a protocol number of one or two bytes.

use crate::packet::bytes::{u16_at, u8_at};
use crate::packet::{Fault, Field, Header, Input, Next, Protocol, Role, Selector};
use crate::value::{Kind, Unit, Value};

/// The address of frames that have one. No protocol number begins so (RFC 1661 section 2).
const ALL_STATIONS: u8 = 0xff;
/// Link types whose first byte is the direction and no part of the frame.
const WITH_DIRECTION: [u16; 2] = [166, 204];
/// The link type of serial lines.
const SERIAL: u16 = 50;

/// PPP.
pub const PROTOCOL: Protocol = Protocol {
    name: "ppp",
    title: "Point-to-Point Protocol",
    source: "RFC 1661, RFC 1662",
    role: Role::Link,
    selectors: &[
        Selector::Link(9), Selector::Link(50), Selector::Link(166), Selector::Link(204),
        Selector::Ether(0x0007), Selector::Ether(0x880b), Selector::Nlpid(0xcf),
    ],
    decode,
    fields: &[Field::optional("ppp.protocol", Kind::Unsigned, Unit::None, "protocol number of the payload", |view| {
        let start = prefix(view.raw.link_type.0, view.layer.start as usize, view.header());
        number(view.header(), start).map(|(number, _)| Value::from(number))
    })],
    ..Protocol::EMPTY
};

/// Bytes before the protocol number: a direction, address and control (RFC 1662 section 3.1).
fn prefix(link_type: u16, offset: usize, bytes: &[u8]) -> usize {
    let direction = usize::from(offset == 0 && WITH_DIRECTION.contains(&link_type));
    let framed = u8_at(bytes, direction) == Some(ALL_STATIONS);
    direction + if framed { 2 } else { 0 }
}

/// The protocol number and how many bytes it has: the last byte of a number is odd
/// (RFC 1661 section 2), so an odd first byte is a number shortened to one.
fn number(bytes: &[u8], start: usize) -> Option<(u16, usize)> {
    let first = u8_at(bytes, start)?;
    if first & 1 == 1 { Some((first.into(), 1)) } else { Some((u16_at(bytes, start)?, 2)) }
}

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    // Routers switch a serial line to Cisco HDLC, whose address tells it.
    if input.offset == 0 && matches!(input.bytes, [0x0f | 0x8f, _, _, _, ..]) && input.raw.link_type.0 == SERIAL {
        return Ok(Header::new(0, Next::By(Selector::Link(104))));
    }
    let start = prefix(input.raw.link_type.0, input.offset, input.bytes);
    let found = number(input.bytes, start);
    let (number, length) = found.ok_or_else(|| Fault::short(start + 2, input.bytes.len()))?;
    Ok(Header::new(start + length, Next::By(Selector::Ppp(number))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, names, truncations_are_faults};

    #[test]
    fn address_and_control_may_be_there() {
        for (bytes, length) in [(&[0xff, 0x03, 0x00, 0x21][..], 4), (&[0x00, 0x21], 2), (&[0x21], 1)] {
            let header = decode_alone(decode, bytes).unwrap();
            assert_eq!(header.length, length);
            assert!(matches!(header.next(), Next::By(Selector::Ppp(0x0021))));
        }
    }

    #[test]
    fn the_direction_is_no_part_of_the_frame() {
        let mut bytes = [0; 25];
        bytes[..6].copy_from_slice(&[0x01, 0xff, 0x03, 0x00, 0x21, 0x45]);
        bytes[14] = 0xff;
        assert_eq!(names(204, &bytes), "ppp:ip");
    }

    #[test]
    fn a_serial_line_may_speak_cisco_hdlc() {
        assert_eq!(names(50, &[0x8f, 0x00, 0x20, 0x00, 2, 180, 0, 0]), "ppp:chdlc:cdp");
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &[0xff, 0x03, 0x00, 0x21], 4);
    }
}
