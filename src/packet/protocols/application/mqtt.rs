//! MQTT: a type with flags, a length of up to four bytes, a message.

use crate::packet::bytes::u8_at;
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// MQ Telemetry Transport Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "mqtt",
    title: "MQ Telemetry Transport Protocol",
    source: "OASIS MQTT 5.0",
    role: Role::Application,
    selectors: &[Selector::Tcp(1883)],
    recognise: Some(recognise),
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    let first = u8_at(bytes, 0)?;
    let (length, start) = remaining_length(bytes)?;
    if !payload.is_stream() {
        return None;
    }
    // A connection names the protocol, by its old or its new name (section 3.1.2.1).
    if first == 0x10 {
        let name = bytes.get(start..)?;
        let named = name.starts_with(b"\0\x04MQTT") || name.starts_with(b"\0\x06MQIsdp");
        return Some(Confidence::certain_if(named));
    }
    let flags = match first >> 4 {
        3 => first & 6 != 6,
        6 | 8 | 10 => first & 15 == 2,
        2 | 4 | 5 | 7 | 9 | 11..=15 => matches!(first & 15, 0),
        _ => false,
    };
    Some(Confidence::possible_if(flags && (length > 0 || first >= 0xc0)))
}

/// The length that follows the first byte, seven bits a byte (section 1.5.5), and where it ends.
fn remaining_length(bytes: &[u8]) -> Option<(u32, usize)> {
    let mut length = 0;
    for place in 1..=4 {
        let byte = u8_at(bytes, place)?;
        length |= u32::from(byte & 0x7f) << (7 * (place - 1));
        if byte < 0x80 {
            return Some((length, place + 1));
        }
    }
    None
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        Sample::tcp(50000, 1883, Certain, b"\x10\x0d\0\x04MQTT\x04\x02\0\x3c\0\x01a"),
        // The connection is acknowledged; a message is published.
        Sample::tcp(1883, 50000, Possible, b"\x20\x02\0\0"),
        Sample::tcp(50000, 1883, Possible, b"\x30\x05\0\x01a21"),
        Sample::tcp(50000, 1883, No, b"\x10\x0d\0\x04AMQP\x04\x02\0\x3c\0\x01a"),
    ]
};
