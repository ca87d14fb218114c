//! The table of conversations of one level. It never holds more than its limit: what does not fit
//! is counted apart.

use std::hash::{BuildHasher, Hasher};

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

/// Conversations of one level.
///
/// Entries are kept apart by partition, and each partition has its share of the limit: so the
/// outcome is the same for any number of workers.
#[derive(Clone, Debug)]
pub struct Conversations {
    /// The conversation that a pair's next packet belongs to.
    open: HashTable<Conversation>,
    /// TCP streams whose ports serve another stream now.
    closed: Vec<Conversation>,
    hasher: RandomState,
    /// Entries of each partition.
    counts: [u32; PARTITIONS],
    /// Most entries of a partition.
    limit: u32,
    /// Packets of pairs that found no room.
    other: Tally,
    /// New TCP streams that found no room and were counted with the stream before them.
    unsplit: u64,
}

impl Conversations {
    /// An empty table for at most `max_entries` conversations (64 at least).
    #[must_use]
    pub fn new(max_entries: usize) -> Self {
        let limit = u32::try_from(max_entries / PARTITIONS).unwrap_or(u32::MAX);
        Self {
            open: HashTable::new(),
            closed: Vec::new(),
            hasher: RandomState::default(),
            counts: [0; PARTITIONS],
            limit: limit.max(1),
            other: Tally::default(),
            unsplit: 0,
        }
    }

    /// Packets of conversations that found no room.
    #[must_use]
    pub fn other(&self) -> Tally {
        self.other
    }

    /// TCP streams that were not told from the one before on the same ports, for want of room.
    #[must_use]
    pub fn unsplit(&self) -> u64 {
        self.unsplit
    }

    /// Counts a packet; answers whether there was room for its conversation.
    #[inline]
    pub fn count(
        &mut self,
        pair: &Pair,
        sender: Sender,
        seen: &Sighting,
        segment: Option<&Segment>,
    ) -> bool {
        let hash = hash(&self.hasher, pair, seen.partition);
        let found = self
            .open
            .find_mut(hash, |entry| entry.pair == *pair && entry.partition == seen.partition);
        let Some(entry) = found else {
            return self.open_new(hash, *pair, sender, seen, segment);
        };
        if let Some(segment) = segment {
            if entry.stream.is_left_by(segment, sender.place()) {
                if let Some(count) = room(&mut self.counts, self.limit, seen.partition) {
                    *count += 1;
                    self.closed.push(std::mem::replace(entry, begin(*pair, sender, seen)));
                } else {
                    self.unsplit += 1;
                    entry.stream = Stream::default();
                }
            }
            entry.stream.take(segment, sender.place());
        }
        entry.count(sender, seen.at, seen.wire_bytes);
        true
    }

    #[inline(never)]
    fn open_new(
        &mut self,
        hash: u64,
        pair: Pair,
        sender: Sender,
        seen: &Sighting,
        segment: Option<&Segment>,
    ) -> bool {
        let Some(count) = room(&mut self.counts, self.limit, seen.partition) else {
            self.other.add(seen.wire_bytes);
            return false;
        };
        *count += 1;
        let mut entry = begin(pair, sender, seen);
        if let Some(segment) = segment {
            entry.stream.take(segment, sender.place());
        }
        entry.count(sender, seen.at, seen.wire_bytes);
        self.insert(hash, entry);
        true
    }

    fn insert(&mut self, hash: u64, entry: Conversation) {
        let hasher = &self.hasher;
        self.open
            .insert_unique(hash, entry, |entry| self::hash(hasher, &entry.pair, entry.partition));
    }

    /// Takes over what a sibling, which saw other partitions, found.
    pub fn absorb(&mut self, mut sibling: Self) {
        self.closed.append(&mut sibling.closed);
        self.other.absorb(sibling.other);
        self.unsplit += sibling.unsplit;
        for (own, other) in self.counts.iter_mut().zip(sibling.counts) {
            *own += other;
        }
        for entry in sibling.open.drain() {
            let hash = hash(&self.hasher, &entry.pair, entry.partition);
            self.insert(hash, entry);
        }
    }

    /// The conversations, those of one pair that several partitions saw joined to one, sorted by
    /// pair, then by first packet. TCP streams stay apart.
    #[must_use]
    pub fn into_sorted(self) -> Vec<Conversation> {
        let Self { mut open, closed: mut all, .. } = self;
        all.reserve_exact(open.len());
        all.extend(open.drain());
        drop(open);
        all.sort_unstable_by_key(|entry| (entry.pair, entry.first_number));
        all
    }
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

fn begin(pair: Pair, opener: Sender, seen: &Sighting) -> Conversation {
    Conversation {
        pair,
        partition: seen.partition,
        opener,
        stream: Stream::default(),
        first_number: seen.number,
        first: seen.at,
        last: seen.at,
        sent: [Tally::default(); 2],
    }
}

/// The partition's counter, where it has room for one more.
fn room(counts: &mut [u32; PARTITIONS], limit: u32, partition: u8) -> Option<&mut u32> {
    counts.get_mut(usize::from(partition)).filter(|count| **count < limit)
}

#[inline]
fn hash(hasher: &RandomState, pair: &Pair, partition: u8) -> u64 {
    let [low, high] = &pair.ends;
    let mut state = hasher.build_hasher();
    state.write_u128(u128::from_le_bytes(low.address));
    state.write_u128(u128::from_le_bytes(high.address));
    let ports = u64::from(low.port) << 16 | u64::from(high.port);
    state.write_u64(ports << 16 | u64::from(partition) << 8 | pair.family as u64);
    state.finish()
}
