//! RTP: sound and pictures in datagrams. A header of twelve bytes proves little, but its stream's
//! number stays the same from packet to packet.

use crate::packet::bytes::{u8_at, u16_at, u32_at};
use crate::packet::{Confidence, Payload, Protocol, Role};

/// Bytes of a header without contributing sources.
const HEADER: usize = 12;

/// Real-Time Transport Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "rtp",
    title: "Real-Time Transport Protocol",
    source: "RFC 3550 section 5",
    role: Role::Application,
    recognise: Some(recognise),
    begins: &[],
    stream_id: Some(stream_id),
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    Confidence::continues_if(stream_id(payload).is_some())
}

/// The synchronization source, where the rest of the header may be one of RTP.
fn stream_id(payload: &Payload<'_>) -> Option<u32> {
    let bytes = payload.bytes;
    let (first, second) = (u8_at(bytes, 0)?, u8_at(bytes, 1)?);
    // Static types, and dynamic ones (RFC 3551 section 6).
    let known = matches!(second & 0x7f, 0 | 3..=18 | 25 | 26 | 28 | 31..=34 | 96..=127);
    if payload.is_stream() || first >> 6 != 2 || !known {
        return None;
    }
    let mut length = HEADER + 4 * usize::from(first & 15);
    if first & 0x10 != 0 {
        length += 4 + 4 * usize::from(u16_at(bytes, length + 2)?);
    }
    // Zero and what looks like a small number are fields of something else.
    u32_at(bytes, 8).filter(|&source| source > 0xffff && length < payload.wire_bytes)
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Continues, No};
    use crate::packet::testing::Sample;
    &[
        // A-law sound: version, type 8, number, time, source, samples.
        Sample::udp(5004, 5004, Continues, b"\x80\x08\0\x01\0\0\0\xa0\x12\x34\x56\x78\xd5\xd5\xd5\xd5"),
        // One contributing source; a header extension of one word.
        Sample::udp(5004, 5004, Continues, b"\x81\xe0\0\x01\0\0\0\xa0\x12\x34\x56\x78\x9a\xbc\xde\xf0\xd5"),
        Sample::udp(5004, 5004, Continues, b"\x90\x60\0\x01\0\0\0\xa0\x12\x34\x56\x78\xbe\xde\0\x01\x10\x01\0\0\xd5"),
        // A report of its control protocol; nothing behind the header.
        Sample::udp(5005, 5005, No, b"\x80\xc9\0\x01\x12\x34\x56\x78\x81\xcb\0\x01\x12\x34\x56\x78"),
        Sample::udp(5004, 5004, No, b"\x80\x08\0\x01\0\0\0\xa0\x12\x34\x56\x78"),
    ]
};
