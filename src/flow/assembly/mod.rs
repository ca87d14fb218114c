//! Finds the messages of applications: each datagram is one, and streams are cut where their
//! application says.
//!
//! A stream is followed from the first segment whose application is named and has a framing; what
//! lies before is not known. Streams, and bytes that wait, are limited by partition, so that
//! any number of workers gives up the same.

mod cutter;
mod found;
mod half;
mod held;
mod inside;
#[cfg(test)]
mod tests;

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry as Slot;

use super::applications::{PARTITIONS, hash_of};
use super::stream::{Segment, Stream};
use super::upgrades::is_upgrade;
use super::{Pair, Sender};
use crate::packet::bytes::{u8_at, u32_at};
use crate::packet::{
    Decoded, Flow, Framing, Layer, Messages, Opener, ProtocolId, RawPacket, Role, Transport,
};
use found::Found;
use half::{Arrival, Half, Means};
use inside::Inside;

/// Most bytes that wait in all streams together. Chosen by us: a quarter of what a small machine
/// has.
const MOST_BYTES: usize = 256 << 20;
/// Most streams unless it is set otherwise.
const MAX_FLOWS: usize = 1_000_000;
const FIN: u8 = 0x01;
const SYN: u8 = 0x02;
const RST: u8 = 0x04;
const ACK: u8 = 0x10;

/// What was given up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    /// Gaps in streams that were waited for no longer.
    pub gaps: u64,
    /// Bytes in them.
    pub gap_bytes: u64,
    /// Segments whose stream was not followed, as there was no room for another one.
    pub segments_without_room: u64,
    /// Times that a stream lost what waited in it, as too much waited in all of them.
    pub streams_emptied: u64,
}

impl Losses {
    /// Adds those of a sibling.
    pub fn absorb(&mut self, other: Self) {
        self.gaps += other.gaps;
        self.gap_bytes += other.gap_bytes;
        self.segments_without_room += other.segments_without_room;
        self.streams_emptied += other.streams_emptied;
    }
}

/// Finds messages. Each worker has its own, for the partitions it takes.
#[derive(Debug)]
pub struct Assembler {
    found: Found,
    seed: RandomState,
    connections: HashTable<Connection>,
    inside: Inside,
    /// Connections and bytes that wait, of each partition.
    taken: [Taken; PARTITIONS],
    most: Taken,
    losses: Losses,
    /// Whose messages are found, where not all are asked for.
    wanted: Option<Vec<ProtocolId>>,
}

/// What a partition has of what is limited.
#[derive(Clone, Copy, Debug, Default)]
struct Taken {
    connections: usize,
    bytes: usize,
}

impl Taken {
    /// Gives back a connection and what waited in it.
    const fn free(&mut self, bytes: usize) {
        self.connections = self.connections.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(bytes);
    }
}

/// A connection whose application has a framing. The hash stands for the five-tuple, as it does
/// where applications are remembered.
#[derive(Debug)]
struct Connection {
    hash: u64,
    protocol: ProtocolId,
    stream: Stream,
    halves: [Half; 2],
}

impl Default for Assembler {
    fn default() -> Self {
        Self::new(MAX_FLOWS)
    }
}

impl Assembler {
    /// One that follows at most `max_flows` streams over all workers, rounded up to a whole number
    /// for each partition.
    #[must_use]
    pub fn new(max_flows: usize) -> Self {
        Self {
            found: Found::default(),
            seed: RandomState::default(),
            connections: HashTable::new(),
            inside: Inside::default(),
            taken: [Taken::default(); PARTITIONS],
            most: Taken {
                connections: max_flows.div_ceil(PARTITIONS),
                bytes: MOST_BYTES / PARTITIONS,
            },
            losses: Losses::default(),
            wanted: None,
        }
    }

    /// The same for those who ask for the messages of these protocols alone: streams of others are not
    /// followed. Those to which another protocol hands its streams over are found all the same way
    /// as before, as what came before counts.
    #[must_use]
    pub fn only(mut self, protocols: Vec<ProtocolId>) -> Self {
        let may_begin_otherwise = protocols.iter().any(|protocol| is_upgrade(*protocol));
        self.wanted = (!may_begin_otherwise).then_some(protocols);
        self
    }

    /// Whether somebody asks for messages of a protocol.
    fn wants(&self, protocol: ProtocolId) -> bool {
        self.wanted.as_ref().is_none_or(|wanted| {
            let like = protocol.get().messages_like;
            wanted.contains(&protocol) || like.is_some_and(|like| wanted.contains(&like))
        })
    }

    /// Looks at a packet, whose application is named where it can be. `partition` is that of the
    /// packet's host pair.
    pub fn packet(&mut self, partition: u8, raw: &RawPacket<'_>, decoded: &Decoded) {
        self.found.clear();
        let Some(transport) = decoded.transport().filter(|_| !decoded.is_quoting()) else { return };
        let last = decoded.last().filter(|last| last.protocol.role() == Role::Application);
        match (Transport::of(transport.protocol), last) {
            (Some(Transport::Udp), Some(last)) => {
                self.found.protocol = last.protocol;
                let wire_bytes = u64::from(last.wire_end - last.start);
                self.found.in_packet(last.start..last.end, wire_bytes);
                if let Some(begin) = last.protocol.get().opener
                    && self.wants(last.protocol)
                {
                    self.open(partition, raw, decoded, (last, begin));
                }
            }
            (Some(Transport::Tcp), Some(last)) => {
                self.segment(partition, raw, decoded, transport, Some(last.protocol));
            }
            // Nothing but an acknowledgement or an end.
            (Some(Transport::Tcp), None) if !self.connections.is_empty() => {
                self.segment(partition, raw, decoded, transport, None);
            }
            _ => {}
        }
    }

