//! DHCPv6: a type, a transaction, options up to the end.

use crate::packet::bytes::{array_at, u8_at, u16_at};
use crate::packet::content::hex::hex;
use crate::packet::content::labels;
use crate::packet::content::places::Out;
use crate::packet::content::text;
use crate::packet::{Confidence, Field, Message, Number, Payload, Protocol, Role, Selector};
use crate::value::{Kind, Unit, Value};

/// Dynamic Host Configuration Protocol for IPv6.
pub const PROTOCOL: Protocol = Protocol {
    name: "dhcpv6",
    title: "Dynamic Host Configuration Protocol for IPv6",
    source: "RFC 8415",
    role: Role::Application,
    selectors: &[Selector::Udp(546), Selector::Udp(547)],
    recognise: Some(recognise),
    begins: &[1..=36],
    fields: FIELDS,
    ..Protocol::EMPTY
};

#[rustfmt::skip]
const FIELDS: &[Field] = &[
    plain("dhcpv6.msgtype", "1 solicit, 2 advertise, 3 request, 7 reply, 12 and 13 of relays; also of the message that a relay carries", |message, out| part(message, &|item| item.kind(), out)),
    plain("dhcpv6.hopcount", "relays that passed the message on", |message, out| part(message, &|item| item.relay(Number::at(1, 1)), out)),
    plain("dhcpv6.xid", "transaction, the same in request and reply", |message, out| part(message, &|item| item.transaction(), out)),
    ipv6("dhcpv6.linkaddr", "the link of a relay's client", |message, out| part(message, &|item| item.relay_address(2), out)),
    ipv6("dhcpv6.peeraddr", "who sent the message to the relay", |message, out| part(message, &|item| item.relay_address(18), out)),
    plain("dhcpv6.duid.type", "what makes the number of client or server unique", |message, out| part(message, &|item| item.identifier().and_then(|id| u16_at(id, 0)).map(Value::from), out)),
    Field::message("dhcpv6.duid.bytes", Kind::Bytes, Unit::None, "the unique number of client or server", |message, out| part(message, &|item| item.identifier().map(|id| Value::Bytes(id.into())), out)),
    words("dhcpv6.iaid", "which of the client's interfaces", |message, out| part(message, &|item| item.association().map(|id| hex(&id).into()), out)),
    ipv6("dhcpv6.iaaddr.ip", "addresses given or asked for", |message, out| part(message, &|item| item.address_of(5, 0), out)),
    seconds("dhcpv6.iaaddr.pref_lifetime", "how long they are preferred", |message, out| part(message, &|item| item.number_of(5, Number::at(16, 4)), out)),
    seconds("dhcpv6.iaaddr.valid_lifetime", "how long they are valid", |message, out| part(message, &|item| item.number_of(5, Number::at(20, 4)), out)),
    plain("dhcpv6.iaprefix.pref_len", "length of prefixes given, in bits", |message, out| part(message, &|item| item.number_of(26, Number::at(8, 1)), out)),
    ipv6("dhcpv6.iaprefix.pref_addr", "prefixes given or asked for", |message, out| part(message, &|item| item.address_of(26, 9), out)),
    plain("dhcpv6.option_preference", "how much a server wants to be chosen", |message, out| part(message, &|item| item.number_of(7, Number::at(0, 1)), out)),
    plain("dhcpv6.elapsed_time", "since the client began, in milliseconds", |message, out| part(message, &|item| item.number_of(8, Number::at(0, 2).times(10)), out)),
    plain("dhcpv6.status_code", "0 success, otherwise why it failed", |message, out| part(message, &|item| item.number_of(13, Number::at(0, 2)), out)),
    plain("dhcpv6.requested_option_code", "what the client wants to know", wanted),
    ipv6("dhcpv6.dns_server", "name servers", name_servers),
    words("dhcpv6.client_domain", "the client's name", |message, out| part(message, &|item| item.domain_name(), out)),
    words("dhcpv6.vendorclass.data", "what sort of client it is", vendor_classes),
];

type Read = fn(&Message<'_>, &mut Out<'_>);

const fn plain(name: &'static str, doc: &'static str, read: Read) -> Field {
    Field::message(name, Kind::Unsigned, Unit::None, doc, read)
}

const fn seconds(name: &'static str, doc: &'static str, read: Read) -> Field {
    Field::message(name, Kind::Unsigned, Unit::Seconds, doc, read)
}

const fn ipv6(name: &'static str, doc: &'static str, read: Read) -> Field {
    Field::message(name, Kind::Ipv6, Unit::None, doc, read)
}

const fn words(name: &'static str, doc: &'static str, read: Read) -> Field {
    Field::message(name, Kind::Text, Unit::None, doc, read)
}

/// How deep options may lie in options: a relay's message, an association, an address, a status,
/// and as many relays again.
const DEEPEST: usize = 8;
/// The message that a relay carries (section 21.10).
const CARRIED: u16 = 9;

