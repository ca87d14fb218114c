//! QUIC as Google spoke it before the standard, up to version Q049.

use crate::packet::bytes::{array_at, u8_at};
use crate::packet::{Confidence, Payload, Protocol, Role};

/// Google QUIC.
pub const PROTOCOL: Protocol = Protocol {
    name: "gquic",
    title: "Google QUIC",
    source: "draft-tsvwg-quic-protocol-02",
    role: Role::Application,
    recognise: Some(recognise),
    begins: &[0x09..=0x7f, 0xc0..=0xff],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    if payload.is_stream() {
        return None;
    }
    let first = u8_at(bytes, 0)?;
    // From Q044 on the version stands where that of QUIC does.
    let version = match first {
        0xc0.. => array_at::<4>(bytes, 1)?,
        // Public flags: a version, an identifier of eight bytes, none that is reserved.
        _ if first & 0x89 == 0x09 => array_at::<4>(bytes, 9)?,
        _ => return Some(Confidence::continues_if(first & 0x80 == 0)),
    };
    Some(Confidence::certain_if(matches!(version, [b'Q', b'0', b'0'..=b'4', b'0'..=b'9'])))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Continues, No};
    use crate::packet::testing::Sample;
    &[
        Sample::udp(50000, 443, Certain, b"\x0d\x01\x02\x03\x04\x05\x06\x07\x08Q035\x01\xaa\xbb"),
        Sample::udp(50000, 443, Certain, b"\xc3Q046\x50\xa3\x35\x49\x13\x5f\x4a\x97\x09\0\0\0\x01"),
        Sample::udp(443, 50000, Continues, b"\x40\xa3\x35\x49\x13\x5f\x4a\x97\x09\x02\x0f"),
        Sample::udp(50000, 443, No, b"\x0d\x01\x02\x03\x04\x05\x06\x07\x08H035\x01\xaa\xbb"),
    ]
};