    /// The messages that the last packet completed.
    #[must_use]
    pub fn messages(&self) -> Messages<'_> {
        self.found.messages()
    }

    /// What was given up.
    #[must_use]
    pub const fn losses(&self) -> Losses {
        self.losses
    }

    /// Looks inside a datagram.
    fn open(
        &mut self,
        partition: u8,
        raw: &RawPacket<'_>,
        decoded: &Decoded,
        (layer, begin): (&Layer, fn() -> Box<dyn Opener>),
    ) {
        let Some(flow) = decoded.flow(raw.data) else { return };
        let hash = hash_of(&self.seed, &flow);
        let Some(taken) = self.taken.get_mut(usize::from(partition) % PARTITIONS) else { return };
        let bytes = raw.data.get(layer.start as usize..layer.end as usize).unwrap_or_default();
        let room = (taken, self.most);
        let results = (&mut self.found, &mut self.losses);
        self.inside.datagram((hash, sender(&flow)), bytes, begin, room, results);
    }

    fn segment(
        &mut self,
        partition: u8,
        raw: &RawPacket<'_>,
        decoded: &Decoded,
        transport: &Layer,
        protocol: Option<ProtocolId>,
    ) {
        let begins = protocol.filter(|it| it.get().framing.is_some() && self.wants(*it));
        if begins.is_none() && self.connections.is_empty() {
            return;
        }
        let header = raw.data.get(transport.start as usize..transport.payload as usize);
        let Some(segment) = header.and_then(segment_of) else { return };
        let Some(flow) = decoded.flow(raw.data) else { return };
        let hash = hash_of(&self.seed, &flow);
        let Some(taken) = self.taken.get_mut(usize::from(partition) % PARTITIONS) else { return };
        let slot = self.connections.entry(hash, |it| it.hash == hash, |it| it.hash);
        let mut slot = match slot {
            Slot::Occupied(slot) => slot,
            Slot::Vacant(slot) => {
                let Some(protocol) = begins else { return };
                if taken.connections >= self.most.connections {
                    self.losses.segments_without_room += 1;
                    return;
                }
                taken.connections += 1;
                slot.insert(Connection::new(hash, protocol))
            }
        };
        let connection = slot.get_mut();
        let before = connection.held_bytes();
        if let Some(protocol) = protocol {
            connection.speak(protocol);
        }
        let Some(framing) = connection.protocol.get().framing else {
            taken.free(before);
            slot.remove();
            return;
        };
        let arrival = Arrival {
            sequence: segment.sequence.wrapping_add(u32::from(segment.flags & SYN != 0)),
            payload: payload(raw, transport),
            at: transport.payload,
            wire_bytes: transport.wire_end - transport.payload,
            is_last: segment.flags & FIN != 0,
        };
        self.found.protocol = connection.protocol;
        let (found, losses) = (&mut self.found, &mut self.losses);
        connection.take((&segment, &arrival), sender(&flow), framing, found, losses);
        taken.bytes = (taken.bytes + connection.held_bytes()).saturating_sub(before);
        let held = connection.held_bytes();
        if taken.bytes > self.most.bytes && held > 0 {
            connection.halves.iter_mut().for_each(Half::give_up);
            taken.bytes = taken.bytes.saturating_sub(held);
            self.losses.streams_emptied += 1;
        }
        if connection.halves.iter().all(Half::is_closed) {
            taken.free(connection.held_bytes());
            slot.remove();
        }
    }
}

impl Connection {
    fn new(hash: u64, protocol: ProtocolId) -> Self {
        Self { hash, protocol, stream: Stream::default(), halves: Default::default() }
    }

    fn held_bytes(&self) -> usize {
        self.halves.iter().map(Half::held_bytes).sum()
    }

    /// Goes on in another protocol, where it is handed over to one.
    fn speak(&mut self, protocol: ProtocolId) {
        if self.protocol != protocol {
            self.protocol = protocol;
            self.halves.iter_mut().for_each(|half| half.cutter.lose());
        }
    }

    fn take(
        &mut self,
        (segment, arrival): (&Segment, &Arrival<'_>),
        sender: Sender,
        framing: Framing,
        found: &mut Found,
        losses: &mut Losses,
    ) {
        let place = sender.place();
        if self.stream.is_left_by(segment, place) {
            self.stream = Stream::default();
            self.halves = Default::default();
        }
        self.stream.take(segment, place);
        let [low, high] = &mut self.halves;
        let (own, peer) = if sender == Sender::Low { (low, high) } else { (high, low) };
        if segment.flags & ACK != 0 {
            found.reversed = true;
            let progress = &mut own.cutter.progress;
            let mut means = Means { framing, peer: progress, found, losses };
            peer.acknowledge(segment.acknowledgement, &mut means);
        }
        found.reversed = false;
        let mut means = Means { framing, peer: &mut peer.cutter.progress, found, losses };
        own.take(arrival, &mut means);
        if segment.flags & RST != 0 {
            // What its receiver sent before it learnt of that may still be on its way.
            own.reset(found);
        }
    }
}

#[inline]
fn segment_of(header: &[u8]) -> Option<Segment> {
    Some(Segment {
        sequence: u32_at(header, 4)?,
        acknowledgement: u32_at(header, 8)?,
        flags: u8_at(header, 13)?,
    })
}

fn sender(flow: &Flow) -> Sender {
    Pair::of_hosts(&flow.hosts, flow.source_port, flow.destination_port).1
}

fn payload<'a>(raw: &RawPacket<'a>, transport: &Layer) -> &'a [u8] {
    raw.data.get(transport.payload as usize..transport.end as usize).unwrap_or_default()
}
