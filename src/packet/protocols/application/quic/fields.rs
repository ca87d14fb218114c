//! The fields of long headers, under Wireshark's names. What short headers hold depends on what both
//! ends agreed on before.

use crate::packet::content::quic::{Header, Kind, VERSION_2, long_headers};
use crate::packet::{Field, Message, field::MessageReader};
use crate::value::{Kind as ValueKind, Unit, Value};
use std::borrow::Cow;

/// Every field, in the order of the header.
pub const FIELDS: &[Field] = &[
    number("quic.long.packet_type", "type of a packet with a long header", |it, out| {
        each(it, &mut |header| {
            // Version 2 has a field of its own, and a negotiation no type.
            if header.kind != Kind::Negotiation && header.version != VERSION_2 {
                out(header.type_bits.into());
            }
        });
    }),
    number("quic.version", "version; 0 for a negotiation of it", |it, out| {
        each(it, &mut |header| out(header.version.into()));
    }),
    number("quic.dcil", "length of the connection's identifier at the destination", |it, out| {
        each(it, &mut |header| out(Value::Unsigned(header.destination.len() as u64)));
    }),
    octets("quic.dcid", "the connection's identifier at the destination, of long headers", |it, out| {
        each(it, &mut |header| bytes(header.destination, out));
    }),
    number("quic.scil", "length of the connection's identifier at the source", |it, out| {
        each(it, &mut |header| out(Value::Unsigned(header.source.len() as u64)));
    }),
    octets("quic.scid", "the connection's identifier at the source", |it, out| {
        each(it, &mut |header| bytes(header.source, out));
    }),
];

fn each(message: &Message<'_>, out: &mut dyn FnMut(&Header<'_>)) {
    long_headers(message.bytes).for_each(|header| out(&header));
}

fn bytes(bytes: &[u8], out: &mut dyn FnMut(Value<'_>)) {
    if !bytes.is_empty() {
        out(Value::Bytes(Cow::Borrowed(bytes)));
    }
}

const fn number(name: &'static str, doc: &'static str, read: MessageReader) -> Field {
    Field::message(name, ValueKind::Unsigned, Unit::None, doc, read)
}

const fn octets(name: &'static str, doc: &'static str, read: MessageReader) -> Field {
    Field::message(name, ValueKind::Bytes, Unit::None, doc, read)
}
