//! The table of TCP streams, each with its analysis. It never holds more than its limits: what
//! does not fit is counted apart.

use foldhash::fast::RandomState;
use hashbrown::{HashMap, HashTable};

use super::Seen;
use super::connection::Connection;
use super::headers::{TcpHeader, each_header};
use super::segment::Segment;
use super::tally::Tally;
use crate::flow::applications::PARTITIONS;
use crate::flow::numbering::{Place, numbers};
use crate::flow::pair::{End, Pair, Sender};
use crate::packet::Packet;

/// How many segments on their way are remembered for each stream that may be kept, on average.
/// Chosen by us: one that rests has none, one that floods has thousands.
const OUTSTANDING_PER_STREAM: u32 = 4;

/// A TCP stream.
#[derive(Clone, Debug)]
pub struct TcpStream {
    /// The two ends.
    pub pair: Pair,
    /// Who sent the first segment.
    pub opener: Sender,
    /// Where the first segment is.
    pub first: Place,
    /// What adds up over its segments.
    pub tally: Tally,
    /// What the analysis remembers.
    pub connection: Connection,
    partition: u8,
}

impl TcpStream {
    /// The end that asked for the connection, or sent the first segment where that was not
    /// captured; then the other.
    #[must_use]
    pub fn ends(&self) -> [End; 2] {
        let [low, high] = self.pair.ends;
        let asker = self.connection.asker().unwrap_or(self.opener.place());
        if asker == 0 { [low, high] } else { [high, low] }
    }
}

/// Streams as they are met.
#[derive(Debug)]
pub struct Streams {
    entries: Vec<TcpStream>,
    /// Places of the streams that the next segment of a pair belongs to.
    open: HashTable<u32>,
    /// Where headers of a pair were first quoted by a control message.
    quoted: HashMap<Pair, Place, RandomState>,
    hasher: RandomState,
    /// Streams of each partition, and their segments on the way.
    counts: [u32; PARTITIONS],
    outstanding: [u32; PARTITIONS],
    /// Most streams of a partition.
    limit: u32,
    left_out: u64,
    unsplit: u64,
}

impl Streams {
    /// A table for at most `max_streams` streams (64 at least).
    #[must_use]
    pub fn new(max_streams: usize) -> Self {
        Self::with_limit(max_streams / PARTITIONS)
    }

    /// A table for at most `max_streams` streams that all come as packets of partition 0.
    #[must_use]
    pub fn in_one_partition(max_streams: usize) -> Self {
        Self::with_limit(max_streams)
    }

    fn with_limit(limit: usize) -> Self {
        let limit = u32::try_from(limit).unwrap_or(u32::MAX);
        Self {
            entries: Vec::new(),
            open: HashTable::new(),
            quoted: HashMap::default(),
            hasher: RandomState::default(),
            counts: [0; PARTITIONS],
            outstanding: [0; PARTITIONS],
            limit: limit.clamp(1, u32::MAX >> 6),
            left_out: 0,
            unsplit: 0,
        }
    }

    /// Takes a packet; `partition` is the engine's. Shows each segment of it with the place of its
    /// stream in [`Found::streams`] of this table alone, and what was seen.
    pub fn packet(
        &mut self,
        packet: &Packet<'_>,
        partition: u8,
        mut see: impl FnMut(usize, &Segment, &Seen),
    ) {
        let raw = packet.raw;
        each_header(raw, packet.decoded, |header| match &header.segment {
            Some(segment) => {
                if let Some((index, seen)) = self.segment(header, segment, partition) {
                    see(index, segment, &seen);
                }
            }
            None => self.quote(header.pair, Place { number: raw.number, layer: header.layer }),
        });
    }

    /// Takes a segment, the one of `header`. Answers the place of its stream, counted from 0 in the
    /// order in which this table met them, and what was seen; `None` where there is no room.
    pub fn segment(
        &mut self,
        header: &TcpHeader,
        segment: &Segment,
        partition: u8,
    ) -> Option<(usize, Seen)> {
        let place = Place { number: segment.number, layer: header.layer };
        let Some((index, is_reused)) = self.stream_of(header, segment, place, partition) else {
            self.left_out += 1;
            return None;
        };
        Some((index, self.take(index, segment, header.sender, is_reused)))
    }

    /// The place of the stream that a segment of this pair would belong to, where there is one.
    #[must_use]
    pub fn find(&self, pair: &Pair, partition: u8) -> Option<usize> {
        let hash = pair.hash_in(partition, &self.hasher);
        let is_it = |&index: &u32| {
            let stream = self.entries.get(index as usize);
            stream.is_some_and(|it| it.pair == *pair && it.partition == partition)
        };
        self.open.find(hash, is_it).map(|&index| index as usize)
    }

