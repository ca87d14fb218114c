//! The proof: what was written is decoded again, and every address that any protocol's header has is
//! compared with the one that stood there before.

use std::collections::HashMap;

use super::mapper::Mapper;
use crate::packet::field::{Field, Read};
use crate::packet::{Decoded, LayerView, ProtocolId, RawPacket, decode, field};
use crate::value::{Kind, Value};

/// Compares, and counts what was compared.
pub struct Proof {
    /// The fields that hold addresses, by protocol.
    fields: HashMap<ProtocolId, Vec<&'static Field>>,
    decoded: Decoded,
    /// Addresses that were compared.
    pub compared: u64,
}

impl Proof {
    /// With the fields of all protocols.
    pub fn new() -> Self {
        let mut fields: HashMap<_, Vec<_>> = HashMap::new();
        for reader in field::all() {
            let is_address = matches!(reader.field.kind, Kind::Mac | Kind::Ipv4 | Kind::Ipv6);
            if is_address && !matches!(reader.field.read, Read::Message(_) | Read::Stream(_)) {
                fields.entry(reader.protocol).or_default().push(reader.field);
            }
        }
        Self { fields, decoded: Decoded::default(), compared: 0 }
    }

    /// Whether every address in `after` is what takes the place of the one that `before` has there, or
    /// stands for no host.
    pub fn holds(
        &mut self,
        mapper: &mut Mapper,
        before: (&RawPacket<'_>, &Decoded),
        after: &RawPacket<'_>,
    ) -> bool {
        decode(after, &mut self.decoded);
        let Self { fields, decoded, compared } = self;
        let mut holds = true;
        for (index, &layer) in decoded.layers().iter().enumerate() {
            let Some(fields) = fields.get(&layer.protocol) else { continue };
            let same = before
                .1
                .layers()
                .get(index)
                .filter(|it| (it.protocol, it.start) == (layer.protocol, layer.start));
            let ours = LayerView { raw: after, decoded, layer, index };
            for field in fields {
                let mut expected = Vec::new();
                if let Some(&layer) = same {
                    let theirs = LayerView { raw: before.0, decoded: before.1, layer, index };
                    field.read(&theirs, &mut |value| expected.push(mapped(mapper, &value)));
                }
                let mut expected = expected.into_iter();
                field.read(&ours, &mut |value| {
                    *compared += 1;
                    let value = value.into_owned();
                    let was = expected.next();
                    let is_nobody = is_empty(&value) || mapped(mapper, &value) == value;
                    holds &= was.as_ref() == Some(&value) || is_nobody;
                });
            }
        }
        holds
    }
}

/// Whether all bytes are zero: what was emptied.
fn is_empty(value: &Value<'_>) -> bool {
    match value {
        Value::Mac(octets) => *octets == [0; 6],
        Value::Ipv4(address) => address.is_unspecified(),
        Value::Ipv6(address) => address.is_unspecified(),
        _ => false,
    }
}

fn mapped(mapper: &mut Mapper, value: &Value<'_>) -> Value<'static> {
    match value {
        Value::Mac(octets) => Value::Mac(mapper.mac(*octets)),
        Value::Ipv4(address) => Value::Ipv4(mapper.v4(*address)),
        Value::Ipv6(address) => Value::Ipv6(mapper.v6(*address)),
        _ => Value::Null,
    }
}
