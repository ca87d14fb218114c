//! uTP, over which BitTorrent moves data in datagrams: recognised by its first packet.

use crate::packet::bytes::{array_at, u32_at};
use crate::packet::{Confidence, Payload, Protocol, Role};

/// uTorrent Transport Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "bt-utp",
    title: "uTorrent Transport Protocol",
    source: "BEP 29",
    role: Role::Application,
    recognise: Some(recognise),
    begins: &[0x41..=0x41],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    // Type SYN, version 1, no extension or selective acknowledgement ones.
    let [0x41, 0..=2, ..] = array_at::<4>(bytes, 0)? else { return None };
    // Nothing measured yet; the first sequence number is 1, nothing is acknowledged.
    let fresh = u32_at(bytes, 8)? == 0 && u32_at(bytes, 16)? == 0x0001_0000;
    let small = (20..=30).contains(&payload.wire_bytes);
    Some(Confidence::certain_if(!payload.is_stream() && fresh && small))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, No};
    use crate::packet::testing::Sample;
    &[
        Sample::udp(50000, 6881, Certain, b"\x41\0\x12\x34\x56\x78\x9a\xbc\0\0\0\0\0\x10\0\0\0\x01\0\0"),
        Sample::udp(50000, 6881, No, b"\x41\0\x12\x34\x56\x78\x9a\xbc\0\0\0\0\0\x10\0\0\0\x02\0\0"),
    ]
};
