//! The field that Ethernet and its tags end with: an Ethertype, or the length of an LLC frame.

use super::{Fault, Header, Input, Next, Selector};

/// From this number on it is an Ethertype (IEEE 802.3 section 3.2.6).
pub const FIRST_TYPE: u16 = 0x0600;
/// Up to this number it is a length (IEEE 802.3 section 3.2.7); the numbers between mean nothing.
const LONGEST: u16 = 1500;
/// LLC, by its link type.
const LLC: Selector = Selector::Link(100);
/// IPX, by its service access point.
const IPX: Selector = Selector::Llc(0xe0);

/// A header of `length` bytes whose last field is `number`; `rest` is what was captured behind it.
#[inline]
pub fn header(length: usize, number: u16, rest: &[u8]) -> Header {
    if number >= FIRST_TYPE {
        return Header::new(length, Next::By(Selector::Ether(number)));
    }
    if number > LONGEST {
        return Header::new(length, Next::Nothing).with_fault(Fault::value(number.into()));
    }
    // Novell's raw 802.3 frames have no LLC: IPX begins with a checksum that is always ffff.
    let next = match rest {
        _ if number == 0 => Next::Nothing,
        [0xff, 0xff, ..] => Next::By(IPX),
        _ => Next::By(LLC),
    };
    Header::new(length, next).with_total(length + usize::from(number))
}

/// Reads a tag of `LENGTH` bytes, the last two of which are the field.
#[inline]
pub fn decode<const LENGTH: usize>(input: &Input<'_>) -> Result<Header, Fault> {
    let tag = input.head::<LENGTH>()?;
    let number = tag.last_chunk().copied().map(u16::from_be_bytes).unwrap_or_default();
    let rest = input.bytes.get(LENGTH..).unwrap_or_default();
    Ok(header(LENGTH, number, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_names_what_follows_and_leaves_the_length_open() {
        let header = header(14, 0x0800, &[]);
        assert!(matches!(header.next(), Next::By(Selector::Ether(0x0800))));
        assert_eq!(header.total, usize::MAX);
    }

    #[test]
    fn a_length_announces_llc_and_ends_the_payload() {
        let header = header(14, 38, &[0x42, 0x42, 0x03]);
        assert!(matches!(header.next(), Next::By(LLC)));
        assert_eq!(header.total, 52);
    }

    #[test]
    fn a_payload_that_begins_with_ffff_is_ipx() {
        assert!(matches!(header(14, 30, &[0xff, 0xff]).next(), Next::By(IPX)));
    }

    #[test]
    fn a_length_of_zero_leaves_no_room_for_llc() {
        let header = header(14, 0, &[0x42, 0x42, 0x03]);
        assert!(matches!(header.next(), Next::Nothing));
        assert_eq!(header.total, 14);
    }

    #[test]
    fn numbers_between_length_and_type_announce_nothing() {
        assert!(matches!(header(14, 1501, &[]).next(), Next::Nothing));
        assert_eq!(header(14, 1501, &[]).fault(), Some(Fault::value(1501)));
        assert!(matches!(header(14, 0x05ff, &[]).next(), Next::Nothing));
    }
}
