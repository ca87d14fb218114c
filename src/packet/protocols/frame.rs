//! The record itself: what the capture says of a packet before any protocol is decoded.
//!
//! Never a layer of a packet; its fields are asked of the record.

use crate::packet::{Field, LayerView, Protocol, Role};
use crate::value::{Kind, Unit, Value};

/// The frame.
pub const PROTOCOL: Protocol = Protocol {
    name: "frame",
    title: "Frame",
    source: "the capture file's record",
    role: Role::Frame,
    fields: &[
        Field::with("frame.number", Kind::Unsigned, Unit::None, "position in the timeline, from 1", |view, out| {
            out(view.raw.number.into());
        }),
        Field::with("frame.time_epoch", Kind::Time, Unit::None, "when the packet was captured", |view, out| {
            out(Value::Time(view.raw.at));
        }),
        Field::with("frame.time", Kind::Time, Unit::None, "the same, by the name that Wireshark shows", |view, out| {
            out(Value::Time(view.raw.at));
        }),
        Field::with("frame.time_relative", Kind::Duration, Unit::Seconds, "time since the first packet", |view, out| {
            out(Value::Duration(view.raw.since_start()));
        }),
        Field::with("frame.time_delta", Kind::Duration, Unit::Seconds, "time since the packet before it in the capture", |view, out| {
            out(Value::Duration(view.raw.at.since(view.raw.before)));
        }),
        Field::with("frame.len", Kind::Unsigned, Unit::Bytes, "length on the wire", |view, out| {
            out(view.raw.wire_bytes.into());
        }),
        Field::with("frame.cap_len", Kind::Unsigned, Unit::Bytes, "bytes that the capture kept", |view, out| {
            out(Value::Unsigned(view.raw.captured().len() as u64));
        }),
        Field::with("frame.interface_id", Kind::Unsigned, Unit::None, "interface, as numbered in the input ledger", |view, out| {
            out(view.raw.interface.into());
        }),
        Field::with("frame.protocols", Kind::Text, Unit::None, "protocols from the outside in, joined by colons", protocols),
    ],
    ..Protocol::EMPTY
};

fn protocols(view: &LayerView<'_>, out: &mut dyn FnMut(Value<'_>)) {
    let mut names = String::new();
    for layer in view.decoded.layers() {
        if !names.is_empty() {
            names.push(':');
        }
        names.push_str(layer.protocol.name());
    }
    out(Value::from(names));
}
