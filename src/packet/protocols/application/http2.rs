//! HTTP/2: recognised by the preface of the client and by the settings frame of the server.

use crate::packet::bytes::{u16_at, u32_at};
use crate::packet::{Confidence, Payload, Protocol, Role};

/// What a client that knows says first (section 3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// HyperText Transfer Protocol 2.
pub const PROTOCOL: Protocol = Protocol {
    name: "http2",
    title: "HyperText Transfer Protocol 2",
    source: "RFC 9113",
    role: Role::Application,
    recognise: Some(recognise),
    begins: &[0..=0, b'P'..=b'P'],
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
    if bytes.starts_with(PREFACE) {
        return Some(Confidence::Certain);
    }
    // A frame of settings: length, type 4, no flags, stream 0 (section 6.5).
    let length = usize::try_from(u32_at(bytes, 0)? >> 8).ok()?;
    let is_settings = u16_at(bytes, 3)? == 0x0400 && u32_at(bytes, 5)? == 0;
    let known = length == 0 || matches!(u16_at(bytes, 9)?, 1..=9);
    let fits = length % 6 == 0 && length <= 96 && payload.wire_bytes >= 9 + length;
    Some(Confidence::certain_if(is_settings && fits && known))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, No};
    use crate::packet::testing::Sample;
    &[
        Sample::tcp(50000, 8080, Certain, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0"),
        // SETTINGS_MAX_CONCURRENT_STREAMS = 100.
        Sample::tcp(8080, 50000, Certain, b"\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64"),
        Sample::tcp(50000, 80, No, b"GET / HTTP/1.1\r\n\r\n"),
    ]
};