/// A message, or an option of it.
#[derive(Clone, Copy)]
enum Item<'a> {
    /// A message from its type on.
    Message(&'a [u8]),
    /// The number of an option and its value.
    Option(u16, &'a [u8]),
}

/// Shows a message and its options, each before what lies in it, up to one that does not fit.
fn walk<'a>(bytes: &'a [u8], depth: usize, see: &mut dyn FnMut(Item<'a>)) {
    let Some(kind) = u8_at(bytes, 0).filter(|_| depth < DEEPEST) else { return };
    see(Item::Message(bytes));
    let start = if matches!(kind, 12 | 13) { 34 } else { 4 };
    options(bytes.get(start..).unwrap_or_default(), depth, see);
}

fn options<'a>(mut bytes: &'a [u8], depth: usize, see: &mut dyn FnMut(Item<'a>)) {
    while let (Some(code), Some(length)) = (u16_at(bytes, 0), u16_at(bytes, 2)) {
        let split = bytes.get(4..).and_then(|rest| rest.split_at_checked(length.into()));
        let Some((value, rest)) = split else { return };
        see(Item::Option(code, value));
        // Where options begin in options (sections 21.4 to 21.6, 21.21 and 21.22).
        let inner = match code {
            3 | 25 => Some(12),
            4 => Some(4),
            5 => Some(24),
            26 => Some(25),
            _ => None,
        };
        if code == CARRIED {
            walk(value, depth + 1, see);
        } else if let Some(inner) = inner.filter(|_| depth + 1 < DEEPEST) {
            options(value.get(inner..).unwrap_or_default(), depth + 1, see);
        }
        bytes = rest;
    }
}

impl<'a> Item<'a> {
    /// The type of a message.
    fn kind(&self) -> Option<Value<'a>> {
        let Item::Message(bytes) = *self else { return None };
        u8_at(bytes, 0).map(Value::from)
    }

    /// A number in a relay's message.
    fn relay(&self, place: Number) -> Option<Value<'a>> {
        let Item::Message(bytes @ [12 | 13, ..]) = *self else { return None };
        place.read(bytes).map(Value::from)
    }

    /// An address in a relay's message.
    fn relay_address(&self, at: usize) -> Option<Value<'a>> {
        let Item::Message(bytes @ [12 | 13, ..]) = *self else { return None };
        array_at::<16>(bytes, at).map(|octets| Value::Ipv6(octets.into()))
    }

    /// The transaction of a message that is no relay's.
    fn transaction(&self) -> Option<Value<'a>> {
        let Item::Message(bytes) = *self else { return None };
        let place = Number::at(1, 3);
        place.read(bytes).filter(|_| !matches!(bytes, [12 | 13, ..])).map(Value::from)
    }

    /// The value of the option with this number.
    fn option(&self, code: u16) -> Option<&'a [u8]> {
        match *self {
            Item::Option(found, value) if found == code => Some(value),
            _ => None,
        }
    }

    fn number_of(&self, code: u16, place: Number) -> Option<Value<'a>> {
        place.read(self.option(code)?).map(Value::from)
    }

    fn address_of(&self, code: u16, at: usize) -> Option<Value<'a>> {
        array_at::<16>(self.option(code)?, at).map(|octets| Value::Ipv6(octets.into()))
    }

    /// Who client or server is (section 11).
    fn identifier(&self) -> Option<&'a [u8]> {
        self.option(1).or_else(|| self.option(2)).filter(|value| !value.is_empty())
    }

    /// The number of an association of addresses or prefixes.
    fn association(&self) -> Option<[u8; 4]> {
        let value = self.option(3).or_else(|| self.option(25))?;
        array_at(value, 0)
    }

    /// The client's name (RFC 4704), with a dot behind it if it is whole.
    fn domain_name(&self) -> Option<Value<'a>> {
        let name = labels::names(self.option(39)?.get(1..)?).next()?;
        let end = if name.is_rooted { "." } else { "" };
        Some((name.text + end).into())
    }
}

/// Hands out what `read` finds in each message and option.
fn part(message: &Message<'_>, read: &dyn Fn(Item<'_>) -> Option<Value<'_>>, out: &mut Out<'_>) {
    walk(message.bytes, 0, &mut |item| {
        if let Some(value) = read(item) {
            out(value);
        }
    });
}

fn wanted(message: &Message<'_>, out: &mut Out<'_>) {
    walk(message.bytes, 0, &mut |item| {
        let (codes, _) = item.option(6).unwrap_or_default().as_chunks::<2>();
        for &code in codes {
            out(u16::from_be_bytes(code).into());
        }
    });
}

fn name_servers(message: &Message<'_>, out: &mut Out<'_>) {
    walk(message.bytes, 0, &mut |item| {
        let (addresses, _) = item.option(23).unwrap_or_default().as_chunks::<16>();
        for &octets in addresses {
            out(Value::Ipv6(octets.into()));
        }
    });
}

