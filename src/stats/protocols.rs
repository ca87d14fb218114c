//! The protocol hierarchy: tshark's `-z io,phs`.
//!
//! Packets with the same sequence of protocols are counted together; the tree is made of the
//! sequences at the end. Packets that a control message quotes are part of the message, and
//! extension headers part of IPv6, as in Wireshark.

use std::collections::BTreeMap;
use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use super::ranking::percent;
use super::{Make, Settings, Statistic};
use crate::engine::{Fold, Needs, Partition};
use crate::flow::Tally;
use crate::packet::protocols::TABLE;
use crate::packet::{Decoded, Packet, ProtocolId, Role};
use crate::report::{Column, Ledger, Section, Table};
use crate::value::{Kind, Unit, Value};

/// The protocol hierarchy.
pub static STATISTIC: Statistic = Statistic {
    name: "protocols",
    about: "the protocol hierarchy: packets, bytes, share, packets that end there",
    on_first_screen: true,
    settings: &[],
    orders: &[],
    make: Make::Analyser(|settings| Box::new(Protocols::new(settings))),
};

/// Most distinct sequences that are told apart; real traffic has a few hundred.
const MOST_SEQUENCES: usize = 16_384;

/// Places for sequences that were seen lately.
const RECENT: usize = 32;

/// A sequence of protocols from the outside in: one byte each, the outermost the lowest, zeros
/// after the last. A byte is the protocol's place in the table plus one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sequence(u128);

struct Protocols {
    /// What was counted since a sequence took its place here: most packets have one of a dozen
    /// sequences, and this costs less than the table.
    recent: [(Sequence, Tally); RECENT],
    counts: HashTable<(Sequence, Tally)>,
    hasher: RandomState,
    /// Layers that are told apart. Less than all of them when sequences are too many: it is then
    /// the most for which they are few enough, whatever the order of packets.
    depth: u32,
    most: usize,
}

impl Protocols {
    fn new(settings: &Settings) -> Self {
        Self {
            recent: [(Sequence(0), Tally::default()); RECENT],
            counts: HashTable::new(),
            hasher: RandomState::default(),
            depth: Sequence::LONGEST,
            most: settings.max_entries.clamp(1, MOST_SEQUENCES),
        }
    }

    /// Counts one packet.
    #[inline]
    fn count(&mut self, sequence: Sequence, wire_bytes: u32) {
        let Some(place) = self.recent.get_mut(sequence.place()) else { return };
        if place.0 != sequence {
            let (before, tally) = std::mem::replace(place, (sequence, Tally::default()));
            place.1.add(wire_bytes);
            return self.add(before.cut(self.depth), tally);
        }
        place.1.add(wire_bytes);
    }

    /// Adds what was counted lately to the table.
    fn settle(&mut self) {
        for place in 0..RECENT {
            let Some(place) = self.recent.get_mut(place) else { return };
            let (sequence, tally) = std::mem::take(place);
            self.add(sequence.cut(self.depth), tally);
        }
    }

    fn add(&mut self, sequence: Sequence, tally: Tally) {
        if tally.packets == 0 {
            return;
        }
        let hasher = &self.hasher;
        let hash = hasher.hash_one(sequence.0);
        if let Some((_, counted)) = self.counts.find_mut(hash, |entry| entry.0 == sequence) {
            counted.absorb(tally);
            return;
        }
        self.counts.insert_unique(hash, (sequence, tally), |entry| hasher.hash_one(entry.0.0));
        if self.counts.len() > self.most {
            self.lower(self.depth.saturating_sub(1));
        }
    }

    /// Tells apart no more than `depth` layers from now on.
    #[cold]
    fn lower(&mut self, depth: u32) {
        self.depth = depth;
        let entries: Vec<_> = self.counts.drain().collect();
        for (sequence, tally) in entries {
            self.add(sequence.cut(self.depth), tally);
        }
    }
}

impl Sequence {
    /// The most layers that a packet has.
    const LONGEST: u32 = 16;

    #[inline]
    fn of(packet: &Packet<'_>) -> Self {
        Self::of_simple(packet).unwrap_or_else(|| Self::of_any(packet))
    }

