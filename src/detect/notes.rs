//! What detection takes from single packets besides flows: who claims which address, which names
//! were asked for, segments with flags that no system sends, sizes of echo messages.
//!
//! Each kind is kept up to a limit for each partition of packets, so that any number of workers
//! keeps the same; what found no room is counted.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use super::allow::Allow;
use super::frames::Frames;
use crate::engine::Partition;
use crate::packet::bytes::{array_at, u8_at, u16_at};
use crate::packet::content::dns::{DnsMessage, Section};
use crate::packet::{HostPair, Packet, ProtocolId};
use crate::value::Timestamp;

/// A sender of ARP says which hardware address it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// When.
    pub at: Timestamp,
    /// Position of the packet.
    pub frame: u64,
    /// The hardware address.
    pub mac: [u8; 6],
    /// The address that it says it has.
    pub address: Ipv4Addr,
    /// The address that it asks about or speaks to.
    pub target: Ipv4Addr,
    /// It answers, asked or not.
    pub is_reply: bool,
}

/// A name of the domain name system that was asked for or answered about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// When.
    pub at: Timestamp,
    /// Position of the packet.
    pub frame: u64,
    /// Who asks.
    pub client: IpAddr,
    /// Who is asked.
    pub server: IpAddr,
    /// The name, in small letters.
    pub text: Box<str>,
    /// The answer is that there is no such name.
    pub is_missing: bool,
    /// Length of the packet.
    pub wire_bytes: u32,
}

/// A TCP segment with flags that no system sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OddSegment {
    /// When.
    pub at: Timestamp,
    /// Position of the packet.
    pub frame: u64,
    /// Who sent it.
    pub source: IpAddr,
    /// To whom.
    pub destination: IpAddr,
    /// Its flags.
    pub flags: u8,
    /// Length of the packet.
    pub wire_bytes: u32,
}

/// Echo messages that one host sent another, both requests and replies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Echoes {
    /// When the first came.
    pub first: Timestamp,
    /// When the last came.
    pub last: Timestamp,
    /// Positions of the first ones.
    pub frames: Frames,
    /// How many.
    pub packets: u64,
    /// Requests among them.
    pub requests: u64,
    /// Bytes of their frames.
    pub frame_bytes: u64,
    /// Bytes that they carry.
    pub payload_bytes: u64,
    /// How many of each size, the first sizes that were seen.
    pub sizes: BTreeMap<u32, u64>,
}

/// Most sizes of echo messages that are told apart.
const MOST_SIZES: usize = 64;

/// Which address has which name.
pub type Names = BTreeSet<(IpAddr, Box<str>)>;

/// Most addresses of names that are remembered. Chosen by us.
const MOST_NAMES: usize = 65_536;

/// Everything that was noted.
#[derive(Debug)]
pub struct Notes {
    /// Claims of ARP.
    pub claims: Vec<Claim>,
    /// Names.
    pub names: Vec<Name>,
    /// Odd segments.
    pub odd: Vec<OddSegment>,
    /// Echo messages by sender and receiver.
    pub echoes: BTreeMap<(IpAddr, IpAddr), Echoes>,
    /// Addresses that answers gave to names of which the allow-list speaks.
    pub resolved: Names,
    /// Notes for which there was no room.
    pub without_room: u64,
    allow: Arc<Allow>,
    counts: Vec<[u32; 4]>,
    most: u32,
}

impl Notes {
    /// Nothing yet; at most `most` of each kind, rounded to a whole number for each partition.
    #[must_use]
    pub fn new(most: usize, allow: &Arc<Allow>) -> Self {
        Self {
            claims: Vec::new(),
            names: Vec::new(),
            odd: Vec::new(),
            echoes: BTreeMap::new(),
            resolved: BTreeSet::new(),
            without_room: 0,
            allow: Arc::clone(allow),
            counts: vec![[0; 4]; Partition::COUNT],
            most: u32::try_from(most.div_ceil(Partition::COUNT)).unwrap_or(u32::MAX),
        }
    }

