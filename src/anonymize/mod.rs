//! Packets without those whom they are about: addresses and names give way to others, the same for the
//! same everywhere, as a key says; nobody finds the way back without it.
//!
//! Only what is understood stays. Headers of links, of IP, of transports and tunnels have their
//! addresses changed; so have ARP, ICMP, IGMP, DHCP, DNS, the hello of TLS and the head of HTTP. Other
//! control protocols, fragments, discovery of neighbours, padding, and first packets of QUIC are filled with
//! zeros. The payloads of other applications stay, unless they are cut.

mod checksums;
mod control;
mod cryptopan;
mod datagram;
mod dhcp;
mod mapper;
mod names;
mod proof;
mod sctp;
mod streams;
#[cfg(test)]
mod tests;
mod web;

use crate::packet::bytes::{u8_at, u16_at};
use crate::packet::field::Read;
use crate::packet::{Decoded, Layer, ProtocolId, RawPacket, Role, decode};
use mapper::Mapper;
use proof::Proof;
use streams::{Segment, Streams};

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Packets that were looked at.
    pub packets: u64,
    /// Addresses and labels of names that were changed.
    pub places: u64,
    /// Checksums that followed.
    pub checksums: u64,
    /// Addresses that were compared afterwards.
    pub compared: u64,
    /// Packets of which no byte stayed, as their link type is not understood.
    pub not_understood: u64,
    /// Packets of which no byte stayed, as an address was found in its old place afterwards.
    pub not_proven: u64,
}

/// Changes packets.
pub struct Anonymizer {
    mapper: Mapper,
    streams: Streams,
    proof: Proof,
    decoded: Decoded,
    cut: bool,
    tally: Tally,
}

impl Anonymizer {
    /// With a key; `cut`: without what applications say.
    #[must_use]
    pub fn new(key: &[u8; 32], cut: bool) -> Self {
        Self {
            mapper: Mapper::new(key),
            streams: Streams::default(),
            proof: Proof::new(),
            decoded: Decoded::default(),
            cut,
            tally: Tally::default(),
        }
    }

    /// What was done so far.
    #[must_use]
    pub const fn tally(&self) -> Tally {
        Tally { places: self.mapper.changed, compared: self.proof.compared, ..self.tally }
    }

    /// The bytes that take the place of a packet's.
    #[must_use]
    pub fn packet(&mut self, raw: &RawPacket<'_>) -> Vec<u8> {
        let before = raw.captured();
        let plain = RawPacket { data: before, joined: None, ..*raw };
        let mut decoded = std::mem::take(&mut self.decoded);
        decode(&plain, &mut decoded);
        self.tally.packets += 1;
        let mut after = before.to_vec();
        let layers = decoded.layers();
        if layers.first().is_some_and(|first| is_understood(first.protocol)) {
            self.change(&plain, layers, &mut after);
            self.tally.checksums += checksums::fix(layers, before, &mut after);
            if self.cut {
                after.truncate(end_of_headers(layers));
            }
            let changed = RawPacket { data: &after, ..plain };
            if !self.proof.holds(&mut self.mapper, (&plain, &decoded), &changed) {
                self.tally.not_proven += 1;
                after.clear();
            }
        } else {
            self.tally.not_understood += u64::from(!after.is_empty());
            after.clear();
        }
        self.decoded = decoded;
        after
    }

    fn change(&mut self, raw: &RawPacket<'_>, layers: &[Layer], after: &mut [u8]) {
        for (index, layer) in layers.iter().enumerate() {
            if matches!(layer.protocol.role(), Role::Control) && !is_known_control(layer.protocol) {
                empty(after, layer.start as usize);
                return;
            }
            let around = layers.get(..index).unwrap_or_default();
            self.layer(raw, (around, layer, layers.get(index + 1)), after);
        }
        // What is behind the last header, where nobody knows what it is; and what is behind the packet.
        if let Some(last) = layers.last() {
            let is_opaque = matches!(last.protocol, ProtocolId::Esp);
            let is_unknown = matches!(
                last.protocol.role(),
                Role::Link | Role::Network | Role::Extension | Role::Tunnel
            );
            // The beginning of a transport in a quotation: ports and a number (RFC 792).
            let is_quoted = layers.iter().any(|it| is_known_control(it.protocol));
            let kept = if is_quoted && last.protocol.role() == Role::Network { 8 } else { 0 };
            if is_unknown && !is_opaque {
                empty(after, last.payload as usize + kept);
            }
        }
        if let Some(network) = layers.iter().find(|it| it.protocol.role() == Role::Network) {
            empty(after, network.end as usize);
        }
    }

