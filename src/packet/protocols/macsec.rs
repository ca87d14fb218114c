//! MACsec: frames with an integrity check, most of them encrypted.

use crate::packet::bytes::u16_at;
use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, type_or_length};
use crate::packet::Selector;

/// Bytes of control information, short length and packet number.
const SHORTEST: usize = 6;
/// Bytes of the channel identifier.
const CHANNEL: usize = 8;
/// Bytes of the integrity check value at the end (IEEE 802.1AE section 14.5).
const CHECK: usize = 16;
/// The bit that says the channel identifier is there.
const HAS_CHANNEL: u8 = 0x20;
/// The bits that say the payload is encrypted or changed.
const CHANGED: u8 = 0x0c;

/// MACsec.
pub const PROTOCOL: Protocol = Protocol {
    name: "macsec",
    title: "802.1AE Security Tag",
    source: "IEEE 802.1AE section 9",
    role: Role::Link,
    selectors: &[Selector::Ether(0x88e5)],
    decode,
    fields: &[
        Field::flag("macsec.TCI.E", "the payload is encrypted", Number::at(0, 1).bits(3, 1)),
        Field::number("macsec.AN", "association number", &[Number::at(0, 1).bits(0, 3)]),
        Field::number("macsec.PN", "packet number", &[Number::at(2, 4)]),
        Field::mac("macsec.SCI.system_identifier", "system of the channel", &[6]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[control, ..] = input.head::<SHORTEST>()?;
    let length = SHORTEST + if control & HAS_CHANNEL == 0 { 0 } else { CHANNEL };
    input.take(length)?;
    let whole = input.wire_bytes.saturating_sub(CHECK);
    if control & CHANGED != 0 || whole <= length + 2 {
        return Ok(Header::new(length, Next::Nothing));
    }
    let number = u16_at(input.bytes, length).ok_or_else(|| Fault::short(length + 2, input.bytes.len()))?;
    let rest = input.bytes.get(length + 2..).unwrap_or_default();
    let found = type_or_length::header(length + 2, number, rest);
    Ok(found.with_total(found.total.min(whole)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    /// Control, short length, packet number, channel, type, payload, integrity check value.
    fn good(control: u8) -> Vec<u8> {
        let mut bytes = vec![control, 0, 0, 0, 0, 1];
        bytes.extend([2, 0, 0, 0, 0, 1, 0, 1]);
        bytes.extend([0x08, 0x00, 0x45]);
        bytes.extend([0xee; CHECK]);
        bytes
    }

    #[test]
    fn a_frame_that_is_only_signed_is_followed_and_ends_before_the_check() {
        let header = decode_alone(decode, &good(0x20)).unwrap();
        assert_eq!((header.length, header.total), (16, 17));
        assert!(matches!(header.next(), Next::By(Selector::Ether(0x0800))));
    }

    #[test]
    fn an_encrypted_frame_carries_nothing() {
        let header = decode_alone(decode, &good(0x2c)).unwrap();
        assert_eq!(header.length, 14);
        assert!(matches!(header.next(), Next::Nothing));
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &good(0x20), 14);
    }
}
