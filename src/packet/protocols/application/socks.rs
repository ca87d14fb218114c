//! SOCKS: a client asks a proxy to connect it to a host.

use crate::packet::bytes::array_at;
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// SOCKS Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "socks",
    title: "SOCKS Protocol",
    source: "RFC 1928",
    role: Role::Application,
    selectors: &[Selector::Tcp(1080)],
    recognise: Some(recognise),
    begins: &[],
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
    Some(match array_at(bytes, 0)? {
        // Methods offered; a method chosen.
        [5, count] if payload.is_whole(2 + usize::from(count)) => Confidence::Possible,
        [5, 0..=2 | 0xff] if payload.is_whole(2) => Confidence::Possible,
        // A request of version 4, and its answer.
        [4, 1 | 2] => Confidence::possible_if(payload.wire_bytes >= 9 && bytes.last() == Some(&0)),
        [0, 90..=93] => Confidence::possible_if(payload.is_whole(8)),
        _ => Confidence::No,
    })
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Possible, No};
    use crate::packet::testing::Sample;
    &[
        // One method, no authentication, offered and chosen.
        Sample::tcp(50000, 1080, Possible, b"\x05\x01\0"),
        Sample::tcp(1080, 50000, Possible, b"\x05\0"),
        Sample::tcp(50000, 1080, No, b"\x06\x01\0"),
    ]
};
