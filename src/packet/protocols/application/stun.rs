//! STUN and TURN: messages with a magic number, by which hosts learn their public address.

use crate::packet::bytes::{array_at, u16_at, u32_at};
use crate::packet::content::cursor::Cursor;
use crate::packet::content::places::{Out, field, number};
use crate::packet::content::text;
use crate::packet::{Confidence, Field, Message, Payload, Protocol, Role, Selector, Step};
use crate::value::{Kind, Value};

/// Bytes before the attributes.
const HEADER: usize = 20;
/// The magic cookie (section 5).
const MAGIC: u32 = 0x2112_a442;

/// Session Traversal Utilities for NAT.
pub const PROTOCOL: Protocol = Protocol {
    name: "stun",
    title: "Session Traversal Utilities for NAT",
    source: "RFC 8489",
    role: Role::Application,
    selectors: &[Selector::Udp(3478), Selector::Tcp(3478), Selector::Udp(19302), Selector::Udp(3480)],
    recognise: Some(recognise),
    begins: &[0..=0x3f],
    framing: Some(|bytes, _, _| frame(bytes)),
    fields: FIELDS,
    ..Protocol::EMPTY
};

#[rustfmt::skip]
const FIELDS: &[Field] = &[
    field("stun.type", Kind::Unsigned, "class and method of a message", |it, out| of_message(it, number::<0, 2>, out)),
    field("stun.type.class", Kind::Unsigned, "0 request, 1 indication, 16 success, 17 error", |it, out| {
        if let Some(kind) = u16_at(it.bytes, 0).filter(|_| is_message(it)) {
            out(((kind & 0x0110) >> 4).into());
        }
    }),
    field("stun.type.method", Kind::Unsigned, "1 binding, 3 allocate, 4 refresh, 8 permission, 9 channel", |it, out| {
        if let Some(kind) = u16_at(it.bytes, 0).filter(|_| is_message(it)) {
            out((kind & 0x3eef).into());
        }
    }),
    field("stun.length", Kind::Unsigned, "bytes of attributes", |it, out| of_message(it, number::<2, 2>, out)),
    field("stun.id", Kind::Bytes, "the identifier of a transaction", |it, out| {
        if let Some(id) = array_at::<12>(it.bytes, 8).filter(|_| is_message(it)) {
            out(Value::Bytes(id.as_slice().into()));
        }
    }),
    field("stun.att.type", Kind::Unsigned, "types of attributes", |it, out| {
        attributes(it).for_each(|(kind, _)| out(kind.into()));
    }),
    field("stun.att.ipv4", Kind::Ipv4, "addresses: how the server sees the client, a relay, a peer", |it, out| {
        addresses(it).for_each(|address| if let Value::Ipv4(_) = address.host { out(address.host); });
    }),
    field("stun.att.ipv6", Kind::Ipv6, "the same of IPv6", |it, out| {
        addresses(it).for_each(|address| if let Value::Ipv6(_) = address.host { out(address.host); });
    }),
    field("stun.att.port", Kind::Unsigned, "the ports of these addresses", |it, out| {
        addresses(it).for_each(|address| out(address.port.into()));
    }),
    field("stun.att.username", Kind::Text, "who speaks", |it, out| texts(it, USERNAME, out)),
    field("stun.att.realm", Kind::Text, "where names and passwords are valid", |it, out| texts(it, REALM, out)),
    field("stun.att.software", Kind::Text, "the program that speaks", |it, out| texts(it, SOFTWARE, out)),
    field("stun.att.priority", Kind::Unsigned, "the priority of a candidate (RFC 8445)", |it, out| {
        of_kind(it, PRIORITY).filter_map(|value| u32_at(value, 0)).for_each(|one| out(one.into()));
    }),
    field("stun.att.lifetime", Kind::Unsigned, "seconds for which a server keeps an allocation", |it, out| {
        of_kind(it, LIFETIME).filter_map(|value| u32_at(value, 0)).for_each(|one| out(one.into()));
    }),
    field("stun.att.error.class", Kind::Unsigned, "the hundreds of an error", |it, out| {
        of_kind(it, ERROR).filter_map(|value| value.get(2)).for_each(|&class| out((class & 7).into()));
    }),
    field("stun.att.error", Kind::Unsigned, "the rest of an error", |it, out| {
        of_kind(it, ERROR).filter_map(|value| value.get(3)).for_each(|&rest| out(rest.into()));
    }),
    field("stun.att.error.reason", Kind::Text, "what an error says", |it, out| {
        of_kind(it, ERROR).filter_map(|value| value.get(4..)).filter(|it| !it.is_empty()).for_each(|reason| out(text::value(reason)));
    }),
];

