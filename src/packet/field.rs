//! Fields: what can be read from a layer, under Wireshark's name, with kind, unit and meaning.

use std::borrow::Cow;

use super::analysis::InStream;
use super::bytes::array_at;
use super::flow_fields::FIELDS;
use super::protocols::TABLE;
use super::{Decoded, Layer, Message, Packet, ProtocolId, RawPacket};
use crate::value::{Kind, Unit, Value};

/// One field of a protocol.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Wireshark's filter name.
    pub name: &'static str,
    /// The sort of value.
    pub kind: Kind,
    /// What a number counts.
    pub unit: Unit,
    /// One line of meaning.
    pub doc: &'static str,
    /// How it is read from a layer: no value, one, or several in the order of the packet.
    pub read: Read,
}

/// Hands out the values that a layer has for a field.
pub type Reader = fn(&LayerView<'_>, &mut dyn FnMut(Value<'_>));

/// Finds the one value that a layer has for a field.
pub type Finder = fn(&LayerView<'_>) -> Option<Value<'static>>;

/// Hands out the values that a message has for a field.
pub type MessageReader = fn(&Message<'_>, &mut dyn FnMut(Value<'_>));

/// Finds the one value that a stream has for a field.
pub type StreamFinder = fn(&InStream) -> Option<Value<'static>>;

