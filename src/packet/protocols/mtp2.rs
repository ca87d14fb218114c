//! MTP level 2: the link of telephone signalling (SS7), with sequence numbers and a length.

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes of sequence numbers and length.
const HEADER: usize = 3;
/// Bytes that a link type puts in front: whether the frame was sent, and its annexe.
const PSEUDO_HEADER: usize = 4;
/// The link type that does.
const WITH_PSEUDO_HEADER: u16 = 139;
/// Up to this length a frame is the link's own (Q.703 section 2.2).
const LINK_STATUS: u8 = 2;

/// MTP2.
pub const PROTOCOL: Protocol = Protocol {
    name: "mtp2",
    title: "Message Transfer Part Level 2",
    source: "ITU-T Q.703",
    role: Role::Link,
    selectors: &[Selector::Link(140), Selector::Link(WITH_PSEUDO_HEADER)],
    decode,
    fields: &[Field::number("mtp2.bsn", "backward sequence number", &[Number::at(0, 1).bits(0, 0x7f)])],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let pseudo = input.offset == 0 && input.raw.link_type.0 == WITH_PSEUDO_HEADER;
    let length = HEADER + if pseudo { PSEUDO_HEADER } else { 0 };
    let indicator = input.take(length)?.last().copied().unwrap_or_default() & 0x3f;
    let next = if indicator > LINK_STATUS { Next::By(Selector::Link(141)) } else { Next::Nothing };
    Ok(Header::new(length, next))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, names, truncations_are_faults};

    /// Sequence numbers, length 6, then MTP3 with the service ISUP.
    const GOOD: [u8; 9] = [0x80, 0x81, 0x06, 0x85, 0x01, 0x40, 0x00, 0x10, 0xff];

    #[test]
    fn a_message_is_mtp3() {
        assert_eq!(names(140, &GOOD), "mtp2:mtp3:isup");
    }

    #[test]
    fn a_pseudo_header_is_passed() {
        let mut bytes = vec![0; 4];
        bytes.extend(GOOD);
        assert_eq!(names(139, &bytes), "mtp2:mtp3:isup");
    }

    #[test]
    fn a_short_length_is_the_links_own() {
        let header = decode_alone(decode, &[0x80, 0x81, 0x00]).unwrap();
        assert!(matches!(header.next(), Next::Nothing));
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &GOOD, HEADER);
    }
}
