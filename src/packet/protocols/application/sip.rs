//! SIP: requests and replies in lines of text that set calls up.

use crate::packet::content::text::{first_line_or_all, is_text, begins_with_word, contains};
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Methods of RFC 3261 and its extensions.
const METHODS: [&str; 14] = [
    "INVITE", "ACK", "BYE", "CANCEL", "REGISTER", "OPTIONS", "PRACK", "SUBSCRIBE", "NOTIFY",
    "PUBLISH", "INFO", "REFER", "MESSAGE", "UPDATE",
];

/// Session Initiation Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "sip",
    title: "Session Initiation Protocol",
    source: "RFC 3261",
    role: Role::Application,
    selectors: &[Selector::Udp(5060), Selector::Tcp(5060)],
    recognise: Some(recognise),
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    let bytes = payload.bytes;
    if bytes.starts_with(b"SIP/2.0 ") {
        return Confidence::Certain;
    }
    // The method first: looking for the end of a line in media takes a thousand times as long.
    if begins_with_word(bytes, &METHODS) && contains(first_line_or_all(bytes), " SIP/2.0") {
        return Confidence::Certain;
    }
    Confidence::possible_if(is_text(bytes))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        Sample::udp(5060, 5060, Certain, b"INVITE sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/UDP a\r\n"),
        Sample::tcp(5060, 50000, Certain, b"SIP/2.0 200 OK\r\n"),
        // A keep-alive.
        Sample::udp(50000, 5060, Possible, b"\r\n\r\n"),
        Sample::udp(50000, 5060, No, b"\0\0\0\0"),
    ]
};