    /// The sequence of most packets, in a number of half the size: few layers, each of which
    /// counts.
    #[inline]
    fn of_simple(packet: &Packet<'_>) -> Option<Self> {
        let layers = packet.layers();
        if layers.len() > 8 || packet.decoded.is_quoting() {
            return None;
        }
        let (mut sequence, mut extended) = (0, false);
        for (place, layer) in layers.iter().enumerate() {
            sequence |= (layer.protocol as u64 + 1) << (place * 8);
            extended |= layer.protocol.role() == Role::Extension;
        }
        (!extended).then_some(Self(sequence.into()))
    }

    fn of_any(packet: &Packet<'_>) -> Self {
        let mut sequence = 0;
        let mut shift = 0;
        let mut push = |protocol: ProtocolId| {
            sequence |= (protocol as u128 + 1) << shift;
            shift += 8;
        };
        let mut in_ipv6 = false;
        for layer in packet.layers() {
            match layer.protocol.role() {
                // tshark has them inside of the header that they extend.
                Role::Extension if in_ipv6 => continue,
                Role::Network => in_ipv6 = layer.protocol == ProtocolId::Ipv6,
                _ => {}
            }
            push(layer.protocol);
            if layer.protocol.role() == Role::Control {
                break;
            }
        }
        Self(sequence)
    }

    /// Its place among those seen lately.
    #[inline]
    fn place(self) -> usize {
        let bytes = self.0.to_le_bytes();
        let word =
            |half: &[u8]| half.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte));
        let (inner, outer) = bytes.split_at(8);
        let mixed = (word(inner) ^ word(outer)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        usize::from(mixed.to_be_bytes()[0]) % RECENT
    }

    /// The first `depth` protocols of it.
    #[inline]
    fn cut(self, depth: u32) -> Self {
        let bits = u128::MAX.checked_shl(depth * 8).unwrap_or(0);
        Self(self.0 & !bits)
    }

    fn protocols(self) -> impl Iterator<Item = ProtocolId> {
        let places = self.0.to_le_bytes().into_iter().take_while(|&byte| byte > 0);
        places.filter_map(|byte| TABLE.get(usize::from(byte) - 1)).map(|entry| entry.0)
    }
}

// One byte a layer, and every protocol a byte.
const _: () = assert!(Decoded::MAX_LAYERS == 16 && TABLE.len() < 255);

impl Fold for Protocols {
    fn needs(&self) -> Needs {
        Needs::Applications
    }

    #[inline]
    fn packet(&mut self, packet: &Packet<'_>, _: Partition) {
        self.count(Sequence::of(packet), packet.raw.wire_bytes);
    }

    fn absorb(&mut self, mut sibling: Self) {
        self.settle();
        sibling.settle();
        if sibling.depth < self.depth {
            self.lower(sibling.depth);
        }
        let entries: Vec<_> = sibling.counts.drain().collect();
        for (sequence, tally) in entries {
            self.add(sequence.cut(self.depth), tally);
        }
    }

    fn section(mut self: Box<Self>, ledger: &Ledger) -> Section {
        self.settle();
        let mut root = Node::default();
        for (sequence, tally) in &self.counts {
            root.add(sequence.protocols(), *tally);
        }
        let mut table = Table::new(STATISTIC.name, "Protocol hierarchy", columns());
        let whole = root.total;
        if root.end.packets > 0 {
            table.push(row("", "", 0, root.end, root.end, whole));
        }
        root.rows("", 1, whole, &mut table);
        let mut section = Section::of(table);
        section.notes = ledger.fragments.notes();
        if self.depth < Sequence::LONGEST {
            section.notes.push(format!(
                "more than {} sequences of protocols: layers after the first {} are left out",
                self.most, self.depth
            ));
        }
        if ledger.not_remembered > 0 {
            section.notes.push(format!(
                "more flows than are remembered: the applications of {} packets were judged \
                 without what their flows carried before; raise --max-flows",
                ledger.not_remembered
            ));
        }
        section
    }
}

/// A protocol inside others.
#[derive(Default)]
struct Node {
    total: Tally,
    end: Tally,
    children: BTreeMap<ProtocolId, Node>,
}

impl Node {
    fn add(&mut self, protocols: impl Iterator<Item = ProtocolId>, tally: Tally) {
        let mut node = self;
        node.total.absorb(tally);
        for protocol in protocols {
            node = node.children.entry(protocol).or_default();
            node.total.absorb(tally);
        }
        node.end.absorb(tally);
    }

