//! Conversations of all levels at once: which layers of a packet count where, as Wireshark's taps
//! do it.
//!
//! Every Ethernet, IP and transport layer of a packet counts, so a tunnel counts outside and
//! inside; a packet that a control message quotes (an ICMP error, say) does not. A transport
//! counts when its header was captured whole: of fragments, only the first has one.

use super::conversation::{Conversation, Tally};
use super::conversations::{Conversations, Counted, Sighting, join_pairs};
use super::level::Level;
use super::pair::{End, Family, Pair};
use super::stream::Segment;
use crate::packet::bytes::{array_at, u8_at, u16_at, u32_at};
use crate::packet::{HostPair, Layer, Packet, ProtocolId, Role, Transport};
use crate::value::Timestamp;

/// Tables of conversations, one for each level that is asked for.
///
/// Where a packet was counted with its ports, its addresses are not counted a second time: the IP
/// level is the sum of its own table and of the transports' tables. That saves a search a packet.
#[derive(Debug)]
pub struct Traffic {
    eth: Option<Conversations>,
    ip: Option<Conversations>,
    tcp: Option<Conversations>,
    udp: Option<Conversations>,
    sctp: Option<Conversations>,
    /// Time of the capture's first packet.
    start: Option<Timestamp>,
}

/// The conversations of one level.
#[derive(Debug)]
pub struct Found {
    /// Which level.
    pub level: Level,
    /// Time of the capture's first packet, from which relative times count.
    pub start: Timestamp,
    /// The conversations, sorted by pair of ends, then by first packet.
    pub conversations: Vec<Conversation>,
    /// Packets that belong to conversations for which there was no room.
    pub other: Tally,
    /// TCP streams that were counted with the one before on the same ports, for want of room.
    pub unsplit: u64,
}

impl Traffic {
    /// Tables for `levels` (none named: all), each for at most `max_entries` conversations.
    #[must_use]
    pub fn new(levels: &[Level], max_entries: usize) -> Self {
        let wanted = |level| levels.is_empty() || levels.contains(&level);
        let table = |level: Level| {
            let with_hosts = level.has_ports() && wanted(Level::Ip);
            let new = if with_hosts { Conversations::with_hosts } else { Conversations::new };
            wanted(level).then(|| new(max_entries))
        };
        Self {
            eth: table(Level::Eth),
            ip: table(Level::Ip),
            tcp: table(Level::Tcp),
            udp: table(Level::Udp),
            sctp: table(Level::Sctp),
            start: None,
        }
    }

    /// Counts a packet; `partition` is the engine's.
    pub fn packet(&mut self, packet: &Packet<'_>, partition: u8) {
        let raw = packet.raw;
        let seen =
            Sighting { number: raw.number, at: raw.at, wire_bytes: raw.wire_bytes, partition };
        self.start = Some(raw.start);
        let mut pending = None;
        for layer in packet.layers() {
            match layer.protocol.role() {
                Role::Link if layer.protocol == ProtocolId::Ethernet => {
                    self.ethernet(raw.data, layer, &seen);
                }
                Role::Network => {
                    self.ip(pending.take(), &seen);
                    pending = HostPair::of_layer(raw.data, layer);
                }
                Role::Transport => {
                    if let Some(hosts) = &pending
                        && self.transport(hosts, raw.data, layer, &seen)
                    {
                        pending = None;
                    }
                }
                Role::Control => break,
                _ => {}
            }
        }
        self.ip(pending, &seen);
    }

    fn ethernet(&mut self, data: &[u8], layer: &Layer, seen: &Sighting) {
        let Some(table) = &mut self.eth else { return };
        let start = layer.start as usize;
        if !whole(layer, 14) {
            return;
        }
        if let (Some(to), Some(from)) = (array_at(data, start), array_at(data, start + 6)) {
            let (pair, sender) = Pair::of(Family::Mac, End::mac(from), End::mac(to));
            table.count(pair, sender, seen, None);
        }
    }

    fn ip(&mut self, pending: Option<HostPair>, seen: &Sighting) {
        if let (Some(table), Some(hosts)) = (&mut self.ip, pending) {
            let (pair, sender) = Pair::of_hosts(&hosts, 0, 0);
            table.count(pair, sender, seen, None);
        }
    }

