//! What the data of records holds, type by type: a list of parts in their order.

use std::borrow::Cow;

use crate::packet::bytes::{array_at, u8_at};
use crate::packet::content::dns::{DnsMessage, Record, number};
use crate::packet::content::text::legible;
use crate::packet::Message;
use crate::value::{Timestamp, Value};

/// A part of a record's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// A number of so many bytes.
    Number(usize),
    /// Seconds since 1970, 32 bits.
    Time,
    /// A domain name.
    Name,
    /// An IPv4 address.
    Ipv4,
    /// An IPv6 address.
    Ipv6,
    /// Text behind a length of one byte.
    Text,
    /// Such texts until the data ends.
    Texts,
    /// Text until the data ends.
    RestText,
    /// Bytes until the data ends.
    Rest,
}

/// The parts of the data of a type.
const fn parts(kind: u16) -> &'static [Part] {
    use Part::{Ipv4, Ipv6, Name, Number, Rest, RestText, Text, Texts, Time};
    match kind {
        // RFC 1035 section 3.3, RFC 6672, RFC 4034.
        A => &[Ipv4],
        NS | CNAME | PTR | DNAME | NSEC => &[Name],
        SOA => &[Name, Name, Number(4), Number(4), Number(4), Number(4), Number(4)],
        HINFO => &[Text, Text],
        MX | SVCB | HTTPS => &[Number(2), Name],
        TXT | SPF => &[Texts],
        // RFC 3596, RFC 2782, RFC 3403.
        AAAA => &[Ipv6],
        SRV => &[Number(2), Number(2), Number(2), Name],
        NAPTR => &[Number(2), Number(2), Text, Text, Text, Name],
        // RFC 4034.
        DS | DNSKEY => &[Number(2), Number(1), Number(1), Rest],
        RRSIG => &[Number(2), Number(1), Number(1), Number(4), Time, Time, Number(2), Name, Rest],
        // RFC 8659.
        CAA => &[Number(1), Text, RestText],
        _ => &[],
    }
}

/// An address.
pub const A: u16 = 1;
/// A name server.
pub const NS: u16 = 2;
/// Another name of the same.
pub const CNAME: u16 = 5;
/// The start of a zone.
pub const SOA: u16 = 6;
/// A name for an address.
pub const PTR: u16 = 12;
/// Host information.
pub const HINFO: u16 = 13;
/// A mail exchange.
pub const MX: u16 = 15;
/// Text.
pub const TXT: u16 = 16;
/// An IPv6 address.
pub const AAAA: u16 = 28;
/// A service.
pub const SRV: u16 = 33;
/// A rule that rewrites.
pub const NAPTR: u16 = 35;
/// Another name for all below.
pub const DNAME: u16 = 39;
/// A delegation's key.
pub const DS: u16 = 43;
/// A signature.
pub const RRSIG: u16 = 46;
/// The next name there is.
pub const NSEC: u16 = 47;
/// A key.
pub const DNSKEY: u16 = 48;
/// How to reach a service.
pub const SVCB: u16 = 64;
/// How to reach a web server.
pub const HTTPS: u16 = 65;
/// Who may send mail.
pub const SPF: u16 = 99;
/// Who may certify.
pub const CAA: u16 = 257;

/// Hands out the part at `INDEX` of each record of type `KIND`.
pub fn part<const KIND: u16, const INDEX: usize>(
    message: &Message<'_>,
    out: &mut dyn FnMut(Value<'_>),
) {
    let dns = DnsMessage { bytes: message.bytes };
    for record in dns.records().filter(|record| record.kind == KIND) {
        if let Some((part, at)) = find(&dns, &record, INDEX) {
            hand_out(&dns, &record, part, at, out);
        }
    }
}

/// Hands out the lengths of the texts of each record of type `KIND`.
pub fn text_lengths<const KIND: u16>(message: &Message<'_>, out: &mut dyn FnMut(Value<'_>)) {
    let dns = DnsMessage { bytes: message.bytes };
    for record in dns.records().filter(|record| record.kind == KIND) {
        texts(record.data(dns.bytes)).for_each(|text| out(Value::Unsigned(text.len() as u64)));
    }
}

/// The part at `index` of a record's data, and where it begins in the data.
fn find(dns: &DnsMessage<'_>, record: &Record, index: usize) -> Option<(Part, usize)> {
    let data = record.data(dns.bytes);
    let (mut at, parts) = (0, parts(record.kind));
    for part in parts.get(..index)? {
        at += match part {
            Part::Number(length) => *length,
            Part::Time | Part::Ipv4 => 4,
            Part::Ipv6 => 16,
            Part::Name => dns.skip_name(record.data + at)? - (record.data + at),
            Part::Text => 1 + usize::from(u8_at(data, at)?),
            Part::Texts | Part::RestText | Part::Rest => return None,
        };
    }
    (at <= data.len()).then_some((*parts.get(index)?, at))
}

fn hand_out(
    dns: &DnsMessage<'_>,
    record: &Record,
    part: Part,
    at: usize,
    out: &mut dyn FnMut(Value<'_>),
) {
    let data = record.data(dns.bytes);
    let rest = data.get(at..).unwrap_or_default();
    let value = match part {
        Part::Number(length) => number(data, at, length).map(Value::from),
        Part::Time => number(data, at, 4).map(|seconds| {
            Value::Time(Timestamp::from_parts(seconds.into(), 0).0)
        }),
        Part::Ipv4 => array_at::<4>(data, at).map(|octets| Value::Ipv4(octets.into())),
        Part::Ipv6 => array_at::<16>(data, at).map(|octets| Value::Ipv6(octets.into())),
        Part::Name => {
            if let Some(name) = dns.name(record.data + at) {
                out(name.as_str().into());
            }
            None
        }
        Part::Text => texts(rest).next().map(|text| Value::Text(legible(text))),
        Part::Texts => {
            texts(rest).for_each(|text| out(Value::Text(legible(text))));
            None
        }
        Part::RestText => Some(Value::Text(legible(rest))),
        Part::Rest => (!rest.is_empty()).then_some(Value::Bytes(Cow::Borrowed(rest))),
    };
    if let Some(value) = value {
        out(value);
    }
}

/// The types that a record says there are (RFC 4034 section 4.1.2): blocks of a number, a length and
/// a map of bits; none but of the types that have such maps.
pub fn types_that_are(dns: &DnsMessage<'_>, record: &Record, mut see: impl FnMut(u16)) {
    let start = match record.kind {
        NSEC => dns.skip_name(record.data).map(|end| end - record.data),
        _ => None,
    };
    let data = record.data(dns.bytes);
    let mut rest = start.and_then(|start| data.get(start..)).unwrap_or_default();
    while let [block, length, behind @ ..] = rest {
        let Some((map, next)) = behind.split_at_checked(usize::from(*length)) else { return };
        for (bits, byte) in (0..).step_by(8).zip(map) {
            let set = (0..8).filter(|bit| byte << bit & 0x80 != 0);
            set.for_each(|bit| see(u16::from(*block) << 8 | (bits + bit)));
        }
        rest = next;
    }
}

/// Texts, each behind its length, as far as they are whole.
fn texts(mut data: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (&length, rest) = data.split_first()?;
        let text = rest.get(..usize::from(length))?;
        data = rest.get(text.len()..)?;
        Some(text)
    })
}