/// Texts with their lengths before them, behind the number of an enterprise (section 21.16).
fn vendor_classes(message: &Message<'_>, out: &mut Out<'_>) {
    walk(message.bytes, 0, &mut |item| {
        let mut rest = item.option(16).and_then(|value| value.get(4..)).unwrap_or_default();
        while let Some(length) = u16_at(rest, 0) {
            let split = rest.get(2..).and_then(|rest| rest.split_at_checked(length.into()));
            let Some((class, after)) = split else { return };
            out(text::value(class));
            rest = after;
        }
    });
}

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    let kind = u8_at(bytes, 0)?;
    if payload.is_stream() || !(1..=36).contains(&kind) {
        return None;
    }
    // Relays put two addresses before the options (section 9).
    let mut offset = if matches!(kind, 12 | 13) { 34 } else { 4 };
    let mut options = 0;
    while options < 32 && offset < bytes.len() {
        if !matches!(u16_at(bytes, offset)?, 1..=150) {
            return Some(Confidence::Possible);
        }
        offset += 4 + usize::from(u16_at(bytes, offset + 2)?);
        options += 1;
    }
    let on_port = payload.on_port(546) || payload.on_port(547);
    Some(Confidence::Possible.or_certain_if(on_port && options > 1 && payload.is_whole(offset)))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // Solicit with a client identifier, an option request and elapsed time.
        Sample::udp(546, 547, Certain, b"\x01\x12\x34\x56\0\x01\0\x0a\0\x03\0\x01\x02\0\0\0\0\x01\0\x06\0\x02\0\x17\0\x08\0\x02\0\0"),
        Sample::udp(547, 546, Possible, b"\x07\x12\x34\x56"),
        Sample::udp(546, 547, No, b"\x40\x12\x34\x56\0\x01"),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::ProtocolId;
    use crate::packet::testing::{every_beginning_is_read, message_values};

    /// A reply in a relay's message (sections 9 and 21).
    #[rustfmt::skip]
    fn relayed() -> Vec<u8> {
        let mut bytes = vec![13, 1];
        bytes.extend([0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]); // link
        bytes.extend([0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);   // peer
        bytes.extend([0, 9, 0, 76, 7, 0xab, 0xcd, 0xef]);                      // carried: reply
        bytes.extend([0, 1, 0, 6, 0, 3, 0, 1, 2, 9]);                          // client
        bytes.extend([0, 3, 0, 40, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0]);       // association
        bytes.extend([0, 5, 0, 24, 0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9]);
        bytes.extend([0, 0, 0, 10, 0, 0, 0, 20]);                              // lifetimes
        bytes.extend([0, 39, 0, 7, 0, 2, b'p', b'c', 1, b'x', 0]);             // name
        bytes.extend([0, 13, 0, 3, 0, 0, b'!']);                               // status
        bytes
    }

    fn values(name: &str) -> Vec<Value<'static>> {
        message_values(ProtocolId::Dhcpv6, (547, 546), &relayed(), name)
    }

    #[test]
    fn a_relay_and_the_message_that_it_carries_are_read() {
        assert_eq!(values("dhcpv6.msgtype"), [13_u64.into(), 7_u64.into()]);
        assert_eq!(values("dhcpv6.hopcount"), [1_u64.into()]);
        assert_eq!(values("dhcpv6.xid"), [0x00ab_cdef_u64.into()]);
        let peer = [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2];
        assert_eq!(values("dhcpv6.peeraddr"), [Value::Ipv6(peer.into())]);
    }

    #[test]
    fn an_address_lies_in_its_association() {
        let address = [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9];
        assert_eq!(values("dhcpv6.iaaddr.ip"), [Value::Ipv6(address.into())]);
        assert_eq!(values("dhcpv6.iaaddr.valid_lifetime"), [20_u64.into()]);
        assert_eq!(values("dhcpv6.iaid"), ["00000005".into()]);
        assert_eq!(values("dhcpv6.duid.type"), [3_u64.into()]);
    }

    #[test]
    fn a_whole_name_has_a_dot_behind_it() {
        assert_eq!(values("dhcpv6.client_domain"), ["pc.x.".into()]);
        assert_eq!(values("dhcpv6.status_code"), [0_u64.into()]);
    }

    #[test]
    fn messages_in_messages_end_at_a_depth() {
        let mut bytes = vec![7, 0, 0, 0];
        for _ in 0..200 {
            let length = u16::try_from(bytes.len()).unwrap().to_be_bytes();
            let mut outer = vec![12; 34];
            outer.extend([0, 9, length[0], length[1]]);
            outer.extend(bytes);
            bytes = outer;
        }
        let found = message_values(ProtocolId::Dhcpv6, (547, 547), &bytes, "dhcpv6.msgtype");
        assert_eq!(found.len(), DEEPEST);
    }

    #[test]
    fn every_beginning_of_a_message_is_read() {
        every_beginning_is_read(ProtocolId::Dhcpv6, (547, 546), &relayed());
    }
}
