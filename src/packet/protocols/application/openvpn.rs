//! OpenVPN: an operation and a key in the first byte; a session opens with a hard reset.

use crate::packet::bytes::{u8_at, u16_at, u32_at};
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// A client opens a session.
const RESET_CLIENT: u8 = 7 << 3;
/// A server answers.
const RESET_SERVER: u8 = 8 << 3;
/// A client opens a session with a wrapped key.
const RESET_CLIENT_V3: u8 = 10 << 3;

/// OpenVPN Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "openvpn",
    title: "OpenVPN Protocol",
    source: "OpenVPN wire protocol (draft)",
    role: Role::Application,
    selectors: &[Selector::Udp(1194), Selector::Tcp(1194)],
    recognise: Some(recognise),
    begins: &[0..=0, RESET_CLIENT..=RESET_CLIENT, RESET_CLIENT_V3..=RESET_CLIENT_V3],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let mut bytes = payload.bytes;
    let mut size = payload.wire_bytes;
    if payload.is_stream() {
        let length = usize::from(u16_at(bytes, 0)?);
        bytes = bytes.get(2..)?;
        if length < 14 || size < 2 + length && size < 1000 {
            return None;
        }
        size = length;
    }
    let first = u8_at(bytes, 0)?;
    if !matches!(first >> 3, 1..=11) || size < 14 {
        return None;
    }
    // Hard resets of client and server in version 2: a session, with or without a check sum and a
    // number, nothing acknowledged, the first message.
    let resets = matches!(first, RESET_CLIENT | RESET_SERVER | RESET_CLIENT_V3);
    let opens = match size {
        14 | 42 | 46 | 54 | 86 => bytes.get(size - 5..size) == Some(&[0; 5][..]),
        _ => false,
    };
    let random = u32_at(bytes, 1)? != 0;
    Some(Confidence::Possible.or_certain_if(resets && opens && random && first != RESET_SERVER))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // The reset of a client: operation, session, nothing acknowledged, message 0. Data.
        Sample::udp(50000, 1194, Certain, b"\x38\x9c\x12\x33\x44\xaa\xbb\xcc\xdd\0\0\0\0\0"),
        Sample::tcp(50000, 1194, Certain, b"\0\x0e\x38\x9c\x12\x33\x44\xaa\xbb\xcc\xdd\0\0\0\0\0"),
        Sample::udp(1194, 50000, Possible, b"\x48\0\0\x01\x9c\x12\x33\x44\xaa\xbb\xcc\xdd\x01\x02\x03\x04"),
        Sample::udp(50000, 1194, No, b"\x88\x9c\x12\x33\x44\xaa\xbb\xcc\xdd\0\0\0\0\0"),
    ]
};
