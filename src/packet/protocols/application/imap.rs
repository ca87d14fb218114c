//! IMAP: commands with a tag, answers with the same tag or an asterisk.

use crate::packet::content::text::{first_line_or_all, is_text, begins_with, contains};
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Internet Message Access Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "imap",
    title: "Internet Message Access Protocol",
    source: "RFC 9051",
    role: Role::Application,
    selectors: &[Selector::Tcp(143)],
    recognise: Some(recognise),
    begins: &[b'*'..=b'*'],
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
    let greets = begins_with(line, "* ") && contains(line, "IMAP");
    Some(Confidence::Possible.or_certain_if(greets))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        Sample::tcp(143, 50000, Certain, b"* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n"),
        Sample::tcp(50000, 143, Possible, b"a001 LOGIN smith sesame\r\n"),
        Sample::tcp(143, 50000, No, b"\x16\x03\x03\0\x04\x0e\0\0\0"),
    ]
};