    /// Whether there is room for one more of a kind; counts it, or that there was none.
    fn has_room(&mut self, partition: Partition, kind: usize) -> bool {
        let counts = self.counts.get_mut(usize::from(partition.0) % Partition::COUNT);
        let Some(count) = counts.and_then(|counts| counts.get_mut(kind)) else { return false };
        let has = *count < self.most;
        *count += u32::from(has);
        self.without_room += u64::from(!has);
        has
    }

    /// Takes a packet.
    pub fn packet(&mut self, packet: &Packet<'_>, partition: Partition) {
        let Some(last) = packet.layers().last() else { return };
        match last.protocol {
            ProtocolId::Arp => self.claim(packet, partition),
            ProtocolId::Dns => self.name(packet, partition),
            ProtocolId::Icmp | ProtocolId::Icmpv6 => self.echo(packet, partition),
            _ => {}
        }
        if packet.decoded.transport().is_some_and(|it| it.protocol == ProtocolId::Tcp) {
            self.segment(packet, partition);
        }
    }

    fn claim(&mut self, packet: &Packet<'_>, partition: Partition) {
        let Some(view) = packet.views().last() else { return };
        let header = view.header();
        // Ethernet and IPv4 (RFC 826).
        if array_at(header, 0) != Some([0, 1, 8, 0, 6, 4]) {
            return;
        }
        let operation = u16_at(header, 6);
        let (Some(mac), Some(sender), Some(target)) =
            (array_at(header, 8), array_at::<4>(header, 14), array_at::<4>(header, 24))
        else {
            return;
        };
        if matches!(operation, Some(1 | 2)) && self.has_room(partition, 0) {
            self.claims.push(Claim {
                at: packet.raw.at,
                frame: packet.raw.number,
                mac,
                address: sender.into(),
                target: target.into(),
                is_reply: operation == Some(2),
            });
        }
    }

    fn name(&mut self, packet: &Packet<'_>, partition: Partition) {
        let Some(hosts) = packet.decoded.hosts(packet.raw.data) else { return };
        let Some(view) = packet.views().last() else { return };
        // Over TCP, two bytes say how long the message is.
        let over_tcp = view.outside().is_some_and(|it| it.protocol == ProtocolId::Tcp);
        let bytes = view.payload().get(if over_tcp { 2 } else { 0 }..).unwrap_or_default();
        let dns = DnsMessage { bytes };
        let Some(name) = dns.questions().next().and_then(|question| dns.name(question.name)) else {
            return;
        };
        let name = name.as_str().to_ascii_lowercase();
        let HostPair { source, destination } = hosts;
        let is_answer = dns.is_response();
        if is_answer && self.allow.names(&name) {
            self.resolve(&dns, &name);
        }
        if name.is_empty() || !self.has_room(partition, 1) {
            return;
        }
        let (client, server) =
            if is_answer { (destination, source) } else { (source, destination) };
        self.names.push(Name {
            at: packet.raw.at,
            frame: packet.raw.number,
            client,
            server,
            text: name.into(),
            is_missing: is_answer && dns.code() == Some(3),
            wire_bytes: packet.raw.wire_bytes,
        });
    }

    /// Remembers the addresses that a name has, by an answer (types A and AAAA).
    fn resolve(&mut self, dns: &DnsMessage<'_>, name: &str) {
        for record in dns.records().filter(|it| it.section == Section::Answer) {
            let data = record.data(dns.bytes);
            let address = match (record.kind, data.len()) {
                (1, 4) => array_at::<4>(data, 0).map(IpAddr::from),
                (28, 16) => array_at::<16>(data, 0).map(IpAddr::from),
                _ => None,
            };
            if self.resolved.len() < MOST_NAMES {
                self.resolved.extend(address.map(|address| (address, name.into())));
            }
        }
    }

