//! What one packet adds to its flow.

use super::checksum::{Checksum, verify};
use super::endpoint::Segment;
use super::key::{FlowKey, ICMP, ICMPV6, SCTP, TCP, UDP};
use crate::flow::pair::Sender;
use crate::packet::bytes::{u8_at, u16_at, u32_at};
use crate::packet::{HostPair, Layer, Packet, ProtocolId, Role};
use crate::value::Timestamp;

/// A packet as its flow counts it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sighting {
    /// The flow.
    pub key: FlowKey,
    /// Who sent it.
    pub sender: Sender,
    /// The port, type or code of its source, and of its destination.
    pub ports: [u16; 2],
    /// Position in the timeline.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// Length of the frame on the wire.
    pub frame_bytes: u32,
    /// Length of the innermost IP packet on the wire, its header included.
    pub ip_bytes: u32,
    /// Bytes that the transport carries on the wire.
    pub payload_bytes: u32,
    /// What the header of TCP says.
    pub segment: Option<Segment>,
    /// What it carries, as far as that is named.
    pub application: Option<ProtocolId>,
    /// Its checksum does not hold.
    pub is_corrupt: bool,
}

impl Sighting {
    /// Reads a packet; `None` where it belongs to no flow: without IP, a fragment without ports,
    /// another protocol, a header that was cut. Then nothing here means anything.
    ///
    /// In place, as copying it from where it was just written costs as much as all the rest.
    #[inline]
    pub fn read(&mut self, packet: &Packet<'_>) -> Option<()> {
        let decoded = packet.decoded;
        let network = decoded.network()?;
        let hosts = HostPair::of_layer(packet.raw.data, network)?;
        let inner = match decoded.transport() {
            Some(transport) => transport,
            None => message(decoded.layers(), network)?,
        };
        self.read_layers(packet, &hosts, network, inner)
    }

    #[inline]
    fn read_layers(
        &mut self,
        packet: &Packet<'_>,
        hosts: &HostPair,
        network: &Layer,
        inner: &Layer,
    ) -> Option<()> {
        let raw = packet.raw;
        let header = raw.data.get(inner.start as usize..inner.payload as usize)?;
        let (protocol, shortest, checksum) = match inner.protocol {
            ProtocolId::Tcp => (TCP, 20, Some(16)),
            ProtocolId::Udp => (UDP, 8, Some(6)),
            // RFC 3828: its checksum may cover a part.
            ProtocolId::Udplite => (UDP, 8, None),
            ProtocolId::Sctp => (SCTP, 12, None),
            ProtocolId::Icmp => (ICMP, 4, None),
            ProtocolId::Icmpv6 => (ICMPV6, 4, None),
            _ => return None,
        };
        if header.len() < shortest {
            return None;
        }
        self.payload_bytes = inner.wire_end.saturating_sub(inner.payload);
        self.segment = None;
        if let ICMP | ICMPV6 = protocol {
            let (kind, code) = (u8_at(header, 0)?, u8_at(header, 1)?);
            (self.key, self.sender) = FlowKey::of_message(hosts, protocol, kind, code);
            let [low, high] = self.key.pair.ends.map(|end| end.port);
            self.ports = if self.sender == Sender::Low { [low, high] } else { [high, low] };
            // Behind eight bytes of header, whatever a message does with the rest.
            self.payload_bytes = inner.wire_end.saturating_sub(inner.start).saturating_sub(8);
        } else {
            let (from, to) = (u16_at(header, 0)?, u16_at(header, 2)?);
            (self.key, self.sender) = FlowKey::with_ports(hosts, protocol, from, to);
            self.ports = [from, to];
        }
        if protocol == TCP {
            self.segment = Some(Segment {
                sequence: u32_at(header, 4)?,
                acknowledgement: u32_at(header, 8)?,
                flags: u8_at(header, 13)?,
                window: u16_at(header, 14)?,
                payload: self.payload_bytes,
            });
        }
        self.is_corrupt =
            checksum.is_some_and(|at| is_corrupt(packet, &self.key, network, inner, at));
        let last = packet.decoded.last()?.protocol;
        self.application = (last.role() == Role::Application).then_some(last);
        self.number = raw.number;
        self.at = raw.at;
        self.frame_bytes = raw.wire_bytes;
        self.ip_bytes = network.wire_end.saturating_sub(network.start);
        Some(())
    }
}

/// The control message that the innermost IP packet carries itself.
fn message<'a>(layers: &'a [Layer], network: &Layer) -> Option<&'a Layer> {
    let inside = layers.iter().skip_while(|layer| layer.start <= network.start);
    let mut behind_extensions = inside.skip_while(|layer| layer.protocol.role() == Role::Extension);
    behind_extensions
        .next()
        .filter(|layer| matches!(layer.protocol, ProtocolId::Icmp | ProtocolId::Icmpv6))
}

/// Whether the checksum at `at` does not hold. Of segments that are cut, or are part of a
/// fragmented packet, nothing is known.
fn is_corrupt(
    packet: &Packet<'_>,
    key: &FlowKey,
    network: &Layer,
    inner: &Layer,
    at: usize,
) -> bool {
    let data = packet.raw.data;
    if inner.end != inner.wire_end || is_fragment(packet, network) {
        return false;
    }
    let segment = data.get(inner.start as usize..inner.end as usize).unwrap_or_default();
    verify(&key.pair, key.protocol, segment, at) == Checksum::Bad
}

fn is_fragment(packet: &Packet<'_>, network: &Layer) -> bool {
    if packet.raw.joined.is_some() {
        return false;
    }
    if network.protocol == ProtocolId::Ipv4 {
        // More fragments, or an offset (RFC 791 section 3.1).
        let flags = u16_at(packet.raw.data, network.start as usize + 6).unwrap_or_default();
        return flags & 0x3fff != 0;
    }
    packet.layers().iter().any(|layer| layer.protocol == ProtocolId::Ipv6FragHdr)
}
