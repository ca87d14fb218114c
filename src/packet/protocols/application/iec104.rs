//! IEC 104: telecontrol of power grids; frames begin with 68 and a length.

use crate::packet::bytes::array_at;
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// IEC 60870-5-104.
pub const PROTOCOL: Protocol = Protocol {
    name: "iec60870_104",
    title: "IEC 60870-5-104",
    source: "IEC 60870-5-104",
    role: Role::Application,
    selectors: &[Selector::Tcp(2404)],
    recognise: Some(recognise),
    begins: &[0x68..=0x68],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let [0x68, length, control, rest @ ..] = array_at::<6>(payload.bytes, 0)? else { return None };
    let whole = payload.is_whole(2 + usize::from(length));
    // Start, stop and test, each asked for and confirmed (section 5.3).
    let opens = matches!(control, 0x07 | 0x0b | 0x13 | 0x23 | 0x43 | 0x83);
    let bare = length == 4 && rest == [0; 3];
    let sane = payload.is_stream() && (4..=253).contains(&length);
    Some(Confidence::possible_if(sane).or_certain_if(sane && whole && opens && bare))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // Start of data transfer; an interrogation.
        Sample::tcp(50000, 2404, Certain, b"\x68\x04\x07\0\0\0"),
        Sample::tcp(2404, 50000, Possible, b"\x68\x0e\0\0\0\0\x64\x01\x06\0\x01\0\0\0\0\x14"),
        Sample::tcp(50000, 2404, No, b"\x68\x03\x07\0\0\0"),
    ]
};
