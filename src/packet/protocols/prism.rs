//! Prism: what cards with that chip knew of an IEEE 802.11 frame. Some drivers put an AVS header
//! under the same link type.

use crate::packet::{Fault, Header, Input, Next, Protocol, Role, Selector};

/// Bytes of message code and length.
const SHORTEST: usize = 8;
/// The code that every AVS header begins with, save the last four bits (its version).
const AVS: u32 = 0x8021_1000;

/// Prism capture header.
pub const PROTOCOL: Protocol = Protocol {
    name: "prism",
    title: "Prism capture header",
    source: "LINKTYPE_IEEE802_11_PRISM of tcpdump.org",
    role: Role::Link,
    selectors: &[Selector::Link(119)],
    decode,
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[a, b, c, d, length @ ..] = input.head::<SHORTEST>()?;
    if u32::from_be_bytes([a, b, c, d]) & !0xf == AVS {
        return Ok(Header::new(0, Next::By(Selector::Link(163))));
    }
    // Written in the order of the machine: the code is small, so the zero bytes tell.
    let length = if a == 0 { u32::from_be_bytes(length) } else { u32::from_le_bytes(length) };
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    if length < SHORTEST {
        return Err(Fault::length(SHORTEST, length));
    }
    input.take(length)?;
    Ok(Header::new(length, Next::By(Selector::Link(105))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    /// Message code, length 12, some of the device's name, and the first byte of the frame.
    const GOOD: [u8; 13] = [0x44, 0, 0, 0, 12, 0, 0, 0, b'w', b'l', b'0', 0, 0xd4];

    #[test]
    fn both_byte_orders_are_understood() {
        let mut big = GOOD;
        big[..8].copy_from_slice(&[0, 0, 0, 0x44, 0, 0, 0, 12]);
        for bytes in [GOOD, big] {
            let header = decode_alone(decode, &bytes).unwrap();
            assert_eq!(header.length, 12);
            assert!(matches!(header.next(), Next::By(Selector::Link(105))));
        }
    }

    #[test]
    fn an_avs_header_is_left_to_its_own_decoder() {
        let header = decode_alone(decode, &[0x80, 0x21, 0x10, 0x01, 0, 0, 0, 64]).unwrap();
        assert_eq!(header.length, 0);
        assert!(matches!(header.next(), Next::By(Selector::Link(163))));
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &GOOD, 12);
    }

    #[test]
    fn a_length_below_eight_or_beyond_the_packet_is_a_fault() {
        let mut bytes = GOOD;
        bytes[4] = 7;
        assert_eq!(decode_alone(decode, &bytes).unwrap_err(), Fault::length(8, 7));
        bytes[4] = 200;
        assert_eq!(decode_alone(decode, &bytes).unwrap_err(), Fault::short(200, 13));
    }
}
