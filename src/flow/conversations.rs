//! The table of conversations of one level. It never holds more than its limit: what does not fit
//! is counted apart.

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use super::conversation::{Conversation, Tally};
use super::pair::{Pair, Sender};
use super::stream::{Segment, Stream};
use crate::value::Timestamp;

/// How many partitions of packets there are (see `engine::Partition`).
const PARTITIONS: usize = 64;

/// One packet, as a conversation counts it.
#[derive(Clone, Copy, Debug)]
pub struct Sighting {
    /// Position in the timeline.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// Length of the frame on the wire.
    pub wire_bytes: u32,
    /// The partition of the packet.
    pub partition: u8,
}

/// A packet that waits to be counted.
#[derive(Clone, Debug)]
struct Pending {
    pair: Pair,
    sender: Sender,
    seen: Sighting,
    segment: Option<Segment>,
    hash: u64,
    /// Where its conversation may be among the entries.
    guess: u32,
}

/// Packets that are looked up together. A table of a hundred thousand conversations lies in no
/// cache: going through the packets once only to touch their entries lets the memory fetch many
/// at a time, instead of one after the other.
const TOGETHER: usize = 64;

/// Conversations of one level.
///
/// Entries are kept apart by partition, and each partition has its share of the limit: so the
/// outcome is the same for any number of workers.
#[derive(Clone, Debug)]
pub struct Conversations {
    /// All conversations in the order in which they were first seen, open and closed.
    entries: Vec<Conversation>,
    /// Places of the entries that a pair's next packet belongs to.
    open: HashTable<u32>,
    pending: Vec<Pending>,
    hasher: RandomState,
    /// Entries of each partition.
    counts: [u32; PARTITIONS],
    /// Most entries of a partition.
    limit: u32,
    /// Packets of pairs that found no room.
    other: Tally,
    /// The same by their hosts alone, where there are ports.
    hosts: Option<Box<Self>>,
    /// New TCP streams that found no room and were counted with the stream before them.
    unsplit: u64,
}

impl Conversations {
    /// An empty table for at most `max_entries` conversations (64 at least).
    #[must_use]
    pub fn new(max_entries: usize) -> Self {
        let limit = u32::try_from(max_entries / PARTITIONS).unwrap_or(u32::MAX);
        Self {
            entries: Vec::new(),
            open: HashTable::new(),
            pending: Vec::with_capacity(TOGETHER),
            hasher: RandomState::default(),
            counts: [0; PARTITIONS],
            limit: limit.clamp(1, u32::MAX >> 6),
            other: Tally::default(),
            hosts: None,
            unsplit: 0,
        }
    }

    /// The same, where packets that find no room are counted once more by their hosts.
    #[must_use]
    pub fn with_hosts(max_entries: usize) -> Self {
        Self { hosts: Some(Box::new(Self::new(max_entries))), ..Self::new(max_entries) }
    }

    /// Counts a packet, soon.
    #[inline]
    pub fn count(&mut self, pair: Pair, sender: Sender, seen: &Sighting, segment: Option<Segment>) {
        let hash = pair.hash_in(seen.partition, &self.hasher);
        self.pending.push(Pending { pair, sender, seen: *seen, segment, hash, guess: u32::MAX });
        if self.pending.len() == TOGETHER {
            self.settle();
        }
    }

    /// Counts the packets that wait.
    fn settle(&mut self) {
        let mut pending = std::mem::take(&mut self.pending);
        for packet in &mut pending {
            let first_of_its_kind = self.open.find(packet.hash, |_| true);
            packet.guess = first_of_its_kind.copied().unwrap_or(u32::MAX);
        }
        let touched = pending.iter().filter_map(|packet| self.entries.get(packet.guess as usize));
        std::hint::black_box(touched.fold(0, |sum, entry| sum ^ entry.partition));
        for packet in &pending {
            self.settle_one(packet);
        }
        pending.clear();
        self.pending = pending;
    }

