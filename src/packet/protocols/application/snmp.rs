//! SNMP: one BER sequence with a version, a community or a security header, and a request.

use crate::packet::bytes::u8_at;
use crate::packet::content::ber;
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Simple Network Management Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "snmp",
    title: "Simple Network Management Protocol",
    source: "RFC 3416",
    role: Role::Application,
    selectors: &[Selector::Udp(161), Selector::Udp(162), Selector::Tcp(161), Selector::Tcp(162)],
    recognise: Some(recognise),
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    let message = ber::Value::tagged(bytes, 0, ber::SEQUENCE)?;
    let version = ber::Value::tagged(bytes, message.content, ber::INTEGER)?;
    let number = u8_at(bytes, version.content)?;
    if version.length != 1 || !matches!(number, 0 | 1 | 3) || message.length < 8 {
        return None;
    }
    let after = version.end();
    let known = if number == 3 {
        // The message's number and sizes (RFC 3412 section 6).
        ber::Value::tagged(bytes, after, ber::SEQUENCE).is_some_and(|header| header.length < 32)
    } else {
        let community = ber::Value::tagged(bytes, after, ber::OCTETS)?;
        matches!(u8_at(bytes, community.end())?, 0xa0..=0xa8)
    };
    Some(Confidence::possible_if(known).or_certain_if(known && payload.is_whole(message.end())))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // A GetRequest of version 1 without variables, and its answer; the beginning of version 3.
        Sample::udp(50000, 161, Certain, b"\x30\x18\x02\x01\0\x04\x06public\xa0\x0b\x02\x01\x01\x02\x01\0\x02\x01\0\x30\0"),
        Sample::udp(161, 50000, Certain, b"\x30\x18\x02\x01\x01\x04\x06public\xa2\x0b\x02\x01\x01\x02\x01\0\x02\x01\0\x30\0"),
        Sample::udp(50000, 161, Possible, b"\x30\x3e\x02\x01\x03\x30\x11\x02\x04"),
        Sample::udp(50000, 161, No, b"\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\0\x80\0"),
    ]
};
