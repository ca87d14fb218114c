//! TPKT: a version and a length before each packet of the ISO transport protocol.

use crate::packet::bytes::{array_at, u8_at};
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// ISO on TCP.
pub const PROTOCOL: Protocol = Protocol {
    name: "tpkt",
    title: "ISO on TCP",
    source: "RFC 1006",
    role: Role::Application,
    selectors: &[Selector::Tcp(102)],
    recognise: Some(recognise),
    begins: &[3..=3],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    let [3, 0, high, low] = array_at(bytes, 0)? else { return None };
    let length = usize::from(u16::from_be_bytes([high, low]));
    let Some([indicator, kind]) = array_at(bytes, 4) else { return Some(Confidence::Possible) };
    // Connection request and confirmation, data, disconnection, error (ISO 8073).
    let known = matches!(kind, 0xe0..=0xef | 0xd0..=0xdf | 0xf0 | 0x80 | 0xc0 | 0x70);
    let fits = length >= 7 && usize::from(indicator) + 5 <= length;
    if !payload.is_stream() || !known || !fits {
        return None;
    }
    // The first packet of a connection has nothing behind its header but parameters.
    let opens = matches!(kind, 0xe0 | 0xd0)
        && usize::from(indicator) + 5 == length
        && matches!(u8_at(bytes, 11), Some(0xc0..=0xc2));
    Some(Confidence::Possible.or_certain_if(opens && payload.is_whole(length)))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // A request for a connection with two selectors, and data.
        Sample::tcp(50000, 102, Certain, b"\x03\0\0\x16\x11\xe0\0\0\0\x01\0\xc1\x02\x01\0\xc2\x02\x01\x02\xc0\x01\x0a"),
        Sample::tcp(102, 50000, Possible, b"\x03\0\0\x0b\x02\xf0\x80\x61\x62\x63\x64"),
        Sample::tcp(50000, 102, No, b"\x03\x01\0\x16\x11\xe0\0\0\0\x01\0"),
    ]
};
