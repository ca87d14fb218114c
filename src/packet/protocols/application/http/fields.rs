//! The fields of HTTP, under Wireshark's names; also those of SSDP, which has them too.

use crate::packet::content::http::{FirstLine, Head, status};
use crate::packet::content::text::legible;
use crate::packet::{Field, Message};
use crate::value::{Kind, Unit, Value};

/// Methods by which Wireshark tells notifications from requests.
const NOTIFICATIONS: [&[u8]; 3] = [b"NOTIFY", b"SUBSCRIBE", b"UNSUBSCRIBE"];

/// A field that hands out the values of a header.
macro_rules! header {
    ($field:literal, $header:literal, $doc:literal) => {
        Field::message($field, Kind::Text, Unit::None, $doc, |it, out| {
            Head::of(it.bytes).values($header).for_each(|value| out(Value::Text(legible(value))));
        })
    };
}

/// All of them.
#[rustfmt::skip]
pub const FIELDS: &[Field] = &[
    Field::message("http.request", Kind::Boolean, Unit::None, "it asks", |it, out| {
        if request(it).is_some_and(|[method, ..]| !NOTIFICATIONS.contains(&method)) {
            out(Value::Bool(true));
        }
    }),
    Field::message("http.notification", Kind::Boolean, Unit::None, "it notifies", |it, out| {
        if request(it).is_some_and(|[method, ..]| NOTIFICATIONS.contains(&method)) {
            out(Value::Bool(true));
        }
    }),
    Field::message("http.response", Kind::Boolean, Unit::None, "it answers", |it, out| {
        if response(it).is_some() {
            out(Value::Bool(true));
        }
    }),
    Field::message("http.request.method", Kind::Text, Unit::None, "method", |it, out| text(request(it).map(|[method, ..]| method), out)),
    Field::message("http.request.uri", Kind::Text, Unit::None, "what is asked for, as sent", |it, out| text(request(it).map(|[_, target, _]| target), out)),
    Field::message("http.request.version", Kind::Text, Unit::None, "version of a request", |it, out| text(request(it).map(|[.., version]| version), out)),
    Field::message("http.response.version", Kind::Text, Unit::None, "version of a response", |it, out| text(response(it).map(|[version, ..]| version), out)),
    Field::message("http.response.code", Kind::Unsigned, Unit::None, "status code", |it, out| {
        if let Some(code) = response(it).and_then(|[_, code, _]| status(code)) {
            out(code.into());
        }
    }),
    Field::message("http.response.phrase", Kind::Text, Unit::None, "status in words", |it, out| text(response(it).map(|[.., phrase]| phrase), out)),
    Field::message("http.content_length", Kind::Unsigned, Unit::Bytes, "length of the body as a header says", |it, out| {
        if let Some(length) = Head::of(it.bytes).body_length() {
            out(length.into());
        }
    }),
    Field::message("http.cookie_pair", Kind::Text, Unit::None, "each cookie", |it, out| {
        let pairs = Head::of(it.bytes).values("cookie").flat_map(|value| value.split(|byte| *byte == b';'));
        pairs.for_each(|pair| out(Value::Text(legible(pair.trim_ascii()))));
    }),
    header!("http.host", "host", "host that is asked"),
    header!("http.user_agent", "user-agent", "program that asks"),
    header!("http.referer", "referer", "where the target was found"),
    header!("http.server", "server", "program that answers"),
    header!("http.location", "location", "where else to ask"),
    header!("http.content_type", "content-type", "type of the body"),
    header!("http.content_length_header", "content-length", "length of the body, as sent"),
    header!("http.content_encoding", "content-encoding", "how the body is compressed"),
    header!("http.transfer_encoding", "transfer-encoding", "how the body is sent"),
    header!("http.connection", "connection", "what becomes of the connection"),
    header!("http.upgrade", "upgrade", "protocol to go on in"),
    header!("http.date", "date", "when the message was made"),
    header!("http.last_modified", "last-modified", "when the target was changed"),
    header!("http.cache_control", "cache-control", "who may keep the answer"),
    header!("http.accept", "accept", "types that are welcome"),
    header!("http.accept_language", "accept-language", "languages that are welcome"),
    header!("http.accept_encoding", "accept-encoding", "compressions that are welcome"),
    header!("http.cookie", "cookie", "cookies that the client returns"),
    header!("http.set_cookie", "set-cookie", "cookie that the server sets"),
    header!("http.x_forwarded_for", "x-forwarded-for", "who asked a proxy"),
    header!("http.authorization", "authorization", "credentials"),
    header!("http.www_authenticate", "www-authenticate", "credentials that are asked for"),
    header!("http.proxy_authorization", "proxy-authorization", "credentials for a proxy"),
    header!("http.proxy_authenticate", "proxy-authenticate", "credentials that a proxy asks for"),
];

fn request<'a>(message: &Message<'a>) -> Option<[&'a [u8]; 3]> {
    match Head::of(message.bytes).first_line()? {
        FirstLine::Request(parts) => Some(parts),
        FirstLine::Response(_) => None,
    }
}

fn response<'a>(message: &Message<'a>) -> Option<[&'a [u8]; 3]> {
    match Head::of(message.bytes).first_line()? {
        FirstLine::Response(parts) => Some(parts),
        FirstLine::Request(_) => None,
    }
}

fn text(bytes: Option<&[u8]>, out: &mut dyn FnMut(Value<'_>)) {
    if let Some(bytes) = bytes {
        out(Value::Text(legible(bytes)));
    }
}
