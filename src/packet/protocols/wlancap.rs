//! AVS: what a radio knew of an IEEE 802.11 frame, in front of the frame.

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes of version and length.
const SHORTEST: usize = 8;

/// AVS capture header.
pub const PROTOCOL: Protocol = Protocol {
    name: "wlancap",
    title: "AVS WLAN Capture header",
    source: "LINKTYPE_IEEE802_11_AVS of tcpdump.org",
    role: Role::Link,
    selectors: &[Selector::Link(163)],
    decode,
    fields: &[Field::length("wlancap.length", "length of the header", &[Number::at(4, 4)])],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[_, _, _, _, length @ ..] = input.head::<SHORTEST>()?;
    let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
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

    /// Version, length 12, half of the clock, and the first byte of the frame.
    const GOOD: [u8; 13] = [0x80, 0x21, 0x10, 0x01, 0, 0, 0, 12, 1, 2, 3, 4, 0xd4];

    #[test]
    fn the_frame_begins_where_the_length_says() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!(header.length, 12);
        assert!(matches!(header.next(), Next::By(Selector::Link(105))));
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &GOOD, 12);
    }

    #[test]
    fn a_length_below_eight_or_beyond_the_packet_is_a_fault() {
        let mut bytes = GOOD;
        bytes[7] = 7;
        assert_eq!(decode_alone(decode, &bytes).unwrap_err(), Fault::length(8, 7));
        bytes[4] = 0xff;
        assert_eq!(decode_alone(decode, &bytes).unwrap_err(), Fault::short(0xff00_0007, 13));
    }
}