    #[inline]
    fn settle_one(&mut self, packet: &Pending) {
        let Pending { pair, sender, seen, segment, hash, .. } = packet;
        let Self { entries, open, counts, limit, .. } = self;
        let is_it = |&place: &u32| {
            let entry = entries.get(place as usize);
            entry.is_some_and(|entry| entry.pair == *pair && entry.partition == seen.partition)
        };
        let Some(place) = open.find_mut(*hash, is_it) else { return self.begin(packet) };
        let Some(entry) = entries.get_mut(*place as usize) else { return };
        if let Some(segment) = segment {
            if entry.stream.is_left_by(segment, sender.place()) {
                if let Some(count) = room(counts, *limit, seen.partition) {
                    *count += 1;
                    let entry = begin(packet);
                    *place = u32::try_from(entries.len()).unwrap_or(u32::MAX);
                    entries.push(entry);
                    return;
                }
                self.unsplit += 1;
                entry.stream = Stream::default();
            }
            entry.stream.take(segment, sender.place());
        }
        entry.count(*sender, seen.at, seen.wire_bytes);
    }

    #[inline(never)]
    fn begin(&mut self, packet: &Pending) {
        let Pending { pair, sender, seen, hash, .. } = packet;
        let Some(count) = room(&mut self.counts, self.limit, seen.partition) else {
            self.other.add(seen.wire_bytes);
            if let Some(hosts) = &mut self.hosts {
                let (pair, sender) = pair.hosts(*sender);
                hosts.count(pair, sender, seen, None);
            }
            return;
        };
        *count += 1;
        self.insert(*hash, begin(packet));
    }

    fn insert(&mut self, hash: u64, entry: Conversation) {
        let Self { entries, open, hasher, .. } = self;
        let place = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        entries.push(entry);
        open.insert_unique(hash, place, |&place| {
            let entry = entries.get(place as usize);
            entry.map_or(0, |entry| entry.pair.hash_in(entry.partition, hasher))
        });
    }

    /// Takes over what a sibling, which saw other partitions, found. Both are done with packets.
    pub fn absorb(&mut self, mut sibling: Self) {
        self.settle();
        sibling.settle();
        self.entries.append(&mut sibling.entries);
        self.other.absorb(sibling.other);
        self.unsplit += sibling.unsplit;
        if let (Some(own), Some(other)) = (&mut self.hosts, sibling.hosts) {
            own.absorb(*other);
        }
    }

    /// What was found.
    #[must_use]
    pub fn finish(mut self) -> Counted {
        self.settle();
        let Self { entries: mut conversations, hosts, other, unsplit, .. } = self;
        conversations.sort_unstable_by_key(|entry| (entry.pair, entry.first_number));
        let hosts = hosts.map(|hosts| hosts.finish());
        let (hosts, other_hosts) =
            hosts.map(|found| (found.conversations, found.other)).unwrap_or_default();
        Counted { conversations, unsplit, other, hosts, other_hosts }
    }
}

/// What a table found.
#[derive(Debug)]
pub struct Counted {
    /// The conversations sorted by pair, then by first packet: those of one pair that several
    /// partitions saw, and TCP streams on the same ports, are neighbours.
    pub conversations: Vec<Conversation>,
    /// TCP streams that were not told from the one before on the same ports, for want of room.
    pub unsplit: u64,
    /// Packets of conversations that found no room.
    pub other: Tally,
    /// The same packets by their hosts alone, if that was asked for.
    pub hosts: Vec<Conversation>,
    /// Those of them whose hosts found no room either.
    pub other_hosts: Tally,
}

/// Joins neighbours that have the same pair.
pub fn join_pairs(conversations: &mut Vec<Conversation>) {
    conversations.dedup_by(|next, kept| {
        let same = next.pair == kept.pair;
        if same {
            kept.absorb(next);
        }
        same
    });
}

/// A conversation with its first packet.
fn begin(packet: &Pending) -> Conversation {
    let Pending { pair, sender, seen, segment, .. } = packet;
    let mut entry = Conversation {
        pair: *pair,
        partition: seen.partition,
        opener: *sender,
        stream: Stream::default(),
        first_number: seen.number,
        first: seen.at,
        last: seen.at,
        sent: [Tally::default(); 2],
    };
    if let Some(segment) = segment {
        entry.stream.take(segment, sender.place());
    }
    entry.count(*sender, seen.at, seen.wire_bytes);
    entry
}

/// The partition's counter, where it has room for one more.
fn room(counts: &mut [u32; PARTITIONS], limit: u32, partition: u8) -> Option<&mut u32> {
    counts.get_mut(usize::from(partition)).filter(|count| **count < limit)
}
