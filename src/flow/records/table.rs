//! The table of flows that live, and who leaves it: by a timeout, by a SYN that opens another
//! connection, by want of room.
//!
//! Each partition of packets has its own share of the limit, its own queues and its own clock (the
//! time of the packet at hand), so that any number of workers finds the same. A packet whose time
//! lies before that of others ends nothing; one that lies far ahead ends what rested until then.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::RandomState;

use super::finished::Finished;
use super::key::FlowKey;
use super::left_out::LeftOut;
use super::lists::{Places, Queue};
use super::live::Live;
use super::measures::Measures;
use super::record::{Account, EndReason, Surroundings};
use super::sighting::Sighting;
use super::tcp::Tcp;
use super::timeouts::{CLASSES, Timeouts};
use crate::flow::applications::PARTITIONS;
use crate::flow::index::{Index, NOWHERE};
use crate::flow::pair::Sender;
use crate::packet::Packet;
use crate::value::Timestamp;

/// What is kept for each partition.
#[derive(Clone, Copy, Debug, Default)]
struct Part {
    queues: [Queue; CLASSES],
    live: u32,
    finished: u32,
}

/// A packet that waits to be counted.
#[derive(Clone, Debug, Default)]
struct Pending {
    seen: Sighting,
    around: Surroundings,
    hash: u32,
    partition: u8,
}

/// Packets that are looked up together. A table of a hundred thousand flows lies in no cache: going
/// through the packets once only to touch their flows lets the memory fetch many at a time, instead
/// of one after the other.
const TOGETHER: usize = 64;

/// Flows by their keys.
#[derive(Debug)]
pub struct FlowTable {
    timeouts: Timeouts,
    /// Room for packets that wait, and how many do.
    pending: Vec<Pending>,
    waiting: usize,
    places: Places,
    /// Where flows live.
    slots: Index,
    hasher: RandomState,
    parts: [Part; PARTITIONS],
    /// Most flows that live in a partition, and most records of it that wait.
    limit: u32,
    finished: Finished,
    left_out: LeftOut,
    /// What is measured besides, where that was asked for.
    measures: Option<Measures>,
    /// Tables of other partitions.
    siblings: Vec<Self>,
}

impl FlowTable {
    /// An empty table for at most `max_flows` that live (64 at least), and as many records of
    /// flows that ended.
    #[must_use]
    pub fn new(timeouts: Timeouts, max_flows: usize) -> Self {
        let limit = u32::try_from(max_flows / PARTITIONS).unwrap_or(u32::MAX);
        Self {
            timeouts,
            pending: vec![Pending::default(); TOGETHER],
            waiting: 0,
            places: Places::default(),
            slots: Index::default(),
            hasher: RandomState::default(),
            parts: [Part::default(); PARTITIONS],
            limit: limit.clamp(1, u32::MAX >> 6),
            finished: Finished::default(),
            left_out: LeftOut::default(),
            measures: None,
            siblings: Vec::new(),
        }
    }

    /// The same table, which also measures flows ([`FlowRecord::measured`]), and keeps the first
    /// `steps` packets of each one by one.
    ///
    /// [`FlowRecord::measured`]: super::FlowRecord::measured
    #[must_use]
    pub fn measuring(self, steps: usize) -> Self {
        Self { measures: Some(Measures::new(steps)), ..self }
    }

    /// Takes a packet, which is counted soon; `partition` is the engine's.
    #[inline]
    pub fn packet(&mut self, packet: &Packet<'_>, partition: u8) {
        let Some(place) = self.pending.get_mut(self.waiting) else { return };
        if place.seen.read(packet).is_none() {
            self.left_out.without_flow += u64::from(packet.decoded.network().is_some());
            return;
        }
        place.around.read(packet);
        place.hash = hash_of(&self.hasher, &place.seen.key);
        place.partition = partition;
        if let Some(measures) = &mut self.measures {
            measures.look(&place.seen, packet);
        }
        self.waiting += 1;
        if self.waiting == TOGETHER {
            self.settle();
        }
    }

    /// Counts the packets that wait, in their order.
    #[inline(never)]
    fn settle(&mut self) {
        let room = std::mem::take(&mut self.pending);
        let pending = room.get(..self.waiting).unwrap_or_default();
        let Self { slots, places, .. } = &*self;
        let first = pending.iter().map(|packet| slots.touch(packet.hash));
        std::hint::black_box(first.fold(0, |sum, slot| sum ^ slot));
        let touched = pending.iter().filter_map(|packet| {
            Some(places.get(slots.guess(packet.hash))?.touch(packet.seen.segment.is_some()))
        });
        std::hint::black_box(touched.fold(0, |sum, touched| sum ^ touched));
        for packet in pending {
            if let Some(measures) = &mut self.measures {
                measures.next();
            }
            self.settle_one(packet);
        }
        self.waiting = 0;
        self.pending = room;
    }