/// How a field is read. Offsets count from the first byte of the layer's header; a value that
/// does not lie wholly in the header is not there.
#[derive(Clone, Copy, Debug)]
pub enum Read {
    /// Big-endian numbers, or some of their bits.
    Numbers(&'static [Number]),
    /// Big-endian numbers or bits of which any that is set means true.
    Flag(Number),
    /// Hardware addresses at these offsets.
    Macs(&'static [usize]),
    /// IPv4 addresses at these offsets.
    Ipv4s(&'static [usize]),
    /// IPv6 addresses at these offsets.
    Ipv6s(&'static [usize]),
    /// The value that the function finds, if there is one.
    Optional(Finder),
    /// Whatever the function hands out.
    With(Reader),
    /// What the function finds in a message of the application.
    Message(MessageReader),
    /// What the function finds in what is known of the layer's stream.
    Stream(StreamFinder),
    /// What was found of the packet's flow when the capture was read before.
    OfFlow,
}

/// A big-endian number in a header, or some of its bits.
#[derive(Clone, Copy, Debug)]
pub struct Number {
    offset: usize,
    bytes: usize,
    shift: u32,
    mask: u64,
    scale: u64,
}

impl Number {
    /// The number of `bytes` bytes (at most 8) at `offset`.
    #[must_use]
    pub const fn at(offset: usize, bytes: usize) -> Self {
        Self { offset, bytes, shift: 0, mask: u64::MAX, scale: 1 }
    }

    /// Of the number, the bits that `mask` keeps after a shift to the right.
    #[must_use]
    pub const fn bits(mut self, shift: u32, mask: u64) -> Self {
        self.shift = shift;
        self.mask = mask;
        self
    }

    /// The largest number that its bytes hold.
    #[must_use]
    pub const fn largest(&self) -> u64 {
        if self.bytes >= 8 {
            return u64::MAX;
        }
        ((1 << (8 * self.bytes)) - 1_u64).saturating_mul(self.scale)
    }

    /// The number counts groups of `scale`: words of four bytes, say.
    #[must_use]
    pub const fn times(mut self, scale: u64) -> Self {
        self.scale = scale;
        self
    }

    /// The number as `header` has it.
    #[must_use]
    pub fn read(&self, header: &[u8]) -> Option<u64> {
        let bytes = header.get(self.offset..)?.get(..self.bytes)?;
        let word = bytes.iter().fold(0, |word, &byte| word << 8 | u64::from(byte));
        Some((word >> self.shift & self.mask) * self.scale)
    }
}

impl Field {
    /// The largest number that it can be, where its place in a header says so.
    #[must_use]
    pub fn largest(&self) -> Option<u64> {
        match self.read {
            Read::Numbers(places) => places.iter().map(Number::largest).max(),
            _ => None,
        }
    }

    /// A pure number.
    #[must_use]
    pub const fn number(name: &'static str, doc: &'static str, at: &'static [Number]) -> Self {
        Self { name, kind: Kind::Unsigned, unit: Unit::None, doc, read: Read::Numbers(at) }
    }

    /// A number of bytes.
    #[must_use]
    pub const fn length(name: &'static str, doc: &'static str, at: &'static [Number]) -> Self {
        Self { name, kind: Kind::Unsigned, unit: Unit::Bytes, doc, read: Read::Numbers(at) }
    }

    /// A flag.
    #[must_use]
    pub const fn flag(name: &'static str, doc: &'static str, at: Number) -> Self {
        Self { name, kind: Kind::Boolean, unit: Unit::None, doc, read: Read::Flag(at) }
    }

    /// Hardware addresses.
    #[must_use]
    pub const fn mac(name: &'static str, doc: &'static str, at: &'static [usize]) -> Self {
        Self { name, kind: Kind::Mac, unit: Unit::None, doc, read: Read::Macs(at) }
    }

    /// IPv4 addresses.
    #[must_use]
    pub const fn ipv4(name: &'static str, doc: &'static str, at: &'static [usize]) -> Self {
        Self { name, kind: Kind::Ipv4, unit: Unit::None, doc, read: Read::Ipv4s(at) }
    }

    /// IPv6 addresses.
    #[must_use]
    pub const fn ipv6(name: &'static str, doc: &'static str, at: &'static [usize]) -> Self {
        Self { name, kind: Kind::Ipv6, unit: Unit::None, doc, read: Read::Ipv6s(at) }
    }

    /// One value at most, that a function finds.
    #[must_use]
    pub const fn optional(
        name: &'static str,
        kind: Kind,
        unit: Unit,
        doc: &'static str,
        find: Finder,
    ) -> Self {
        Self { name, kind, unit, doc, read: Read::Optional(find) }
    }

    /// Values that a function finds in a message of the application.
    #[must_use]
    pub const fn message(
        name: &'static str,
        kind: Kind,
        unit: Unit,
        doc: &'static str,
        read: MessageReader,
    ) -> Self {
        Self { name, kind, unit, doc, read: Read::Message(read) }
    }

    /// One value at most, that a function finds in what is known of the layer's stream.
    #[must_use]
    pub const fn stream(
        name: &'static str,
        kind: Kind,
        unit: Unit,
        doc: &'static str,
        find: StreamFinder,
    ) -> Self {
        Self { name, kind, unit, doc, read: Read::Stream(find) }
    }

    /// Values that a function finds.
    #[must_use]
    pub const fn with(
        name: &'static str,
        kind: Kind,
        unit: Unit,
        doc: &'static str,
        read: Reader,
    ) -> Self {
        Self { name, kind, unit, doc, read: Read::With(read) }
    }

    /// Hands the values that a layer of the field's protocol has to `out`.
    pub fn read(&self, view: &LayerView<'_>, out: &mut dyn FnMut(Value<'_>)) {
        let header = view.header();
        match self.read {
            Read::Numbers(places) => {
                places.iter().filter_map(|place| place.read(header)).for_each(|n| out(n.into()));
            }
            Read::Flag(place) => {
                if let Some(bits) = place.read(header) {
                    out(Value::Bool(bits != 0));
                }
            }
            Read::Macs(places) => {
                let found = places.iter().filter_map(|&at| array_at(header, at));
                found.for_each(|octets| out(Value::Mac(octets)));
            }
            Read::Ipv4s(places) => {
                let found = places.iter().filter_map(|&at| array_at::<4>(header, at));
                found.for_each(|octets| out(Value::Ipv4(octets.into())));
            }
            Read::Ipv6s(places) => {
                let found = places.iter().filter_map(|&at| array_at::<16>(header, at));
                found.for_each(|octets| out(Value::Ipv6(octets.into())));
            }
            Read::Optional(find) => {
                if let Some(value) = find(view) {
                    out(value);
                }
            }
            Read::With(read) => read(view, out),
            Read::Stream(find) => {
                if let Some(value) = view.decoded.stream(view.index).and_then(find) {
                    out(value);
                }
            }
            // Not in a header.
            Read::Message(_) | Read::OfFlow => {}
        }
    }
}

/// One layer of a packet, with the packet around it.
#[derive(Clone, Copy, Debug)]
pub struct LayerView<'a> {
    /// The record.
    pub raw: &'a RawPacket<'a>,
    /// All layers.
    pub decoded: &'a Decoded,
    /// This layer.
    pub layer: Layer,
    /// Its place, counted from the outside.
    pub index: usize,
}

impl<'a> LayerView<'a> {
    /// The layer that carries this one; `None` for the outermost.
    #[must_use]
    pub fn outside(&self) -> Option<&'a Layer> {
        self.decoded.layers().get(self.index.checked_sub(1)?)
    }

    /// The bytes of the header.
    #[must_use]
    pub fn header(&self) -> &'a [u8] {
        let Layer { start, payload, .. } = self.layer;
        self.raw.data.get(start as usize..payload as usize).unwrap_or_default()
    }

