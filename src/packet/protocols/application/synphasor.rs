//! Synchrophasors: measurements of power grids, in frames with a length and a check sum.

use crate::packet::bytes::{array_at, u16_at};
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// IEEE C37.118 Synchrophasor Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "synphasor",
    title: "IEEE C37.118 Synchrophasor Protocol",
    source: "IEEE C37.118.2",
    role: Role::Application,
    selectors: &[Selector::Tcp(4712), Selector::Udp(4713)],
    recognise: Some(recognise),
    begins: &[0xaa..=0xaa],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    let [0xaa, kind] = array_at(bytes, 0)? else { return None };
    let size = usize::from(u16_at(bytes, 2)?);
    // Data, header, configurations, command; versions 1 to 3 (section 6.2).
    let known = kind >> 4 <= 5 && matches!(kind & 15, 1..=3);
    if !known || size < 16 {
        return None;
    }
    let sound = bytes.get(..size).and_then(|frame| frame.split_last_chunk::<2>());
    let sound = sound.is_some_and(|(frame, sum)| check_sum(frame) == u16::from_be_bytes(*sum));
    Some(Confidence::Possible.or_certain_if(sound))
}

/// CRC-CCITT, which begins with ones (annex B).
fn check_sum(bytes: &[u8]) -> u16 {
    bytes.iter().take(1024).fold(0xffff_u16, |sum, &byte| {
        (0..8).fold(sum ^ u16::from(byte) << 8, |sum, _| {
            if sum & 0x8000 == 0 { sum << 1 } else { sum << 1 ^ 0x1021 }
        })
    })
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // A command that turns transmission on, and the beginning of a frame of data.
        Sample::tcp(50000, 4712, Certain, b"\xaa\x41\x00\x12\x00\x07\x44\x85\x36\x00\x00\x0f\x0b\xbf\x00\x02\x1c\x95"),
        Sample::tcp(4712, 50000, Possible, b"\xaa\x01\0\x34\0\x07\x44\x85\x36\0"),
        Sample::tcp(4712, 50000, No, b"\xaa\x09\0\x34\0\x07\x44\x85\x36\0"),
    ]
};
