//! What makes a payload look like TLS: records that follow one another, or one whose content fits.

use crate::packet::content::tls::record::{ALERT, CHANGE_CIPHER, HANDSHAKE, HEADER, Record};
use crate::packet::bytes::{array_at, u8_at, u16_at};
use crate::packet::{Confidence, Payload};

/// Says whether a payload begins with records, or is a hello of SSL 2.
pub fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    if !payload.is_stream() {
        return None;
    }
    let bytes = payload.bytes;
    let Some(record) = Record::at(bytes, 0) else {
        return Some(Confidence::certain_if(is_ssl2_hello(payload)));
    };
    let plain = match record.kind {
        HANDSHAKE => is_handshake(bytes, record.length),
        // Change of cipher, and an alert that is not encrypted.
        CHANGE_CIPHER => record.length == 1 && u8_at(bytes, HEADER) == Some(1),
        ALERT => record.length == 2 && matches!(u8_at(bytes, HEADER), Some(1 | 2)),
        _ => false,
    };
    let end = HEADER + record.length;
    let next = Record::at(bytes, end).is_some();
    Some(Confidence::Possible.or_certain_if(plain || next || payload.is_whole(end)))
}

/// Whether a message of a handshake that is not encrypted begins the record.
fn is_handshake(bytes: &[u8], record: usize) -> bool {
    let Some([kind, high, middle, low]) = array_at(bytes, HEADER) else { return false };
    let length = u32::from_be_bytes([0, high, middle, low]) as usize;
    let fits = length + 4 <= record;
    // A certificate chain may need several records (section 5.1).
    matches!(kind, 0..=2 | 4 | 8 | 11..=16 | 20 | 22) && (fits || (kind == 11 && high < 2))
}

/// A hello of SSL 2 that offers a later version (RFC 5246 appendix E.2).
fn is_ssl2_hello(payload: &Payload<'_>) -> bool {
    let Some([0x80, length, 1, major, minor, ciphers @ ..]) = array_at::<11>(payload.bytes, 0)
    else {
        return false;
    };
    let [cipher_bytes, session_bytes, challenge_bytes] =
        [0, 2, 4].map(|at| u16_at(&ciphers, at).unwrap_or_default());
    let sum = 9 + u32::from(cipher_bytes) + u32::from(session_bytes) + u32::from(challenge_bytes);
    ((major == 3 && minor <= 4) || (major, minor) == (0, 2))
        && cipher_bytes % 3 == 0
        && sum == u32::from(length)
        && payload.wire_bytes >= 2 + usize::from(length)
}
