//! ERF: records of Endace's capture cards, each with its own time and kind of frame.

use crate::packet::bytes::u8_at;
use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes of the header without extensions.
const SHORTEST: usize = 16;
/// Bytes of one extension.
const EXTENSION: usize = 8;
/// The bit that says an extension follows.
const MORE: u8 = 0x80;
/// Bytes before an Ethernet frame: where it begins in the card's memory, and padding.
const ETHERNET_PADDING: usize = 2;

/// ERF.
pub const PROTOCOL: Protocol = Protocol {
    name: "erf",
    title: "Extensible Record Format",
    source: "Endace, ERF types reference guide",
    role: Role::Link,
    selectors: &[Selector::Link(197)],
    decode,
    fields: &[
        Field::number("erf.types.type", "kind of the record", &[Number::at(8, 1).bits(0, 0x7f)]),
        Field::length("erf.rlen", "length of the record", &[Number::at(10, 2)]),
        Field::length("erf.wlen", "length of the frame on the wire", &[Number::at(14, 2)]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[_, _, _, _, _, _, _, _, kind, ..] = input.head::<SHORTEST>()?;
    let mut length = SHORTEST;
    let mut more = kind & MORE != 0;
    while more {
        let first = u8_at(input.bytes, length);
        more = first.ok_or_else(|| Fault::short(length + EXTENSION, input.bytes.len()))? & MORE != 0;
        length += EXTENSION;
    }
    input.take(length)?;
    let next = match kind & !MORE {
        // Ethernet, with a colour, with a hash of the flow.
        2 | 11 | 16 | 20 => {
            length += ETHERNET_PADDING;
            input.take(length)?;
            Selector::Link(1)
        }
        22 => Selector::Link(228),
        23 => Selector::Link(229),
        _ => return Ok(Header::new(length, Next::Nothing)),
    };
    Ok(Header::new(length, Next::By(next)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    /// Time, kind, flags, lengths, losses, then an extension and padding before the frame.
    #[rustfmt::skip]
    const GOOD: [u8; 27] = [
        0, 0, 0, 0, 0, 0, 0, 0,   0x82, 0x04, 0, 27, 0, 0, 0, 64,
        0x03, 0, 0, 0, 0, 0, 0, 1,
        0, 0,   0x02,
    ];

    #[test]
    fn extensions_and_padding_stand_before_ethernet() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!(header.length, 26);
        assert!(matches!(header.next(), Next::By(Selector::Link(1))));
    }

    #[test]
    fn other_kinds_are_not_followed() {
        let mut bytes = GOOD;
        bytes[8] = 0x1b;
        assert!(matches!(decode_alone(decode, &bytes).unwrap().next(), Next::Nothing));
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &GOOD, 26);
    }

    #[test]
    fn extensions_without_end_are_a_fault() {
        assert_eq!(decode_alone(decode, &[0xff; 64]).unwrap_err(), Fault::short(72, 64));
    }
}
