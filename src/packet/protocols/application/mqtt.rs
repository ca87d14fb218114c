//! MQTT: a type with flags, a length of up to four bytes, a message.

use crate::packet::bytes::{u8_at, u16_at};
use crate::packet::content::places::{self, Out};
use crate::packet::content::text;
use crate::packet::{Confidence, Field, Message, Payload, Progress, Protocol, Role, Selector, Step};
use crate::value::{Kind, Unit, Value};

/// MQ Telemetry Transport Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "mqtt",
    title: "MQ Telemetry Transport Protocol",
    source: "OASIS MQTT 5.0",
    role: Role::Application,
    selectors: &[Selector::Tcp(1883)],
    recognise: Some(recognise),
    begins: &[0x10..=0x10],
    framing: Some(frame),
    fields: FIELDS,
    ..Protocol::EMPTY
};

#[rustfmt::skip]
const FIELDS: &[Field] = &[
    number("mqtt.msgtype", "1 connect, 3 publish, 8 subscribe, 14 disconnect (section 2.1.2)", places::bits::<0, 4, 15>),
    field("mqtt.len", Kind::Unsigned, Unit::Bytes, "bytes that follow", length),
    field("mqtt.dupflag", Kind::Boolean, Unit::None, "published again", repeated),
    number("mqtt.qos", "published: 0 at most, 1 at least, 2 exactly once", quality),
    field("mqtt.retain", Kind::Boolean, Unit::None, "published for those who subscribe later, too", retained),
    text_field("mqtt.topic", "what is published or subscribed to", topics),
    number("mqtt.msgid", "the number by which messages are acknowledged", message_number),
    text_field("mqtt.protoname", "how the client names the protocol", protocol_name),
    number("mqtt.ver", "version: 3 is 3.1, 4 is 3.1.1, 5 is 5.0", version),
    field("mqtt.conflag.cleansess", Kind::Boolean, Unit::None, "the client begins anew", clean),
    field("mqtt.kalive", Kind::Unsigned, Unit::Seconds, "the longest silence of the client", keep_alive),
    text_field("mqtt.clientid", "who connects", client),
    text_field("mqtt.willtopic", "where a last message goes when the client is lost", will_topic),
    text_field("mqtt.username", "as whom", user),
    field("mqtt.conack.flags.sp", Kind::Boolean, Unit::None, "the server remembers the session", session_present),
    number("mqtt.conack.val", "before version 5: 0 accepted, otherwise refused", connected_before_5),
    number("mqtt.connack.reason_code", "from version 5 on: 0 accepted, otherwise refused", connected_from_5),
    number("mqtt.sub.qos", "quality that is asked for, before version 5", asked_quality),
    number("mqtt.suback.qos", "quality that is granted, 128 for none, before version 5", granted_quality),
];

type Read = fn(&Message<'_>, &mut Out<'_>);

const fn field(name: &'static str, kind: Kind, unit: Unit, doc: &'static str, read: Read) -> Field {
    Field::message(name, kind, unit, doc, read)
}

const fn number(name: &'static str, doc: &'static str, read: Read) -> Field {
    field(name, Kind::Unsigned, Unit::None, doc, read)
}

const fn text_field(name: &'static str, doc: &'static str, read: Read) -> Field {
    field(name, Kind::Text, Unit::None, doc, read)
}

/// Types of messages (section 2.1.2).
const CONNECT: u8 = 1;
const CONNACK: u8 = 2;
const PUBLISH: u8 = 3;
const SUBSCRIBE: u8 = 8;
const SUBACK: u8 = 9;
const UNSUBSCRIBE: u8 = 10;

fn frame(bytes: &[u8], _: &mut Progress, _: &mut Progress) -> Step {
    match remaining_length(bytes) {
        Some((length, start)) => {
            Step::Part { length: u64::from(length) + start as u64, keep: true, last: true }
        }
        // At most a byte for the type and four for the length.
        None if bytes.len() < 5 => Step::Wait(bytes.len() + 1),
        None => Step::Lost,
    }
}

/// The type, the flags, and all that is behind the length.
fn open<'a>(message: &Message<'a>) -> Option<(u8, u8, &'a [u8])> {
    let first = u8_at(message.bytes, 0)?;
    let (_, start) = remaining_length(message.bytes)?;
    Some((first >> 4, first & 15, message.bytes.get(start..)?))
}

fn body<'a>(message: &Message<'a>, kind: u8) -> Option<&'a [u8]> {
    open(message).filter(|found| found.0 == kind).map(|(_, _, body)| body)
}

/// A string with its length before it, and what follows it (section 1.5.4).
fn string(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = usize::from(u16_at(bytes, 0)?);
    bytes.get(2..)?.split_at_checked(length)
}

