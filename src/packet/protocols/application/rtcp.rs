//! RTCP: reports on streams of RTP, several in one datagram.

use crate::packet::bytes::{array_at, u32_at};
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Real-time Transport Control Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "rtcp",
    title: "Real-time Transport Control Protocol",
    source: "RFC 3550 section 6",
    role: Role::Application,
    selectors: &[Selector::Udp(5005)],
    recognise: Some(recognise),
    begins: &[0x80..=0xbf],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    if payload.is_stream() {
        return None;
    }
    let (kind, count, first_end) = report(bytes, 0)?;
    let shortest = match kind {
        200 => 28 + 24 * count,
        201 => 8 + 24 * count,
        202 | 203 => 4 + 4 * count,
        _ => 12,
    };
    // The secure profile leaves the first eight bytes alone.
    if first_end < shortest.min(8) {
        return None;
    }
    let mut end = first_end;
    for _ in 0..16 {
        match report(bytes, end) {
            Some((.., next)) => end = next,
            None => break,
        }
    }
    let secured = is_secured(payload, first_end);
    // Sender and receiver reports come first (RFC 3550 section 6.1); feedback may (RFC 5506).
    let leads = matches!(kind, 200 | 201 | 205 | 206);
    let whole = payload.is_whole(end) && first_end >= shortest;
    Some(Confidence::Possible.or_certain_if(leads && (whole || secured)))
}

/// Whether what follows the first report is what the secure profile adds: its flag and
/// index, before a tag of 80 or 32 bits (RFC 3711 section 3.4), or after one of AEAD (RFC 7714 section 9.2).
fn is_secured(payload: &Payload<'_>, first_end: usize) -> bool {
    let index_at = |from_end: usize| {
        let at = payload.wire_bytes.checked_sub(from_end).filter(|&at| at >= 8)?;
        u32_at(payload.bytes, at)
    };
    // Encrypted reports keep their lengths to themselves, but the first says its own.
    let fits = first_end + 8 <= payload.wire_bytes;
    // One report whose length says where the rest begins is enough; among several the index must
    // be that of a session with fewer than 65,536 reports.
    let rest = payload.wire_bytes - first_end.min(payload.wire_bytes);
    if matches!(rest, 8 | 14 | 20) {
        return true;
    }
    fits && [14, 8, 4].into_iter().filter_map(index_at).any(|word| word >> 16 == 0x8000)
}

/// Type, count and end of the packet at `start`.
fn report(bytes: &[u8], start: usize) -> Option<(u8, usize, usize)> {
    let [first, kind, high, low] = array_at(bytes, start)?;
    let words = usize::from(u16::from_be_bytes([high, low]));
    let is_report = first & 0xc0 == 0x80 && (200..=207).contains(&kind) && words > 0;
    is_report.then(|| (kind, usize::from(first & 0x1f), start + 4 + 4 * words))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, No};
    use crate::packet::testing::Sample;
    &[
        // A receiver report without blocks and a goodbye; a sender report.
        Sample::udp(5005, 5005, Certain, b"\x80\xc9\0\x01\x12\x34\x56\x78\x81\xcb\0\x01\x12\x34\x56\x78"),
        Sample::udp(5005, 5005, Certain, b"\x80\xc8\0\x06\x12\x34\x56\x78\xc5\x02\x04\x7c\0\0\0\0\0\0\0\x50\0\0\0\x01\0\0\0\xa0"),
        Sample::udp(5004, 5004, No, b"\x80\x08\0\x01\0\0\0\xa0\x12\x34\x56\x78\xd5\xd5\xd5\xd5"),
    ]
};