    /// Segments of streams for which there was no room.
    #[must_use]
    pub const fn left_out(&self) -> u64 {
        self.left_out
    }

    fn take(&mut self, index: usize, segment: &Segment, sender: Sender, is_reused: bool) -> Seen {
        let Some(stream) = self.entries.get_mut(index) else { return Seen::default() };
        let Some(held) = self.outstanding.get_mut(usize::from(stream.partition)) else {
            return Seen::default();
        };
        let most = self.limit.saturating_mul(OUTSTANDING_PER_STREAM).max(LEAST_OUTSTANDING);
        let before = stream.connection.outstanding();
        let mut seen = stream.connection.take(segment, sender.place(), *held < most);
        let after = stream.connection.outstanding();
        *held = u32::try_from((*held as usize + after).saturating_sub(before)).unwrap_or(u32::MAX);
        if is_reused {
            seen.findings.insert(super::Finding::ReusedPorts);
        }
        stream.tally.add(segment, &seen);
        seen
    }

    /// The stream that a segment belongs to, begun where need be, and whether it is another one on
    /// the ports of an earlier; `None` where there is no room.
    fn stream_of(
        &mut self,
        header: &TcpHeader,
        segment: &Segment,
        place: Place,
        partition: u8,
    ) -> Option<(usize, bool)> {
        let Self { entries: streams, open, hasher, counts, limit, .. } = self;
        let hash = header.pair.hash_in(partition, hasher);
        let is_it = |&index: &u32| {
            let stream = streams.get(index as usize);
            stream.is_some_and(|it| it.pair == header.pair && it.partition == partition)
        };
        let count = counts.get_mut(usize::from(partition))?;
        let new = || TcpStream {
            pair: header.pair,
            opener: header.sender,
            first: place,
            tally: Tally::default(),
            connection: Connection::new(segment.at),
            partition,
        };
        let next = u32::try_from(streams.len()).ok()?;
        if let Some(index) = open.find_mut(hash, is_it) {
            let stream = streams.get_mut(*index as usize)?;
            if !stream.connection.is_left_by(segment, header.sender.place()) {
                return Some((*index as usize, false));
            }
            if *count >= *limit {
                self.unsplit += 1;
                stream.connection = Connection::new(segment.at);
                return Some((*index as usize, true));
            }
            *count += 1;
            *index = next;
            streams.push(new());
            return Some((next as usize, true));
        }
        if *count >= *limit {
            return None;
        }
        *count += 1;
        streams.push(new());
        open.insert_unique(hash, next, |&index| {
            let stream = streams.get(index as usize);
            stream.map_or(0, |it| it.pair.hash_in(it.partition, hasher))
        });
        Some((next as usize, false))
    }

    fn quote(&mut self, pair: Pair, place: Place) {
        // Quotes of others never push streams out; a million of them are enough to number by.
        let most = self.limit as usize * PARTITIONS;
        if self.quoted.len() < most || self.quoted.contains_key(&pair) {
            self.quoted.entry(pair).or_insert(place);
        }
    }

    /// Takes over what a sibling, which saw other partitions, found.
    pub fn absorb(&mut self, mut sibling: Self) {
        self.entries.append(&mut sibling.entries);
        self.left_out += sibling.left_out;
        self.unsplit += sibling.unsplit;
        for (pair, place) in sibling.quoted.drain() {
            let first = self.quoted.entry(pair).or_insert(place);
            *first = (*first).min(place);
        }
    }

    /// What was found.
    #[must_use]
    pub fn finish(self) -> Found {
        let mut quoted: Vec<(Pair, Place)> = self.quoted.into_iter().collect();
        quoted.sort_unstable();
        let firsts: Vec<_> = self.entries.iter().map(|it| (it.pair, it.first)).collect();
        Found {
            numbers: numbers(&firsts, &quoted),
            streams: self.entries,
            left_out: self.left_out,
            unsplit: self.unsplit,
        }
    }
}

/// Segments on their way that a partition may remember in any case.
const LEAST_OUTSTANDING: u32 = 1 << 14;

/// What a table of streams found.
#[derive(Debug)]
pub struct Found {
    /// The streams, in no order that means anything.
    pub streams: Vec<TcpStream>,
    /// Their numbers as tshark gives them, in the same order.
    pub numbers: Vec<u64>,
    /// Segments of streams for which there was no room. The numbers leave their streams out.
    pub left_out: u64,
    /// Streams that were counted with the one before on the same ports, for want of room.
    pub unsplit: u64,
}
