//! The NetBIOS name service: messages of DNS whose names are letters from A to P.

use crate::packet::content::names;
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// NetBIOS Name Service.
pub const PROTOCOL: Protocol = Protocol {
    name: "nbns",
    title: "NetBIOS Name Service",
    source: "RFC 1002 section 4.2",
    role: Role::Application,
    selectors: &[Selector::Udp(137)],
    recognise: Some(recognise),
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    let message = names::Message::read(bytes, payload.wire_bytes)?;
    if payload.is_stream() || !matches!(message.operation, 0 | 5..=9 | 15) {
        return None;
    }
    let [questions, answers, ..] = message.counts;
    let named = questions + answers > 0 && names::is_netbios_name(bytes, names::HEADER);
    Some(Confidence::Possible.or_certain_if(named))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, No};
    use crate::packet::testing::Sample;
    &[
        // A node status request for any name, and a positive answer without question.
        Sample::udp(137, 137, Certain, b"\x80\x94\0\0\0\x01\0\0\0\0\0\0\x20CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\0\0\x21\0\x01"),
        Sample::udp(137, 137, Certain, b"\x80\x94\x85\0\0\0\0\x01\0\0\0\0\x20CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\0\0\x20\0\x01\0\0\0\x3c\0\x06\0\0\xc0\0\x02\x01"),
        Sample::udp(137, 137, No, b"\x80\x94\x10\0\0\x01\0\0\0\0\0\0\x20CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\0\0\x21\0\x01"),
    ]
};
