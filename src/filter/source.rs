//! Where values come from: a field, or the bytes of a protocol; in all layers or in some.

use std::borrow::Cow;

use super::range::Layers;
use super::reach::Reach;
use crate::packet::{FieldReader, LayerView, Packet, Presence, ProtocolId, Role, field, protocols};
use crate::value::{Kind, Value};

/// A field or a protocol.
#[derive(Clone, Debug)]
pub struct Source {
    what: What,
    layers: Option<Layers>,
}

#[derive(Clone, Debug)]
enum What {
    Field(FieldReader),
    /// All protocols of that name.
    Protocol(Vec<ProtocolId>),
}

/// Former names of protocols, which people still have in their fingers.
const FORMER: [(&str, &str); 3] = [("ssl", "tls"), ("bootp", "dhcp"), ("ip6", "ipv6")];

impl Source {
    /// What is named so; `inner:` and `outer:` before it choose a layer.
    pub fn by_name(name: &str) -> Option<Self> {
        if let Some(rest) = name.strip_prefix("outer:") {
            return Self::in_all(rest).map(|source| source.within(Layers::outer()));
        }
        if let Some(rest) = name.strip_prefix("inner:") {
            return Self::in_all(rest).map(|source| source.within(Layers::inner()));
        }
        Self::in_all(name)
    }

    fn in_all(name: &str) -> Option<Self> {
        let found = |name: &str| {
            let field = FieldReader::by_name(name).map(What::Field);
            field.or_else(|| {
                let named = protocols::TABLE.iter().filter(|(_, protocol)| protocol.name == name);
                let named: Vec<ProtocolId> = named.map(|(id, _)| *id).collect();
                (!named.is_empty()).then_some(What::Protocol(named))
            })
        };
        let what = found(name).or_else(|| {
            let (protocol, rest) = name.split_at(name.find('.').unwrap_or(name.len()));
            let (_, today) = FORMER.iter().find(|(former, _)| *former == protocol)?;
            found(&format!("{today}{rest}"))
        })?;
        Some(Self { what, layers: None })
    }

    /// The same, of some layers only.
    pub fn within(self, layers: Layers) -> Self {
        Self { layers: Some(layers), ..self }
    }

    /// Whether layers were chosen already.
    pub const fn is_within(&self) -> bool {
        self.layers.is_some()
    }

    /// What sort of values it has.
    pub const fn kind(&self) -> Kind {
        match &self.what {
            What::Field(reader) => reader.field.kind,
            What::Protocol(_) => Kind::Bytes,
        }
    }

    /// The largest number that it can be, where its place in a header says so.
    pub fn largest(&self) -> Option<u64> {
        match &self.what {
            What::Field(reader) => reader.field.largest(),
            What::Protocol(_) => None,
        }
    }

    /// What it takes to see whether it is there.
    pub fn reach(&self) -> Reach {
        match &self.what {
            What::Field(reader) => Reach::of_field(reader),
            What::Protocol(ids) => {
                ids.iter().map(|id| Reach::of_protocol(*id)).max().unwrap_or_default()
            }
        }
    }

    /// Its protocol, or all that have its name.
    pub fn protocols(&self) -> Vec<ProtocolId> {
        match &self.what {
            What::Field(reader) => vec![reader.protocol],
            What::Protocol(ids) => ids.clone(),
        }
    }

    /// The field, where it is one of flows.
    pub fn of_flows(&self) -> Option<FieldReader> {
        match &self.what {
            What::Field(reader) if reader.is_of_flows() => Some(*reader),
            _ => None,
        }
    }

    /// What it takes to read its values, at least what [`Source::reach`] says.
    pub fn reach_of_values(&self) -> Reach {
        match &self.what {
            What::Protocol(ids) if ids.iter().any(|id| id.role() == Role::Application) => {
                Reach::Messages
            }
            _ => self.reach(),
        }
    }

    /// Whether a packet has it.
    pub fn is_in(&self, packet: &Packet<'_>) -> bool {
        match &self.what {
            What::Protocol(ids) if self.layers.is_none() => {
                ids.iter().any(|id| has_protocol(packet, *id))
            }
            _ => {
                let mut found = false;
                self.each(packet, &mut |_| found = true);
                found
            }
        }
    }

