//! IRC: lines of commands, with the sender before them.

use crate::packet::content::text::is_text;
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Internet Relay Chat.
pub const PROTOCOL: Protocol = Protocol {
    name: "irc",
    title: "Internet Relay Chat",
    source: "RFC 2812",
    role: Role::Application,
    selectors: &[Selector::Tcp(6667), Selector::Tcp(6666), Selector::Tcp(6668), Selector::Tcp(6669)],
    recognise: Some(recognise),
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    Confidence::possible_if(payload.is_stream() && is_text(payload.bytes))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Possible, No};
    use crate::packet::testing::Sample;
    &[
        Sample::tcp(50000, 6667, Possible, b"NICK wiz\r\nUSER guest 0 * :Ronnie\r\n"),
        Sample::tcp(6667, 50000, Possible, b":irc.example.com 001 wiz :Welcome\r\n"),
        Sample::tcp(50000, 6667, No, b"\x16\x03\x01\0\x05\x01\0\0\x01\x03"),
    ]
};
