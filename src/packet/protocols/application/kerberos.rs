//! Kerberos: tickets and requests in BER; TCP puts a length before each.

use crate::packet::bytes::{array_at, u32_at};
use crate::packet::content::ber;
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Kerberos.
pub const PROTOCOL: Protocol = Protocol {
    name: "kerberos",
    title: "Kerberos",
    source: "RFC 4120",
    role: Role::Application,
    selectors: &[Selector::Udp(88), Selector::Tcp(88)],
    recognise: Some(recognise),
    begins: &[0..=0, 0x6a..=0x7e],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let mut bytes = payload.bytes;
    if payload.is_stream() {
        // Some segments hold the length alone.
        let length = u32_at(bytes, 0)?;
        if length >> 24 != 0 || length < 8 {
            return None;
        }
        bytes = bytes.get(4..)?;
        if bytes.is_empty() {
            return Some(Confidence::Possible);
        }
    }
    // Requests and replies are application tags 10 to 15, safe to error 20 to 30.
    let kind = ber::Value::at(bytes, 0).filter(|value| matches!(value.tag, 0x6a..=0x6f | 0x74..=0x7e))?;
    let body = ber::Value::tagged(bytes, kind.content, ber::SEQUENCE)?;
    // The version, 5, then the type of the message, which is the tag's number.
    let version = ber::Value::at(bytes, body.content).filter(|value| matches!(value.tag, 0xa0 | 0xa1))?;
    let number = array_at(bytes, version.content)? == [2, 1, 5];
    let kinds = array_at(bytes, version.end() + 2)? == [2, 1, kind.tag & 0x1f];
    Some(Confidence::certain_if(number && kinds))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // The beginnings of an AS-REQ and of a KRB-ERROR.
        Sample::udp(50000, 88, Certain, b"\x6a\x81\xa0\x30\x81\x9d\xa1\x03\x02\x01\x05\xa2\x03\x02\x01\x0a\xa3"),
        Sample::tcp(88, 50000, Certain, b"\0\0\0\x50\x7e\x4e\x30\x4c\xa0\x03\x02\x01\x05\xa1\x03\x02\x01\x1e\xa4"),
        Sample::tcp(50000, 88, Possible, b"\0\0\x05\x10"),
        Sample::udp(50000, 88, No, b"\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\0\x80\0"),
    ]
};
