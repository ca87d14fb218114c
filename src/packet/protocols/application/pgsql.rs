//! PostgreSQL: a start-up message, then messages with a letter and a length.

use crate::packet::bytes::{u8_at, u32_at};
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// PostgreSQL.
pub const PROTOCOL: Protocol = Protocol {
    name: "pgsql",
    title: "PostgreSQL",
    source: "PostgreSQL frontend/backend protocol 3.0",
    role: Role::Application,
    selectors: &[Selector::Tcp(5432)],
    recognise: Some(recognise),
    begins: &[0..=0],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    if !payload.is_stream() {
        return None;
    }
    // The answer to a request for encryption.
    if payload.is_whole(1) {
        return Some(Confidence::possible_if(matches!(bytes, [b'S' | b'N'])));
    }
    let length = usize::try_from(u32_at(bytes, 0)?).ok()?;
    if length < 0x1_0000 {
        // Protocol 3, or a code for cancelling and for encryption.
        let code = matches!(u32_at(bytes, 4)?, 0x0003_0000 | 0x04d2_162e..=0x04d2_1630);
        return Some(Confidence::certain_if(code && payload.is_whole(length)));
    }
    let mut end = message_end(bytes, 0)?;
    for _ in 0..32 {
        match message_end(bytes, end) {
            Some(next) => end = next,
            None => break,
        }
    }
    Some(Confidence::possible_if(end >= payload.wire_bytes))
}

/// Where the message that begins with a letter at `start` ends.
fn message_end(bytes: &[u8], start: usize) -> Option<usize> {
    let letter = u8_at(bytes, start)?;
    let length = usize::try_from(u32_at(bytes, start + 1)?).ok()?;
    let fits = (4..0x0100_0000).contains(&length);
    (fits && letter.is_ascii_alphanumeric()).then_some(start + 1 + length)
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // A start-up with a user, a request for encryption, authentication well done.
        Sample::tcp(50000, 5432, Certain, b"\0\0\0\x10\0\x03\0\0user\0a\0\0"),
        Sample::tcp(50000, 5432, Certain, b"\0\0\0\x08\x04\xd2\x16\x2f"),
        Sample::tcp(5432, 50000, Possible, b"R\0\0\0\x08\0\0\0\0"),
        Sample::tcp(5432, 50000, Possible, b"N"),
        Sample::tcp(50000, 5432, No, b"\0\0\0\x10\0\x09\0\0user\0a\0\0"),
    ]
};