/// What follows the properties that version 5 has (section 2.2.2).
fn behind_properties(bytes: &[u8]) -> Option<&[u8]> {
    // A length like that of a message, which stands behind a byte.
    let mut length = 0_usize;
    for place in 0..4 {
        let byte = usize::from(u8_at(bytes, place)?);
        length |= (byte & 0x7f) << (7 * place);
        if byte < 0x80 {
            return bytes.get(place + 1..)?.get(length..);
        }
    }
    None
}

fn length(message: &Message<'_>, out: &mut Out<'_>) {
    if let Some((length, _)) = remaining_length(message.bytes) {
        out(length.into());
    }
}

/// The flags of a message that publishes.
fn publish_flags(message: &Message<'_>) -> Option<u8> {
    u8_at(message.bytes, 0).filter(|first| first >> 4 == PUBLISH)
}

fn repeated(message: &Message<'_>, out: &mut Out<'_>) {
    if let Some(flags) = publish_flags(message) {
        out(Value::Bool(flags & 8 != 0));
    }
}

fn quality(message: &Message<'_>, out: &mut Out<'_>) {
    if let Some(flags) = publish_flags(message) {
        out((flags >> 1 & 3).into());
    }
}

fn retained(message: &Message<'_>, out: &mut Out<'_>) {
    if let Some(flags) = publish_flags(message) {
        out(Value::Bool(flags & 1 != 0));
    }
}

/// Topics, each with its octet of options.
type Filters<'a> = Vec<(&'a [u8], u8)>;

/// Topics with an octet of options behind each, or without: all of them, or none where they do
/// not fill the bytes.
fn filters(mut bytes: &[u8], options: usize) -> Option<Filters<'_>> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let (topic, rest) = string(bytes)?;
        found.push((topic, u8_at(rest, 0).unwrap_or_default()));
        bytes = rest.get(options..)?;
    }
    Some(found)
}

/// What is subscribed to, and whether the message is of a version before 5. Nothing says which it
/// is of, but properties and topics do not fit each other.
fn subscriptions<'a>(message: &Message<'a>) -> Option<(Filters<'a>, bool)> {
    let (kind, _, body) = open(message)?;
    let options = match kind {
        SUBSCRIBE => 1,
        UNSUBSCRIBE => 0,
        _ => return None,
    };
    let rest = body.get(2..)?;
    let before_5 = filters(rest, options).map(|found| (found, true));
    before_5.or_else(|| Some((filters(behind_properties(rest)?, options)?, false)))
}

fn topics(message: &Message<'_>, out: &mut Out<'_>) {
    if let Some((topic, _)) = body(message, PUBLISH).and_then(string) {
        out(text::value(topic));
    }
    for (topic, _) in subscriptions(message).map(|found| found.0).unwrap_or_default() {
        out(text::value(topic));
    }
}

fn asked_quality(message: &Message<'_>, out: &mut Out<'_>) {
    let kind = u8_at(message.bytes, 0).map(|first| first >> 4);
    if let (Some(SUBSCRIBE), Some((found, true))) = (kind, subscriptions(message)) {
        for (_, quality) in found {
 out((quality & 3).into());
}
    }
}

fn granted_quality(message: &Message<'_>, out: &mut Out<'_>) {
    let Some(body) = body(message, SUBACK) else { return };
    let codes = body.get(2..).unwrap_or_default();
    // Properties, if only of no length, stand before the codes of version 5; an answer of before
    // has no zero but for a quality of 0, and no other byte than these.
    if codes.iter().all(|code| matches!(code, 0..=2 | 0x80)) {
        for &code in codes {
 out(code.into());
}
    }
}

fn message_number(message: &Message<'_>, out: &mut Out<'_>) {
    let Some((kind, flags, body)) = open(message) else { return };
    let number = match kind {
        PUBLISH if flags & 6 != 0 => string(body).and_then(|(_, rest)| u16_at(rest, 0)),
        4..=11 => u16_at(body, 0),
        _ => None,
    };
    if let Some(number) = number {
        out(number.into());
    }
}

/// What a client says when it connects (section 3.1).
#[derive(Default)]
struct Connect<'a> {
    protocol: &'a [u8],
    version: u8,
    flags: u8,
    keep_alive: u16,
    client: Option<&'a [u8]>,
    will_topic: Option<&'a [u8]>,
    user: Option<&'a [u8]>,
}

