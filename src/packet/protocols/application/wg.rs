//! WireGuard: a handshake of two messages of fixed size, then encrypted data.

use crate::packet::bytes::u32_le_at;
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// WireGuard Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "wg",
    title: "WireGuard Protocol",
    source: "wireguard.com/papers/wireguard.pdf section 5.4",
    role: Role::Application,
    selectors: &[Selector::Udp(51820)],
    recognise: Some(recognise),
    begins: &[1..=4],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    let kind = u32_le_at(bytes, 0)?;
    let size = payload.wire_bytes;
    if payload.is_stream() {
        return None;
    }
    match (kind, size) {
        (1, 148) | (2, 92) | (3, 64) => Some(Confidence::Certain),
        // Data is padded to 16 bytes and has a tag of 16; the counter begins at 0.
        (4, 32..) if size.is_multiple_of(16) => {
            let counts = u32_le_at(bytes, 12)? == 0 && u32_le_at(bytes, 4)? != 0;
            Some(Confidence::Possible.or_certain_if(counts))
        }
        _ => None,
    }
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, No};
    use crate::packet::testing::Sample;
    &[
        // A keep-alive: type, receiver, counter, tag. A cookie.
        Sample::udp(50000, 51820, Certain, b"\x04\0\0\0\x9c\x12\x33\x44\x05\0\0\0\0\0\0\0\xaa\xbb\xcc\xdd\xee\xff\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a"),
        Sample::udp(51820, 50000, Certain, b"\x03\0\0\0\x9c\x12\x33\x44\x0b\x30\x55\x7a\x9f\xc4\xe9\x0e\x33\x58\x7d\xa2\xc7\xec\x11\x36\x5b\x80\xa5\xca\xef\x14\x39\x5e\x83\xa8\xcd\xf2\x17\x3c\x61\x86\xab\xd0\xf5\x1a\x3f\x64\x89\xae\xd3\xf8\x1d\x42\x67\x8c\xb1\xd6\xfb\x20\x45\x6a\x8f\xb4\xd9\xfe"),
        Sample::udp(50000, 51820, No, b"\x01\0\0\0\x9c\x12\x33\x44"),
    ]
};
