//! LLMNR: messages of DNS by which hosts of one link find each other.

use crate::packet::content::names;
use crate::packet::{Confidence, Payload, Protocol, ProtocolId, Role, Selector};

/// The port of responders.
const PORT: u16 = 5355;

/// Link-Local Multicast Name Resolution.
pub const PROTOCOL: Protocol = Protocol {
    name: "llmnr",
    title: "Link-Local Multicast Name Resolution",
    source: "RFC 4795",
    role: Role::Application,
    selectors: &[Selector::Udp(5355), Selector::Tcp(5355)],
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
    let sane = message.operation == 0 && !message.reserved;
    Some(Confidence::possible_if(sane).or_certain_if(message.confidence() == Confidence::Certain))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, No};
    use crate::packet::testing::Sample;
    &[
        // A query for a host, and its answer.
        Sample::udp(50000, 5355, Certain, b"\x9a\xb1\0\0\0\x01\0\0\0\0\0\0\x04wpad\0\0\x01\0\x01"),
        Sample::udp(5355, 50000, Certain, b"\x9a\xb1\x80\0\0\x01\0\x01\0\0\0\0\x04wpad\0\0\x01\0\x01\x04wpad\0\0\x01\0\x01\0\0\0\x1e\0\x04\xc0\0\x02\x01"),
        Sample::udp(50000, 53, No, b"\x12\x34\x01\x00\0\x01\0\0\0\0\0\0\x03foo\0\0\x01\0\x01"),
    ]
};
