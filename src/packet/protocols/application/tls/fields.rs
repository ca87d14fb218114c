//! The fields of TLS, under Wireshark's names where it has them. JA4, subject, issuer and validity
//! as times are ours.

use super::certificates::{countries, each_certificate, raw, strings, utc_times};
use super::hellos::{
    bytes, each_extensions, each_hello, ja3_lines, ja4, signatures, text,
};
use super::framing::VERSION_1_3;
use crate::packet::content::tls::record::{DATA, Record};
use crate::packet::content::tls::messages::{alerts, each_handshake, records};
use crate::packet::content::cursor::u16s;
use crate::packet::content::tls::ja3;
use crate::packet::{Field, Message, field::MessageReader};
use crate::value::{Kind, Unit, Value};

/// Whether a record hides what it is.
const fn is_opaque(message: &Message<'_>, record: &Record) -> bool {
    message.mark == VERSION_1_3 && record.kind == DATA
}

/// Every field, in the order of the messages.
pub const FIELDS: &[Field] = &[
    number("tls.record.content_type", "type of a record: 20 change of cipher, 21 alert, 22 handshake, 23 data", |it, out| {
        // From version 1.3 on, what is encrypted says that it is data, whatever it is.
        records(it).filter(|(record, _)| !is_opaque(it, record)).for_each(|(record, _)| out(record.kind.into()));
    }),
    number("tls.record.opaque_type", "type that an encrypted record of version 1.3 gives itself, 23", |it, out| {
        records(it).filter(|(record, _)| is_opaque(it, record)).for_each(|(record, _)| out(record.kind.into()));
    }),
    number("tls.record.version", "version of a record", |it, out| {
        records(it).for_each(|(record, _)| out(record.version.into()));
    }),
    Field::message("tls.record.length", Kind::Unsigned, Unit::Bytes, "length of a record's content", |it, out| {
        records(it).for_each(|(record, _)| out(Value::Unsigned(record.length as u64)));
    }),
    number("tls.alert_message.level", "level of an alert: 1 warning, 2 fatal", |it, out| {
        alerts(it).for_each(|[level, _]| out(level.into()));
    }),
    number("tls.alert_message.desc", "what an alert says", |it, out| {
        alerts(it).for_each(|[_, what]| out(what.into()));
    }),
    number("tls.handshake.type", "type of a handshake message: 1 client hello, 2 server hello, 11 certificate", |it, out| {
        each_handshake(it, &mut |one| out(one.kind.into()));
    }),
    Field::message("tls.handshake.length", Kind::Unsigned, Unit::Bytes, "length of a handshake message", |it, out| {
        each_handshake(it, &mut |one| out(one.length.into()));
    }),
    number("tls.handshake.version", "version in the old place of a hello", |it, out| {
        each_hello(it, &mut |hello| out(hello.version.into()));
    }),
    octets("tls.handshake.random", "random bytes of a hello", |it, out| {
        each_hello(it, &mut |hello| out(bytes(hello.random)));
    }),
    octets("tls.handshake.session_id", "session that is to be taken up", |it, out| {
        each_hello(it, &mut |hello| {
            if !hello.session_id.is_empty() {
                out(bytes(hello.session_id));
            }
        });
    }),
    number("tls.handshake.ciphersuite", "cipher suites that a client offers, or the one that the server chose", |it, out| {
        each_hello(it, &mut |hello| u16s(hello.ciphers).for_each(|cipher| out(cipher.into())));
    }),
    number("tls.handshake.comp_method", "compressions that a client offers, or the one that the server chose", |it, out| {
        each_hello(it, &mut |hello| hello.compressions.iter().for_each(|&one| out(one.into())));
    }),
    number("tls.handshake.extension.type", "types of extensions", |it, out| {
        each_extensions(it, &mut |list, _| list.all().for_each(|(kind, _)| out(kind.into())));
    }),
    words("tls.handshake.extensions_server_name", "name of the server that the client wants", |it, out| {
        each_extensions(it, &mut |list, _| list.server_names().for_each(|name| out(text(name))));
    }),
    words("tls.handshake.extensions_alpn_str", "protocols that may be spoken inside, or the one that the server chose", |it, out| {
        each_extensions(it, &mut |list, _| list.protocols().for_each(|name| out(text(name))));
    }),
    number("tls.handshake.extensions.supported_version", "versions that a client offers, or the one that the server chose", |it, out| {
        each_extensions(it, &mut |list, client| list.versions(client).for_each(|one| out(one.into())));
    }),
    number("tls.handshake.extensions_supported_group", "groups for the exchange of keys", |it, out| {
        each_extensions(it, &mut |list, _| list.groups().for_each(|group| out(group.into())));
    }),
    number("tls.handshake.extensions_ec_point_format", "formats of points on curves", |it, out| {
        each_extensions(it, &mut |list, _| list.point_formats().for_each(|one| out(one.into())));
    }),
    number("tls.handshake.sig_hash_alg", "signature algorithms, offered, wished for and used", signatures),
    number("tls.handshake.extensions_key_share_group", "groups of the shares for the exchange of keys", |it, out| {
        each_extensions(it, &mut |list, client| list.share_groups(client).for_each(|one| out(one.into())));
    }),
    words("tls.handshake.ja3", "JA3 fingerprint of a client hello", |it, out| {
        ja3_lines(it, true, &mut |line| out(ja3::digest(&line).into()));
    }),
    words("tls.handshake.ja3_full", "the line of which JA3 is the MD5", |it, out| {
        ja3_lines(it, true, &mut |line| out(line.into()));
    }),
    words("tls.handshake.ja3s", "JA3S fingerprint of a server hello", |it, out| {
        ja3_lines(it, false, &mut |line| out(ja3::digest(&line).into()));
    }),
    words("tls.handshake.ja3s_full", "the line of which JA3S is the MD5", |it, out| {
        ja3_lines(it, false, &mut |line| out(line.into()));
    }),
    words("tls.handshake.ja4", "JA4 fingerprint of a client hello", ja4),
    octets("tls.handshake.certificate", "certificates in DER, the peer's own first", raw),
    octets("x509af.serialNumber", "serial numbers of certificates", |it, out| {
        each_certificate(it, &mut |certificate| out(bytes(certificate.serial)));
    }),
    words("x509af.utcTime", "begin and end of the validity of certificates, as text", utc_times),
    words("x509sat.CountryName", "countries in names of certificates", countries),
    words("x509sat.uTF8String", "strings of this type in names of certificates", |it, out| {
        strings(it, 0x0c, out);
    }),
    words("x509sat.printableString", "strings of this type in names of certificates", |it, out| {
        strings(it, 0x13, out);
    }),
    words("x509sat.teletexString", "strings of this type in names of certificates", |it, out| {
        strings(it, 0x14, out);
    }),
    words("x509sat.bmpString", "strings of this type in names of certificates", |it, out| {
        strings(it, 0x1e, out);
    }),
    words("x509ce.dNSName", "hosts that certificates are for", |it, out| {
        each_certificate(it, &mut |certificate| certificate.hosts().for_each(|host| out(text(host))));
    }),
    words("tls.certificate.subject", "whom a certificate names (RFC 4514)", |it, out| {
        each_certificate(it, &mut |certificate| out(certificate.subject.to_text().into()));
    }),
    words("tls.certificate.issuer", "who issued a certificate (RFC 4514)", |it, out| {
        each_certificate(it, &mut |certificate| out(certificate.issuer.to_text().into()));
    }),
    time("tls.certificate.not_before", "from when on a certificate is valid", |it, out| {
        each_certificate(it, &mut |certificate| out(certificate.not_before.at().map_or(Value::Null, Value::Time)));
    }),
    time("tls.certificate.not_after", "until when a certificate is valid", |it, out| {
        each_certificate(it, &mut |certificate| out(certificate.not_after.at().map_or(Value::Null, Value::Time)));
    }),
];

const fn number(name: &'static str, doc: &'static str, read: MessageReader) -> Field {
    Field::message(name, Kind::Unsigned, Unit::None, doc, read)
}

const fn words(name: &'static str, doc: &'static str, read: MessageReader) -> Field {
    Field::message(name, Kind::Text, Unit::None, doc, read)
}

const fn octets(name: &'static str, doc: &'static str, read: MessageReader) -> Field {
    Field::message(name, Kind::Bytes, Unit::None, doc, read)
}

const fn time(name: &'static str, doc: &'static str, read: MessageReader) -> Field {
    Field::message(name, Kind::Time, Unit::None, doc, read)
}