    /// Rows of the children, each followed by its own: more packets first, then by name.
    fn rows(&self, path: &str, depth: u64, whole: Tally, table: &mut Table) {
        let mut children: Vec<_> = self.children.iter().collect();
        children.sort_by(|(a, one), (b, other)| {
            (other.total.packets, a.name()).cmp(&(one.total.packets, b.name()))
        });
        for (protocol, node) in children {
            let name = protocol.name();
            let path = if path.is_empty() { name.to_owned() } else { format!("{path}:{name}") };
            table.push(row(&path, name, depth, node.total, node.end, whole));
            node.rows(&path, depth + 1, whole, table);
        }
    }
}

fn columns() -> Vec<Column> {
    let share = |name, doc| Column::new(name, Kind::Float, Unit::Percent, doc);
    vec![
        Column::text("path", "protocols from the outside in, joined by colons"),
        Column::text("protocol", "the innermost of them"),
        Column::count("depth", "how many they are"),
        Column::packets("packets", "packets that begin with these protocols"),
        Column::bytes("frame_bytes", "their bytes on the wire"),
        share("packets_percent", "share of all packets"),
        share("frame_bytes_percent", "share of all bytes on the wire"),
        Column::packets("end_packets", "packets that have these protocols and no other"),
        Column::bytes("end_frame_bytes", "their bytes on the wire"),
    ]
}

fn row(
    path: &str,
    name: &'static str,
    depth: u64,
    total: Tally,
    end: Tally,
    whole: Tally,
) -> Vec<Value<'static>> {
    vec![
        path.to_owned().into(),
        name.into(),
        depth.into(),
        total.packets.into(),
        total.bytes.into(),
        percent(total.packets, whole.packets),
        percent(total.bytes, whole.bytes),
        end.packets.into(),
        end.bytes.into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::testing::{
        any_split_says_the_same, column, ipv4, mixture, numbers, section, split, tcp, udp,
    };

    fn texts(values: &[&'static str]) -> Vec<Value<'static>> {
        values.iter().map(|&value| value.into()).collect()
    }

    #[test]
    fn a_packet_counts_at_each_protocol_and_ends_at_its_last() {
        let frames =
            [tcp(0, (1, 7), (2, 7), 2, 0), udp(0, (1, 7), (2, 7), 0), ipv4(0, 1, 2, 253, &[])];
        let found = section(&STATISTIC, &Settings::default(), &frames);
        let paths = column(&found, "protocols", "path");
        assert_eq!(paths, texts(&["eth", "eth:ip", "eth:ip:tcp", "eth:ip:udp"]));
        assert_eq!(numbers(&found, "protocols", "packets"), [3, 3, 1, 1]);
        assert_eq!(numbers(&found, "protocols", "frame_bytes"), [130, 130, 54, 42]);
        assert_eq!(numbers(&found, "protocols", "end_packets"), [0, 1, 1, 1]);
        assert_eq!(numbers(&found, "protocols", "end_frame_bytes"), [0, 34, 54, 42]);
        assert_eq!(numbers(&found, "protocols", "depth"), [1, 2, 3, 3]);
    }

    #[test]
    fn a_protocol_inside_itself_is_a_row_of_its_own() {
        let inner = ipv4(0, 3, 4, 253, &[]);
        let frames = [ipv4(0, 1, 2, 4, &inner.bytes[14..])];
        let found = section(&STATISTIC, &Settings::default(), &frames);
        let paths = column(&found, "protocols", "path");
        assert_eq!(paths, texts(&["eth", "eth:ip", "eth:ip:ip"]));
    }

    #[test]
    fn too_many_sequences_cut_the_tree_alike_for_any_split() {
        // eth, eth:ip, eth:ip:udp, eth:ip:tcp: four, of which three have at most two layers.
        let settings = Settings { max_entries: 3, ..Settings::default() };
        let whole = section(&STATISTIC, &settings, &mixture());
        assert!(numbers(&whole, "protocols", "depth").iter().all(|&depth| depth <= 2));
        assert_eq!(whole.notes.len(), 1);
        for siblings in 2..=8 {
            assert_eq!(whole, split(&STATISTIC, &settings, &mixture(), siblings, siblings - 1));
        }
    }

    #[test]
    fn any_split_of_the_packets_says_the_same() {
        any_split_says_the_same(&STATISTIC, &Settings::default());
    }
}
