//! X11: a client says its byte order and version, then windows are drawn.

use crate::packet::bytes::array_at;
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// X11.
pub const PROTOCOL: Protocol = Protocol {
    name: "x11",
    title: "X11",
    source: "X Window System Protocol, version 11",
    role: Role::Application,
    selectors: &[Selector::Tcp(6000), Selector::Tcp(6001), Selector::Tcp(6002), Selector::Tcp(6003)],
    recognise: Some(recognise),
    begins: &[b'B'..=b'B', b'l'..=b'l'],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    if !payload.is_stream() {
        return None;
    }
    let begin = array_at(payload.bytes, 0);
    let opens = matches!(begin, Some([b'l', 0, 11, 0, 0, 0] | [b'B', 0, 0, 11, 0, 0]));
    Some(Confidence::Possible.or_certain_if(opens))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        Sample::tcp(50000, 6000, Certain, b"l\0\x0b\0\0\0\x12\0\x10\0\0\0"),
        Sample::tcp(6000, 50000, Possible, b"\x01\0\x0b\0\0\0\xf6\x04"),
        Sample::udp(50000, 6000, No, b"l\0\x0b\0\0\0\x12\0\x10\0\0\0"),
    ]
};
