//! Ethernet mPackets: a frame with its preamble, whole or a piece of one that was interrupted.

use crate::packet::{Fault, Header, Input, Next, Protocol, Role, Selector};

/// Bytes of the preamble with the delimiter at its end.
const HEADER: usize = 8;
/// The delimiter of a frame that is never interrupted (IEEE 802.3 section 99.3.2).
const EXPRESS: u8 = 0xd5;
/// Bytes of the frame check sequence.
const FCS: usize = 4;

/// Ethernet mPacket.
pub const PROTOCOL: Protocol = Protocol {
    name: "fpp",
    title: "IEEE 802.3br Frame Preemption Protocol",
    source: "IEEE 802.3 section 99, LINKTYPE_ETHERNET_MPACKET of tcpdump.org",
    role: Role::Link,
    selectors: &[Selector::Link(274)],
    decode,
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[.., delimiter] = input.head::<HEADER>()?;
    if delimiter != EXPRESS {
        return Ok(Header::new(HEADER, Next::Nothing));
    }
    let total = input.wire_bytes.saturating_sub(FCS).max(HEADER);
    Ok(Header::new(HEADER, Next::By(Selector::Link(1))).with_total(total))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    /// Preamble, delimiter, a byte of the frame, check sequence.
    const GOOD: [u8; 13] = [0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0xd5, 2, 1, 2, 3, 4];

    #[test]
    fn an_express_frame_is_ethernet_up_to_its_check_sequence() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!((header.length, header.total), (8, 9));
        assert!(matches!(header.next(), Next::By(Selector::Link(1))));
    }

    #[test]
    fn a_piece_of_a_frame_is_not_decoded() {
        let mut bytes = GOOD;
        bytes[7] = 0xe6;
        assert!(matches!(decode_alone(decode, &bytes).unwrap().next(), Next::Nothing));
    }

    #[test]
    fn every_truncation_of_the_preamble_is_a_fault() {
        truncations_are_faults(decode, &GOOD, HEADER);
    }
}
