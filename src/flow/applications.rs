//! Names the application of packets, and remembers the answer for each flow.
//!
//! The first payload of a TCP connection decides; a later one that is certain corrects a guess,
//! and some protocols hand their connection over to another. Datagrams are judged one by one,
//! as several protocols may share a pair of ports, but what was found before is asked first.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use super::Pair;
use super::judge::{Verdict, ask, certain, judge, stream};
use super::upgrades::{announced, upgrade};
use crate::packet::{
    Confidence, Decoded, Flow, Layer, Payload, ProtocolId, RawPacket, Role, Transport,
};

/// Among how many groups of host pairs the limit on flows is divided: however many workers share
/// the packets, each group has its own part, so that the limit strikes the same flows.
pub const PARTITIONS: usize = 64;
/// How many flows are remembered unless it is set otherwise.
const MAX_FLOWS: usize = 1_000_000;
/// How many payloads of a connection there are in which something certain is looked for. Chosen by
/// us: greetings and handshakes are over by then.
const TRIES_OF_STREAM: u8 = 16;
/// How many datagrams in a row may be unlike anything before only the flow's own protocol is asked
/// for. Chosen by us: enough for streams that begin while another protocol sets them up.
const TRIES_OF_DATAGRAMS: u8 = 128;
/// Of these payloads the first ones are looked at, then those whose number is a power of two: a
/// long flow of something unknown costs little, and is found out when it changes.
const FIRST_TRIES: u8 = 4;
/// How many datagrams of a sender must agree in a number of 32 bits to be a stream. Chosen by us:
/// two would do against chance; more keep out what repeats a constant now and then.
const SAME_OF_STREAM: i8 = 4;

/// The memory of what flows carry. Each worker has its own, for the partitions it takes.
#[derive(Debug)]
pub struct Applications {
    seed: RandomState,
    flows: HashTable<Memory>,
    taken: [u32; PARTITIONS],
    most_in_partition: u32,
    not_remembered: u64,
}

/// What is remembered of a flow: 16 bytes. The hash stands for the five-tuple: among a million
/// flows two share all 64 bits in one run of 30 million.
#[derive(Clone, Copy, Debug)]
struct Memory {
    hash: u64,
    protocol: ProtocolId,
    confidence: Confidence,
    tries: u8,
    /// How many datagrams in a row had the same number of a stream; negative where the end with
    /// the higher port sent them.
    same: i8,
    stream: u32,
}

/// A packet's flow, and the hash under which it is remembered.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    flow: Flow,
    hash: u64,
}

impl Default for Applications {
    fn default() -> Self {
        Self::new(MAX_FLOWS)
    }
}

impl Applications {
    /// A memory for at most `max_flows` flows over all workers, rounded up to a whole number for
    /// each partition.
    #[must_use]
    pub fn new(max_flows: usize) -> Self {
        Self {
            seed: RandomState::default(),
            flows: HashTable::new(),
            taken: [0; PARTITIONS],
            most_in_partition: u32::try_from(max_flows.div_ceil(PARTITIONS)).unwrap_or(u32::MAX),
            not_remembered: 0,
        }
    }

    /// How many packets were judged on their own because their flow found no place.
    #[must_use]
    pub const fn not_remembered(&self) -> u64 {
        self.not_remembered
    }

    /// Adds the application as the innermost layer of a packet that ends with a transport and has
    /// a payload, if it can be named. `partition` is that of the packet's host pair.
    ///
    /// The layer has no header: it begins where its payload does.
    #[inline]
    pub fn name(
        &mut self,
        partition: u8,
        raw: &RawPacket<'_>,
        decoded: &mut Decoded,
        known: &Known,
    ) {
        let Some(&transport) = decoded.last() else { return };
        if let Some(protocol) = self.find(partition, raw, &transport, known) {
            let start = transport.payload;
            decoded.push(Layer { protocol, start, payload: start, ..transport });
        }
    }

    /// What it takes to name the application of a packet; `None` for one that does not end with a
    /// transport, or has no payload.
    #[inline]
    #[must_use]
    pub fn look_up(&self, raw: &RawPacket<'_>, decoded: &Decoded) -> Option<Known> {
        let transport = decoded.last().filter(|last| last.payload < last.end)?;
        if transport.protocol.role() != Role::Transport || decoded.is_quoting() {
            return None;
        }
        if decoded.faults().iter().any(|fault| fault.offset >= transport.start) {
            return None;
        }
        let flow = decoded.flow(raw.data)?;
        Some(Known { hash: hash_of(&self.seed, &flow), flow })
    }

