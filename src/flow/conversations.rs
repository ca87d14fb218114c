//! The table of conversations of one level. It never holds more than its limit: what does not fit
//! is counted apart.

use foldhash::fast::RandomState;

use super::conversation::{Conversation, Link, Tally};
use super::index::{Index, NOWHERE};
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
    link: Option<Link>,
    hash: u32,
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
    open: Index,
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
    /// By their hardware addresses, packets that are not counted with the link of an entry.
    links: Option<Box<Self>>,
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
            open: Index::default(),
            pending: Vec::with_capacity(TOGETHER),
            hasher: RandomState::default(),
            counts: [0; PARTITIONS],
            limit: limit.clamp(1, u32::MAX >> 6),
            other: Tally::default(),
            hosts: None,
            links: None,
            unsplit: 0,
        }
    }

    /// The same, where packets that find no room are counted once more by their hosts.
    #[must_use]
    pub fn with_hosts(self, max_entries: usize) -> Self {
        Self { hosts: Some(Box::new(Self::new(max_entries))), ..self }
    }

    /// The same, where packets are counted by their hardware addresses as well.
    #[must_use]
    pub fn with_links(self, max_entries: usize) -> Self {
        Self { links: Some(Box::new(Self::new(max_entries))), ..self }
    }

    /// Whether packets are counted by their hardware addresses as well.
    #[must_use]
    pub const fn has_links(&self) -> bool {
        self.links.is_some()
    }

    /// Counts a packet, soon.
    #[inline]
    pub fn count(
        &mut self,
        (pair, sender): (Pair, Sender),
        seen: &Sighting,
        segment: Option<Segment>,
        link: Option<Link>,
    ) {
        let hash = (pair.hash_in(seen.partition, &self.hasher) >> 32) as u32;
        self.pending.push(Pending { pair, sender, seen: *seen, segment, link, hash });
        if self.pending.len() == TOGETHER {
            self.settle();
        }
    }

    /// Counts the packets that wait.
    fn settle(&mut self) {
        let mut pending = std::mem::take(&mut self.pending);
        let slots = pending.iter().map(|packet| self.open.touch(packet.hash));
        std::hint::black_box(slots.fold(0, |sum, slot| sum ^ slot));
        let guesses = pending.iter().map(|packet| self.open.guess(packet.hash));
        let touched = guesses.filter_map(|place| Some(self.entries.get(place as usize)?.touch()));
        std::hint::black_box(touched.fold(0, |sum, entry| sum ^ entry));
        for packet in &pending {
            self.settle_one(packet);
        }
        pending.clear();
        self.pending = pending;
    }

    #[inline]
    fn settle_one(&mut self, packet: &Pending) {
        let Pending { sender, seen, segment, link, hash, .. } = packet;
        let Some(place) = self.find(packet) else { return self.begin(packet) };
        let Self { entries, open, counts, limit, .. } = self;
        let Some(entry) = entries.get_mut(place as usize) else { return };
        if let Some(segment) = segment {
            if entry.stream.is_left_by(segment, sender.place()) {
                if let Some(count) = room(counts, *limit, seen.partition) {
                    *count += 1;
                    open.replace(*hash, place, next_place(entries));
                    entries.push(begin(packet));
                    return;
                }
                self.unsplit += 1;
                entry.stream = Stream::default();
            }
            entry.stream.take(segment, sender.place());
        }
        if entry.link == *link {
            entry.count(*sender, seen.at, seen.wire_bytes);
        } else {
            self.count_apart(place, packet);
        }
    }

    #[inline]
    fn find(&self, packet: &Pending) -> Option<u32> {
        self.open.find(packet.hash, |place| {
            let entry = self.entries.get(place as usize);
            entry.is_some_and(|entry| {
                entry.pair == packet.pair && entry.partition == packet.seen.partition
            })
        })
    }

    /// Counts a packet whose hardware addresses are not those of its conversation, which from now
    /// on has none.
    #[cold]
    fn count_apart(&mut self, place: u32, packet: &Pending) {
        let Pending { sender, seen, .. } = packet;
        let Some(entry) = self.entries.get_mut(place as usize) else { return };
        let until_now = entry.on_link();
        entry.link = None;
        entry.count(*sender, seen.at, seen.wire_bytes);
        if let (Some(links), Some(until_now)) = (&mut self.links, until_now) {
            links.add(until_now);
        }
        self.count_link(packet);
    }

    /// Counts a packet by its hardware addresses alone.
    fn count_link(&mut self, packet: &Pending) {
        if let (Some(links), Some(link)) = (&mut self.links, packet.link) {
            links.count(link.ends(packet.sender), &packet.seen, None, None);
        }
    }

    /// Adds what was counted elsewhere.
    fn add(&mut self, entry: Conversation) {
        self.settle();
        let hash = (entry.pair.hash_in(entry.partition, &self.hasher) >> 32) as u32;
        let place = self.open.find(hash, |place| {
            let known = self.entries.get(place as usize);
            known.is_some_and(|it| it.pair == entry.pair && it.partition == entry.partition)
        });
        if let Some(known) = place.and_then(|place| self.entries.get_mut(place as usize)) {
            known.absorb(&entry);
        } else if let Some(count) = room(&mut self.counts, self.limit, entry.partition) {
            *count += 1;
            self.insert(hash, entry);
        } else {
            self.other.absorb(entry.total());
        }
    }

    #[inline(never)]
    fn begin(&mut self, packet: &Pending) {
        let Pending { pair, sender, seen, hash, .. } = packet;
        let Some(count) = room(&mut self.counts, self.limit, seen.partition) else {
            self.other.add(seen.wire_bytes);
            if let Some(hosts) = &mut self.hosts {
                hosts.count(pair.hosts(*sender), seen, None, None);
            }
            return self.count_link(packet);
        };
        *count += 1;
        self.insert(*hash, begin(packet));
    }

    fn insert(&mut self, hash: u32, entry: Conversation) {
        self.open.insert(hash, next_place(&self.entries));
        self.entries.push(entry);
    }

    /// Takes over what a sibling, which saw other partitions, found. Both are done with packets.
    pub fn absorb(&mut self, mut sibling: Self) {
        self.settle();
        sibling.settle();
        self.entries.append(&mut sibling.entries);
        self.other.absorb(sibling.other);
        self.unsplit += sibling.unsplit;
        for (own, other) in [(&mut self.hosts, sibling.hosts), (&mut self.links, sibling.links)] {
            if let (Some(own), Some(other)) = (own, other) {
                own.absorb(*other);
            }
        }
    }

    /// What was found.
    #[must_use]
    pub fn finish(mut self) -> Counted {
        self.settle();
        let Self { entries: mut conversations, hosts, links, other, unsplit, .. } = self;
        conversations.sort_unstable_by_key(|entry| (entry.pair, entry.first_number));
        let [hosts, links] = [hosts, links].map(|table| match table.map(|table| table.finish()) {
            Some(found) => Apart { conversations: found.conversations, other: found.other },
            None => Apart::default(),
        });
        Counted { conversations, unsplit, other, hosts, links }
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
    pub hosts: Apart,
    /// Packets that are in no conversation with a link, by their hardware addresses, if that was
    /// asked for.
    pub links: Apart,
}

/// Packets that were counted apart.
#[derive(Debug, Default)]
pub struct Apart {
    /// Their conversations.
    pub conversations: Vec<Conversation>,
    /// Those that found no room.
    pub other: Tally,
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
    let Pending { pair, sender, seen, segment, link, .. } = packet;
    let mut entry = Conversation {
        pair: *pair,
        partition: seen.partition,
        opener: *sender,
        stream: Stream::default(),
        link: *link,
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

fn next_place(entries: &[Conversation]) -> u32 {
    u32::try_from(entries.len()).unwrap_or(NOWHERE)
}

/// The partition's counter, where it has room for one more.
fn room(counts: &mut [u32; PARTITIONS], limit: u32, partition: u8) -> Option<&mut u32> {
    counts.get_mut(usize::from(partition)).filter(|count| **count < limit)
}