    /// The captured bytes of the payload.
    #[must_use]
    pub fn payload(&self) -> &'a [u8] {
        let Layer { payload, end, .. } = self.layer;
        self.raw.data.get(payload as usize..end as usize).unwrap_or_default()
    }

    /// How long the payload was on the wire, in bytes.
    #[must_use]
    pub fn payload_wire_bytes(&self) -> u32 {
        self.layer.wire_end.saturating_sub(self.layer.payload)
    }
}

/// A field and the protocol that has it, found by name.
#[derive(Clone, Copy, Debug)]
pub struct FieldReader {
    /// The protocol.
    pub protocol: ProtocolId,
    /// The field.
    pub field: &'static Field,
}

impl FieldReader {
    /// Whether the field is in messages of an application rather than in a header.
    #[must_use]
    pub const fn is_in_messages(&self) -> bool {
        matches!(self.field.read, Read::Message(_))
    }

    /// Whether the packets before tell the field: the stream has to be followed, in the order of the
    /// capture.
    #[must_use]
    pub const fn is_of_streams(&self) -> bool {
        matches!(self.field.read, Read::Stream(_))
    }

    /// Whether all packets of the flow tell the field, those behind this one too: the capture has to
    /// be read before.
    #[must_use]
    pub const fn is_of_flows(&self) -> bool {
        matches!(self.field.read, Read::OfFlow)
    }

    /// The field with this Wireshark name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        let of_headers = TABLE.iter().find_map(|&(protocol, description)| {
            let field = description.fields.iter().find(|field| field.name == name)?;
            Some(Self { protocol, field })
        });
        of_headers.or_else(|| of_flows().find(|reader| reader.field.name == name))
    }

    /// Hands each value that the packet has for this field to `out`, outer layers first.
    pub fn read(&self, packet: &Packet<'_>, out: &mut dyn FnMut(Value<'_>)) {
        if let Read::OfFlow = self.field.read {
            let of_flow = packet.of_flow.iter().find(|(name, _)| *name == self.field.name);
            match of_flow {
                None | Some((_, Value::Null)) => {}
                Some((_, Value::Text(text))) => out(Value::Text(Cow::Borrowed(text))),
                Some((_, value)) => out(value.clone()),
            }
            return;
        }
        if self.protocol == ProtocolId::Frame {
            let layer = Layer {
                protocol: ProtocolId::Frame,
                start: 0,
                payload: 0,
                end: u32::try_from(packet.raw.captured().len()).unwrap_or(u32::MAX),
                wire_end: packet.raw.wire_bytes,
            };
            let Packet { raw, decoded, .. } = *packet;
            self.field.read(&LayerView { raw, decoded, layer, index: 0 }, out);
            return;
        }
        if let Read::Message(read) = self.field.read {
            for message in packet.messages().filter(|it| it.is_like(self.protocol)) {
                read(&message, out);
            }
            return;
        }
        let Packet { raw, decoded, .. } = *packet;
        for (index, &layer) in decoded.layers().iter().enumerate() {
            if layer.protocol == self.protocol {
                self.field.read(&LayerView { raw, decoded, layer, index }, out);
            }
        }
    }
}

/// Every field, in the order of the table; those of flows come last.
pub fn all() -> impl Iterator<Item = FieldReader> {
    let of_headers = TABLE.iter().flat_map(|&(protocol, description)| {
        description.fields.iter().map(move |field| FieldReader { protocol, field })
    });
    of_headers.chain(of_flows())
}

/// The fields of flows.
fn of_flows() -> impl Iterator<Item = FieldReader> {
    FIELDS.iter().map(|field| FieldReader { protocol: ProtocolId::Frame, field })
}