    #[inline]
    fn settle_one(&mut self, packet: &Pending) {
        let Pending { seen, around, hash, partition } = packet;
        self.end_idle(*partition, seen.at);
        let place = self.find(*hash, &seen.key);
        let Some(live) = place.and_then(|place| self.places.get_mut(place)) else {
            return self.begin(packet);
        };
        let Some((reason, originator)) = is_over(live, seen, &self.timeouts) else {
            live.count(seen);
            if let (Some(measures), Some(place)) = (&mut self.measures, place) {
                measures.packet(place, live.side(seen.sender), seen);
            }
            return;
        };
        // The next flow of the same key takes the place, in the table and in the queue.
        let Some(place) = place else { return };
        self.end(place, reason);
        let account = Account::open(seen, around, originator);
        if let Some(live) = self.places.get_mut(place) {
            live.account = account;
            live.tcp = Tcp::default();
            live.count(seen);
        }
        self.begin_measures(place, seen);
    }

    /// Measures the first packet of the flow at a place, where that was asked for.
    fn begin_measures(&mut self, place: u32, seen: &Sighting) {
        let (Some(measures), Some(live)) = (&mut self.measures, self.places.get(place)) else {
            return;
        };
        measures.begin(place);
        measures.packet(place, live.side(seen.sender), seen);
    }

    #[inline]
    fn find(&self, hash: u32, key: &FlowKey) -> Option<u32> {
        let is_it = |place| self.places.get(place).is_some_and(|live| live.account.key == *key);
        self.slots.find(hash, is_it)
    }

    #[inline(never)]
    fn begin(&mut self, packet: &Pending) {
        let Pending { seen, around, hash, partition } = packet;
        let (hash, partition) = (*hash, *partition);
        let class = Timeouts::class(seen.key.protocol);
        if self.part(partition).live >= self.limit {
            self.evict(partition);
        }
        let mut live = Live {
            account: Account::open(seen, around, None),
            tcp: Tcp::default(),
            queued_at: seen.at,
            next: NOWHERE,
            hash,
            partition,
        };
        live.count(seen);
        let Some(place) = self.places.insert(live) else { return };
        self.begin_measures(place, seen);
        let Self { slots, parts, places, .. } = self;
        slots.insert(hash, place);
        let Some(part) = parts.get_mut(usize::from(partition) % PARTITIONS) else { return };
        part.live += 1;
        if let Some(queue) = part.queues.get_mut(class) {
            queue.push(places, place);
        }
    }

    fn part(&self, partition: u8) -> Part {
        self.parts.get(usize::from(partition) % PARTITIONS).copied().unwrap_or_default()
    }

    fn queue(&mut self, partition: u8, class: usize) -> Option<(&mut Queue, &mut Places)> {
        let part = self.parts.get_mut(usize::from(partition) % PARTITIONS)?;
        Some((part.queues.get_mut(class)?, &mut self.places))
    }

    /// Ends the flows of a partition that have rested too long.
    #[inline]
    fn end_idle(&mut self, partition: u8, now: Timestamp) {
        for (class, queue) in self.part(partition).queues.iter().enumerate() {
            if !queue.is_empty() && self.timeouts.is_idle(class, queue.since, now) {
                self.end_idle_of(partition, class, now);
            }
        }
    }

    #[inline(never)]
    fn end_idle_of(&mut self, partition: u8, class: usize, now: Timestamp) {
        let timeouts = self.timeouts;
        while let Some((queue, places)) = self.queue(partition, class) {
            if queue.is_empty() || !timeouts.is_idle(class, queue.since, now) {
                return;
            }
            let Some(place) = queue.pop(places) else { return };
            let last = places.get(place).map(|live| live.account.last);
            if last.is_some_and(|last| timeouts.is_idle(class, last, now)) {
                self.end(place, EndReason::IdleTimeout);
                self.forget(place);
            } else {
                queue.push(places, place);
            }
        }
    }

    /// Ends the flow of a partition that has rested longest.
    fn evict(&mut self, partition: u8) {
        loop {
            let queues = self.part(partition).queues;
            let waiting = queues.iter().enumerate().filter(|(_, queue)| !queue.is_empty());
            let Some((class, _)) = waiting.min_by_key(|(_, queue)| queue.since) else { return };
            let Some((queue, places)) = self.queue(partition, class) else { return };
            let Some(place) = queue.pop(places) else { return };
            let Some(live) = places.get_mut(place) else { return };
            if live.account.last == live.queued_at {
                live.account.history.push(b'x');
                self.left_out.evicted += 1;
                self.end(place, EndReason::LackOfResources);
                self.forget(place);
                return;
            }
            queue.push(places, place);
        }
    }

