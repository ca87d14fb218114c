//! Modbus: a header with a transaction and a length, a unit, a function.

use crate::packet::bytes::{u8_at, u16_at};
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// The port of servers.
const PORT: u16 = 502;

/// Modbus/TCP.
pub const PROTOCOL: Protocol = Protocol {
    name: "modbus",
    title: "Modbus/TCP",
    source: "Modbus Messaging on TCP/IP 1.0b",
    role: Role::Application,
    selectors: &[Selector::Tcp(502), Selector::Udp(502)],
    recognise: Some(recognise),
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    let (kind, end) = message(bytes, 0)?;
    let follows = message(bytes, end).is_some();
    let known = matches!(kind & 0x7f, 1..=8 | 11 | 12 | 15..=17 | 20..=24 | 43 | 90);
    // Seven bytes of zeros and small numbers are too common to prove it on another port.
    let whole = payload.on_port(PORT) && (follows || payload.is_whole(end));
    Some(Confidence::Possible.or_certain_if(known && whole))
}

/// The function code of the message at `start`, and where it ends.
fn message(bytes: &[u8], start: usize) -> Option<(u8, usize)> {
    let length = u16_at(bytes, start + 4).filter(|length| (2..=254).contains(length))?;
    let is_modbus = u16_at(bytes, start + 2)? == 0;
    let end = start + 6 + usize::from(length);
    Some((u8_at(bytes, start + 7)?, end)).filter(|_| is_modbus)
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // Reading ten registers, and the exception in answer.
        Sample::tcp(50000, 502, Certain, b"\0\x01\0\0\0\x06\x01\x03\0\0\0\x0a"),
        Sample::tcp(502, 50000, Certain, b"\0\x01\0\0\0\x03\x01\x83\x02"),
        Sample::tcp(50000, 502, Possible, b"\0\x01\0\0\0\x06\x01\x03\0\0\0"),
        Sample::tcp(50000, 502, No, b"\0\x01\0\x01\0\x06\x01\x03\0\0\0\x0a"),
    ]
};
