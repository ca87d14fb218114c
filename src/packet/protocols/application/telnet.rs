//! Telnet: text, with commands that begin with the byte 255.

use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Interpret as command.
const IAC: u8 = 255;

/// Telnet.
pub const PROTOCOL: Protocol = Protocol {
    name: "telnet",
    title: "Telnet",
    source: "RFC 854",
    role: Role::Application,
    selectors: &[Selector::Tcp(23)],
    recognise: Some(recognise),
    begins: &[IAC..=IAC],
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
    let negotiations = bytes
        .chunks_exact(3)
        .take_while(|chunk| matches!(chunk, [IAC, 251..=254, 0..=49]))
        .count();
    Some(Confidence::Possible.or_certain_if(negotiations >= 3))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // DO terminal type, DO terminal speed, DO X display location; what a user types.
        Sample::tcp(23, 50000, Certain, b"\xff\xfd\x18\xff\xfd\x20\xff\xfd\x23"),
        Sample::tcp(50000, 23, Possible, b"l"),
        Sample::udp(50000, 23, No, b"\xff\xfd\x18\xff\xfd\x20\xff\xfd\x23"),
    ]
};
