//! CLDAP: searches of LDAP in datagrams, by which Windows finds its domain controllers.

use crate::packet::bytes::u8_at;
use crate::packet::content::ber;
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Connectionless Lightweight Directory Access Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "cldap",
    title: "Connectionless Lightweight Directory Access Protocol",
    source: "RFC 1798",
    role: Role::Application,
    selectors: &[Selector::Udp(389)],
    recognise: Some(recognise),
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    if payload.is_stream() {
        return None;
    }
    let message = ber::Value::tagged(bytes, 0, ber::SEQUENCE)?;
    let number = ber::Value::tagged(bytes, message.content, ber::INTEGER)?;
    // The application tags of RFC 4511 section 4.2 to 4.14.
    let operation = u8_at(bytes, number.end())?;
    let known = matches!(operation, 0x42 | 0x4a | 0x50 | 0x60 | 0x61 | 0x63..=0x69 | 0x6b..=0x6f | 0x73 | 0x77..=0x79);
    if !known || !(1..=4).contains(&number.length) {
        return None;
    }
    let inner = ber::Value::at(bytes, number.end());
    let nested = inner.is_none_or(|inner| inner.end() <= message.end());
    Some(Confidence::Possible.or_certain_if(nested && payload.is_whole(message.end())))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // The end of a search, whose result comes first; a search for everything below the root.
        Sample::udp(389, 50000, Certain, b"\x30\x0c\x02\x01\x01\x65\x07\x0a\x01\0\x04\0\x04\0"),
        Sample::udp(50000, 389, Possible, b"\x30\x2f\x02\x01\x01\x63\x2a\x04\0\x0a\x01\0\x0a\x01\0"),
        Sample::udp(50000, 389, No, b"\x30\x18\x02\x01\0\x04\x06public\xa0\x0b\x02\x01\x01\x02\x01\0\x02\x01\0\x30\0"),
    ]
};
