//! MySQL: packets with a length and a number, of which the server greets with the first.

use crate::packet::bytes::{u8_at, u32_le_at};
use crate::packet::content::text::is_printable;
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// MySQL Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "mysql",
    title: "MySQL Protocol",
    source: "MySQL client/server protocol",
    role: Role::Application,
    selectors: &[Selector::Tcp(3306)],
    recognise: Some(recognise),
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    let header = u32_le_at(bytes, 0)?;
    let end = 4 + usize::try_from(header & 0x00ff_ffff).ok()?;
    let number = header >> 24;
    if !payload.is_stream() || end < 5 {
        return None;
    }
    let greets = number == 0 && u8_at(bytes, 4)? == 10 && is_version(bytes.get(5..)?);
    // A packet may be the last of several, or the first.
    let fits = payload.wire_bytes >= end || payload.wire_bytes >= 1000;
    Some(Confidence::possible_if(fits && number < 64).or_certain_if(greets && payload.is_whole(end)))
}

/// Whether a version of the server stands here: digits and points, text, a zero.
fn is_version(bytes: &[u8]) -> bool {
    let Some(end) = bytes.iter().take(64).position(|&byte| byte == 0) else { return false };
    let version = bytes.get(..end).unwrap_or_default();
    version.len() >= 3 && version.contains(&b'.') && is_printable(version)
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // A greeting of version 10, cut down to its first fields; a query.
        Sample::tcp(3306, 50000, Certain, b"\x1a\0\0\0\x0a8.0.36\0\x08\0\0\0abcdefgh\0\xff\xf7\x08\x02\0"),
        Sample::tcp(50000, 3306, Possible, b"\x09\0\0\0\x03SELECT 1"),
        Sample::tcp(50000, 3306, No, b"\x16\x03\x01\0\x05\x01\0\0\x01\x03"),
    ]
};
