//! SSH: an identification line, then packets that soon are encrypted.

use crate::packet::bytes::{array_at, u32_at};
use crate::packet::content::text::is_printable;
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// The message that opens a key exchange (section 7.1).
const KEXINIT: u8 = 20;
/// The longest packet that everyone must take (section 6.1).
const LONGEST: u32 = 35000;

/// SSH Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "ssh",
    title: "SSH Protocol",
    source: "RFC 4253",
    role: Role::Application,
    selectors: &[Selector::Tcp(22), Selector::Tcp(830), Selector::Tcp(2222)],
    recognise: Some(recognise),
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
    if bytes.starts_with(b"SSH-2.0-") || bytes.starts_with(b"SSH-1.") {
        return Some(Confidence::Certain);
    }
    if let (Some(length), Some([padding, KEXINIT])) = (u32_at(bytes, 0), array_at(bytes, 4)) {
        let fits = (40..=LONGEST).contains(&length) && (length + 4) % 8 == 0;
        if fits && padding >= 4 && is_printable(bytes.get(26..40).unwrap_or_default()) {
            return Some(Confidence::Certain);
        }
    }
    // Encrypted packets look like nothing, and so not like the text of another protocol.
    let begin = bytes.get(..bytes.len().min(16))?;
    let spelt = begin.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace());
    Some(Confidence::possible_if(!spelt))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        Sample::tcp(50000, 22, Certain, b"SSH-2.0-OpenSSH_9.6\r\n"),
        // A key exchange: length, padding, type 20, cookie, names.
        Sample::tcp(22, 50000, Certain, b"\0\0\x01\x14\x04\x14\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\0\0\0\x70curve25519-sha256,"),
        Sample::tcp(22, 50000, Possible, b"\x9a\xec\x34\x4c\xfe\x41\x89\x65\x5e\x5c\xd5\x5c\x41\xf6\x90\x80\x57\x5d"),
        Sample::tcp(50000, 22, No, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    ]
};
