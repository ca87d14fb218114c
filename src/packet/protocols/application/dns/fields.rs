//! The fields of DNS, under Wireshark's names; also those of mDNS and LLMNR, which have them too.

use super::rdata::{
    A, AAAA, CAA, CNAME, DNAME, DNSKEY, DS, HINFO, MX, NAPTR, NS, NSEC, PTR, RRSIG, SOA, SPF, SRV, TXT, part, text_lengths, types_that_are,
};
use super::{LINK_LOCAL, MULTICAST, PREFIX};
use crate::packet::bytes::u16_at;
use crate::packet::content::dns::{DnsMessage, OPT, Question, Record};
use crate::packet::{Field, Message, ProtocolId, Transport};
use crate::value::{Kind, Unit, Value};

/// The bit of a class that means something else in mDNS (RFC 6762 sections 5.4 and 10.2).
const TOP: u16 = 0x8000;

/// All of them.
#[rustfmt::skip]
pub const FIELDS: &[Field] = &[
    Field::message("dns.length", Kind::Unsigned, Unit::Bytes, "length that stands before the message in a stream", |it, out| {
        if it.transport == Transport::Tcp {
            out(it.wire_bytes.saturating_sub(PREFIX as u64).into());
        }
    }),
    Field::message("dns.id", Kind::Unsigned, Unit::None, "identifier that the answer repeats", |it, out| give(dns(it).id(), out)),
    Field::message("dns.flags", Kind::Unsigned, Unit::None, "all flags, sixteen bits", |it, out| give(dns(it).flags(), out)),
    Field::message("dns.flags.response", Kind::Boolean, Unit::None, "it answers", |it, out| flag(it, 15, Of::All, out)),
    Field::message("dns.flags.opcode", Kind::Unsigned, Unit::None, "what is asked for: 0 a query, 4 a notice, 5 an update", |it, out| give(dns(it).operation(), out)),
    Field::message("dns.flags.authoritative", Kind::Boolean, Unit::None, "the answer is by who has the authority", |it, out| flag(it, 10, Of::Responses, out)),
    Field::message("dns.flags.conflict", Kind::Boolean, Unit::None, "several answered (LLMNR)", |it, out| flag(it, 10, Of::LinkLocal, out)),
    Field::message("dns.flags.truncated", Kind::Boolean, Unit::None, "the message did not fit", |it, out| flag(it, 9, Of::All, out)),
    Field::message("dns.flags.recdesired", Kind::Boolean, Unit::None, "others may be asked", |it, out| flag(it, 8, Of::Names, out)),
    Field::message("dns.flags.tentative", Kind::Boolean, Unit::None, "the name is not known to be unique yet (LLMNR)", |it, out| flag(it, 8, Of::LinkLocal, out)),
    Field::message("dns.flags.recavail", Kind::Boolean, Unit::None, "others would be asked", |it, out| flag(it, 7, Of::Responses, out)),
    Field::message("dns.flags.z", Kind::Boolean, Unit::None, "reserved", |it, out| flag(it, 6, Of::Names, out)),
    Field::message("dns.flags.authenticated", Kind::Boolean, Unit::None, "the answer is authenticated, or may say whether it is", |it, out| {
        if dns(it).is_response() || dns(it).flags().is_some_and(|flags| flags & 0x20 != 0) {
            flag(it, 5, Of::Names, out);
        }
    }),
    Field::message("dns.flags.checkdisable", Kind::Boolean, Unit::None, "data that is not authenticated will do", |it, out| flag(it, 4, Of::Names, out)),
    Field::message("dns.flags.rcode", Kind::Unsigned, Unit::None, "success of an answer: 0 no error, 2 server failure, 3 no such name", |it, out| {
        let message = dns(it);
        give(message.code().filter(|_| message.is_response()), out);
    }),
    Field::message("dns.count.queries", Kind::Unsigned, Unit::None, "questions", |it, out| count(it, 0, false, out)),
    Field::message("dns.count.zones", Kind::Unsigned, Unit::None, "zones to update", |it, out| count(it, 0, true, out)),
    Field::message("dns.count.answers", Kind::Unsigned, Unit::None, "answers", |it, out| count(it, 1, false, out)),
    Field::message("dns.count.prerequisites", Kind::Unsigned, Unit::None, "prerequisites of an update", |it, out| count(it, 1, true, out)),
    Field::message("dns.count.auth_rr", Kind::Unsigned, Unit::None, "records of authorities", |it, out| count(it, 2, false, out)),
    Field::message("dns.count.updates", Kind::Unsigned, Unit::None, "updates", |it, out| count(it, 2, true, out)),
    Field::message("dns.count.add_rr", Kind::Unsigned, Unit::None, "additional records", |it, out| give(dns(it).count(3), out)),
    Field::message("dns.qry.name", Kind::Text, Unit::None, "name asked for, escaped as in zone files", |it, out| {
        questions(it, |dns, question| name(dns, question.name, out));
    }),
    Field::message("dns.qry.name.len", Kind::Unsigned, Unit::Bytes, "its length as text", |it, out| {
        questions(it, |dns, question| {
            give(dns.name(question.name).map(|name| name.octets), out);
        });
    }),
    Field::message("dns.count.labels", Kind::Unsigned, Unit::None, "labels of the name asked for", |it, out| {
        questions(it, |dns, question| {
            give(dns.name(question.name).map(|name| name.labels), out);
        });
    }),
    Field::message("dns.qry.type", Kind::Unsigned, Unit::None, "type asked for", |it, out| questions(it, |_, question| out(question.kind.into()))),
    Field::message("dns.qry.class", Kind::Unsigned, Unit::None, "class asked for", |it, out| {
        let bits = class_bits(it);
        questions(it, |_, question| out((question.class & bits).into()));
    }),
    Field::message("dns.qry.qu", Kind::Boolean, Unit::None, "the answer may come to the asker alone (mDNS)", |it, out| {
        if is_multicast(it) {
            questions(it, |_, question| out(Value::Bool(question.class & TOP != 0)));
        }
    }),
    Field::message("dns.resp.name", Kind::Text, Unit::None, "name that a record is about, but for services (SRV)", |it, out| {
        records(it, no_service, |dns, record| name(dns, record.name, out));
    }),
    Field::message("dns.resp.type", Kind::Unsigned, Unit::None, "type of a record; then those that NSEC says there are", |it, out| {
        records(it, Some, |dns, record| {
            out(record.kind.into());
            types_that_are(dns, record, |kind| out(kind.into()));
        });
    }),
    Field::message("dns.resp.class", Kind::Unsigned, Unit::None, "class of a record", |it, out| {
        let bits = class_bits(it);
        records(it, plain, |_, record| out((record.class & bits).into()));
    }),
    Field::message("dns.resp.cache_flush", Kind::Boolean, Unit::None, "the record replaces those before (mDNS)", |it, out| {
        if is_multicast(it) {
            records(it, Some, |_, record| out(Value::Bool(record.class & TOP != 0)));
        }
    }),
    Field::message("dns.resp.ttl", Kind::Unsigned, Unit::Seconds, "seconds for which a record may be kept", |it, out| records(it, plain, |_, record| out(record.time_to_live.into()))),
    Field::message("dns.resp.len", Kind::Unsigned, Unit::Bytes, "length of a record's data", |it, out| records(it, Some, |_, record| out(record.length.into()))),
    Field::message("dns.rr.udp_payload_size", Kind::Unsigned, Unit::Bytes, "datagrams that the sender takes (EDNS)", |it, out| {
        let bits = class_bits(it);
        records(it, options, |_, record| out((record.class & bits).into()));
    }),
    Field::message("dns.resp.ext_rcode", Kind::Unsigned, Unit::None, "upper bits of the success (EDNS)", |it, out| records(it, options, |_, record| out((record.time_to_live >> 24).into()))),
    Field::message("dns.resp.edns0_version", Kind::Unsigned, Unit::None, "version of EDNS", |it, out| records(it, options, |_, record| out((record.time_to_live >> 16 & 0xff).into()))),
    Field::message("dns.resp.z", Kind::Unsigned, Unit::None, "flags of EDNS", |it, out| records(it, options, |_, record| out((record.time_to_live & 0xffff).into()))),
    Field::message("dns.resp.z.do", Kind::Boolean, Unit::None, "signatures are welcome (DNSSEC)", |it, out| {
        records(it, options, |_, record| out(Value::Bool(record.time_to_live & 0x8000 != 0)));
    }),
    Field::message("dns.opt.code", Kind::Unsigned, Unit::None, "option of EDNS", |it, out| {
        records(it, options, |dns, record| edns(dns, record, |code, _| out(code.into())));
    }),
    Field::message("dns.opt.len", Kind::Unsigned, Unit::Bytes, "its length", |it, out| {
        records(it, options, |dns, record| {
            edns(dns, record, |_, data| out(Value::Unsigned(data.len() as u64)));
        });
    }),
    Field::message("dns.a", Kind::Ipv4, Unit::None, "address", part::<A, 0>),
    Field::message("dns.ns", Kind::Text, Unit::None, "name server", part::<NS, 0>),
    Field::message("dns.cname", Kind::Text, Unit::None, "the name that an alias is for", part::<CNAME, 0>),
    Field::message("dns.soa.mname", Kind::Text, Unit::None, "primary name server of a zone", part::<SOA, 0>),
    Field::message("dns.soa.rname", Kind::Text, Unit::None, "mailbox of a zone", part::<SOA, 1>),
    Field::message("dns.soa.serial_number", Kind::Unsigned, Unit::None, "version of a zone", part::<SOA, 2>),
    Field::message("dns.soa.refresh_interval", Kind::Unsigned, Unit::Seconds, "seconds after which a copy is renewed", part::<SOA, 3>),
    Field::message("dns.soa.retry_interval", Kind::Unsigned, Unit::Seconds, "seconds after which that is tried again", part::<SOA, 4>),
    Field::message("dns.soa.expire_limit", Kind::Unsigned, Unit::Seconds, "seconds after which a copy is void", part::<SOA, 5>),
    Field::message("dns.soa.minimum_ttl", Kind::Unsigned, Unit::Seconds, "seconds for which the absence of a name may be kept", part::<SOA, 6>),
    Field::message("dns.ptr.domain_name", Kind::Text, Unit::None, "name of an address", part::<PTR, 0>),
    Field::message("dns.hinfo.cpu", Kind::Text, Unit::None, "processor", part::<HINFO, 0>),
    Field::message("dns.hinfo.os", Kind::Text, Unit::None, "operating system", part::<HINFO, 1>),
    Field::message("dns.mx.preference", Kind::Unsigned, Unit::None, "preference of a mail exchange, the least first", part::<MX, 0>),
    Field::message("dns.mx.mail_exchange", Kind::Text, Unit::None, "mail exchange", part::<MX, 1>),
    Field::message("dns.txt.length", Kind::Unsigned, Unit::Bytes, "length of a text", text_lengths::<TXT>),
    Field::message("dns.txt", Kind::Text, Unit::None, "text", part::<TXT, 0>),
    Field::message("dns.aaaa", Kind::Ipv6, Unit::None, "address", part::<AAAA, 0>),
    Field::message("dns.srv.service", Kind::Text, Unit::None, "service", |it, out| service(it, 0, out)),
    Field::message("dns.srv.proto", Kind::Text, Unit::None, "transport of a service", |it, out| service(it, 1, out)),
    Field::message("dns.srv.name", Kind::Text, Unit::None, "domain of a service", |it, out| service(it, 2, out)),
    Field::message("dns.srv.priority", Kind::Unsigned, Unit::None, "priority of a server, the least first", part::<SRV, 0>),
    Field::message("dns.srv.weight", Kind::Unsigned, Unit::None, "its share among those of the same priority", part::<SRV, 1>),
    Field::message("dns.srv.port", Kind::Unsigned, Unit::None, "port of a service", part::<SRV, 2>),
    Field::message("dns.srv.target", Kind::Text, Unit::None, "host of a service", part::<SRV, 3>),
    Field::message("dns.naptr.order", Kind::Unsigned, Unit::None, "order of a rule", part::<NAPTR, 0>),
    Field::message("dns.naptr.preference", Kind::Unsigned, Unit::None, "preference of a rule", part::<NAPTR, 1>),
    Field::message("dns.naptr.flags", Kind::Text, Unit::None, "flags of a rule", part::<NAPTR, 2>),
    Field::message("dns.naptr.service", Kind::Text, Unit::None, "service that a rule is for", part::<NAPTR, 3>),
    Field::message("dns.naptr.regex", Kind::Text, Unit::None, "how a rule rewrites", part::<NAPTR, 4>),
    Field::message("dns.naptr.replacement", Kind::Text, Unit::None, "what a rule puts in place", part::<NAPTR, 5>),
    Field::message("dns.dname", Kind::Text, Unit::None, "the name that an alias of all below is for", part::<DNAME, 0>),
    Field::message("dns.ds.key_id", Kind::Unsigned, Unit::None, "tag of a delegated key", part::<DS, 0>),
    Field::message("dns.ds.algorithm", Kind::Unsigned, Unit::None, "its algorithm", part::<DS, 1>),
    Field::message("dns.ds.digest_type", Kind::Unsigned, Unit::None, "how its digest is made", part::<DS, 2>),
    Field::message("dns.ds.digest", Kind::Bytes, Unit::None, "its digest", part::<DS, 3>),
    Field::message("dns.rrsig.type_covered", Kind::Unsigned, Unit::None, "type that is signed", part::<RRSIG, 0>),
    Field::message("dns.rrsig.algorithm", Kind::Unsigned, Unit::None, "algorithm of a signature", part::<RRSIG, 1>),
    Field::message("dns.rrsig.labels", Kind::Unsigned, Unit::None, "labels of the signed name", part::<RRSIG, 2>),
    Field::message("dns.rrsig.original_ttl", Kind::Unsigned, Unit::Seconds, "seconds that the signed records were good for", part::<RRSIG, 3>),
    Field::message("dns.rrsig.signature_expiration", Kind::Time, Unit::None, "end of a signature", part::<RRSIG, 4>),
    Field::message("dns.rrsig.signature_inception", Kind::Time, Unit::None, "beginning of a signature", part::<RRSIG, 5>),
    Field::message("dns.rrsig.key_tag", Kind::Unsigned, Unit::None, "tag of the key", part::<RRSIG, 6>),
    Field::message("dns.rrsig.signers_name", Kind::Text, Unit::None, "who signed", part::<RRSIG, 7>),
    Field::message("dns.rrsig.signature", Kind::Bytes, Unit::None, "a signature", part::<RRSIG, 8>),
    Field::message("dns.nsec.next_domain_name", Kind::Text, Unit::None, "next name there is", part::<NSEC, 0>),
    Field::message("dns.dnskey.flags", Kind::Unsigned, Unit::None, "flags of a key", part::<DNSKEY, 0>),
    Field::message("dns.dnskey.protocol", Kind::Unsigned, Unit::None, "always 3", part::<DNSKEY, 1>),
    Field::message("dns.dnskey.algorithm", Kind::Unsigned, Unit::None, "algorithm of a key", part::<DNSKEY, 2>),
    Field::message("dns.dnskey.public_key", Kind::Bytes, Unit::None, "a key", part::<DNSKEY, 3>),
    Field::message("dns.spf.length", Kind::Unsigned, Unit::Bytes, "length of a text", text_lengths::<SPF>),
    Field::message("dns.spf", Kind::Text, Unit::None, "text about senders of mail", part::<SPF, 0>),
    Field::message("dns.caa.flags", Kind::Unsigned, Unit::None, "flags of an authorisation", part::<CAA, 0>),
    Field::message("dns.caa.tag", Kind::Text, Unit::None, "what is authorised", part::<CAA, 1>),
    Field::message("dns.caa.value", Kind::Text, Unit::None, "who is authorised", part::<CAA, 2>),
];

