//! SNMP: one BER sequence with a version, a community or a security header, and a request.

use crate::packet::bytes::u8_at;
use crate::packet::content::ber::{self, Values};
use crate::packet::content::places::{Out, field};
use crate::packet::content::text;
use crate::packet::{Confidence, Field, Message, Payload, Progress, Protocol, Role, Selector, Step};
use crate::value::{Kind, Unit, Value};

/// Simple Network Management Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "snmp",
    title: "Simple Network Management Protocol",
    source: "RFC 3416",
    role: Role::Application,
    selectors: &[Selector::Udp(161), Selector::Udp(162), Selector::Tcp(161), Selector::Tcp(162)],
    recognise: Some(recognise),
    begins: &[ber::SEQUENCE..=ber::SEQUENCE],
    framing: Some(frame),
    fields: FIELDS,
    ..Protocol::EMPTY
};

#[rustfmt::skip]
const FIELDS: &[Field] = &[
    field("snmp.version", Kind::Signed, "0 is version 1, 1 is version 2c", version),
    field("snmp.community", Kind::Text, "in whose name, before version 3", community),
    field("snmp.msgVersion", Kind::Signed, "3 is version 3", version_3),
    field("snmp.msgID", Kind::Unsigned, "number of a message of version 3", message_number),
    field("snmp.msgFlags", Kind::Bytes, "1 authenticated, 2 encrypted, 4 wants a report", flags),
    field("snmp.msgAuthoritativeEngineID", Kind::Bytes, "the engine whose clock holds", engine),
    field("snmp.msgAuthoritativeEngineBoots", Kind::Unsigned, "how often it was started", boots),
    Field::message("snmp.msgAuthoritativeEngineTime", Kind::Unsigned, Unit::Seconds, "since when, in seconds", engine_time),
    field("snmp.msgUserName", Kind::Text, "in whose name, from version 3 on", user),
    field("snmp.data", Kind::Unsigned, "0 get, 1 next, 2 response, 3 set, 4 trap, 5 bulk, 6 inform, 7 trap of version 2, 8 report", operation),
    field("snmp.request_id", Kind::Signed, "request, the same in the response", request),
    field("snmp.error_status", Kind::Signed, "0 no error, otherwise why it failed", error_status),
    field("snmp.error_index", Kind::Signed, "which variable failed, counted from 1", error_index),
    field("snmp.non_repeaters", Kind::Unsigned, "bulk: variables that are asked for once", once),
    field("snmp.max_repetitions", Kind::Unsigned, "bulk: how often the others are", repetitions),
    field("snmp.enterprise", Kind::Text, "trap of version 1: the sort of device", enterprise),
    field("snmp.agent_addr", Kind::Ipv4, "trap of version 1: the device", agent),
    field("snmp.generic_trap", Kind::Signed, "trap of version 1: 0 cold start to 5, 6 another", generic_trap),
    field("snmp.specific_trap", Kind::Signed, "trap of version 1: which other", specific_trap),
    field("snmp.name", Kind::Text, "variables, as object identifiers", names),
];

/// The tag of an object identifier.
const OBJECT: u8 = 0x06;
/// The tag of an address (RFC 2578 section 7.1.5).
const ADDRESS: u8 = 0x40;
/// Requests whose numbers are something else than an error.
const TRAP: u8 = 4;
const BULK: u8 = 5;

fn frame(bytes: &[u8], _: &mut Progress, _: &mut Progress) -> Step {
    match ber::Value::at(bytes, 0) {
        Some(message) if message.tag == ber::SEQUENCE => Step::whole(message.end()),
        None if bytes.len() < 6 && bytes.first() == Some(&ber::SEQUENCE) => {
            Step::Wait(bytes.len() + 1)
        }
        _ => Step::Lost,
    }
}

/// The version, and the values that follow it.
fn open<'a>(message: &Message<'a>) -> Option<(i64, Values<'a>)> {
    let mut values = Values(message.bytes).inside(ber::SEQUENCE)?;
    let version = values.integer()?;
    Some((version, values))
}

fn version(message: &Message<'_>, out: &mut Out<'_>) {
    let found = open(message).filter(|found| found.0 != 3);
    if let Some((version, _)) = found {
        out(Value::Signed(version));
    }
}

