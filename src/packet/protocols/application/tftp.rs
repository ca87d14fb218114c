//! TFTP: a request with a file and a mode; the transfer goes on between other ports.

use crate::packet::bytes::u16_at;
use crate::packet::content::text::{is_text, begins_with};
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Trivial File Transfer Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "tftp",
    title: "Trivial File Transfer Protocol",
    source: "RFC 1350",
    role: Role::Application,
    selectors: &[Selector::Udp(69)],
    recognise: Some(recognise),
    begins: &[0..=0],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    let operation = u16_at(bytes, 0)?;
    if payload.is_stream() || !(1..=6).contains(&operation) {
        return None;
    }
    if operation > 2 {
        return Some(Confidence::Possible);
    }
    let name = bytes.get(2..)?.iter().take(512).position(|&byte| byte == 0)?;
    let mode = bytes.get(2 + name + 1..)?;
    let known = ["octet\0", "netascii\0", "mail\0"].iter().any(|known| begins_with(mode, known));
    Some(Confidence::certain_if(known && name > 0 && is_text(bytes.get(2..2 + name)?)))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // A request to read; an error.
        Sample::udp(50000, 69, Certain, b"\0\x01pxelinux.0\0octet\0"),
        Sample::udp(69, 50000, Possible, b"\0\x05\0\x01File not found\0"),
        Sample::udp(50000, 69, No, b"\0\x01pxelinux.0\0binary\0"),
    ]
};