    fn segment(&mut self, packet: &Packet<'_>, partition: Partition) {
        let Some(layer) = packet.decoded.transport() else { return };
        let Some(flags) = u8_at(packet.raw.data, layer.start as usize + 13) else { return };
        if !is_odd(flags) {
            return;
        }
        let Some(hosts) = packet.decoded.hosts(packet.raw.data) else { return };
        if self.has_room(partition, 2) {
            self.odd.push(OddSegment {
                at: packet.raw.at,
                frame: packet.raw.number,
                source: hosts.source,
                destination: hosts.destination,
                flags,
                wire_bytes: packet.raw.wire_bytes,
            });
        }
    }

    fn echo(&mut self, packet: &Packet<'_>, partition: Partition) {
        let Some(view) = packet.views().last() else { return };
        let kind = u8_at(packet.raw.data, view.layer.start as usize);
        let is_v4 = view.layer.protocol == ProtocolId::Icmp;
        let is_echo =
            if is_v4 { matches!(kind, Some(0 | 8)) } else { matches!(kind, Some(128 | 129)) };
        let Some(hosts) = packet.decoded.hosts(packet.raw.data).filter(|_| is_echo) else { return };
        let key = (hosts.source, hosts.destination);
        if !self.echoes.contains_key(&key) && !self.has_room(partition, 3) {
            return;
        }
        let raw = packet.raw;
        let echoes = self.echoes.entry(key).or_insert_with(|| Echoes {
            first: raw.at,
            last: raw.at,
            frames: Frames::default(),
            packets: 0,
            requests: 0,
            frame_bytes: 0,
            payload_bytes: 0,
            sizes: BTreeMap::new(),
        });
        // Behind eight bytes of header (RFC 792).
        let carried = view.layer.wire_end.saturating_sub(view.layer.start).saturating_sub(8);
        echoes.first = echoes.first.min(raw.at);
        echoes.last = echoes.last.max(raw.at);
        echoes.packets += 1;
        echoes.requests += u64::from(matches!(kind, Some(8 | 128)));
        echoes.frame_bytes += u64::from(raw.wire_bytes);
        echoes.payload_bytes += u64::from(carried);
        echoes.frames.push(raw.number);
        if echoes.sizes.len() < MOST_SIZES || echoes.sizes.contains_key(&carried) {
            *echoes.sizes.entry(carried).or_default() += 1;
        }
    }

    /// Takes over what a sibling, which saw other partitions, noted.
    pub fn absorb(&mut self, mut sibling: Self) {
        self.claims.append(&mut sibling.claims);
        self.names.append(&mut sibling.names);
        self.odd.append(&mut sibling.odd);
        // Both directions between two hosts are at the same worker.
        self.echoes.append(&mut sibling.echoes);
        self.resolved.append(&mut sibling.resolved);
        self.without_room += sibling.without_room;
    }

    /// Puts notes in the order of time, then of position.
    pub fn sort(&mut self) {
        self.claims.sort_unstable_by_key(|it| (it.at, it.frame));
        self.names.sort_unstable_by_key(|it| (it.at, it.frame));
        self.odd.sort_unstable_by_key(|it| (it.at, it.frame));
    }
}

const FIN: u8 = 0x01;
const SYN: u8 = 0x02;
const RST: u8 = 0x04;
const ACK: u8 = 0x10;

/// Whether no system sends a segment with these flags (RFC 9293 section 3.10): none at all, SYN
/// with FIN or RST, FIN without ACK.
#[must_use]
pub const fn is_odd(flags: u8) -> bool {
    let flags = flags & 0x3f;
    flags == 0 || (flags & SYN != 0 && flags & (FIN | RST) != 0) || flags & (FIN | ACK | RST) == FIN
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scans_of_nmap_have_odd_flags_and_connections_have_not() {
        for odd in [0x00, 0x01, 0x29, 0x03, 0x06, 0x07, 0x2b] {
            assert!(is_odd(odd), "{odd:#x}");
        }
        for usual in [0x02, 0x12, 0x10, 0x18, 0x11, 0x19, 0x04, 0x14, 0x38, 0xc2] {
            assert!(!is_odd(usual), "{usual:#x}");
        }
    }
}