fn version_3(message: &Message<'_>, out: &mut Out<'_>) {
    let found = open(message).filter(|found| found.0 == 3);
    if let Some((version, _)) = found {
        out(Value::Signed(version));
    }
}

fn community(message: &Message<'_>, out: &mut Out<'_>) {
    let found = open(message).filter(|found| found.0 != 3);
    let name = found.and_then(|(_, mut values)| values.tagged(ber::OCTETS));
    if let Some(name) = name {
        out(text::value(name));
    }
}

/// The header of version 3 and what follows it (RFC 3412 section 6).
fn header<'a>(message: &Message<'a>) -> Option<(Values<'a>, Values<'a>)> {
    let (_, mut values) = open(message).filter(|found| found.0 == 3)?;
    let header = values.inside(ber::SEQUENCE)?;
    Some((header, values))
}

/// The parameters of the user's security model (RFC 3414 section 2.4).
fn security<'a>(message: &Message<'a>) -> Option<Values<'a>> {
    let (_, mut values) = header(message)?;
    values.inside(ber::OCTETS)?.inside(ber::SEQUENCE)
}

fn message_number(message: &Message<'_>, out: &mut Out<'_>) {
    let number = header(message).and_then(|(mut header, _)| header.unsigned());
    if let Some(number) = number {
        out(number.into());
    }
}

fn flags(message: &Message<'_>, out: &mut Out<'_>) {
    let flags = header(message).and_then(|(mut header, _)| {
        header.skip(2)?;
        header.tagged(ber::OCTETS)
    });
    if let Some(flags) = flags {
        out(Value::Bytes(flags.into()));
    }
}

fn engine(message: &Message<'_>, out: &mut Out<'_>) {
    let engine = security(message).and_then(|mut values| values.tagged(ber::OCTETS));
    let engine = engine.filter(|engine| !engine.is_empty());
    if let Some(engine) = engine {
        out(Value::Bytes(engine.into()));
    }
}

fn boots(message: &Message<'_>, out: &mut Out<'_>) {
    let boots = security(message).and_then(|mut values| {
        values.skip(1)?;
        values.unsigned()
    });
    if let Some(boots) = boots {
        out(boots.into());
    }
}

fn engine_time(message: &Message<'_>, out: &mut Out<'_>) {
    let time = security(message).and_then(|mut values| {
        values.skip(2)?;
        values.unsigned()
    });
    if let Some(time) = time {
        out(time.into());
    }
}

fn user(message: &Message<'_>, out: &mut Out<'_>) {
    let user = security(message).and_then(|mut values| {
        values.skip(3)?;
        values.tagged(ber::OCTETS)
    });
    let user = user.filter(|user| !user.is_empty());
    if let Some(user) = user {
        out(text::value(user));
    }
}

/// The operation and its values; none where they are encrypted.
fn pdu<'a>(message: &Message<'a>) -> Option<(u8, Values<'a>)> {
    let (version, mut values) = open(message)?;
    if version == 3 {
        let (_, mut rest) = header(message)?;
        rest.skip(1)?;
        values = rest.inside(ber::SEQUENCE)?;
        values.skip(2)?;
    } else {
        values.skip(1)?;
    }
    let tag = u8_at(values.0, 0).filter(|tag| matches!(tag, 0xa0..=0xa8))?;
    Some((tag & 15, values.inside(tag)?))
}

fn operation(message: &Message<'_>, out: &mut Out<'_>) {
    if let Some((operation, _)) = pdu(message) {
        out(operation.into());
    }
}

/// The number at `place` of an operation that `is_wanted`.
fn number(message: &Message<'_>, is_wanted: fn(u8) -> bool, place: usize) -> Option<i64> {
    let (_, mut values) = pdu(message).filter(|found| is_wanted(found.0))?;
    values.skip(place)?;
    values.integer()
}

fn request(message: &Message<'_>, out: &mut Out<'_>) {
    let number = number(message, |operation| operation != TRAP, 0);
    if let Some(number) = number {
        out(Value::Signed(number));
    }
}

fn error_status(message: &Message<'_>, out: &mut Out<'_>) {
    let number = number(message, |operation| !matches!(operation, TRAP | BULK), 1);
    if let Some(number) = number {
        out(Value::Signed(number));
    }
}

