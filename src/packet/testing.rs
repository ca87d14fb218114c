//! What the tests of decoders share.

use super::{
    Confidence, Decoded, Fault, Header, Input, Layer, LayerView, Next, Payload, ProtocolId,
    RawPacket, Selector, Transport,
};
use crate::value::{LinkType, Timestamp, Value};

/// Runs one decoder on bytes that are a whole, unsnapped packet.
pub fn decode_alone(
    decode: fn(&Input<'_>) -> Result<Header, Fault>,
    bytes: &[u8],
) -> Result<Header, Fault> {
    let raw = raw(1, bytes);
    decode(&Input {
        bytes,
        wire_bytes: bytes.len(),
        previous: ProtocolId::Frame,
        raw: &raw,
        offset: 0,
    })
}

/// A record of link type `link_type` that holds `bytes`, captured whole.
pub fn raw(link_type: u16, bytes: &[u8]) -> RawPacket<'_> {
    RawPacket {
        number: 1,
        at: Timestamp(0),
        start: Timestamp(0),
        wire_bytes: u32::try_from(bytes.len()).unwrap(),
        link_type: LinkType(link_type),
        interface: 0,
        fcs_bytes: 0,
        data: bytes,
    }
}

/// Asserts that every prefix shorter than `header` bytes is refused.
pub fn truncations_are_faults(
    decode: fn(&Input<'_>) -> Result<Header, Fault>,
    good: &[u8],
    header: usize,
) {
    for length in 0..header {
        assert!(decode_alone(decode, &good[..length]).is_err(), "{length} bytes pass");
    }
}

/// Asserts that `good` begins with a tag of `length` bytes whose last two announce IPv4, and that
/// no part of it passes for one.
pub fn is_a_tag(decode: fn(&Input<'_>) -> Result<Header, Fault>, good: &[u8], length: usize) {
    let header = decode_alone(decode, good).unwrap();
    assert_eq!(header.length, length);
    assert_eq!(header.next(), Next::By(Selector::Ether(0x0800)));
    truncations_are_faults(decode, good, length);
}

/// The values of one field of the first layer, when `bytes` are decoded as what `selector` finds.
pub fn values(selector: Selector, bytes: &[u8], name: &str) -> Vec<Value<'static>> {
    let protocol = selector.find().unwrap();
    let header = decode_alone(protocol.get().decode, bytes).unwrap();
    let length = u32::try_from(bytes.len()).unwrap();
    let layer = Layer {
        protocol,
        start: 0,
        payload: u32::try_from(header.length).unwrap(),
        end: length,
        wire_end: length,
    };
    let (raw, decoded) = (raw(1, bytes), Decoded::default());
    let view = LayerView { raw: &raw, decoded: &decoded, layer, index: 0 };
    let field = protocol.get().fields.iter().find(|field| field.name == name).unwrap();
    let mut found = Vec::new();
    field.read(&view, &mut |value| found.push(value.into_owned()));
    found
}

/// Walks a whole packet and gives the names of its layers, joined by colons.
pub fn names(link_type: u16, bytes: &[u8]) -> String {
    let mut decoded = Decoded::default();
    super::decode(&raw(link_type, bytes), &mut decoded);
    let names: Vec<_> = decoded.layers().iter().map(|layer| layer.protocol.name()).collect();
    names.join(":")
}

/// A payload of an application, and what its recogniser must say of it.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// What carries it.
    pub transport: Transport,
    /// Source port.
    pub source: u16,
    /// Destination port.
    pub destination: u16,
    /// What the recogniser of the file that has the sample must say.
    pub expected: Confidence,
    /// The payload.
    pub bytes: &'static [u8],
}

impl Sample {
    /// A payload of TCP.
    pub const fn tcp(
        source: u16,
        destination: u16,
        expected: Confidence,
        bytes: &'static [u8],
    ) -> Self {
        Self { transport: Transport::Tcp, source, destination, expected, bytes }
    }

    /// A payload of UDP.
    pub const fn udp(
        source: u16,
        destination: u16,
        expected: Confidence,
        bytes: &'static [u8],
    ) -> Self {
        Self { transport: Transport::Udp, source, destination, expected, bytes }
    }

    /// What a recogniser is given.
    pub const fn payload(&self) -> Payload<'static> {
        Payload {
            bytes: self.bytes,
            wire_bytes: self.bytes.len(),
            transport: self.transport,
            source: self.source,
            destination: self.destination,
        }
    }
}
