//! DCE/RPC: remote calls of Windows, on a port that is agreed at run time.

use crate::packet::bytes::{array_at, u16_at, u16_le_at};
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Distributed Computing Environment / Remote Procedure Call.
pub const PROTOCOL: Protocol = Protocol {
    name: "dcerpc",
    title: "Distributed Computing Environment / Remote Procedure Call",
    source: "C706 chapter 12",
    role: Role::Application,
    selectors: &[Selector::Tcp(135), Selector::Udp(135)],
    recognise: Some(recognise),
    begins: &[5..=5],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    let [version, minor, kind, _, order, float, 0, 0] = array_at(bytes, 0)? else {
        return connectionless(payload);
    };
    let little = order & 0x10 != 0;
    let length = if little { u16_le_at(bytes, 8)? } else { u16_at(bytes, 8)? };
    let representation = matches!(order, 0x10 | 0x00) && float == 0;
    let known = version == 5 && minor <= 1 && kind <= 19 && (16..=5840).contains(&length);
    if !payload.is_stream() || !known || !representation {
        return connectionless(payload);
    }
    // A request, a response or a bind of a little-endian machine, all of it in the first segments.
    let typical = little && matches!(kind, 0 | 2 | 11..=16);
    Some(Confidence::Possible.or_certain_if(typical && payload.wire_bytes <= usize::from(length) + 1460))
}

/// Calls in datagrams: version 4, a type, flags, then the representation (section 12.5).
fn connectionless(payload: &Payload<'_>) -> Option<Confidence> {
    let [4, 0..=10, _, _, 0x10 | 0x00, 0, 0] = array_at(payload.bytes, 0)? else { return None };
    Some(Confidence::possible_if(!payload.is_stream() && payload.wire_bytes >= 80))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, No};
    use crate::packet::testing::Sample;
    &[
        // A bind, and its acknowledgement.
        Sample::tcp(50000, 49152, Certain, b"\x05\0\x0b\x03\x10\0\0\0\x48\0\0\0\x01\0\0\0\xd0\x16"),
        Sample::tcp(49152, 50000, Certain, b"\x05\0\x0c\x03\x10\0\0\0\x3c\0\0\0\x01\0\0\0\xd0\x16"),
        Sample::tcp(50000, 135, No, b"\x06\0\x0b\x03\x10\0\0\0\x48\0\0\0\x01\0\0\0\xd0\x16"),
    ]
};