fn error_index(message: &Message<'_>, out: &mut Out<'_>) {
    let number = number(message, |operation| !matches!(operation, TRAP | BULK), 2);
    if let Some(number) = number {
        out(Value::Signed(number));
    }
}

fn once(message: &Message<'_>, out: &mut Out<'_>) {
    let number = number(message, |operation| operation == BULK, 1);
    if let Some(number) = number.and_then(|number| u64::try_from(number).ok()) {
        out(number.into());
    }
}

fn repetitions(message: &Message<'_>, out: &mut Out<'_>) {
    let number = number(message, |operation| operation == BULK, 2);
    if let Some(number) = number.and_then(|number| u64::try_from(number).ok()) {
        out(number.into());
    }
}

/// The values of a trap of version 1 (RFC 1157 section 4.1.6).
fn trap<'a>(message: &Message<'a>) -> Option<Values<'a>> {
    pdu(message).filter(|found| found.0 == TRAP).map(|(_, values)| values)
}

fn enterprise(message: &Message<'_>, out: &mut Out<'_>) {
    let name = trap(message).and_then(|mut values| ber::object(values.tagged(OBJECT)?));
    if let Some(name) = name {
        out(name.into());
    }
}

fn agent(message: &Message<'_>, out: &mut Out<'_>) {
    let address = trap(message).and_then(|mut values| {
        values.skip(1)?;
        <[u8; 4]>::try_from(values.tagged(ADDRESS)?).ok()
    });
    if let Some(octets) = address {
        out(Value::Ipv4(octets.into()));
    }
}

fn generic_trap(message: &Message<'_>, out: &mut Out<'_>) {
    let number = number(message, |operation| operation == TRAP, 2);
    if let Some(number) = number {
        out(Value::Signed(number));
    }
}

fn specific_trap(message: &Message<'_>, out: &mut Out<'_>) {
    let number = number(message, |operation| operation == TRAP, 3);
    if let Some(number) = number {
        out(Value::Signed(number));
    }
}

fn names(message: &Message<'_>, out: &mut Out<'_>) {
    let bindings = pdu(message).and_then(|(operation, mut values)| {
        values.skip(if operation == TRAP { 5 } else { 3 })?;
        values.inside(ber::SEQUENCE)
    });
    let mut bindings = bindings.unwrap_or(Values(&[]));
    while let Some(mut binding) = bindings.inside(ber::SEQUENCE) {
        let name = binding.tagged(OBJECT).and_then(ber::object);
        if let Some(name) = name {
            out(name.into());
        }
    }
}

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    let message = ber::Value::tagged(bytes, 0, ber::SEQUENCE)?;
    let version = ber::Value::tagged(bytes, message.content, ber::INTEGER)?;
    let number = u8_at(bytes, version.content)?;
    if version.length != 1 || !matches!(number, 0 | 1 | 3) || message.length < 8 {
        return None;
    }
    let after = version.end();
    let known = if number == 3 {
        // The message's number and sizes (RFC 3412 section 6).
        ber::Value::tagged(bytes, after, ber::SEQUENCE).is_some_and(|header| header.length < 32)
    } else {
        let community = ber::Value::tagged(bytes, after, ber::OCTETS)?;
        matches!(u8_at(bytes, community.end())?, 0xa0..=0xa8)
    };
    Some(Confidence::possible_if(known).or_certain_if(known && payload.is_whole(message.end())))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // A GetRequest of version 1 without variables, and its answer; the beginning of version 3.
        Sample::udp(50000, 161, Certain, b"\x30\x18\x02\x01\0\x04\x06public\xa0\x0b\x02\x01\x01\x02\x01\0\x02\x01\0\x30\0"),
        Sample::udp(161, 50000, Certain, b"\x30\x18\x02\x01\x01\x04\x06public\xa2\x0b\x02\x01\x01\x02\x01\0\x02\x01\0\x30\0"),
        Sample::udp(50000, 161, Possible, b"\x30\x3e\x02\x01\x03\x30\x11\x02\x04"),
        Sample::udp(50000, 161, No, b"\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\0\x80\0"),
    ]
};

#[cfg(test)]
mod tests;
