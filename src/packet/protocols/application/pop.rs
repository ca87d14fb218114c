//! POP3: commands of four letters, answers that begin with +OK or -ERR.

use crate::packet::content::text::{first_line_or_all, is_text, begins_with_word, contains};
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Post Office Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "pop",
    title: "Post Office Protocol",
    source: "RFC 1939",
    role: Role::Application,
    selectors: &[Selector::Tcp(110)],
    recognise: Some(recognise),
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    if !payload.is_stream() || !is_text(bytes) {
        return None;
    }
    let line = first_line_or_all(bytes);
    let greets = begins_with_word(line, &["+OK"]) && contains(line, "POP");
    Some(Confidence::Possible.or_certain_if(greets))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        Sample::tcp(110, 50000, Certain, b"+OK POP3 server ready <1896.697170952@example.com>\r\n"),
        Sample::tcp(50000, 110, Possible, b"RETR 1\r\n"),
        Sample::tcp(50000, 110, No, b"\x16\x03\x01\0\x05\x01\0\0\x01\x03"),
    ]
};
