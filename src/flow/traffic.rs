//! Conversations of all levels at once: which layers of a packet count where, as Wireshark's taps
//! do it.
//!
//! Every Ethernet, IP and transport layer of a packet counts, so a tunnel counts outside and
//! inside; a packet that a control message quotes (an ICMP error, say) does not. A transport
//! counts when its header was captured whole: of fragments, only the first has one.

use super::conversation::{Conversation, Link, Tally};
use super::conversations::{Apart, Conversations, Counted, Sighting, join_pairs};
use super::level::Level;
use super::pair::{End, Family, Pair};
use super::stream::Segment;
use crate::packet::bytes::{array_at, u8_at, u16_at, u32_at};
use crate::packet::{Layer, Packet, ProtocolId, Role, Transport};
use crate::value::Timestamp;

/// Tables of conversations, one for each level that is asked for.
///
/// Where a packet was counted with its ports, its addresses are not counted a second time: the
/// levels of Ethernet and IP are the sum of their own tables and of the transports' tables. That
/// saves two searches a packet.
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
            let mut table = Conversations::new(max_entries);
            if level.has_ports() && wanted(Level::Ip) {
                table = table.with_hosts(max_entries);
            }
            if level.has_ports() && wanted(Level::Eth) {
                table = table.with_links(max_entries);
            }
            wanted(level).then_some(table)
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
        let data = raw.data;
        let (mut link, mut network) = (None, None);
        for layer in packet.layers() {
            match layer.protocol.role() {
                Role::Link if layer.protocol == ProtocolId::Ethernet => {
                    self.ethernet(data, link.take(), &seen);
                    link = Some(layer);
                }
                Role::Network => {
                    self.ip(data, network.take(), &seen);
                    network = Some(layer);
                }
                Role::Transport => {
                    if let Some(ip) = network
                        && self.transport(data, [ip, layer], &mut link, &seen)
                    {
                        network = None;
                    }
                }
                Role::Control => break,
                _ => {}
            }
        }
        self.ethernet(data, link, &seen);
        self.ip(data, network, &seen);
    }

    #[inline]
    fn ethernet(&mut self, data: &[u8], layer: Option<&Layer>, seen: &Sighting) {
        let (Some(table), Some(layer)) = (&mut self.eth, layer) else { return };
        if let Some([from, to]) = addresses(data, layer) {
            table.count(Pair::of(Family::Mac, End::mac(from), End::mac(to)), seen, None, None);
        }
    }

    #[inline]
    fn ip(&mut self, data: &[u8], layer: Option<&Layer>, seen: &Sighting) {
        let (Some(table), Some(layer)) = (&mut self.ip, layer) else { return };
        if let Some(ends) = Pair::of_layer(data, layer, [0; 2]) {
            table.count(ends, seen, None, None);
        }
    }

    /// Counts a transport layer inside an IP layer, and with it the frame `link` around it where
    /// that is counted there too; answers whether the transport was.
    #[inline]
    fn transport(
        &mut self,
        data: &[u8],
        [ip, layer]: [&Layer; 2],
        link: &mut Option<&Layer>,
        seen: &Sighting,
    ) -> bool {
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
        let Some((pair, sender)) = Pair::of_layer(data, ip, [from, to]) else { return false };
        let segment = (transport == Some(Transport::Tcp)).then(|| segment(bytes)).flatten();
        let frame = if table.has_links() { link.take() } else { None };
        let addresses = frame.and_then(|frame| addresses(data, frame));
        let link = addresses.map(|[from, to]| Link::of(from, to, sender));
        table.count((pair, sender), seen, segment, link);
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

    /// Hands out what was found, level by level. Those that the transports add to come last.
    pub fn finish(self, mut visit: impl FnMut(Found)) {
        let Self { eth, ip, tcp, udp, sctp, start } = self;
        let start = start.unwrap_or_default();
        let (mut on_links, mut of_hosts) = (Apart::default(), Apart::default());
        for (level, table) in [(Level::Tcp, tcp), (Level::Udp, udp), (Level::Sctp, sctp)] {
            let Some(table) = table else { continue };
            let mut counted = table.finish();
            if eth.is_some() {
                let links = counted.conversations.iter().filter_map(Conversation::on_link);
                gather(&mut on_links, links, &mut counted.links);
            }
            if ip.is_some() {
                let hosts = counted.conversations.iter().map(of_its_hosts);
                gather(&mut of_hosts, hosts, &mut counted.hosts);
            }
            visit(found(level, start, counted));
        }
        for (level, table, mut apart) in [(Level::Eth, eth, on_links), (Level::Ip, ip, of_hosts)] {
            let Some(table) = table else { continue };
            let mut counted = table.finish();
            counted.other.absorb(apart.other);
            counted.conversations.append(&mut apart.conversations);
            counted.conversations.sort_unstable_by_key(|entry| (entry.pair, entry.first_number));
            visit(found(level, start, counted));
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

/// A conversation with ports as one of its hosts.
fn of_its_hosts(transport: &Conversation) -> Conversation {
    let mut entry = transport.clone();
    (entry.pair, entry.opener) = transport.pair.hosts(transport.opener);
    let [low, high] = &entry.pair.ends;
    if low == high {
        entry.sent = [entry.total(), Tally::default()];
    }
    entry
}

/// Adds what the conversations of a transport are at another level, and what was counted apart.
/// Neighbours most often share a pair there, so the sum is made as they come.
fn gather(to: &mut Apart, derived: impl Iterator<Item = Conversation>, apart: &mut Apart) {
    for entry in derived {
        match to.conversations.last_mut() {
            Some(last) if last.pair == entry.pair => last.absorb(&entry),
            _ => to.conversations.push(entry),
        }
    }
    to.conversations.append(&mut apart.conversations);
    to.other.absorb(apart.other);
}

/// The sender and the receiver of an Ethernet frame.
fn addresses(data: &[u8], layer: &Layer) -> Option<[[u8; 6]; 2]> {
    let start = layer.start as usize;
    let addresses = || Some([array_at(data, start + 6)?, array_at(data, start)?]);
    whole(layer, 14).then(addresses).flatten()
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
