//! The packet-decoding library that every command shares: one walk through one table of protocols.
//!
//! [`decode`] turns a [`RawPacket`] into layers (a protocol and a byte range each) and faults.
//! [`protocols`] is the table; each protocol is one flat file in that folder. Nothing here
//! allocates for a packet, and no packet, however broken, makes it panic or loop.

mod address;
pub mod analysis;
pub(crate) mod bytes;
mod cisco_type;
pub(crate) mod content;
mod extension;
pub mod fault;
pub mod field;
pub mod flow_fields;
mod header;
mod joined;
pub mod layer;
mod message;
mod messages;
mod options;
mod plain;
pub mod protocol;
pub mod protocols;
mod raw;
mod selector;
mod snap;
#[cfg(test)]
pub(crate) mod testing;
mod type_or_length;
mod walk;

pub use address::{Flow, HostPair};
pub use fault::{Fault, FaultKind};
pub use field::{Field, FieldReader, LayerView, Number};
pub use header::{Header, Next};
pub use joined::{Datagram, Joined, Whole};
pub use layer::{Decoded, Layer};
pub use messages::{Entry, Framing, Message, Messages, Opener, Place, Progress, Step};
pub use plain::Plain;
pub use protocol::{Confidence, Input, Payload, Presence, Protocol, Role, Transport};
pub use protocols::ProtocolId;
pub use raw::RawPacket;
pub use selector::Selector;
pub use walk::{decode, walk};

use crate::value::Value;

/// A packet as analysers see it: what the capture says of it, and what decoding found.
#[derive(Clone, Copy, Debug)]
pub struct Packet<'a> {
    /// The record of the capture: number, time, lengths, bytes.
    pub raw: &'a RawPacket<'a>,
    /// Layers from the outside in, and faults.
    pub decoded: &'a Decoded,
    /// What its applications said, where somebody asked.
    pub messages: Messages<'a>,
    /// What is known of its flow, by the names of fields, where the capture was read before.
    pub of_flow: &'a [(&'static str, Value<'static>)],
}

impl<'a> Packet<'a> {
    /// The layers from the outside in.
    #[must_use]
    pub fn layers(&self) -> &'a [Layer] {
        self.decoded.layers()
    }

    /// The header and payload of the layer at `index`, counted from the outside.
    #[must_use]
    pub fn view(&self, index: usize) -> Option<LayerView<'a>> {
        let layer = *self.decoded.layers().get(index)?;
        Some(LayerView { raw: self.raw, decoded: self.decoded, layer, index })
    }

    /// Views of all layers, from the outside in.
    pub fn views(&self) -> impl Iterator<Item = LayerView<'a>> {
        let Packet { raw, decoded, .. } = *self;
        decoded.layers().iter().enumerate().map(move |(index, &layer)| LayerView {
            raw,
            decoded,
            layer,
            index,
        })
    }

    /// The messages of applications that the packet completed; none where nobody
    /// asked the engine for messages.
    pub fn messages(&self) -> impl Iterator<Item = Message<'a>> {
        let Packet { raw, messages, .. } = *self;
        let flow = if messages.entries.is_empty() { None } else { self.flow() };
        messages.entries.iter().filter_map(move |entry| {
            let Flow { transport, source_port, destination_port, .. } = flow?;
            let (source, destination) = if entry.reversed {
                (destination_port, source_port)
            } else {
                (source_port, destination_port)
            };
            let bytes = match entry.place {
                Place::Packet => raw.data,
                Place::Assembled => messages.assembled,
            };
            Some(Message {
                protocol: entry.protocol,
                transport,
                source,
                destination,
                bytes: bytes.get(entry.start as usize..entry.end as usize)?,
                wire_bytes: entry.wire_bytes,
                reversed: entry.reversed,
                mark: entry.mark,
            })
        })
    }

    /// Source and destination of the innermost IP header.
    #[must_use]
    pub fn hosts(&self) -> Option<HostPair> {
        self.decoded.hosts(self.raw.data)
    }

    /// Addresses, transport and ports of the innermost flow this packet belongs to.
    #[must_use]
    pub fn flow(&self) -> Option<Flow> {
        self.decoded.flow(self.raw.data)
    }
}
