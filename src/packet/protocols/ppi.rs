//! PPI: per-packet information in front of a frame of another link type, most often IEEE 802.11.

use crate::packet::bytes::u8_at;
use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};
use crate::value::{Kind, Unit, Value};

/// Bytes of the header without its fields.
const SHORTEST: usize = 8;
/// Bytes of the type and length of a field.
const FIELD_HEADER: usize = 4;
/// The field that holds the flags of an IEEE 802.11 frame, and where in the field they are.
const COMMON: u16 = 2;
const COMMON_FLAGS: usize = 8;
/// The flag that says the frame ends with its check sequence.
const HAS_FCS: u8 = 1;
/// Bytes of a frame's check sequence.
const FCS: usize = 4;

/// PPI.
pub const PROTOCOL: Protocol = Protocol {
    name: "ppi",
    title: "PPI Packet Header",
    source: "CACE Technologies, PPI Packet Header Format, version 1.0.7",
    role: Role::Link,
    selectors: &[Selector::Link(192)],
    decode,
    fields: &[
        Field::number("ppi.version", "version, 0", &[Number::at(0, 1)]),
        Field::optional("ppi.dlt", Kind::Unsigned, Unit::None, "link type of the frame behind the header", |view| {
            let &[_, _, _, _, number @ ..] = view.header().first_chunk::<SHORTEST>()?;
            Some(Value::from(u32::from_le_bytes(number)))
        }),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[_, _, low, high, link @ ..] = input.head::<SHORTEST>()?;
    let length = usize::from(u16::from_le_bytes([low, high]));
    if length < SHORTEST {
        return Err(Fault::length(SHORTEST, length));
    }
    let header = input.take(length)?;
    let Ok(link) = u16::try_from(u32::from_le_bytes(link)) else {
        return Ok(Header::new(length, Next::Nothing));
    };
    let found = Header::new(length, Next::By(Selector::Link(link)));
    Ok(if has_fcs(header) && input.raw.fcs_bytes == 0 {
        found.with_total(input.wire_bytes.saturating_sub(FCS).max(length))
    } else {
        found
    })
}

/// Whether a field of the header says that the frame ends with its check sequence.
fn has_fcs(header: &[u8]) -> bool {
    let mut rest = header.get(SHORTEST..).unwrap_or_default();
    while let Some((&[t0, t1, l0, l1], fields)) = rest.split_first_chunk::<FIELD_HEADER>() {
        if u16::from_le_bytes([t0, t1]) == COMMON {
            return u8_at(fields, COMMON_FLAGS).is_some_and(|flags| flags & HAS_FCS != 0);
        }
        rest = fields.get(usize::from(u16::from_le_bytes([l0, l1]))..).unwrap_or_default();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    #[rustfmt::skip]
    const GOOD: [u8; 36] = [
        0x00, 0x00,   0x16, 0x00,   0x69, 0x00, 0x00, 0x00,     // version, flags, length, link type
        0x02, 0x00,   0x0a, 0x00,                               // field 2, ten bytes
        0, 0, 0, 0, 0, 0, 0, 0,     0x01, 0x00,                 // clock, flags
        0xd4, 0, 0, 0, 2, 0, 0, 0, 0, 1,                        // an acknowledgement
        0xca, 0xfe, 0xba, 0xbe,                                 // its check sequence
    ];

    #[test]
    fn the_link_type_and_the_check_sequence_are_understood() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!((header.length, header.total), (22, 32));
        assert!(matches!(header.next(), Next::By(Selector::Link(105))));
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &GOOD, 22);
    }

    #[test]
    fn a_length_below_eight_is_a_fault() {
        let mut bytes = GOOD;
        bytes[2] = 7;
        assert_eq!(decode_alone(decode, &bytes).unwrap_err(), Fault::length(8, 7));
    }

    #[test]
    fn a_field_longer_than_the_header_ends_the_search() {
        let mut bytes = GOOD;
        (bytes[8], bytes[10]) = (9, 0xff);
        assert_eq!(decode_alone(decode, &bytes).unwrap().total, usize::MAX);
    }
}
