//! NTP: 48 bytes of stratum, delays and times, or a shorter control message.

use crate::packet::bytes::u8_at;
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Network Time Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "ntp",
    title: "Network Time Protocol",
    source: "RFC 5905",
    role: Role::Application,
    selectors: &[Selector::Udp(123)],
    recognise: Some(recognise),
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let first = u8_at(payload.bytes, 0)?;
    let (version, mode) = (first >> 3 & 7, first & 7);
    if payload.is_stream() || !(1..=4).contains(&version) {
        return None;
    }
    // Control and private messages are shorter (RFC 9327).
    let shortest = match mode {
        6 => 12,
        7 => 8,
        _ => 48,
    };
    Some(Confidence::possible_if(payload.wire_bytes >= shortest))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Possible, No};
    use crate::packet::testing::Sample;
    &[
        // A client's request; a server's answer; a control message that reads variables.
        Sample::udp(50000, 123, Possible, b"\x23\0\x06\xec\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xc5\x02\x04\x7c\0\0\0\0"),
        Sample::udp(123, 50000, Possible, b"\x24\x02\x06\xe9\0\0\x01\0\0\0\x02\0\xc0\0\x02\x01\xc5\x02\0\0\0\0\0\0\xc5\x02\x04\x7c\0\0\0\0\xc5\x02\x04\x7c\0\0\0\0\xc5\x02\x04\x7c\0\0\0\0"),
        Sample::udp(50000, 123, Possible, b"\x16\x02\0\x01\0\0\0\0\0\0\0\0"),
        Sample::udp(50000, 123, No, b"\x23\0\x06\xec"),
    ]
};
