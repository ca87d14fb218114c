//! RTSP: requests like those of HTTP that start and stop streams, and the streams between them.

use crate::packet::bytes::u8_at;
use crate::packet::content::text::{first_line_or_all, is_text, contains};
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Real Time Streaming Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "rtsp",
    title: "Real Time Streaming Protocol",
    source: "RFC 2326",
    role: Role::Application,
    selectors: &[Selector::Tcp(554), Selector::Tcp(8554), Selector::Tcp(7236)],
    recognise: Some(recognise),
    begins: &[b'A'..=b'Z', b'a'..=b'z'],
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
    if bytes.starts_with(b"RTSP/1.0 ") || bytes.starts_with(b"RTSP/2.0 ") {
        return Some(Confidence::Certain);
    }
    let line = first_line_or_all(bytes);
    let spelt = line.first().is_some_and(u8::is_ascii_alphabetic);
    if spelt && (contains(line, " RTSP/1.0") || contains(line, " RTSP/2.0")) {
        return Some(Confidence::Certain);
    }
    // A dollar sign, a channel and a length before each packet of a stream (section 10.12).
    let interleaved = u8_at(bytes, 0) == Some(b'$') && u8_at(bytes, 1)? < 16;
    Some(Confidence::possible_if(interleaved || is_text(bytes)))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        Sample::tcp(50000, 554, Certain, b"DESCRIBE rtsp://example.com/a RTSP/1.0\r\nCSeq: 1\r\n\r\n"),
        Sample::tcp(554, 50000, Certain, b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n"),
        Sample::tcp(554, 50000, Possible, b"$\0\0\x0c\x80\x60\0\x01\0\0\0\0\x12\x34\x56\x78"),
        Sample::tcp(554, 50000, No, b"\x16\x03\x03\0\x04\x0e\0\0\0"),
    ]
};
