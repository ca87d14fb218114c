//! SIP: requests and replies in lines of text that set calls up.

use crate::packet::content::places::Out;
use crate::packet::content::text::{self, begins_with_word, contains, first_line_or_all, is_text};
use crate::packet::content::{headers, uri};
use crate::packet::{Confidence, Field, Message, Payload, Progress, Protocol, Role, Selector, Step};
use crate::value::{Kind, Unit, Value};

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
    begins: &[b'A'..=b'Z', b'a'..=b'z'],
    framing: Some(frame),
    fields: FIELDS,
    ..Protocol::EMPTY
};

#[rustfmt::skip]
const FIELDS: &[Field] = &[
    words("sip.Method", "what is asked for", method),
    words("sip.r-uri", "of whom: the address of the request", |message, out| request_part(message, uri::whole, out)),
    words("sip.r-uri.user", "its user", |message, out| request_part(message, uri::user, out)),
    words("sip.r-uri.host", "its host", |message, out| request_part(message, uri::host, out)),
    number("sip.Status-Code", "three digits: 1yz goes on, 2yz done, 3yz elsewhere, 4yz to 6yz failed", status),
    words("sip.from.addr", "who began the dialogue", |message, out| part(message, &FROM, uri::whole, out)),
    words("sip.from.user", "its user", |message, out| part(message, &FROM, uri::user, out)),
    words("sip.from.host", "its host", |message, out| part(message, &FROM, uri::host, out)),
    words("sip.from.tag", "its half of the dialogue's number", |message, out| tag(message, &FROM, out)),
    words("sip.to.addr", "with whom", |message, out| part(message, &TO, uri::whole, out)),
    words("sip.to.user", "its user", |message, out| part(message, &TO, uri::user, out)),
    words("sip.to.host", "its host", |message, out| part(message, &TO, uri::host, out)),
    words("sip.to.tag", "its half of the dialogue's number", |message, out| tag(message, &TO, out)),
    words("sip.contact.uri", "where the sender is", |message, out| part(message, &CONTACT, uri::whole, out)),
    words("sip.contact.user", "its user", |message, out| part(message, &CONTACT, uri::user, out)),
    words("sip.contact.host", "its host", |message, out| part(message, &CONTACT, uri::host, out)),
    words("sip.Via", "the way of the request", |message, out| values(message, &VIA, out)),
    words("sip.Call-ID", "the dialogue", |message, out| values(message, &CALL, out)),
    words("sip.CSeq", "the request in the dialogue: its number and method", |message, out| values(message, &SEQUENCE, out)),
    number("sip.CSeq.seq", "its number", sequence_number),
    words("sip.CSeq.method", "its method", sequence_method),
    words("sip.User-Agent", "what software asks", |message, out| values(message, &["User-Agent"], out)),
    words("sip.Server", "what software answers", |message, out| values(message, &["Server"], out)),
    words("sip.Content-Type", "what the body is", |message, out| values(message, &BODY, out)),
];

const fn words(
    name: &'static str,
    doc: &'static str,
    read: fn(&Message<'_>, &mut Out<'_>),
) -> Field {
    Field::message(name, Kind::Text, Unit::None, doc, read)
}

const fn number(
    name: &'static str,
    doc: &'static str,
    read: fn(&Message<'_>, &mut Out<'_>),
) -> Field {
    Field::message(name, Kind::Unsigned, Unit::None, doc, read)
}

// Headers with their short names (RFC 3261 section 7.3.3).
const FROM: [&str; 2] = ["From", "f"];
const TO: [&str; 2] = ["To", "t"];
const CONTACT: [&str; 2] = ["Contact", "m"];
const VIA: [&str; 2] = ["Via", "v"];
const CALL: [&str; 2] = ["Call-ID", "i"];
const SEQUENCE: [&str; 1] = ["CSeq"];
const BODY: [&str; 2] = ["Content-Type", "c"];
const LENGTH: [&str; 2] = ["Content-Length", "l"];

/// The longest head of a message that is waited for.
const LONGEST: usize = 65_536;
/// The version, which requests end with and responses begin with.
const VERSION: &[u8] = b"SIP/2.0";

fn frame(bytes: &[u8], _: &mut Progress, _: &mut Progress) -> Step {
    // Empty lines keep connections alive (RFC 5626 section 4.4.1).
    if bytes.starts_with(b"\r\n") {
        return Step::Part { length: 2, keep: false, last: true };
    }
    if !is_text(bytes) {
        return Step::Lost;
    }
    let Some(end) = headers::end(bytes) else {
        return if bytes.len() < LONGEST { Step::Wait(bytes.len() + 1) } else { Step::Lost };
    };
    let head = bytes.get(..end).unwrap_or_default();
    if !contains(first_line_or_all(head), "SIP/2.0") {
        return Step::Lost;
    }
    let length = headers::find(head, &LENGTH).next().and_then(headers::number).unwrap_or_default();
    Step::Part { length: (end as u64).saturating_add(length), keep: true, last: true }
}

/// The first line's words: method, address, version, or version, code, reason; none of what is
/// neither.
fn first_line<'a>(message: &Message<'a>) -> Option<[&'a [u8]; 3]> {
    let line = first_line_or_all(message.bytes);
    let mut parts = line.splitn(3, |&byte| byte == b' ');
    let parts = [parts.next()?, parts.next()?, parts.next().unwrap_or_default()];
    (parts.contains(&VERSION)).then_some(parts)
}

fn method(message: &Message<'_>, out: &mut Out<'_>) {
    if let Some([method, _, VERSION]) = first_line(message) {
        out(text::value(method));
    }
}