// Types of attributes (section 18.3, RFC 8656 section 18).
const USERNAME: u16 = 0x0006;
const ERROR: u16 = 0x0009;
const LIFETIME: u16 = 0x000d;
const REALM: u16 = 0x0014;
const PRIORITY: u16 = 0x0024;
const SOFTWARE: u16 = 0x8022;

/// A message with its attributes, or data of a channel with its padding.
fn frame(bytes: &[u8]) -> Step {
    let (Some(kind), Some(length)) = (u16_at(bytes, 0), u16_at(bytes, 2)) else {
        return Step::Wait(4);
    };
    let length = usize::from(length);
    match kind {
        0x4000..=0x4fff => Step::Part { length: (4 + length.next_multiple_of(4)) as u64, keep: false, last: true },
        0..0x4000 if bytes.len() < HEADER => Step::Wait(HEADER),
        0..0x4000 if u32_at(bytes, 4) == Some(MAGIC) => Step::whole(HEADER + length),
        _ => Step::Lost,
    }
}

/// Whether it is no data of a channel.
fn is_message(message: &Message<'_>) -> bool {
    u32_at(message.bytes, 4) == Some(MAGIC) && message.bytes.first().is_some_and(|first| first & 0xc0 == 0)
}

fn of_message(message: &Message<'_>, read: fn(&Message<'_>, &mut Out<'_>), out: &mut Out<'_>) {
    if is_message(message) {
        read(message, out);
    }
}

/// The attributes in their order (section 14): a type, a length, a value, padding.
fn attributes<'a>(message: &Message<'a>) -> impl Iterator<Item = (u16, &'a [u8])> + use<'a> {
    let rest = if is_message(message) { message.bytes.get(HEADER..) } else { None };
    let mut cursor = Cursor::new(rest.unwrap_or_default());
    std::iter::from_fn(move || {
        let kind = cursor.u16()?;
        let value = cursor.vector16()?;
        cursor.take_up_to(value.len().next_multiple_of(4) - value.len());
        Some((kind, value))
    })
}

fn of_kind<'a>(message: &Message<'a>, kind: u16) -> impl Iterator<Item = &'a [u8]> + use<'a> {
    attributes(message).filter(move |(it, _)| *it == kind).map(|(_, value)| value)
}

fn texts(message: &Message<'_>, kind: u16, out: &mut Out<'_>) {
    of_kind(message, kind).filter(|it| !it.is_empty()).for_each(|it| out(text::value(it)));
}

/// An address in an attribute.
struct Address {
    host: Value<'static>,
    port: u16,
}

