//! ISAKMP and IKE: how hosts agree on keys for IPsec.

use crate::packet::bytes::{u8_at, u32_at};
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Internet Security Association and Key Management Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "isakmp",
    title: "Internet Security Association and Key Management Protocol",
    source: "RFC 7296",
    role: Role::Application,
    selectors: &[Selector::Udp(500), Selector::Udp(4500), Selector::Tcp(500)],
    recognise: Some(recognise),
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let mut bytes = payload.bytes;
    let mut size = payload.wire_bytes;
    // Where ESP shares the port, four zeros stand first (RFC 3948 section 2.2).
    if payload.on_port(4500) && u32_at(bytes, 0)? == 0 {
        bytes = bytes.get(4..)?;
        size -= 4;
    }
    let length = usize::try_from(u32_at(bytes, 24)?).ok()?;
    let version = matches!(u8_at(bytes, 17)?, 0x10 | 0x11 | 0x20);
    let exchange = matches!(u8_at(bytes, 18)?, 1..=6 | 32..=43 | 240..=243);
    if payload.is_stream() || !version || !exchange || length < 28 {
        return None;
    }
    Some(Confidence::Possible.or_certain_if(length == size && u32_at(bytes, 0)? != 0))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // A header of version 2 that opens an exchange; one with an error of length.
        Sample::udp(500, 500, Certain, b"\x9c\x12\x33\x44\xaa\xbb\xcc\xdd\0\0\0\0\0\0\0\0\x21\x20\x22\x08\0\0\0\0\0\0\0\x1c"),
        Sample::udp(4500, 4500, Certain, b"\0\0\0\0\x9c\x12\x33\x44\xaa\xbb\xcc\xdd\0\0\0\0\0\0\0\0\x21\x20\x22\x08\0\0\0\0\0\0\0\x1c"),
        Sample::udp(500, 500, Possible, b"\x9c\x12\x33\x44\xaa\xbb\xcc\xdd\0\0\0\0\0\0\0\0\x21\x20\x22\x08\0\0\0\0\0\0\x01\x1c"),
        Sample::udp(500, 500, No, b"\x9c\x12\x33\x44\xaa\xbb\xcc\xdd\0\0\0\0\0\0\0\0\x21\x30\x22\x08\0\0\0\0\0\0\0\x1c"),
    ]
};
