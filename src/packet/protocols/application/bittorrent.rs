//! BitTorrent between peers: a handshake that says its name, then messages with a length.

use crate::packet::bytes::{u8_at, u32_at};
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// BitTorrent.
pub const PROTOCOL: Protocol = Protocol {
    name: "bittorrent",
    title: "BitTorrent",
    source: "BEP 3",
    role: Role::Application,
    selectors: &[Selector::Tcp(6881), Selector::Tcp(6882), Selector::Tcp(6883), Selector::Tcp(6884), Selector::Tcp(6885), Selector::Tcp(6886), Selector::Tcp(6887), Selector::Tcp(6888), Selector::Tcp(6889)],
    recognise: Some(recognise),
    begins: &[0x13..=0x13],
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
    if bytes.starts_with(b"\x13BitTorrent protocol") {
        return Some(Confidence::Certain);
    }
    let length = u32_at(bytes, 0)?;
    Some(Confidence::possible_if(length == 0 || (length < 0x10_0000 && u8_at(bytes, 4)? <= 23)))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        Sample::tcp(50000, 6881, Certain, b"\x13BitTorrent protocol\0\0\0\0\0\x10\0\x05"),
        // Interested.
        Sample::tcp(6881, 50000, Possible, b"\0\0\0\x01\x02"),
        Sample::tcp(50000, 6881, No, b"GET /announce HTTP/1.1\r\n\r\n"),
    ]
};
