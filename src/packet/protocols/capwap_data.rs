//! CAPWAP data: what wireless stations send, from an access point to its controller.

use crate::packet::{Fault, Header, Input, Next, Protocol, Role, Selector};

/// Bytes of the shortest header in the clear (RFC 5415 section 4.3).
const HEADER: usize = 8;
/// The preamble where DTLS follows.
const DTLS: u8 = 1;
/// Ethernet and IEEE 802.11, by their link types.
const ETHERNET: Selector = Selector::Link(1);
const WIRELESS: Selector = Selector::Link(105);
/// In the third byte: not an 802.3 frame but one of the radio's.
const NATIVE: u8 = 0x01;
/// In the fourth byte: one of several fragments.
const FRAGMENT: u8 = 0x80;
/// In the fourth byte: a message that keeps the channel alive.
const KEEP_ALIVE: u8 = 0x08;

/// CAPWAP data.
pub const PROTOCOL: Protocol = Protocol {
    name: "capwap.data",
    title: "Control And Provisioning of Wireless Access Points - Data",
    source: "RFC 5415",
    role: Role::Tunnel,
    selectors: &[Selector::Udp(5247)],
    decode,
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[preamble, ..] = input.head::<4>()?;
    if preamble & 15 == DTLS {
        return Ok(Header::whole(input.bytes.len()));
    }
    let &[_, words, kind, flags, _, _, high, low] = input.head::<HEADER>()?;
    let length = usize::from(words >> 3) * 4;
    if length < HEADER {
        return Err(Fault::length(HEADER, length));
    }
    input.take(length)?;
    let later = flags & FRAGMENT != 0 && u16::from_be_bytes([high, low]) >> 3 != 0;
    let next = match kind & NATIVE {
        _ if later || flags & KEEP_ALIVE != 0 => Next::Nothing,
        0 => Next::By(ETHERNET),
        _ => Next::By(WIRELESS),
    };
    Ok(Header::new(length, next))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    #[rustfmt::skip]
    const GOOD: [u8; 13] = [
        0, 0x18, 0x42, 0,  0, 0, 0, 0, // twelve bytes, 802.3
        1, 2, 3, 4,                    // optional fields
        0xff,
    ];

    #[test]
    fn a_frame_of_ethernet_follows_the_header() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!(header.length, 12);
        assert!(matches!(header.next(), Next::By(Selector::Link(1))));
    }

    #[test]
    fn a_frame_of_the_radio_is_wireless() {
        let mut bytes = GOOD;
        bytes[2] |= NATIVE;
        assert!(matches!(decode_alone(decode, &bytes).unwrap().next(), Next::By(WIRELESS)));
    }

    #[test]
    fn later_fragments_and_keep_alive_messages_announce_nothing() {
        let mut bytes = GOOD;
        bytes[3] = KEEP_ALIVE;
        assert!(matches!(decode_alone(decode, &bytes).unwrap().next(), Next::Nothing));
        (bytes[3], bytes[7]) = (FRAGMENT, 8);
        assert!(matches!(decode_alone(decode, &bytes).unwrap().next(), Next::Nothing));
    }

    #[test]
    fn every_truncation_and_lying_length_is_a_fault() {
        truncations_are_faults(decode, &GOOD, 12);
        let mut bytes = GOOD;
        bytes[1] = 0x08;
        assert_eq!(decode_alone(decode, &bytes).unwrap_err(), Fault::length(8, 4));
        bytes[1] = 0xf8;
        assert_eq!(decode_alone(decode, &bytes).unwrap_err(), Fault::short(124, 13));
    }
}
