//! What makes a datagram look like QUIC: the version in its long header.

use crate::packet::content::quic::{FIXED, LONG, LONGEST_ID};
use crate::packet::bytes::{u8_at, u32_at};
use crate::packet::{Confidence, Payload};

/// Says whether a datagram begins with a header of QUIC.
pub fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    if payload.is_stream() {
        return None;
    }
    let first = u8_at(bytes, 0)?;
    if first & LONG == 0 {
        // Room for the sample that header protection takes (RFC 9001 section 5.4.2).
        let fits = payload.wire_bytes >= 21;
        // An endpoint may set the bit at random once both agreed to (RFC 9287).
        let fixed = first & FIXED != 0;
        return Some(if fixed { Confidence::possible_if(fits) } else { Confidence::continues_if(fits) });
    }
    let version = u32_at(bytes, 1)?;
    let destination = usize::from(u8_at(bytes, 5)?);
    let source = usize::from(u8_at(bytes, 6 + destination)?);
    let after = 7 + destination + source;
    if destination > LONGEST_ID || source > LONGEST_ID {
        return None;
    }
    if version == 0 {
        // Negotiation lists the versions that the server knows (section 17.2.1).
        let whole = (payload.wire_bytes.saturating_sub(after)) % 4 == 0;
        return Some(Confidence::certain_if(whole && is_version(u32_at(bytes, after)?)));
    }
    Some(Confidence::certain_if(is_version(version)))
}

/// Versions 1 and 2, the drafts, Google's numbers from Q050 on, Facebook's, and those reserved to
/// be refused (section 15, RFC 9369).
fn is_version(version: u32) -> bool {
    matches!(version, 1 | 0x6b33_43cf | 0xff00_0001..=0xff00_0022 | 0xface_b001..=0xface_b00f)
        || matches!(version.to_be_bytes(), [b'Q' | b'T', b'0', b'5', b'0'..=b'9'])
        || version & 0x0f0f_0f0f == 0x0a0a_0a0a
}
