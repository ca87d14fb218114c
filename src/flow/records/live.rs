//! A flow that still lives.

use super::direction::{DirectionRule, decide};
use super::endpoint::{ACK, SYN, Segment};
use super::history::History;
use super::key::{ICMP, ICMPV6, UDP};
use super::record::{Account, EndSummary, NOT_YET, Side, Surroundings, UNKNOWN};
use super::sighting::Sighting;
use super::state::EndState;
use super::tcp::Tcp;
use super::timeouts::Timeouts;
use crate::flow::pair::Sender;
use crate::packet::bytes::u16_at;
use crate::packet::{HostPair, Layer, Packet, ProtocolId, Role};
use crate::value::Timestamp;

/// A flow, and its place in the queue of those that may be over.
///
/// Six cache lines in a fixed order, see [`Account`]: a packet waits for memory once for each line
/// that it touches.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub struct Live {
    /// What adds up.
    pub account: Account,
    /// When it last had said something as it was queued.
    pub queued_at: Timestamp,
    /// What its ends did; of other protocols than TCP nothing.
    pub tcp: Tcp,
    /// The place of the flow behind it in the queue.
    pub next: u32,
    /// Part of the hash of its key.
    pub hash: u32,
    /// The partition of its packets.
    pub partition: u8,
}

impl Account {
    /// Opens the account of a flow, without its first packet. `originator` as in the flow that
    /// this one continues.
    pub fn open(seen: &Sighting, around: &Surroundings, originator: Option<Sender>) -> Self {
        let [source, destination] = seen.ports;
        let flags = seen.segment.map_or(0, |segment| segment.flags);
        let (rule, from_responder) = match originator {
            Some(originator) => (DirectionRule::Continued, originator != seen.sender),
            None => decide(seen.key.protocol, source, destination, flags),
        };
        let is_flipped = from_responder && originator.is_none();
        let mut history = History::default();
        if is_flipped && !matches!(seen.key.protocol, ICMP | ICMPV6) {
            history.push(b'^');
        }
        Self {
            key: seen.key,
            originator: if from_responder { seen.sender.other() } else { seen.sender },
            rule,
            is_flipped,
            first: seen.at,
            last: seen.at,
            closed: NOT_YET,
            handshake_is_over: rule != DirectionRule::Syn,
            first_frame: seen.number,
            last_frame: seen.number,
            sides: [Side::default(); 2],
            handshake_ns: [UNKNOWN; 2],
            history,
            services: [None; 3],
            surroundings: (*around != Surroundings::default()).then(|| Box::new(*around)),
        }
    }
}

impl Live {
    /// The class of its timeout.
    pub fn class(&self) -> usize {
        Timeouts::class(self.account.key.protocol)
    }

    /// The side of the sender: 0 for the originator.
    pub fn side(&self, sender: Sender) -> usize {
        usize::from(sender != self.account.originator)
    }

    /// A number for which what a packet changes must be read; `is_tcp` says whether ends are part
    /// of it.
    #[inline]
    pub fn touch(&self, is_tcp: bool) -> u64 {
        let [sent, answered] = &self.account.sides;
        let ends = if is_tcp { self.tcp.touch() } else { 0 };
        self.account.last_frame ^ sent.packets ^ answered.payload_bytes ^ ends
    }