fn dns<'a>(message: &Message<'a>) -> DnsMessage<'a> {
    DnsMessage { bytes: message.bytes }
}

fn is_on(message: &Message<'_>, port: u16) -> bool {
    message.source == port || message.destination == port
}

/// A port alone may be any client's.
fn is_multicast(message: &Message<'_>) -> bool {
    is_on(message, MULTICAST) && message.protocol != ProtocolId::Dns
}

/// The bits of a class that say which class it is.
fn class_bits(message: &Message<'_>) -> u16 {
    if is_multicast(message) { !TOP } else { u16::MAX }
}

fn give(value: Option<u16>, out: &mut dyn FnMut(Value<'_>)) {
    if let Some(value) = value {
        out(value.into());
    }
}

/// Which messages have a flag.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    All,
    /// All but those of LLMNR.
    Names,
    /// Responses of these.
    Responses,
    /// Those of LLMNR, whose flags mean something else (RFC 4795 section 2.1.1).
    LinkLocal,
}

fn flag(message: &Message<'_>, bit: u16, of: Of, out: &mut dyn FnMut(Value<'_>)) {
    let dns = dns(message);
    let is_link_local = is_on(message, LINK_LOCAL);
    let has = match of {
        Of::All => true,
        Of::Names => !is_link_local,
        Of::Responses => !is_link_local && dns.is_response(),
        Of::LinkLocal => is_link_local,
    };
    if let Some(flags) = dns.flags().filter(|_| has) {
        out(Value::Bool(flags >> bit & 1 != 0));
    }
}