/// Addresses of attributes (section 14.1), also those that are masked with the magic cookie and the
/// identifier (section 14.2) so that nothing on the way replaces them.
fn addresses<'a>(message: &Message<'a>) -> impl Iterator<Item = Address> + use<'a> {
    let mask = array_at::<16>(message.bytes, 4).map_or(0, u128::from_be_bytes);
    attributes(message).filter_map(move |(kind, value)| {
        let mask = match kind {
            // Mapped, response, source, changed, reflected, alternate server, origin, other.
            1 | 2 | 4 | 5 | 0x000b | 0x8023 | 0x802b | 0x802c => 0,
            // Peer, relayed, mapped, mapped before it was standard.
            0x0012 | 0x0016 | 0x0020 | 0x8020 => mask,
            _ => return None,
        };
        let [port, top] = [u128::from(u16_at(value, 2)?), mask >> 112];
        let host = match value.get(1)? {
            1 => Value::Ipv4((u32_at(value, 4)? ^ u32::try_from(mask >> 96).ok()?).into()),
            2 => Value::Ipv6((u128::from_be_bytes(array_at(value, 4)?) ^ mask).into()),
            _ => return None,
        };
        Some(Address { host, port: u16::try_from(port ^ top).ok()? })
    })
}

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    let kind = u16_at(bytes, 0)?;
    let length = usize::from(u16_at(bytes, 2)?);
    // Data of a TURN channel (RFC 8656 section 12.4).
    if (0x4000..=0x4fff).contains(&kind) {
        return Some(Confidence::possible_if(payload.wire_bytes >= 4 + length));
    }
    if kind & 0xc000 != 0 || u32_at(bytes, 4)? != MAGIC {
        return None;
    }
    Some(Confidence::certain_if(payload.is_whole(HEADER + length) || payload.is_stream()))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // A binding request, and its success with a mapped address.
        Sample::udp(50000, 3478, Certain, b"\0\x01\0\0\x21\x12\xa4\x42\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c"),
        Sample::udp(3478, 50000, Certain, b"\x01\x01\0\x0c\x21\x12\xa4\x42\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\0\x20\0\x08\0\x01\xa1\x47\xe1\x12\xa6\x43"),
        Sample::udp(3478, 50000, Possible, b"\x40\0\0\x04\xaa\xbb\xcc\xdd"),
        Sample::udp(50000, 3478, No, b"\0\x01\0\0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10"),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::ProtocolId;
    use crate::packet::testing::{every_beginning_is_read, message_values, parts};

    /// RFC 5769 section 2.2: an answer over IPv4, without integrity and fingerprint.
    const ANSWER: &[u8] = b"\x01\x01\0\x1c\x21\x12\xa4\x42\
        \xb7\xe7\xa7\x01\xbc\x34\xd6\x86\xfa\x87\xdf\xae\
        \x80\x22\0\x0btest vector \
        \0\x20\0\x08\0\x01\xa1\x47\xe1\x12\xa6\x43";

    /// RFC 5769 section 2.3: the address of an answer over IPv6.
    const ANSWER_6: &[u8] = b"\x01\x01\0\x18\x21\x12\xa4\x42\
        \xb7\xe7\xa7\x01\xbc\x34\xd6\x86\xfa\x87\xdf\xae\
        \0\x20\0\x14\0\x02\xa1\x47\
        \x01\x13\xa9\xfa\xa5\xd3\xf1\x79\xbc\x25\xf4\xb5\xbe\xd2\xb9\xd9";

    fn values(bytes: &[u8], name: &str) -> Vec<Value<'static>> {
        message_values(ProtocolId::Stun, (3478, 50000), bytes, name)
    }

    #[test]
    fn the_answers_of_the_standard_are_unmasked() {
        assert_eq!(values(ANSWER, "stun.att.ipv4"), [Value::Ipv4([192, 0, 2, 1].into())]);
        assert_eq!(values(ANSWER, "stun.att.port"), [32853_u64.into()]);
        assert_eq!(values(ANSWER, "stun.att.software"), ["test vector".into()]);
        assert_eq!(values(ANSWER, "stun.type.class"), [16_u64.into()]);
        assert_eq!(values(ANSWER, "stun.type.method"), [1_u64.into()]);
        let address = "2001:db8:1234:5678:11:2233:4455:6677".parse().unwrap();
        assert_eq!(values(ANSWER_6, "stun.att.ipv6"), [Value::Ipv6(address)]);
        assert_eq!(values(ANSWER_6, "stun.att.port"), [32853_u64.into()]);
    }

    #[test]
    fn in_streams_messages_and_data_follow_one_another() {
        let stream = [ANSWER, b"\x40\0\0\x01a\0\0\0", ANSWER].concat();
        let length = ANSWER.len() as u64;
        let found = parts(|bytes, _, _| frame(bytes), &stream);
        assert_eq!(found, [(length, true, true), (8, false, true), (length, true, true)]);
        assert_eq!(frame(b"\x16\x03\x01\0 records of another"), Step::Lost);
    }

    #[test]
    fn data_of_a_channel_has_no_fields() {
        assert_eq!(values(b"\x40\0\0\x08\x21\x12\xa4\x42abcd", "stun.type"), []);
    }

    #[test]
    fn every_beginning_of_a_message_is_read() {
        for bytes in [ANSWER, ANSWER_6] {
            every_beginning_is_read(ProtocolId::Stun, (3478, 50000), bytes);
        }
    }
}
