//! QUIC as Google spoke it before the standard, up to version Q043.

use crate::packet::bytes::{array_at, u8_at};
use crate::packet::{Confidence, Payload, Protocol, Role};

/// Google QUIC.
pub const PROTOCOL: Protocol = Protocol {
    name: "gquic",
    title: "Google QUIC",
    source: "draft-tsvwg-quic-protocol-02",
    role: Role::Application,
    recognise: Some(recognise),
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    // Public flags: a version, an identifier of eight bytes, none that is reserved.
    if payload.is_stream() || u8_at(bytes, 0)? & 0x89 != 0x09 {
        return None;
    }
    let [b'Q', b'0', b'0'..=b'4', b'0'..=b'9'] = array_at::<4>(bytes, 9)? else { return None };
    Some(Confidence::Certain)
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, No};
    use crate::packet::testing::Sample;
    &[
        Sample::udp(50000, 443, Certain, b"\x0d\x01\x02\x03\x04\x05\x06\x07\x08Q035\x01\xaa\xbb"),
        Sample::udp(50000, 443, No, b"\x0d\x01\x02\x03\x04\x05\x06\x07\x08H035\x01\xaa\xbb"),
    ]
};
