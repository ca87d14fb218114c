//! Follows streams while packets pass, for whoever asks a field about them: each TCP and UDP layer
//! gets the number of its stream, as tshark counts, and each TCP segment what the analysis finds.
//!
//! It has to be given every packet in the order of the capture. Where there is no room for another
//! stream its packets are counted as lost and have no such field; the numbers after that leave such
//! streams out.

use foldhash::fast::RandomState;
use hashbrown::{HashMap, HashTable};

use super::assembly::Losses;
use super::pair::Pair;
use super::tcp::{Streams, TcpHeader, each_header};
use crate::packet::analysis::{Analysis, InStream, Times};
use crate::packet::bytes::u16_at;
use crate::packet::{Decoded, HostPair, Layer, ProtocolId, RawPacket, Role};
use crate::value::Timestamp;

/// All packets come here, so partitions are not needed.
const PARTITION: u8 = 0;

/// The streams that were met so far.
#[derive(Debug)]
pub struct Follower {
    tcp: Streams,
    /// The numbers of TCP streams, in the order in which their first segments came.
    numbers: Vec<u64>,
    /// The number that a TCP stream got when a control message quoted it, before its own first
    /// segment.
    quoted: HashMap<Pair, u64, RandomState>,
    /// The number of the next TCP stream.
    next: u64,
    udp: HashTable<Datagrams>,
    hasher: RandomState,
    /// Most streams of each transport.
    limit: usize,
    left_out: u64,
}

/// A stream of datagrams.
#[derive(Clone, Copy, Debug)]
struct Datagrams {
    pair: Pair,
    number: u64,
    first_at: Timestamp,
    last_at: Timestamp,
}

impl Follower {
    /// Follows at most `limit` streams of TCP, and as many of UDP.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self {
            tcp: Streams::in_one_partition(limit),
            numbers: Vec::new(),
            quoted: HashMap::default(),
            next: 0,
            udp: HashTable::new(),
            hasher: RandomState::default(),
            limit,
            left_out: 0,
        }
    }

    /// Takes a packet and notes in `decoded` what is known of its streams.
    pub fn packet(&mut self, raw: &RawPacket<'_>, decoded: &mut Decoded) {
        let mut analysis = decoded.take_analysis();
        each_header(raw, decoded, |header| self.tcp(header, &mut analysis));
        self.udp(raw, decoded, &mut analysis);
        decoded.set_analysis(analysis);
    }

    /// What was given up: packets of streams for which there was no room.
    #[must_use]
    pub fn losses(&self) -> Losses {
        let segments_without_room = self.left_out + self.tcp.left_out();
        Losses { segments_without_room, ..Losses::default() }
    }

    fn tcp(&mut self, header: &TcpHeader, analysis: &mut Analysis) {
        let Some(segment) = &header.segment else { return self.quotation(header, analysis) };
        let Some((index, seen)) = self.tcp.segment(header, segment, PARTITION) else { return };
        if index == self.numbers.len() {
            // Most captures quote nothing.
            let begun =
                if self.quoted.is_empty() { None } else { self.quoted.remove(&header.pair) };
            let number = begun.unwrap_or_else(|| self.take_number());
            self.numbers.push(number);
        }
        let Some(&number) = self.numbers.get(index) else { return };
        analysis.push(InStream {
            layer: header.layer,
            number,
            times: seen.times,
            seen: Some(seen),
        });
    }

    /// A header that a control message quotes has the number of its stream, and begins it where it
    /// comes first.
    fn quotation(&mut self, header: &TcpHeader, analysis: &mut Analysis) {
        let place = self.tcp.find(&header.pair, PARTITION);
        let known = place.and_then(|place| self.numbers.get(place).copied());
        let known = known.or_else(|| self.quoted.get(&header.pair).copied());
        let Some(number) = known.or_else(|| {
            let has_room = self.quoted.len() < self.limit;
            has_room.then(|| {
                let number = self.take_number();
                self.quoted.insert(header.pair, number);
                number
            })
        }) else {
            self.left_out += 1;
            return;
        };
        let times = Times::default();
        analysis.push(InStream { layer: header.layer, number, times, seen: None });
    }

    const fn take_number(&mut self) -> u64 {
        let number = self.next;
        self.next += 1;
        number
    }

    fn udp(&mut self, raw: &RawPacket<'_>, decoded: &Decoded, analysis: &mut Analysis) {
        let mut hosts = None;
        for (index, layer) in (0..).zip(decoded.layers()) {
            if layer.protocol.role() == Role::Network {
                hosts = HostPair::of_layer(raw.data, layer);
            } else if layer.protocol == ProtocolId::Udp
                && let Some(hosts) = &hosts
                && let Some(pair) = pair_of(hosts, raw.data, layer)
            {
                match self.datagram(pair, raw.at) {
                    Some((number, times)) => {
                        analysis.push(InStream { layer: index, number, times, seen: None });
                    }
                    None => self.left_out += 1,
                }
            }
        }
    }

    /// The number of a datagram's stream, and when it came; `None` where there is no room.
    fn datagram(&mut self, pair: Pair, at: Timestamp) -> Option<(u64, Times)> {
        let Self { udp, hasher, .. } = self;
        let hash = |pair: &Pair| pair.hash_in(PARTITION, hasher);
        let key = hash(&pair);
        if let Some(stream) = udp.find_mut(key, |it| it.pair == pair) {
            let times = Times {
                since_first: at.since(stream.first_at),
                since_previous: at.since(stream.last_at),
            };
            stream.last_at = at;
            return Some((stream.number, times));
        }
        if udp.len() >= self.limit {
            return None;
        }
        let number = udp.len() as u64;
        let stream = Datagrams { pair, number, first_at: at, last_at: at };
        udp.insert_unique(key, stream, |it| hash(&it.pair));
        Some((number, Times::default()))
    }
}

fn pair_of(hosts: &HostPair, data: &[u8], layer: &Layer) -> Option<Pair> {
    let header = data.get(layer.start as usize..)?;
    let (pair, _) = Pair::of_hosts(hosts, u16_at(header, 0)?, u16_at(header, 2)?);
    Some(pair)
}

#[cfg(test)]
mod tests;
