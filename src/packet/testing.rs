//! What the tests of decoders share.

pub mod rfc9001;

use super::field::Read;
use super::{
    Confidence, Decoded, Fault, Framing, Header, Input, Layer, LayerView, Message, Next, Payload,
    Progress, ProtocolId, RawPacket, Selector, Step, Transport,
};
use crate::value::{LinkType, Value};

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
    RawPacket::alone(LinkType(link_type), bytes)
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

/// The values of one field of a message that is `bytes`, whole, from port `source` to port
/// `destination`.
pub fn message_values(
    protocol: ProtocolId,
    ports: (u16, u16),
    bytes: &[u8],
    name: &str,
) -> Vec<Value<'static>> {
    let message = Message {
        protocol,
        transport: Transport::Tcp,
        source: ports.0,
        destination: ports.1,
        bytes,
        wire_bytes: bytes.len() as u64,
        reversed: false,
        mark: 0,
    };
    let field = protocol.get().fields.iter().find(|field| field.name == name).expect(name);
    let Read::Message(read) = field.read else { panic!("{name} is not read from messages") };
    let mut found = Vec::new();
    read(&message, &mut |value| found.push(value.into_owned()));
    found
}

/// Reads every field from every beginning of a message, for what must not panic.
pub fn every_beginning_is_read(protocol: ProtocolId, ports: (u16, u16), bytes: &[u8]) {
    for end in 0..=bytes.len() {
        for field in protocol.get().fields {
            if matches!(field.read, Read::Message(_)) {
                message_values(protocol, ports, &bytes[..end], field.name);
            }
        }
    }
}

/// Where `framing` finds the ends of messages in bytes that come all at once, as lengths of the
/// parts, each with whether it is kept and whether it is the last of its message.
pub fn parts(framing: Framing, bytes: &[u8]) -> Vec<(u64, bool, bool)> {
    let (mut own, mut peer) = (Progress::default(), Progress::default());
    let (mut rest, mut found) = (bytes, Vec::new());
    while !rest.is_empty() {
        let Step::Part { length, keep, last } = framing(rest, &mut own, &mut peer) else { break };
        assert!(length > 0, "a part without bytes never ends");
        found.push((length, keep, last));
        rest = rest.get(usize::try_from(length).unwrap()..).unwrap_or_default();
    }
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
