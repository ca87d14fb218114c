//! HTTP/1: a line that asks or answers, header lines, a body.

mod fields;
mod framing;

use crate::packet::bytes::array_at;
use crate::packet::content::text::{first_line, is_text, is_printable, contains};
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Methods of RFC 9110 section 9, of WebDAV (RFC 4918, 3253, 5323) and of UPnP.
const METHODS: [&str; 32] = [
    "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "CONNECT", "TRACE", "PATCH", "PROPFIND",
    "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "REPORT", "SEARCH", "SUBSCRIBE",
    "UNSUBSCRIBE", "NOTIFY", "POLL", "BMOVE", "BCOPY", "CHECKOUT", "MERGE", "VERSION-CONTROL",
    "RPC_IN_DATA", "RPC_OUT_DATA", "BITS_POST", "CCM_POST", "SOURCE",
];

/// Hypertext Transfer Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "http",
    title: "Hypertext Transfer Protocol",
    source: "RFC 9112",
    role: Role::Application,
    selectors: &[Selector::Tcp(80), Selector::Tcp(8080), Selector::Tcp(8088), Selector::Tcp(8000), Selector::Tcp(8008), Selector::Tcp(8888), Selector::Tcp(3128), Selector::Tcp(5985), Selector::Tcp(631), Selector::Tcp(1900), Selector::Tcp(2869), Selector::Tcp(11371)],
    recognise: Some(recognise),
    begins: &[b'A'..=b'Z'],
    framing: Some(framing::framing),
    fields: fields::FIELDS,
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    if !payload.is_stream() {
        return None;
    }
    if bytes.starts_with(b"HTTP/1.") {
        let [minor, b' ', code @ ..] = array_at::<5>(bytes, 7)? else { return None };
        let is_reply = minor.is_ascii_digit() && code.iter().all(u8::is_ascii_digit);
        return Some(Confidence::certain_if(is_reply));
    }
    if is_request(bytes) {
        return Some(Confidence::Certain);
    }
    // A body whose beginning was not captured may be anything that is text.
    Some(Confidence::possible_if(is_text(bytes)))
}

fn is_request(bytes: &[u8]) -> bool {
    let Some(method) = METHODS.iter().find(|method| bytes.starts_with(method.as_bytes())) else {
        return false;
    };
    let Some(rest) = bytes.get(method.len()..).and_then(|rest| rest.strip_prefix(b" ")) else {
        return false;
    };
    match first_line(rest) {
        Some(line) => contains(line, " HTTP/1."),
        // The line goes on in the next segment.
        None => rest.len() >= 16 && matches!(rest.first(), Some(b'/' | b'h')) && is_printable(rest),
    }
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        Sample::tcp(50000, 80, Certain, b"GET /index.html HTTP/1.1\r\nHost: example.com\r\n\r\n"),
        Sample::tcp(50000, 8080, Certain, b"CONNECT example.com:443 HTTP/1.1\r\n\r\n"),
        Sample::tcp(80, 50000, Certain, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        Sample::tcp(80, 50000, Possible, b"<p>the end of a page</p>"),
        Sample::tcp(50000, 80, No, b"\x16\x03\x01\0\x05hello"),
        Sample::udp(1900, 50000, No, b"HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\n\r\n"),
    ]
};
