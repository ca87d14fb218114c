//! STUN and TURN: messages with a magic number, by which hosts learn their public address.

use crate::packet::bytes::{u16_at, u32_at};
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Bytes before the attributes.
const HEADER: usize = 20;
/// The magic cookie (section 5).
const MAGIC: u32 = 0x2112_a442;

/// Session Traversal Utilities for NAT.
pub const PROTOCOL: Protocol = Protocol {
    name: "stun",
    title: "Session Traversal Utilities for NAT",
    source: "RFC 8489",
    role: Role::Application,
    selectors: &[Selector::Udp(3478), Selector::Tcp(3478), Selector::Udp(19302), Selector::Udp(3480)],
    recognise: Some(recognise),
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    let kind = u16_at(bytes, 0)?;
    let length = usize::from(u16_at(bytes, 2)?);
    // Data of a TURN channel (RFC 8656 section 12.4).
    if (0x4000..=0x4fff).contains(&kind) {
        return Some(Confidence::possible_if(payload.wire_bytes >= 4 + length));
    }
    if kind & 0xc000 != 0 || u32_at(bytes, 4)? != MAGIC {
        return None;
    }
    Some(Confidence::certain_if(payload.is_whole(HEADER + length) || payload.is_stream()))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // A binding request, and its success with a mapped address.
        Sample::udp(50000, 3478, Certain, b"\0\x01\0\0\x21\x12\xa4\x42\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c"),
        Sample::udp(3478, 50000, Certain, b"\x01\x01\0\x0c\x21\x12\xa4\x42\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\0\x20\0\x08\0\x01\xa1\x47\xe1\x12\xa6\x43"),
        Sample::udp(3478, 50000, Possible, b"\x40\0\0\x04\xaa\xbb\xcc\xdd"),
        Sample::udp(50000, 3478, No, b"\0\x01\0\0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10"),
    ]
};
