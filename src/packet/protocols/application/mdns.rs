//! Multicast DNS: messages of DNS on a port of their own, with several questions or none.

use crate::packet::content::names;
use crate::packet::{Confidence, Payload, Protocol, ProtocolId, Role, Selector};

/// The port of both sides.
const PORT: u16 = 5353;

/// Multicast Domain Name System.
pub const PROTOCOL: Protocol = Protocol {
    name: "mdns",
    title: "Multicast Domain Name System",
    source: "RFC 6762",
    role: Role::Application,
    selectors: &[Selector::Udp(5353)],
    recognise: Some(recognise),
    messages_like: Some(ProtocolId::Dns),
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    if !payload.on_port(PORT) || payload.is_stream() {
        return None;
    }
    let message = names::Message::read(payload.bytes, payload.wire_bytes)?;
    let sane = matches!(message.operation, 0 | 5) && !message.reserved;
    Some(Confidence::possible_if(sane).or_certain_if(message.confidence() == Confidence::Certain))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // A question for a service, and an announcement with one answer.
        Sample::udp(5353, 5353, Certain, b"\0\0\0\0\0\x01\0\0\0\0\0\0\x05_http\x04_tcp\x05local\0\0\x0c\0\x01"),
        Sample::udp(5353, 5353, Possible, b"\0\0\x84\0\0\0\0\x01\0\0\0\0\x01a\x05local\0\0\x01\x80\x01\0\0\0\x78\0\x04\xc0\0\x02\x01"),
        Sample::udp(50000, 53, No, b"\x12\x34\x01\x00\0\x01\0\0\0\0\0\0\x03foo\0\0\x01\0\x01"),
    ]
};