fn connect<'a>(message: &Message<'a>) -> Option<Connect<'a>> {
    let (protocol, rest) = string(body(message, CONNECT)?)?;
    let &[version, flags, high, low, ref rest @ ..] = rest else { return None };
    let keep_alive = u16::from_be_bytes([high, low]);
    let mut found = Connect { protocol, version, flags, keep_alive, ..Connect::default() };
    // What is cut is not there, but what is before it is.
    let _ = payload(rest, &mut found);
    Some(found)
}

fn payload<'a>(mut rest: &'a [u8], found: &mut Connect<'a>) -> Option<()> {
    let has_properties = found.version >= 5;
    if has_properties {
        rest = behind_properties(rest)?;
    }
    let (client, after) = string(rest)?;
    found.client = Some(client);
    rest = after;
    if found.flags & 4 != 0 {
        if has_properties {
            rest = behind_properties(rest)?;
        }
        let (topic, after) = string(rest)?;
        found.will_topic = Some(topic);
        (_, rest) = string(after)?;
    }
    if found.flags & 0x80 != 0 {
        found.user = Some(string(rest)?.0);
    }
    Some(())
}

fn protocol_name(message: &Message<'_>, out: &mut Out<'_>) {
    if let Some(found) = connect(message) {
        out(text::value(found.protocol));
    }
}

fn version(message: &Message<'_>, out: &mut Out<'_>) {
    if let Some(found) = connect(message) {
        out(found.version.into());
    }
}

fn clean(message: &Message<'_>, out: &mut Out<'_>) {
    if let Some(found) = connect(message) {
        out(Value::Bool(found.flags & 2 != 0));
    }
}

fn keep_alive(message: &Message<'_>, out: &mut Out<'_>) {
    if let Some(found) = connect(message) {
        out(found.keep_alive.into());
    }
}

fn client(message: &Message<'_>, out: &mut Out<'_>) {
    let found = connect(message).and_then(|found| found.client);
    if let Some(client) = found.filter(|client| !client.is_empty()) {
        out(text::value(client));
    }
}

fn will_topic(message: &Message<'_>, out: &mut Out<'_>) {
    let found = connect(message).and_then(|found| found.will_topic);
    if let Some(topic) = found {
        out(text::value(topic));
    }
}

fn user(message: &Message<'_>, out: &mut Out<'_>) {
    let found = connect(message).and_then(|found| found.user);
    if let Some(user) = found {
        out(text::value(user));
    }
}

fn session_present(message: &Message<'_>, out: &mut Out<'_>) {
    let flags = body(message, CONNACK).and_then(|body| u8_at(body, 0));
    if let Some(flags) = flags {
        out(Value::Bool(flags & 1 != 0));
    }
}

fn connected_before_5(message: &Message<'_>, out: &mut Out<'_>) {
    if let Some(&[_, code]) = body(message, CONNACK) {
        out(code.into());
    }
}

fn connected_from_5(message: &Message<'_>, out: &mut Out<'_>) {
    if let Some(&[_, code, _, ..]) = body(message, CONNACK) {
        out(code.into());
    }
}

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    let first = u8_at(bytes, 0)?;
    let (length, start) = remaining_length(bytes)?;
    if !payload.is_stream() {
        return None;
    }
    // A connection names the protocol, by its old or its new name (section 3.1.2.1).
    if first == 0x10 {
        let name = bytes.get(start..)?;
        let named = name.starts_with(b"\0\x04MQTT") || name.starts_with(b"\0\x06MQIsdp");
        return Some(Confidence::certain_if(named));
    }
    let flags = match first >> 4 {
        3 => first & 6 != 6,
        6 | 8 | 10 => first & 15 == 2,
        2 | 4 | 5 | 7 | 9 | 11..=15 => matches!(first & 15, 0),
        _ => false,
    };
    Some(Confidence::possible_if(flags && (length > 0 || first >= 0xc0)))
}

/// The length that follows the first byte, seven bits a byte (section 1.5.5), and where it ends.
fn remaining_length(bytes: &[u8]) -> Option<(u32, usize)> {
    let mut length = 0;
    for place in 1..=4 {
        let byte = u8_at(bytes, place)?;
        length |= u32::from(byte & 0x7f) << (7 * (place - 1));
        if byte < 0x80 {
            return Some((length, place + 1));
        }
    }
    None
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        Sample::tcp(50000, 1883, Certain, b"\x10\x0d\0\x04MQTT\x04\x02\0\x3c\0\x01a"),
        // The connection is acknowledged; a message is published.
        Sample::tcp(1883, 50000, Possible, b"\x20\x02\0\0"),
        Sample::tcp(50000, 1883, Possible, b"\x30\x05\0\x01a21"),
        Sample::tcp(50000, 1883, No, b"\x10\x0d\0\x04AMQP\x04\x02\0\x3c\0\x01a"),
    ]
};

#[cfg(test)]
mod tests;
