//! What the analysis has to know of a TCP segment.

use crate::flow::stream;
use crate::packet::Layer;
use crate::packet::bytes::{u8_at, u16_at, u32_at};
use crate::value::Timestamp;

/// The sender has no more to say.
pub const FIN: u8 = 0x01;
/// Opens the connection.
pub const SYN: u8 = 0x02;
/// Refuses or breaks off the connection.
pub const RST: u8 = 0x04;
/// The acknowledgement number counts.
pub const ACK: u8 = 0x10;

/// Bytes of a header without options.
const SHORTEST: usize = 20;
/// Kind of the option that ends the list, and of padding (RFC 9293 section 3.1).
const END: u8 = 0;
const NOTHING: u8 = 1;
/// Kind of the window scale option (RFC 7323 section 2).
const WINDOW_SCALE: u8 = 3;

/// A segment as it was captured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Number of its packet in the timeline.
    pub number: u64,
    /// When it was captured.
    pub at: Timestamp,
    /// Sequence number.
    pub sequence: u32,
    /// Acknowledgement number, as sent also where no flag says that it counts.
    pub acknowledgement: u32,
    /// The low eight flags.
    pub flags: u8,
    /// Window as sent, not scaled.
    pub window: u16,
    /// The window scale option of a SYN, as sent.
    pub window_scale: Option<u8>,
    /// Bytes of payload on the wire.
    pub payload_bytes: u32,
}

impl Segment {
    /// Reads the segment whose header is `layer` of a packet; `None` where the header was cut or
    /// says of itself that it is shorter than the shortest.
    #[inline]
    #[must_use]
    pub fn of(number: u64, at: Timestamp, data: &[u8], layer: &Layer) -> Option<Self> {
        let header = data.get(layer.start as usize..layer.payload as usize)?;
        if header.len() < SHORTEST {
            return None;
        }
        let flags = u8_at(header, 13)?;
        let options = if flags & SYN == 0 { &[] } else { header.get(SHORTEST..)? };
        Some(Self {
            number,
            at,
            sequence: u32_at(header, 4)?,
            acknowledgement: u32_at(header, 8)?,
            flags,
            window: u16_at(header, 14)?,
            window_scale: window_scale(options),
            payload_bytes: layer.wire_end.saturating_sub(layer.payload),
        })
    }

    /// Whether any of these flags is set.
    #[inline]
    #[must_use]
    pub const fn has(&self, flags: u8) -> bool {
        self.flags & flags != 0
    }

    /// Whether it takes part in opening, closing or breaking off the connection.
    #[inline]
    #[must_use]
    pub const fn is_control(&self) -> bool {
        self.has(SYN | FIN | RST)
    }

    /// Whether it moves the sequence number on: payload, SYN and FIN do (RFC 9293 section 3.4).
    #[inline]
    #[must_use]
    pub const fn takes_room(&self) -> bool {
        self.payload_bytes > 0 || self.has(SYN | FIN)
    }

    /// The sequence number behind its payload.
    #[inline]
    #[must_use]
    pub const fn end_of_payload(&self) -> u32 {
        self.sequence.wrapping_add(self.payload_bytes)
    }

    /// The sequence number behind it: SYN and FIN count as one byte, also together.
    #[inline]
    #[must_use]
    pub const fn end(&self) -> u32 {
        self.end_of_payload().wrapping_add(self.has(SYN | FIN) as u32)
    }

    /// What tells streams apart.
    #[inline]
    pub(super) const fn opening(&self) -> stream::Segment {
        stream::Segment {
            sequence: self.sequence,
            acknowledgement: self.acknowledgement,
            flags: self.flags,
        }
    }
}

/// The shift of the first window scale option.
fn window_scale(mut options: &[u8]) -> Option<u8> {
    loop {
        match *options {
            [] | [END, ..] => return None,
            [NOTHING, ref rest @ ..] => options = rest,
            [WINDOW_SCALE, 3, shift, ..] => return Some(shift),
            [_, length, ..] => options = options.get(usize::from(length.max(2))..)?,
            [_] => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::ProtocolId;

    #[rustfmt::skip]
    const SYN_OF_ONE: [u8; 30] = [
        0xc0, 0x00, 0x01, 0xbb,  0, 0, 0, 1,  0, 0, 0, 9,  // ports, numbers
        0x70, 0x02, 0xfa, 0xf0,  0, 0, 0, 0,               // 28 bytes, SYN, window, checksum
        2, 4, 0x05, 0xb4,  1,  3, 3, 9,                    // segment size, padding, window scale
        0xca, 0xfe,                                        // payload
    ];

    fn layer(payload: u32) -> Layer {
        Layer { protocol: ProtocolId::Tcp, start: 0, payload, end: 30, wire_end: 44 }
    }

    fn read(data: &[u8], layer: &Layer) -> Option<Segment> {
        Segment::of(1, Timestamp(0), data, layer)
    }

    #[test]
    fn a_segment_is_as_long_as_it_was_on_the_wire() {
        let segment = read(&SYN_OF_ONE, &layer(28)).unwrap();
        assert_eq!(segment.payload_bytes, 16);
        assert_eq!((segment.end_of_payload(), segment.end()), (17, 18));
        assert_eq!((segment.window, segment.window_scale), (0xfaf0, Some(9)));
    }

    #[test]
    fn a_header_that_was_cut_is_no_segment() {
        for length in 0..20_u8 {
            assert_eq!(read(&SYN_OF_ONE[..usize::from(length)], &layer(length.into())), None);
        }
    }

    #[test]
    fn only_a_syn_has_a_window_scale() {
        let mut bytes = SYN_OF_ONE;
        bytes[13] = ACK;
        assert_eq!(read(&bytes, &layer(28)).unwrap().window_scale, None);
    }

    #[test]
    fn options_that_lie_about_their_length_end_the_search() {
        assert_eq!(window_scale(&[2, 40, 3, 3, 7]), None);
        assert_eq!(window_scale(&[2, 0, 3, 3, 7]), Some(7));
        assert_eq!(window_scale(&[3]), None);
        assert_eq!(window_scale(&[0, 3, 3, 7]), None);
    }
}
