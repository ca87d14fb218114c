//! Radiotap: what the radio knew of an IEEE 802.11 frame, in front of the frame. Its flags say
//! whether the frame's check sequence is there.

use crate::packet::bytes::u8_at;
use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};
use crate::value::{Kind, Unit, Value};

/// Bytes of the header up to the first word that says which fields are there.
const SHORTEST: usize = 8;
/// Bytes of a frame's check sequence.
const FCS: usize = 4;
/// The flag that says the frame ends with its check sequence.
const HAS_FCS: u8 = 0x10;

/// Radiotap.
pub const PROTOCOL: Protocol = Protocol {
    name: "radiotap",
    title: "IEEE 802.11 Radiotap Capture header",
    source: "radiotap.org",
    role: Role::Link,
    selectors: &[Selector::Link(127)],
    decode,
    fields: &[
        Field::number("radiotap.version", "version, 0", &[Number::at(0, 1)]),
        Field::optional("radiotap.length", Kind::Unsigned, Unit::Bytes, "length of the header", |view| {
            let &[_, _, low, high] = view.header().first_chunk()?;
            Some(Value::from(u16::from_le_bytes([low, high])))
        }),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[_, _, low, high, ..] = input.head::<SHORTEST>()?;
    let length = usize::from(u16::from_le_bytes([low, high]));
    if length < SHORTEST {
        return Err(Fault::length(SHORTEST, length));
    }
    let header = input.take(length)?;
    let found = Header::new(length, Next::By(Selector::Link(105)));
    Ok(if flags(header) & HAS_FCS != 0 && input.raw.fcs_bytes == 0 {
        found.with_total(input.wire_bytes.saturating_sub(FCS).max(length))
    } else {
        found
    })
}

/// The field of flags, 0 where there is none: behind the presence words (the highest bit of each
/// says that another follows) and a clock of eight bytes aligned to eight.
fn flags(header: &[u8]) -> u8 {
    let words = header.get(4..).unwrap_or_default().chunks_exact(4);
    let more = words.clone().take_while(|word| word.last().is_some_and(|byte| byte & 0x80 != 0));
    let mut place = 4 + 4 * (more.count() + 1);
    let first = u8_at(header, 4).unwrap_or_default();
    if first & 1 != 0 {
        place = place.next_multiple_of(8) + 8;
    }
    if first & 2 == 0 { 0 } else { u8_at(header, place).unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    #[rustfmt::skip]
    const GOOD: [u8; 32] = [
        0x00, 0x00,   0x12, 0x00,   0x03, 0x00, 0x00, 0x00,     // version, length, fields: clock, flags
        1, 2, 3, 4, 5, 6, 7, 8,     0x10,   0x00,               // clock, flags, padding
        0xd4, 0, 0, 0, 2, 0, 0, 0, 0, 1,                        // an acknowledgement
        0xca, 0xfe, 0xba, 0xbe,                                 // its check sequence
    ];

    #[test]
    fn the_check_sequence_is_not_payload() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!((header.length, header.total), (18, 28));
        assert!(matches!(header.next(), Next::By(Selector::Link(105))));
    }

    #[test]
    fn without_the_flag_the_frame_goes_to_the_end() {
        let mut bytes = GOOD;
        bytes[16] = 0;
        assert_eq!(decode_alone(decode, &bytes).unwrap().total, usize::MAX);
    }

    #[test]
    fn a_second_presence_word_moves_the_fields() {
        let mut bytes = [0; 40];
        bytes[2] = 25;
        bytes[4] = 0x03;
        bytes[7] = 0x80;
        // Two words end at 12; the clock starts at 16, the flags at 24.
        bytes[24] = HAS_FCS;
        assert_eq!(decode_alone(decode, &bytes).unwrap().total, 36);
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &GOOD, 18);
    }

    #[test]
    fn a_length_below_eight_is_a_fault() {
        let mut bytes = GOOD;
        bytes[2] = 7;
        assert_eq!(decode_alone(decode, &bytes).unwrap_err(), Fault::length(8, 7));
    }
}