    /// Counts a packet.
    #[inline]
    pub fn count(&mut self, seen: &Sighting) {
        let side = self.side(seen.sender);
        let account = &mut self.account;
        if seen.at < account.last {
            account.first = account.first.min(seen.at);
        } else {
            account.last = seen.at;
        }
        account.last_frame = seen.number;
        let Some(sent) = account.sides.get_mut(side) else { return };
        sent.packets += 1;
        sent.frame_bytes += u64::from(seen.frame_bytes);
        sent.ip_bytes += u64::from(seen.ip_bytes);
        sent.payload_bytes += u64::from(seen.payload_bytes);
        if seen.is_corrupt {
            sent.bad_checksums = sent.bad_checksums.saturating_add(1);
            if super::history::is_noted(sent.bad_checksums.into()) {
                account.history.push_of(side, b'c');
            }
        }
        if let Some(segment) = &seen.segment {
            sent.count_flags(segment.flags);
            self.time_handshake(segment, side, seen.at);
            self.tcp.take(segment, side, &mut self.account.history);
            if self.tcp.is_closed() && self.account.closed == NOT_YET {
                self.account.closed = self.account.last;
            }
        } else if seen.key.protocol != ICMP && seen.key.protocol != ICMPV6 && sent.packets == 1 {
            account.history.push_of(side, b'd');
        }
        if let Some(application) = seen.application {
            self.serve(application);
        }
    }

    /// Measures the handshake. The first SYN starts the clock and the first answers stop it, so
    /// that a repeated SYN makes it longer, never shorter.
    fn time_handshake(&mut self, segment: &Segment, side: usize, at: Timestamp) {
        let account = &mut self.account;
        if account.handshake_is_over {
            return;
        }
        let [to_answer, to_end] = &mut account.handshake_ns;
        if *to_answer == UNKNOWN {
            if side == 1 && segment.flags & (SYN | ACK) == SYN | ACK {
                *to_answer = at.since(account.first);
            }
        } else if side == 0 && segment.flags & (SYN | ACK) == ACK {
            *to_end = at.since(account.first) - *to_answer;
            account.handshake_is_over = true;
        }
    }

    /// Remembers what it carries. A stream carries one application, and a better guess takes the
    /// place of an earlier one; several may share the ports of datagrams.
    fn serve(&mut self, application: ProtocolId) {
        let [first, ..] = &mut self.account.services;
        if self.account.key.protocol != UDP {
            *first = Some(application);
            return;
        }
        let known = &mut self.account.services;
        if known.contains(&Some(application)) {
            return;
        }
        if let Some(place) = known.iter_mut().find(|place| place.is_none()) {
            *place = Some(application);
        }
    }

    /// What is left of its ends.
    pub fn ends(&self) -> [EndSummary; 2] {
        let is_tcp = self.account.key.protocol == super::key::TCP;
        if !is_tcp {
            return self.account.sides.map(|side| EndSummary {
                state: if side.packets > 0 { EndState::Established } else { EndState::Inactive },
                size: side.payload_bytes,
                ..EndSummary::default()
            });
        }
        let [sent, answered] = self.tcp.sizes();
        let [originator, responder] = self.tcp.ends();
        [(originator, sent), (responder, answered)].map(|(end, size)| EndSummary {
            state: end.state,
            size,
            missed: end.arrived.missed(),
            retransmissions: end.retransmissions,
            zero_windows: end.zero_windows,
            gaps: end.gaps,
        })
    }
}

impl Surroundings {
    /// Reads the tags and the tunnel that a packet came in.
    #[inline]
    pub fn read(&mut self, packet: &Packet<'_>) {
        *self = Self::default();
        let layers = packet.layers();
        let Some(innermost) = packet.decoded.network() else { return };
        for layer in layers.iter().take_while(|layer| layer.start < innermost.start) {
            // Most packets have this header of the link and no more around them.
            if layer.protocol != ProtocolId::Ethernet {
                self.take(packet, layer);
            }
        }
    }

    #[cold]
    fn take(&mut self, packet: &Packet<'_>, layer: &Layer) {
        if matches!(layer.protocol, ProtocolId::Vlan | ProtocolId::Ieee8021ad) {
            // Twelve bits of the tag control information (IEEE 802.1Q section 9.6).
            let vlan = u16_at(packet.raw.data, layer.start as usize).map(|tag| tag & 0x0fff);
            if let Some(place) = self.vlans.iter_mut().find(|place| place.is_none()) {
                *place = vlan;
            }
        } else if layer.protocol.role() == Role::Network {
            self.outer = HostPair::of_layer(packet.raw.data, layer).or(self.outer);
        }
    }
}
