//! What flow a packet belongs to, for those who choose whole flows: its innermost addresses, ports
//! and transport, the same both ways. Fragments belong to the flow of their first one, packets
//! without ports to their pair of hosts, and what has no IP to its pair of hardware addresses.

use std::collections::HashMap;

use crate::flow::{End, Family, Pair};
use crate::packet::bytes::{array_at, u8_at, u16_at, u32_at};
use crate::packet::{HostPair, Packet, ProtocolId, Transport};

/// Bits of the second word of an IPv4 header: more fragments, and where this one belongs.
const FRAGMENT: u16 = 0x3fff;
/// Where it belongs alone, in units of eight bytes.
const OFFSET: u16 = 0x1fff;
/// How many datagrams in fragments are remembered at least, and twice as many at most. Chosen by us.
const REMEMBERED: usize = 4096;

/// A flow. Numbers of streams play no part: ports that are used again are the same flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FlowId {
    pair: Pair,
    /// The number of the transport in IP; 0 where there is none.
    transport: u8,
}

impl FlowId {
    /// A number that depends on the flow and the seed alone, on every machine and for ever: its
    /// words mixed by the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
    #[must_use]
    pub fn number(&self, seed: u64) -> u64 {
        let mut state = mix(seed);
        for end in &self.pair.ends {
            for half in end.address.chunks_exact(8) {
                let word = half.iter().fold(0, |word, &byte| word << 8 | u64::from(byte));
                state = mix(state ^ word);
            }
            state = mix(state ^ u64::from(end.port));
        }
        mix(state ^ u64::from(self.transport) << 8 ^ self.pair.family as u64)
    }

    /// The lower end and the higher one, as addresses with ports.
    #[must_use]
    pub const fn pair(&self) -> &Pair {
        &self.pair
    }

    /// The number of the transport in IP; 0 where there is none.
    #[must_use]
    pub const fn transport(&self) -> u8 {
        self.transport
    }
}

const fn mix(word: u64) -> u64 {
    let word = word.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let word = (word ^ word >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ word >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ word >> 31
}

/// A datagram that came in parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Datagram {
    hosts: HostPair,
    identification: u32,
    next: u8,
}

/// A part of a datagram.
struct Fragment<'a> {
    of: Datagram,
    /// What the first one begins with: the header of the transport, which is not decoded there.
    first: Option<&'a [u8]>,
}

impl Fragment<'_> {
    /// The flow, by the ports that every transport has at its beginning.
    fn flow(&self) -> Option<FlowId> {
        let header = self.first?;
        matches!(self.of.next, 6 | 17 | 33 | 132).then_some(())?;
        let (from, to) = (u16_at(header, 0)?, u16_at(header, 2)?);
        let pair = Pair::of_hosts(&self.of.hosts, from, to).0;
        Some(FlowId { pair, transport: self.of.next })
    }
}

/// Finds flows, and remembers those of first fragments for the ones that follow.
#[derive(Debug, Default)]
pub struct FlowFinder {
    young: HashMap<Datagram, FlowId>,
    old: HashMap<Datagram, FlowId>,
}

impl FlowFinder {
    /// The flow of a packet.
    pub fn flow(&mut self, packet: &Packet<'_>) -> FlowId {
        let Some(hosts) = packet.hosts() else { return by_hardware(packet) };
        let found = match packet.flow() {
            Some(flow) => {
                let ports = (flow.source_port, flow.destination_port);
                FlowId {
                    pair: Pair::of_hosts(&flow.hosts, ports.0, ports.1).0,
                    transport: number_of(flow.transport),
                }
            }
            None => FlowId { pair: Pair::of_hosts(&hosts, 0, 0).0, transport: 0 },
        };
        match fragment(packet, hosts) {
            None => found,
            Some(fragment @ Fragment { of, first: Some(_) }) => {
                let found = fragment.flow().unwrap_or(found);
                if self.young.len() >= REMEMBERED {
                    self.old = std::mem::take(&mut self.young);
                }
                self.young.insert(of, found);
                found
            }
            Some(Fragment { of, first: None }) => {
                let known = self.young.get(&of).or_else(|| self.old.get(&of));
                known.copied().unwrap_or(found)
            }
        }
    }
}

