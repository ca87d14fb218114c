//! RESP, which Redis speaks: a sign for the kind, a length in digits, lines of text.

use crate::packet::bytes::u8_at;
use crate::packet::content::text::{first_line, is_printable};
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// REdis Serialization Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "resp",
    title: "REdis Serialization Protocol",
    source: "Redis serialization protocol specification",
    role: Role::Application,
    selectors: &[Selector::Tcp(6379)],
    recognise: Some(recognise),
    begins: &[b'*'..=b'*'],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    let kind = u8_at(bytes, 0)?;
    if !payload.is_stream() {
        return None;
    }
    let line = first_line(bytes)?.get(1..)?;
    let is_number = (1..=10).contains(&line.len()) && line.iter().all(u8::is_ascii_digit);
    match kind {
        b'*' if is_number => {
            let element = bytes.get(1 + line.len() + 2..)?;
            let named = matches!(element, [b'$' | b'*' | b':' | b'+', b'0'..=b'9' | b'A'..=b'Z', ..]);
            Some(Confidence::Possible.or_certain_if(named))
        }
        b'$' | b':' => Some(Confidence::possible_if(is_number || line == b"-1")),
        b'+' | b'-' => Some(Confidence::possible_if(is_printable(line))),
        _ => None,
    }
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        Sample::tcp(50000, 6379, Certain, b"*1\r\n$4\r\nPING\r\n"),
        Sample::tcp(6379, 50000, Possible, b"+PONG\r\n"),
        Sample::tcp(6379, 50000, Possible, b"$-1\r\n"),
        Sample::tcp(50000, 6379, No, b"*1a\r\n$4\r\nPING\r\n"),
    ]
};