    /// Keeps the record of a flow.
    fn end(&mut self, place: u32, reason: EndReason) {
        let Self { places, parts, finished, left_out, limit, measures, .. } = self;
        let Some(live) = places.get(place) else { return };
        let Some(part) = parts.get_mut(usize::from(live.partition) % PARTITIONS) else { return };
        if part.finished >= *limit {
            left_out.flows += 1;
            for side in &live.account.sides {
                left_out.packets += side.packets;
                left_out.frame_bytes += side.frame_bytes;
            }
            return;
        }
        part.finished += 1;
        let measured = measures.as_ref().and_then(|measures| measures.get(place));
        finished.push(&live.account, reason_of(live, reason), &live.ends(), measured);
    }

    /// Frees the place of a flow that is in no queue any more.
    fn forget(&mut self, place: u32) {
        let Some(live) = self.places.get(place) else { return };
        self.slots.remove(live.hash, place);
        if let Some(part) = self.parts.get_mut(usize::from(live.partition) % PARTITIONS) {
            part.live = part.live.saturating_sub(1);
        }
        self.places.remove(place);
    }

    /// Takes over what a sibling, which saw other partitions, found.
    pub fn absorb(&mut self, mut sibling: Self) {
        self.siblings.append(&mut sibling.siblings);
        self.siblings.push(sibling);
    }

    /// The records of all flows; `last` is the time of the capture's last packet.
    #[must_use]
    pub fn finish(mut self, last: Timestamp) -> (Finished, LeftOut) {
        let siblings = std::mem::take(&mut self.siblings);
        let (mut finished, mut left_out) = self.finish_own(last);
        for sibling in siblings {
            let (more, left) = sibling.finish_own(last);
            finished.absorb(more);
            left_out.absorb(left);
        }
        finished.sort();
        (finished, left_out)
    }

    fn finish_own(mut self, last: Timestamp) -> (Finished, LeftOut) {
        self.settle();
        let Self { places, mut finished, left_out, timeouts, slots, measures, .. } = self;
        drop(slots);
        places.drain(|place, live| {
            let is_idle = timeouts.is_idle(live.class(), live.account.last, last);
            let reason = if is_idle { EndReason::IdleTimeout } else { EndReason::EndOfCapture };
            let measured = measures.as_ref().and_then(|measures| measures.get(place));
            finished.push(&live.account, reason_of(live, reason), &live.ends(), measured);
        });
        (finished, left_out)
    }
}

/// Why a flow that is over by what `seen` shows has ended, and, where it is only cut, who began it.
#[inline]
fn is_over(
    live: &Live,
    seen: &Sighting,
    timeouts: &Timeouts,
) -> Option<(EndReason, Option<Sender>)> {
    if timeouts.is_idle(live.class(), live.account.last, seen.at) {
        return Some((EndReason::IdleTimeout, None));
    }
    let segment = seen.segment.as_ref();
    if segment.is_some_and(|segment| live.tcp.is_left_by(segment, live.side(seen.sender))) {
        return Some((EndReason::PortsReused, None));
    }
    let is_cut = timeouts.is_too_old(live.account.first, seen.at);
    is_cut.then_some((EndReason::ActiveTimeout, Some(live.account.originator)))
}

/// A connection that was closed has ended by itself, whenever that was noticed.
fn reason_of(live: &Live, reason: EndReason) -> EndReason {
    match reason {
        EndReason::IdleTimeout | EndReason::PortsReused | EndReason::EndOfCapture
            if live.tcp.is_over() =>
        {
            EndReason::EndOfFlow
        }
        reason => reason,
    }
}

/// The keyed hash of a flow, the same for both directions.
#[inline]
fn hash_of(hasher: &RandomState, key: &FlowKey) -> u32 {
    let [low, high] = &key.pair.ends;
    let mut state = hasher.build_hasher();
    state.write_u128(u128::from_le_bytes(low.address));
    state.write_u128(u128::from_le_bytes(high.address));
    let way = key.one_way.map_or(0, |sender| 1 + sender.place() as u64);
    let ports = u64::from(low.port) << 16 | u64::from(high.port);
    let rest = u64::from(key.protocol) << 8 | way << 4 | key.pair.family as u64;
    state.write_u64(ports << 16 | rest);
    (state.finish() >> 32) as u32
}
