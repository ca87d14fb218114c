//! DHCPv6: a type, a transaction, options up to the end.

use crate::packet::bytes::{u8_at, u16_at};
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Dynamic Host Configuration Protocol for IPv6.
pub const PROTOCOL: Protocol = Protocol {
    name: "dhcpv6",
    title: "Dynamic Host Configuration Protocol for IPv6",
    source: "RFC 8415",
    role: Role::Application,
    selectors: &[Selector::Udp(546), Selector::Udp(547)],
    recognise: Some(recognise),
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    let kind = u8_at(bytes, 0)?;
    if payload.is_stream() || !(1..=36).contains(&kind) {
        return None;
    }
    // Relays put two addresses before the options (section 9).
    let mut offset = if matches!(kind, 12 | 13) { 34 } else { 4 };
    let mut options = 0;
    while options < 32 && offset < bytes.len() {
        if !matches!(u16_at(bytes, offset)?, 1..=150) {
            return Some(Confidence::Possible);
        }
        offset += 4 + usize::from(u16_at(bytes, offset + 2)?);
        options += 1;
    }
    let on_port = payload.on_port(546) || payload.on_port(547);
    Some(Confidence::Possible.or_certain_if(on_port && options > 1 && payload.is_whole(offset)))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // Solicit with a client identifier, an option request and elapsed time.
        Sample::udp(546, 547, Certain, b"\x01\x12\x34\x56\0\x01\0\x0a\0\x03\0\x01\x02\0\0\0\0\x01\0\x06\0\x02\0\x17\0\x08\0\x02\0\0"),
        Sample::udp(547, 546, Possible, b"\x07\x12\x34\x56"),
        Sample::udp(546, 547, No, b"\x40\x12\x34\x56\0\x01"),
    ]
};