    /// Hands out its values, outer layers first.
    pub fn each(&self, packet: &Packet<'_>, out: &mut dyn FnMut(Value<'_>)) {
        match (&self.what, &self.layers) {
            (What::Field(reader), None) => reader.read(packet, out),
            (What::Field(reader), Some(layers)) => {
                let read = |view: &LayerView<'_>, out: &mut dyn FnMut(Value<'_>)| {
                    reader.field.read(view, out);
                };
                if let field::Read::Message(of_message) = reader.field.read {
                    let its = || packet.messages().filter(|it| it.is_like(reader.protocol));
                    let count = its().count();
                    let chosen = its().enumerate().filter(|(index, _)| layers.has(*index, count));
                    chosen.for_each(|(_, message)| of_message(&message, out));
                } else if reader.protocol == ProtocolId::Frame {
                    if layers.has(0, 1) {
                        reader.read(packet, out);
                    }
                } else {
                    chosen_views(packet, &[reader.protocol], Some(layers), |view| read(&view, out));
                }
            }
            (What::Protocol(ids), layers) => bytes_of(packet, ids, layers.as_ref(), out),
        }
    }
}

/// Whether a packet has a protocol. A message in a stream is there where it ends, as in tshark, and
/// that of some protocols in more packets.
fn has_protocol(packet: &Packet<'_>, id: ProtocolId) -> bool {
    if id == ProtocolId::Frame {
        return true;
    }
    if id == ProtocolId::Data {
        return has_data(packet);
    }
    let has_layer = || packet.layers().iter().any(|layer| layer.protocol == id);
    if id.role() != Role::Application || id.get().framing.is_none() {
        return has_layer();
    }
    let has_message = packet.messages().any(|message| message.protocol == id);
    has_message
        || match id.get().presence {
            Presence::Bounds if packet.messages.begun == Some(id) => true,
            Presence::Everywhere => has_layer(),
            _ => has_layer() && !is_stream(packet),
        }
}

fn is_stream(packet: &Packet<'_>) -> bool {
    packet.decoded.transport().is_some_and(|layer| layer.protocol == ProtocolId::Tcp)
}

/// Whether a packet ends with bytes that nothing names.
fn has_data(packet: &Packet<'_>) -> bool {
    packet
        .decoded
        .last()
        .is_some_and(|last| last.protocol.role() == Role::Transport && last.payload < last.end)
}

/// Hands the bytes of protocols out, from their headers to where their payload ends.
fn bytes_of(
    packet: &Packet<'_>,
    ids: &[ProtocolId],
    layers: Option<&Layers>,
    out: &mut dyn FnMut(Value<'_>),
) {
    if ids.contains(&ProtocolId::Frame) {
        if layers.is_none_or(|layers| layers.has(0, 1)) {
            out(Value::Bytes(Cow::Borrowed(packet.raw.captured())));
        }
        return;
    }
    let its = || packet.messages().filter(|message| ids.contains(&message.protocol));
    let count = its().count();
    if count > 0 {
        let chosen = |index| layers.is_none_or(|layers| layers.has(index, count));
        its().enumerate().filter(|(index, _)| chosen(*index)).for_each(|(_, message)| {
            out(Value::Bytes(Cow::Borrowed(message.bytes)));
        });
        return;
    }
    if is_stream(packet) && ids.iter().any(|id| id.role() == Role::Application) {
        return;
    }
    chosen_views(packet, ids, layers, |view| {
        let range = view.layer.start as usize..view.layer.end as usize;
        out(Value::Bytes(Cow::Borrowed(packet.raw.data.get(range).unwrap_or_default())));
    });
}

/// Shows the layers of some protocols that are chosen.
fn chosen_views<'a>(
    packet: &Packet<'a>,
    ids: &[ProtocolId],
    layers: Option<&Layers>,
    mut see: impl FnMut(LayerView<'a>),
) {
    let its = || packet.views().filter(|view| ids.contains(&view.layer.protocol));
    let count = layers.map_or(0, |_| its().count());
    let is_chosen = |index| layers.is_none_or(|layers| layers.has(index, count));
    its().enumerate().filter(|(index, _)| is_chosen(*index)).for_each(|(_, view)| see(view));
}