/// A count that goes by another name in updates (RFC 2136 section 2.2).
fn count(message: &Message<'_>, section: usize, of_update: bool, out: &mut dyn FnMut(Value<'_>)) {
    let dns = dns(message);
    if (dns.operation() == Some(5)) == of_update {
        give(dns.count(section), out);
    }
}

fn questions(message: &Message<'_>, mut see: impl FnMut(&DnsMessage<'_>, Question)) {
    let dns = dns(message);
    dns.questions().for_each(|question| see(&dns, question));
}

fn records(
    message: &Message<'_>,
    choose: fn(Record) -> Option<Record>,
    mut see: impl FnMut(&DnsMessage<'_>, &Record),
) {
    let dns = dns(message);
    dns.records().filter_map(choose).for_each(|record| see(&dns, &record));
}

/// Records that are not of services, whose name tshark takes apart.
fn no_service(record: Record) -> Option<Record> {
    (record.kind != SRV).then_some(record)
}

/// A part of the names of services: service, transport, domain (RFC 2782).
fn service(message: &Message<'_>, part: usize, out: &mut dyn FnMut(Value<'_>)) {
    let its = |record: Record| (record.kind == SRV).then_some(record);
    records(message, its, |dns, record| {
        let Some(name) = dns.name(record.name) else { return };
        if let Some(text) = name.as_str().splitn(3, '.').nth(part) {
            out(text.into());
        }
    });
}

/// Records that are no options.
fn plain(record: Record) -> Option<Record> {
    (record.kind != OPT).then_some(record)
}

/// Options of EDNS (RFC 6891 section 6.1).
fn options(record: Record) -> Option<Record> {
    (record.kind == OPT).then_some(record)
}

/// Shows the code and the data of each option.
fn edns(dns: &DnsMessage<'_>, record: &Record, mut see: impl FnMut(u16, &[u8])) {
    let mut data = record.data(dns.bytes);
    while let (Some(code), Some(length)) = (u16_at(data, 0), u16_at(data, 2)) {
        let rest = data.get(4..).unwrap_or_default();
        let Some((value, behind)) = rest.split_at_checked(length.into()) else { return };
        see(code, value);
        data = behind;
    }
}

fn name(dns: &DnsMessage<'_>, at: usize, out: &mut dyn FnMut(Value<'_>)) {
    if let Some(name) = dns.name(at) {
        out(name.as_str().into());
    }
}
