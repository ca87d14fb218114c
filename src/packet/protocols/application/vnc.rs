//! VNC: both sides say their version, then one screen is drawn on another.

use crate::packet::bytes::array_at;
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Virtual Network Computing.
pub const PROTOCOL: Protocol = Protocol {
    name: "vnc",
    title: "Virtual Network Computing",
    source: "RFC 6143",
    role: Role::Application,
    selectors: &[Selector::Tcp(5900), Selector::Tcp(5901), Selector::Tcp(5902), Selector::Tcp(5500)],
    recognise: Some(recognise),
    begins: &[b'R'..=b'R'],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    let [b'R', b'F', b'B', b' ', major @ .., b'.'] = array_at::<8>(payload.bytes, 0).unwrap_or_default()
    else {
        // Pixels may be anything.
        return Confidence::possible_if(payload.is_stream());
    };
    Confidence::certain_if(payload.is_stream() && major.iter().all(u8::is_ascii_digit))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        Sample::tcp(5900, 50000, Certain, b"RFB 003.008\n"),
        Sample::tcp(50000, 5900, Possible, b"\x03\0\0\0\0\0\x04\0\x03\0"),
        Sample::udp(50000, 5900, No, b"RFB 003.008\n"),
    ]
};