    /// Has what is remembered of these flows brought into the caches.
    pub fn touch<'a>(&self, flows: impl Iterator<Item = &'a Known>) {
        let first_of_its_kind = |known: &Known| self.flows.find(known.hash, |_| true);
        let found = flows.filter_map(first_of_its_kind);
        std::hint::black_box(found.fold(0, |sum, memory| sum ^ memory.tries));
    }

    fn find(
        &mut self,
        partition: u8,
        raw: &RawPacket<'_>,
        transport: &Layer,
        known: &Known,
    ) -> Option<ProtocolId> {
        let Known { flow, hash } = *known;
        let payload = Payload {
            bytes: raw.data.get(transport.payload as usize..transport.end as usize)?,
            wire_bytes: (transport.wire_end - transport.payload) as usize,
            transport: flow.transport,
            source: flow.source_port,
            destination: flow.destination_port,
        };
        let look: fn(&mut Memory, &Payload<'_>) -> Option<ProtocolId> = match flow.transport {
            Transport::Tcp => look_at_stream,
            Transport::Udp => look_at_datagram,
            Transport::Sctp | Transport::Dccp => return None,
        };
        match self.flows.entry(hash, |memory| memory.hash == hash, |memory| memory.hash) {
            Entry::Occupied(mut place) => look(place.get_mut(), &payload),
            Entry::Vacant(place) => {
                let mut memory = Memory::new(hash);
                let found = look(&mut memory, &payload);
                let taken = self.taken.get_mut(usize::from(partition) % PARTITIONS)?;
                if *taken < self.most_in_partition {
                    *taken += 1;
                    place.insert(memory);
                } else {
                    self.not_remembered += 1;
                }
                found
            }
        }
    }
}

impl Memory {
    const fn new(hash: u64) -> Self {
        Self {
            hash,
            protocol: ProtocolId::Data,
            confidence: Confidence::No,
            tries: 0,
            same: 0,
            stream: 0,
        }
    }

    fn learn(&mut self, (protocol, confidence): Verdict) {
        self.protocol = protocol;
        self.confidence = confidence;
    }

    /// Compares the number of the stream that `payload` may be part of with that of the ones
    /// before; certain once enough agree.
    fn follow_stream(&mut self, payload: &Payload<'_>) -> Option<Verdict> {
        let (protocol, number) = stream(payload)?;
        let from_high = payload.source > payload.destination;
        if self.same != 0 && (self.same < 0) != from_high {
            return None;
        }
        let before = if self.stream == number { self.same.unsigned_abs() } else { 0 };
        let now = SAME_OF_STREAM.min(before.saturating_add(1).cast_signed());
        self.same = if from_high { -now } else { now };
        self.stream = number;
        (now == SAME_OF_STREAM).then_some((protocol, Confidence::Certain))
    }

    fn named(&self) -> Option<ProtocolId> {
        (self.protocol != ProtocolId::Data).then_some(self.protocol)
    }
}

/// The keyed hash of a flow, the same in both directions.
#[inline]
pub(super) fn hash_of(seed: &RandomState, flow: &Flow) -> u64 {
    let (pair, _) = Pair::of_hosts(&flow.hosts, flow.source_port, flow.destination_port);
    let mut hasher = seed.build_hasher();
    // By words: a derived hash feeds bytes and lengths, which takes longer.
    let mut rest = u64::from(flow.transport as u8) << 8 | u64::from(pair.family as u8);
    for end in pair.ends {
        hasher.write_u128(u128::from_ne_bytes(end.address));
        rest = rest << 16 | u64::from(end.port);
    }
    hasher.write_u64(rest);
    hasher.finish()
}

/// Whether the payload after `tries` others is looked at.
const fn is_due(tries: u8) -> bool {
    tries < FIRST_TRIES || tries.is_power_of_two()
}

fn look_at_stream(memory: &mut Memory, payload: &Payload<'_>) -> Option<ProtocolId> {
    if memory.confidence < Confidence::Certain && memory.tries < TRIES_OF_STREAM {
        let due = is_due(memory.tries);
        memory.tries += 1;
        let better = match memory.confidence {
            _ if !due => None,
            Confidence::No => judge(payload),
            _ => certain(payload).map(|id| (id, Confidence::Certain)),
        };
        if let Some(verdict) = better {
            memory.learn(verdict);
        }
    } else if let Some(protocol) = upgrade(memory.protocol, payload) {
        memory.learn((protocol, Confidence::Certain));
    }
    let named = memory.named()?;
    if let Some(next) = announced(named, payload) {
        memory.learn((next, Confidence::Certain));
    }
    Some(named)
}

fn look_at_datagram(memory: &mut Memory, payload: &Payload<'_>) -> Option<ProtocolId> {
    let own = memory.named().map_or(Confidence::No, |own| ask(own, payload));
    if own == Confidence::Certain || memory.tries >= TRIES_OF_DATAGRAMS {
        memory.confidence = memory.confidence.max(own);
        return memory.named().filter(|_| own != Confidence::No);
    }
    let verdict = match own {
        _ if !is_due(memory.tries) => None,
        Confidence::No => judge(payload),
        _ => certain(payload).map(|id| (id, Confidence::Certain)),
    };
    let verdict = verdict.or_else(|| memory.follow_stream(payload));
    let Some(verdict) = verdict else {
        memory.tries += 1;
        return memory.named().filter(|_| own != Confidence::No);
    };
    memory.tries = 0;
    // A guess does not displace what was certain.
    if verdict.1 >= memory.confidence {
        memory.learn(verdict);
    }
    Some(verdict.0)
}

#[cfg(test)]
mod tests;