const fn number_of(transport: Transport) -> u8 {
    match transport {
        Transport::Tcp => 6,
        Transport::Udp => 17,
        Transport::Sctp => 132,
        Transport::Dccp => 33,
    }
}

/// What part of a datagram a packet is, if it is one.
fn fragment<'a>(packet: &Packet<'a>, hosts: HostPair) -> Option<Fragment<'a>> {
    let data = packet.raw.data;
    let network = packet.decoded.network()?;
    let header = data.get(network.start as usize..network.payload as usize)?;
    if network.protocol == ProtocolId::Ipv4 {
        let place = u16_at(header, 6)?;
        let of =
            Datagram { hosts, identification: u16_at(header, 4)?.into(), next: u8_at(header, 9)? };
        (place & FRAGMENT != 0).then_some(())?;
        let rest = data.get(network.payload as usize..network.end as usize)?;
        return Some(Fragment { of, first: (place & OFFSET == 0).then_some(rest) });
    }
    let mut layers = packet.layers().iter();
    let layer = layers.rfind(|layer| layer.protocol == ProtocolId::Ipv6FragHdr)?;
    let header = data.get(layer.start as usize..layer.payload as usize)?;
    let of = Datagram { hosts, identification: u32_at(header, 4)?, next: u8_at(header, 0)? };
    let rest = data.get(layer.payload as usize..layer.end as usize)?;
    Some(Fragment { of, first: (u16_at(header, 2)? & 0xfff8 == 0).then_some(rest) })
}

/// By the first two addresses of the frame, where Ethernet has its own.
fn by_hardware(packet: &Packet<'_>) -> FlowId {
    let end = |at| End::mac(array_at(packet.raw.data, at).unwrap_or_default());
    FlowId { pair: Pair::of(Family::Mac, end(0), end(6)).0, transport: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::raw;
    use crate::packet::{Decoded, Messages, decode};

    /// A fragment of a UDP datagram: its flags and offset, and what follows the header.
    fn fragment(place: u16, identification: u8, rest: &[u8]) -> Vec<u8> {
        let length = 20 + u8::try_from(rest.len()).unwrap();
        let [high, low] = place.to_be_bytes();
        #[rustfmt::skip]
        let mut frame = vec![
            2, 0, 0, 0, 0, 1,  2, 0, 0, 0, 0, 2,  0x08, 0x00,                 // Ethernet
            0x45, 0, 0, length, 0, identification, high, low, 64, 17, 0, 0,   // IPv4, UDP
            192, 0, 2, 1,  192, 0, 2, 2,
        ];
        frame.extend(rest);
        frame
    }

    fn found(finder: &mut FlowFinder, frame: &[u8]) -> FlowId {
        let raw = raw(1, frame);
        let mut decoded = Decoded::default();
        decode(&raw, &mut decoded);
        finder.flow(&Packet {
            raw: &raw,
            decoded: &decoded,
            messages: Messages::default(),
            of_flow: &[],
        })
    }

    #[test]
    fn later_fragments_belong_to_the_flow_of_the_first() {
        let mut finder = FlowFinder::default();
        let udp = [0x30, 0x39, 0, 53, 0, 24, 0, 0]; // 12345 to 53, 24 bytes
        let first = found(&mut finder, &fragment(0x2000, 7, &udp));
        assert_eq!(first.transport(), 17);
        assert_eq!(found(&mut finder, &fragment(0x2001, 7, &[0; 8])), first);
        assert_eq!(found(&mut finder, &fragment(2, 7, &[0; 8])), first);
        assert_ne!(found(&mut finder, &fragment(2, 8, &[0; 8])), first);
        // One that must not be fragmented is none.
        assert_eq!(found(&mut finder, &fragment(0x4000, 7, &udp)), first);
    }

    #[test]
    fn what_has_no_network_is_told_by_hardware_addresses() {
        let mut finder = FlowFinder::default();
        let arp = |one: u8, other: u8| {
            let mut frame = vec![2, 0, 0, 0, 0, one, 2, 0, 0, 0, 0, other, 0x08, 0x06];
            frame.extend([0; 28]);
            frame
        };
        let there = found(&mut finder, &arp(1, 2));
        assert_eq!(found(&mut finder, &arp(2, 1)), there);
        assert_ne!(found(&mut finder, &arp(1, 3)), there);
    }
}