fn request_part(
    message: &Message<'_>,
    part: fn(&[u8]) -> Option<&[u8]>,
    out: &mut Out<'_>,
) {
    if let Some([_, address, VERSION]) = first_line(message)
        && let Some(part) = part(address)
    {
        out(text::value(part));
    }
}

fn status(message: &Message<'_>, out: &mut Out<'_>) {
    if let Some([VERSION, code, _]) = first_line(message)
        && let Some(code) = headers::number(code)
    {
        out(code.into());
    }
}

fn values(message: &Message<'_>, names: &[&str], out: &mut Out<'_>) {
    headers::find(message.bytes, names).for_each(|value| out(text::value(value)));
}

/// A part of each address in the headers of these names.
fn part(
    message: &Message<'_>,
    names: &[&str],
    part: fn(&[u8]) -> Option<&[u8]>,
    out: &mut Out<'_>,
) {
    for value in headers::find(message.bytes, names) {
        let addresses = uri::list(value).map(|address| uri::of(address).0);
        addresses.filter_map(part).for_each(|part| out(text::value(part)));
    }
}

fn tag(message: &Message<'_>, names: &[&str], out: &mut Out<'_>) {
    for value in headers::find(message.bytes, names) {
        let (_, parameters) = uri::of(value);
        if let Some(tag) = uri::parameter(parameters, "tag") {
            out(text::value(tag));
        }
    }
}

fn sequence<'a>(message: &Message<'a>) -> Option<(u64, &'a [u8])> {
    let value = headers::find(message.bytes, &SEQUENCE).next()?;
    let space = value.iter().position(|&byte| byte == b' ')?;
    let (number, method) = value.split_at_checked(space)?;
    Some((headers::number(number)?, method.trim_ascii_start()))
}

fn sequence_number(message: &Message<'_>, out: &mut Out<'_>) {
    if let Some((number, _)) = sequence(message) {
        out(Value::Unsigned(number));
    }
}

fn sequence_method(message: &Message<'_>, out: &mut Out<'_>) {
    if let Some((_, method)) = sequence(message) {
        out(text::value(method));
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::ProtocolId;
    use crate::packet::testing::{every_beginning_is_read, message_values, parts};

    // After RFC 3261 section 24.2, with short names for some headers.
    const INVITE: &[u8] = b"INVITE sip:bob@biloxi.com SIP/2.0\r\n\
        Via: SIP/2.0/TCP client.atlanta.com:5060;branch=z9\r\n\
        f: \"A. <lice>\" <sip:alice@atlanta.com;x=1>;tag=9fxced76sl\r\n\
        To: sip:bob@biloxi.com;tag=8\r\n\
        Call-ID: 3848276298220188511@atlanta.com\r\n\
        CSeq: 2 INVITE\r\n\
        m: <sip:a@[2001:db8::1]:5060>, <tel:+1>\r\n\
        l: 4\r\n\r\nv=0\n";

    fn values(bytes: &[u8], name: &str) -> Vec<Value<'static>> {
        message_values(ProtocolId::Sip, (5060, 5060), bytes, name)
    }

    #[test]
    fn a_request_says_who_calls_whom() {
        for (name, value) in [
            ("sip.Method", "INVITE"),
            ("sip.r-uri", "sip:bob@biloxi.com"),
            ("sip.r-uri.user", "bob"),
            ("sip.r-uri.host", "biloxi.com"),
            ("sip.from.addr", "sip:alice@atlanta.com;x=1"),
            ("sip.from.user", "alice"),
            ("sip.from.host", "atlanta.com"),
            ("sip.from.tag", "9fxced76sl"),
            ("sip.to.addr", "sip:bob@biloxi.com"),
            ("sip.to.tag", "8"),
            ("sip.contact.user", "a"),
            ("sip.contact.host", "[2001:db8::1]"),
            ("sip.Call-ID", "3848276298220188511@atlanta.com"),
            ("sip.CSeq", "2 INVITE"),
            ("sip.CSeq.method", "INVITE"),
        ] {
            assert_eq!(values(INVITE, name), [value.into()], "{name}");
        }
        assert_eq!(values(INVITE, "sip.contact.uri").len(), 2);
        assert_eq!(values(INVITE, "sip.Status-Code"), []);
    }

    #[test]
    fn a_response_has_a_code_and_no_method() {
        let bytes = b"SIP/2.0 486 Busy Here\r\nCSeq: 2 INVITE\r\n\r\n";
        assert_eq!(values(bytes, "sip.Status-Code"), [486_u64.into()]);
        assert_eq!(values(bytes, "sip.CSeq.seq"), [2_u64.into()]);
        assert_eq!(values(bytes, "sip.Method"), []);
        assert_eq!(values(bytes, "sip.r-uri"), []);
    }

    #[test]
    fn a_message_in_a_stream_ends_with_its_body() {
        let stream = [b"\r\n", INVITE, INVITE].concat();
        let length = INVITE.len() as u64;
        assert_eq!(parts(frame, &stream), [(2, false, true), (length, true, true), (length, true, true)]);
        let (mut own, mut peer) = (Progress::default(), Progress::default());
        assert_eq!(frame(b"SIP/2.0 200 OK\r\n", &mut own, &mut peer), Step::Wait(17));
        assert_eq!(frame(b"HTTP/1.1 200 OK\r\n\r\n", &mut own, &mut peer), Step::Lost);
    }

    #[test]
    fn every_beginning_of_a_message_is_read() {
        every_beginning_is_read(ProtocolId::Sip, (5060, 5060), INVITE);
    }
}