    fn layer(
        &mut self,
        raw: &RawPacket<'_>,
        (around, layer, inner): (&[Layer], &Layer, Option<&Layer>),
        after: &mut [u8],
    ) {
        let mapper = &mut self.mapper;
        let (start, payload) = (layer.start as usize, layer.payload as usize);
        let end = (layer.end as usize).min(after.len()).max(payload);
        let Some((header, rest)) =
            after.get_mut(start..end).and_then(|bytes| bytes.split_at_mut_checked(payload - start))
        else {
            return;
        };
        match layer.protocol {
            ProtocolId::Sll => {
                let (length, at) = if raw.link_type.0 == 276 { (11, 12) } else { (5, 6) };
                if u8_at(header, length) == Some(6) {
                    mapper.mac_at(header, at);
                    header.get_mut(at + 6..at + 8).unwrap_or_default().fill(0);
                } else {
                    header.get_mut(at..at + 8).unwrap_or_default().fill(0);
                }
            }
            ProtocolId::Wlan => {
                // Up to four addresses, of which frames have as many as their header has room for.
                let is_between = u8_at(header, 1).is_some_and(|flags| flags & 3 == 3);
                for at in [4, 10, 16] {
                    mapper.mac_at(header, at);
                }
                if is_between {
                    mapper.mac_at(header, 24);
                }
            }
            ProtocolId::TokenRing => {
                mapper.mac_at(header, 2);
                mapper.mac_at(header, 8);
            }
            ProtocolId::Ipv4 => {
                mapper.v4_at(header, 12);
                mapper.v4_at(header, 16);
                control::ipv4_options(header);
            }
            ProtocolId::Ipv6 => {
                mapper.v6_at(header, 8);
                mapper.v6_at(header, 24);
            }
            ProtocolId::Ipv6HopOpts | ProtocolId::Ipv6DstOpts => {
                control::ipv6_options(mapper, header);
            }
            ProtocolId::Ipv6Routing => control::ipv6_routing(mapper, header),
            ProtocolId::Tcp => {
                control::tcp_options(header);
                let before = |from, to| raw.data.get(from..to).unwrap_or_default();
                let segment = Segment::of(
                    addresses(around, raw.data),
                    before(start, payload),
                    before(payload, payload + rest.len()),
                );
                self.streams.segment(mapper, &segment, rest);
            }
            ProtocolId::Udp | ProtocolId::Udplite
                // What a tunnel carries has layers of its own.
                if inner.is_none_or(|it| it.protocol.role() == Role::Application) =>
            {
                let ports = [0, 2].map(|at| u16_at(header, at).unwrap_or_default());
                datagram::payload(mapper, ports, rest);
            }
            ProtocolId::Arp | ProtocolId::Icmp | ProtocolId::Icmpv6 | ProtocolId::Igmp => {
                let Some(whole) = after.get_mut(start..end) else { return };
                match layer.protocol {
                    ProtocolId::Arp => control::arp(mapper, whole),
                    ProtocolId::Icmp => control::icmp(mapper, whole),
                    ProtocolId::Icmpv6 => control::icmpv6(mapper, whole),
                    _ => control::igmp(mapper, whole),
                }
                if let Some(inner) = inner {
                    // What stands behind the quotation says more of the router (RFC 4884).
                    let from = (inner.end as usize).min(end);
                    after.get_mut(from..end).unwrap_or_default().fill(0);
                }
                if layer.protocol == ProtocolId::Arp {
                    empty(after, end);
                }
            }
            ProtocolId::Sctp => {
                let before = raw.data.get(start..end).unwrap_or_default();
                let Some(whole) = after.get_mut(start..end) else { return };
                sctp::chunks(whole);
                self.tally.checksums += u64::from(sctp::fix(before, whole));
            }
            other => {
                for field in other.get().fields {
                    if let Read::Macs(places) = field.read
                        // One that holds several names places that others name too.
                        && places.len() == 1
                    {
                        for &at in places {
                            mapper.mac_at(header, at);
                        }
                    }
                }
            }
        }
    }
}

/// Whether a packet may begin with this: its header holds no address that is not known.
fn is_understood(first: ProtocolId) -> bool {
    use ProtocolId as P;
    matches!(
        first,
        P::Ethernet
            | P::Sll
            | P::Null
            | P::RawIp
            | P::Ipv4
            | P::Ipv6
            | P::Ppp
            | P::Chdlc
            | P::FrameRelay
            | P::Radiotap
            | P::Wlan
            | P::Fddi
            | P::TokenRing
            | P::Llc
            | P::Mpls
            | P::Enc
    )
}

fn is_known_control(protocol: ProtocolId) -> bool {
    use ProtocolId as P;
    matches!(protocol, P::Arp | P::Icmp | P::Icmpv6 | P::Igmp)
}

/// The addresses of the innermost header of IP.
fn addresses<'a>(around: &[Layer], data: &'a [u8]) -> &'a [u8] {
    let network =
        around.iter().rfind(|layer| matches!(layer.protocol, ProtocolId::Ipv4 | ProtocolId::Ipv6));
    let place = network.map(|layer| {
        let at = layer.start as usize;
        if layer.protocol == ProtocolId::Ipv4 { at + 12..at + 20 } else { at + 8..at + 40 }
    });
    place.and_then(|place| data.get(place)).unwrap_or_default()
}

/// Where what applications say begins.
fn end_of_headers(layers: &[Layer]) -> usize {
    let last = layers.iter().rfind(|layer| layer.protocol.role() != Role::Application);
    last.map_or(0, |layer| layer.payload as usize)
}

fn empty(bytes: &mut [u8], from: usize) {
    bytes.get_mut(from..).unwrap_or_default().fill(0);
}
