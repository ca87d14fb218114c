//! FTP: the connection that carries commands and replies.

use crate::packet::content::text::{first_line_or_all, is_text, begins_with, contains, reply_code};
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// File Transfer Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "ftp",
    title: "File Transfer Protocol",
    source: "RFC 959",
    role: Role::Application,
    selectors: &[Selector::Tcp(21)],
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
    let greets = reply_code(line) == Some(220) && contains(line, "FTP");
    let opens = begins_with(line, "227 Entering Passive Mode (") || begins_with(line, "229 Entering Extended");
    Some(Confidence::Possible.or_certain_if(greets || opens))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        Sample::tcp(21, 50000, Certain, b"220 (vsFTPd 3.0.3)\r\n"),
        Sample::tcp(21, 50000, Certain, b"227 Entering Passive Mode (192,0,2,1,200,10)\r\n"),
        Sample::tcp(50000, 21, Possible, b"USER anonymous\r\n"),
        Sample::tcp(50000, 21, No, b"\x16\x03\x01\0\x05\x01\0\0\x01\x03"),
    ]
};
