//! RADIUS: a code, a length, an authenticator, attributes up to the end.

use crate::packet::bytes::{array_at, u8_at, u16_at};
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Bytes before the attributes.
const HEADER: usize = 20;

/// RADIUS Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "radius",
    title: "RADIUS Protocol",
    source: "RFC 2865",
    role: Role::Application,
    selectors: &[Selector::Udp(1812), Selector::Udp(1813), Selector::Udp(1645), Selector::Udp(1646), Selector::Udp(3799)],
    recognise: Some(recognise),
    begins: &[1..=45],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    let known = matches!(u8_at(bytes, 0)?, 1..=5 | 11..=13 | 21..=36 | 40..=45);
    let length = usize::from(u16_at(bytes, 2)?);
    if payload.is_stream() || !known || !(HEADER..=4096).contains(&length) {
        return None;
    }
    let mut offset = HEADER;
    let mut attributes = 0;
    while attributes < 64 && offset < length.min(bytes.len()) {
        let [kind, size] = array_at(bytes, offset)?;
        if kind == 0 || size < 2 {
            return Some(Confidence::Possible);
        }
        offset += usize::from(size);
        attributes += 1;
    }
    let whole = payload.is_whole(length) && offset == length;
    Some(Confidence::Possible.or_certain_if(whole && attributes >= 2))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // A request with a user's name and a port; an accept without attributes.
        Sample::udp(50000, 1812, Certain, b"\x01\x07\0\x1d\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x01\x03a\x05\x06\0\0\0\x01"),
        Sample::udp(1812, 50000, Possible, b"\x02\x07\0\x14\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10"),
        Sample::udp(50000, 1812, No, b"\x01\x07\0\x13\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10"),
    ]
};
