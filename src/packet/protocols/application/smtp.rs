//! SMTP: commands and three-digit replies in lines of text, then mails.

use crate::packet::content::text::{first_line_or_all, is_text, begins_with, contains, reply_code};
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Simple Mail Transfer Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "smtp",
    title: "Simple Mail Transfer Protocol",
    source: "RFC 5321",
    role: Role::Application,
    selectors: &[Selector::Tcp(25), Selector::Tcp(587), Selector::Tcp(2525)],
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
    let greets = reply_code(line) == Some(220) && contains(line, "SMTP");
    let asks = ["EHLO ", "MAIL FROM:", "RCPT TO:"].iter().any(|word| begins_with(line, word));
    Some(Confidence::Possible.or_certain_if(greets || asks))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        Sample::tcp(25, 50000, Certain, b"220 mail.example.com ESMTP ready\r\n"),
        Sample::tcp(50000, 25, Certain, b"EHLO client.example.com\r\n"),
        Sample::tcp(50000, 25, Certain, b"MAIL FROM:<a@example.com>\r\n"),
        Sample::tcp(25, 50000, Possible, b"250 OK\r\n"),
        Sample::tcp(50000, 25, No, b"\x16\x03\x01\0\x05\x01\0\0\x01\x03"),
        Sample::tcp(21, 50000, Possible, b"220 mail.example.com ready\r\n"),
    ]
};