    /// Counts a transport layer; answers whether somebody asked.
    #[inline]
    fn transport(&mut self, hosts: &HostPair, data: &[u8], layer: &Layer, seen: &Sighting) -> bool {
        let transport = Transport::of(layer.protocol);
        let (table, header) = match transport {
            Some(Transport::Tcp) => (&mut self.tcp, 20),
            Some(Transport::Udp) => (&mut self.udp, 8),
            Some(Transport::Sctp) => (&mut self.sctp, 12),
            Some(Transport::Dccp) | None => return false,
        };
        let Some(table) = table else { return false };
        let bytes = data.get(layer.start as usize..).unwrap_or_default();
        let (Some(from), Some(to)) = (u16_at(bytes, 0), u16_at(bytes, 2)) else { return false };
        if !whole(layer, header) {
            return false;
        }
        let (pair, sender) = Pair::of_hosts(hosts, from, to);
        let segment = (transport == Some(Transport::Tcp)).then(|| segment(bytes)).flatten();
        table.count(pair, sender, seen, segment);
        true
    }

    /// Takes over what a sibling found.
    pub fn absorb(&mut self, sibling: Self) {
        self.start = self.start.or(sibling.start);
        let Self { eth, ip, tcp, udp, sctp, .. } = self;
        for (own, other) in [
            (eth, sibling.eth),
            (ip, sibling.ip),
            (tcp, sibling.tcp),
            (udp, sibling.udp),
            (sctp, sibling.sctp),
        ] {
            if let (Some(own), Some(other)) = (own, other) {
                own.absorb(other);
            }
        }
    }

    /// Hands out what was found, level by level, and frees each before the next. The IP level,
    /// which the transports add to, comes last.
    pub fn finish(self, mut visit: impl FnMut(Found)) {
        let Self { eth, ip, tcp, udp, sctp, start } = self;
        let start = start.unwrap_or_default();
        let wants_ip = ip.is_some();
        let mut derived = Vec::new();
        let mut without_room = Tally::default();
        if let Some(table) = eth {
            visit(found(Level::Eth, start, table.finish()));
        }
        for (level, table) in [(Level::Tcp, tcp), (Level::Udp, udp), (Level::Sctp, sctp)] {
            let Some(table) = table else { continue };
            let mut counted = table.finish();
            if wants_ip {
                add_hosts(&mut derived, &counted.conversations);
                derived.append(&mut counted.hosts);
                without_room.absorb(counted.other_hosts);
            }
            visit(found(level, start, counted));
        }
        if let Some(table) = ip {
            let mut counted = table.finish();
            counted.other.absorb(without_room);
            counted.conversations.append(&mut derived);
            counted.conversations.sort_unstable_by_key(|entry| (entry.pair, entry.first_number));
            visit(found(Level::Ip, start, counted));
        }
    }
}

/// A level's answer; parts of one conversation that several partitions saw are joined.
fn found(level: Level, start: Timestamp, counted: Counted) -> Found {
    let Counted { mut conversations, other, unsplit, .. } = counted;
    if level != Level::Tcp {
        join_pairs(&mut conversations);
    }
    Found { level, start, conversations, other, unsplit }
}

/// Adds conversations with ports as conversations of their hosts. Neighbours share a pair of
/// hosts most often, so the sum is made as they come.
fn add_hosts(hosts: &mut Vec<Conversation>, transports: &[Conversation]) {
    for transport in transports {
        let mut entry = transport.clone();
        (entry.pair, entry.opener) = transport.pair.hosts(transport.opener);
        let [low, high] = &entry.pair.ends;
        if low == high {
            entry.sent = [entry.total(), Tally::default()];
        }
        match hosts.last_mut() {
            Some(last) if last.pair == entry.pair => last.absorb(&entry),
            _ => hosts.push(entry),
        }
    }
}

/// Whether a header of at least `shortest` bytes was read.
fn whole(layer: &Layer, shortest: u32) -> bool {
    layer.payload - layer.start >= shortest
}

#[inline]
fn segment(header: &[u8]) -> Option<Segment> {
    Some(Segment {
        sequence: u32_at(header, 4)?,
        acknowledgement: u32_at(header, 8)?,
        flags: u8_at(header, 13)?,
    })
}
