//! DHCP and BOOTP: 236 bytes of header, a magic number, options.

use crate::packet::bytes::{array_at, u32_at};
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Bytes before the options.
const HEADER: usize = 236;
/// What tells DHCP from BOOTP (RFC 2131 section 3).
const MAGIC: u32 = 0x6382_5363;

/// Dynamic Host Configuration Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "dhcp",
    title: "Dynamic Host Configuration Protocol",
    source: "RFC 2131",
    role: Role::Application,
    selectors: &[Selector::Udp(67), Selector::Udp(68), Selector::Udp(4011)],
    recognise: Some(recognise),
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    // Operation, hardware type, length of hardware addresses, hops.
    let [1 | 2, _, 0..=16, 0..=16] = array_at(bytes, 0)? else { return None };
    if payload.is_stream() || payload.wire_bytes < HEADER {
        return None;
    }
    Some(Confidence::Possible.or_certain_if(u32_at(bytes, HEADER) == Some(MAGIC)))
}

/// A header with the operation `operation`, a magic number and a message type.
#[cfg(test)]
const fn with_magic(operation: u8) -> [u8; HEADER + 8] {
    let mut bytes = [0; HEADER + 8];
    [bytes[0], bytes[1], bytes[2]] = [operation, 1, 6];
    [bytes[236], bytes[237], bytes[238], bytes[239]] = MAGIC.to_be_bytes();
    [bytes[240], bytes[241], bytes[242], bytes[243]] = [53, 1, 1, 255];
    bytes
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // A request of BOOTP, whose server name, file and vendor area the capture left out.
        Sample::udp(68, 67, No, b"\x01\x01\x06\0\x12\x34\x56\x78"),
        Sample::udp(68, 67, Certain, &with_magic(1)),
        Sample::udp(67, 68, Certain, &with_magic(2)),
        Sample::udp(68, 67, No, &with_magic(3)),
        Sample::udp(67, 68, Possible, &[2; 300]),
    ]
};
