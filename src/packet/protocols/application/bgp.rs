//! BGP: messages that begin with sixteen bytes of ones.

use crate::packet::bytes::{array_at, u8_at, u16_at};
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Border Gateway Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "bgp",
    title: "Border Gateway Protocol",
    source: "RFC 4271",
    role: Role::Application,
    selectors: &[Selector::Tcp(179)],
    recognise: Some(recognise),
    begins: &[0xff..=0xff],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    if !payload.is_stream() || array_at(bytes, 0)? != [0xff; 16] {
        return None;
    }
    let length = usize::from(u16_at(bytes, 16)?);
    let known = matches!(u8_at(bytes, 18)?, 1..=6);
    Some(Confidence::certain_if(known && (19..=4096).contains(&length)))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, No};
    use crate::packet::testing::Sample;
    &[
        // A keep-alive; the beginning of an open.
        Sample::tcp(50000, 179, Certain, b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\x13\x04"),
        Sample::tcp(179, 50000, Certain, b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\x1d\x01\x04\xfd\xe8"),
        Sample::tcp(50000, 179, No, b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\x12\x04"),
    ]
};
