//! The stack that most packets are: Ethernet, at most one VLAN tag, then IPv4 without options or
//! IPv6 without extension headers, then TCP or UDP, nothing wrong with them, no tunnel on their
//! ports. It is measured in
//! one look, a few times faster than the walk, which finds the same (a test and a fuzz target
//! compare them) and takes all other packets.

use std::net::IpAddr;

use super::bytes::{array_at, u8_at, u16_at};
use super::protocols::TABLE;
use super::{Decoded, HostPair, Layer, ProtocolId, RawPacket, Role, Selector};
use crate::value::LinkType;

/// Bytes of an Ethernet header.
const ETHERNET: usize = 14;
/// Bytes of a VLAN tag.
const TAG: usize = 4;
/// Bytes of an IPv4 header without options.
const IPV4: usize = 20;
/// Bytes of an IPv6 header.
const IPV6: usize = 40;
/// Bytes of a TCP header without options.
const TCP: usize = 20;
/// Bytes of a UDP header.
const UDP: usize = 8;

/// Where the layers of a plain packet are. Offsets count from the packet's first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plain {
    network: ProtocolId,
    transport: ProtocolId,
    network_start: usize,
    transport_start: usize,
    payload: usize,
    network_wire_end: usize,
    wire_end: usize,
}

impl Plain {
    /// Whether a packet is plain.
    #[inline]
    #[must_use]
    pub fn is(raw: &RawPacket<'_>) -> bool {
        Self::of(raw).is_some()
    }

    /// The layers of a packet, `None` where it is not plain.
    #[inline]
    #[must_use]
    pub fn of(raw: &RawPacket<'_>) -> Option<Self> {
        let data = raw.data;
        let wire_bytes = raw.wire_bytes as usize;
        if raw.link_type != LinkType(1) || raw.fcs_bytes != 0 || wire_bytes < data.len() {
            return None;
        }
        if let Some(head) = data.first_chunk()
            && let Some(found) = Self::of_commonest(head, data, wire_bytes)
        {
            return Some(found);
        }
        let (network_start, ether_type) = match u16_at(data, 12)? {
            0x8100 => (ETHERNET + TAG, u16_at(data, 16)?),
            ether_type => (ETHERNET, ether_type),
        };
        let ip = data.get(network_start..)?;
        let (network, header, total, next) = match ether_type {
            0x0800 => {
                let fixed: [u8; IPV4] = array_at(ip, 0)?;
                // Version 4 and five words; no fragment.
                if fixed[0] != 0x45 || u16_at(&fixed, 6)? & 0x3fff != 0 {
                    return None;
                }
                (ProtocolId::Ipv4, IPV4, usize::from(u16_at(&fixed, 2)?), fixed[9])
            }
            0x86dd => {
                let fixed: [u8; 8] = array_at(ip, 0)?;
                if fixed[0] >> 4 != 6 || ip.len() < IPV6 {
                    return None;
                }
                let payload = usize::from(u16_at(&fixed, 4)?);
                // Of a jumbogram the length is not here.
                let total = if payload == 0 { 0 } else { IPV6 + payload };
                (ProtocolId::Ipv6, IPV6, total, fixed[6])
            }
            _ => return None,
        };
        let network_wire_end = network_start + total;
        if total < header || network_wire_end > wire_bytes {
            return None;
        }
        let transport_start = network_start + header;
        let captured = network_wire_end.min(data.len());
        let inside = data.get(transport_start..captured)?;
        let (transport, length, wire_end) = match next {
            6 => {
                let length = usize::from(u8_at(inside, 12)? >> 4) * 4;
                (length >= TCP).then_some((ProtocolId::Tcp, length, network_wire_end))?
            }
            17 => {
                let wire_end = match usize::from(u16_at(inside, 4)?) {
                    0 => network_wire_end,
                    length => transport_start + length,
                };
                let fits = (transport_start + UDP..=network_wire_end).contains(&wire_end);
                fits.then_some((ProtocolId::Udp, UDP, wire_end))?
            }
            _ => return None,
        };
        let payload = transport_start + length;
        if payload > captured {
            return None;
        }
        let tunnels = if next == 6 { &TUNNELS_OF_TCP } else { &TUNNELS_OF_UDP };
        if tunnels.has(u16_at(inside, 0)?) || tunnels.has(u16_at(inside, 2)?) {
            return None;
        }
        Some(Self {
            network,
            transport,
            network_start,
            transport_start,
            payload,
            network_wire_end,
            wire_end,
        })
    }

