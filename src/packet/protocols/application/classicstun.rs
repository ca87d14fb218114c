//! STUN as it was before it had a magic number.

use crate::packet::bytes::{u16_at, u32_at};
use crate::packet::{Confidence, Payload, Protocol, Role};

/// Bytes before the attributes.
const HEADER: usize = 20;

/// Simple Traversal of UDP through NAT.
pub const PROTOCOL: Protocol = Protocol {
    name: "classicstun",
    title: "Simple Traversal of UDP through NAT",
    source: "RFC 3489",
    role: Role::Application,
    recognise: Some(recognise),
    begins: &[0..=1],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    let known = matches!(u16_at(bytes, 0)?, 0x0001 | 0x0002 | 0x0101 | 0x0102 | 0x0111 | 0x0112);
    let length = usize::from(u16_at(bytes, 2)?);
    if payload.is_stream() || !known || !payload.is_whole(HEADER + length) {
        return None;
    }
    // The transaction is a random number; anything with zeros here is something else.
    let random = u32_at(bytes, 4)? != 0x2112_a442 && u32_at(bytes, 8)? != 0 && u32_at(bytes, 12)? != 0;
    let mut offset = HEADER;
    for _ in 0..16 {
        if offset >= bytes.len() {
            break;
        }
        let attribute = u16_at(bytes, offset)?;
        if !matches!(attribute, 1..=0x01ff | 0x8000..=0x80ff) {
            return None;
        }
        offset += 4 + usize::from(u16_at(bytes, offset + 2)?);
    }
    Some(Confidence::certain_if(random && payload.is_whole(offset)))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, No};
    use crate::packet::testing::Sample;
    &[
        // A binding request, and its answer with a mapped address.
        Sample::udp(50000, 3478, Certain, b"\0\x01\0\0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10"),
        Sample::udp(3478, 50000, Certain, b"\x01\x01\0\x0c\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\0\x01\0\x08\0\x01\x80\x55\xc0\0\x02\x01"),
        Sample::udp(50000, 3478, No, b"\0\x01\0\0\x21\x12\xa4\x42\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c"),
    ]
};