    /// The layers of a packet of IPv4 without a tag, whose headers stand at fixed places: the same
    /// as below, a third of the instructions. `head` is where `data` begins.
    #[inline]
    fn of_commonest(head: &[u8; 42], data: &[u8], wire_bytes: usize) -> Option<Self> {
        const START: usize = ETHERNET + IPV4;
        let word = |high: u8, low: u8| u16::from_be_bytes([high, low]);
        let fragment = word(head[20], head[21]) & 0x3fff;
        if word(head[12], head[13]) != 0x0800 || head[14] != 0x45 || fragment != 0 {
            return None;
        }
        let network_wire_end = ETHERNET + usize::from(word(head[16], head[17]));
        let captured = network_wire_end.min(data.len());
        if network_wire_end > wire_bytes {
            return None;
        }
        let (transport, payload, wire_end, tunnels) = match head[23] {
            6 => {
                let length = usize::from(data.get(START + 12)? >> 4) * 4;
                let transport = (length >= TCP).then_some(ProtocolId::Tcp)?;
                (transport, START + length, network_wire_end, &TUNNELS_OF_TCP)
            }
            17 => {
                let length = usize::from(word(head[38], head[39]));
                let wire_end = if length == 0 { network_wire_end } else { START + length };
                let fits = wire_end >= START + UDP && wire_end <= network_wire_end;
                (fits.then_some(ProtocolId::Udp)?, START + UDP, wire_end, &TUNNELS_OF_UDP)
            }
            _ => return None,
        };
        let follows =
            tunnels.has(word(head[34], head[35])) || tunnels.has(word(head[36], head[37]));
        (payload <= captured && !follows).then_some(Self {
            network: ProtocolId::Ipv4,
            transport,
            network_start: ETHERNET,
            transport_start: START,
            payload,
            network_wire_end,
            wire_end,
        })
    }

    /// Source and destination; `data` is the packet's.
    #[inline]
    #[must_use]
    pub fn hosts(&self, data: &[u8]) -> Option<HostPair> {
        let (source, destination) = if self.network == ProtocolId::Ipv4 {
            let pair: [u8; 8] = array_at(data, self.network_start + 12)?;
            (IpAddr::from(array_at::<4>(&pair, 0)?), IpAddr::from(array_at::<4>(&pair, 4)?))
        } else {
            let pair: [u8; 32] = array_at(data, self.network_start + 8)?;
            (IpAddr::from(array_at::<16>(&pair, 0)?), IpAddr::from(array_at::<16>(&pair, 16)?))
        };
        Some(HostPair { source, destination })
    }

    /// Writes down what the walk would find.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "no offset exceeds wire_bytes, a u32")]
    pub fn write(&self, raw: &RawPacket<'_>, decoded: &mut Decoded) {
        let captured = raw.data.len() as u32;
        let Self { network_start, transport_start, .. } = *self;
        let layer = |protocol, start: usize, payload: usize, wire_end: usize| Layer {
            protocol,
            start: start as u32,
            payload: payload as u32,
            end: captured.min(wire_end as u32),
            wire_end: wire_end as u32,
        };
        let whole = raw.wire_bytes as usize;
        decoded.fill(
            layer(ProtocolId::Ethernet, 0, ETHERNET, whole),
            (network_start > ETHERNET)
                .then(|| layer(ProtocolId::Vlan, ETHERNET, network_start, whole)),
            layer(self.network, network_start, transport_start, self.network_wire_end),
            layer(self.transport, transport_start, self.payload, self.wire_end),
        );
    }
}

/// A set of ports: 8 KiB, where the tables of [`Selector::find`] would take 64.
struct Ports([u64; 1024]);

static TUNNELS_OF_TCP: Ports = Ports::tunnels(Selector::Tcp(0));
static TUNNELS_OF_UDP: Ports = Ports::tunnels(Selector::Udp(0));

impl Ports {
    #[inline]
    fn has(&self, port: u16) -> bool {
        let word = self.0.get(usize::from(port >> 6));
        word.is_none_or(|word| word >> (port & 63) & 1 != 0)
    }

    /// The ports in the numbering space of `like` that the walk follows.
    #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler into a static")]
    const fn tunnels(like: Selector) -> Self {
        let (wanted, _) = like.parts();
        let mut words = [0; 1024];
        let mut protocol = 0;
        while protocol < TABLE.len() {
            let (_, entry) = TABLE[protocol];
            let mut place = 0;
            while place < entry.selectors.len() {
                let (space, port) = entry.selectors[place].parts();
                if space == wanted && !matches!(entry.role, Role::Application) {
                    words[port as usize >> 6] |= 1 << (port & 63);
                }
                place += 1;
            }
            protocol += 1;
        }
        Self(words)
    }
}

#[cfg(test)]
mod tests;
