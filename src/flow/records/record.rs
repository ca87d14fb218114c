//! What is said of a flow that ended.

use super::direction::DirectionRule;
use super::history::History;
use super::key::FlowKey;
use super::measures::Measured;
use super::state::{ConnState, EndState};
use crate::flow::pair::{End, Sender};
use crate::packet::{HostPair, ProtocolId};
use crate::value::Timestamp;

/// Why a record ends where it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// Nothing came for as long as the idle timeout.
    IdleTimeout,
    /// It lasted as long as the active timeout; the rest is another record.
    ActiveTimeout,
    /// FINs of both ends, or a RST.
    EndOfFlow,
    /// A SYN opened another connection on the same ports.
    PortsReused,
    /// The capture ended.
    EndOfCapture,
    /// There was no room for more flows, and this one had rested longest.
    LackOfResources,
}

impl EndReason {
    /// Every reason.
    pub const ALL: [Self; 6] = [
        Self::IdleTimeout,
        Self::ActiveTimeout,
        Self::EndOfFlow,
        Self::PortsReused,
        Self::EndOfCapture,
        Self::LackOfResources,
    ];

    /// The name in records.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::IdleTimeout => "idle_timeout",
            Self::ActiveTimeout => "active_timeout",
            Self::EndOfFlow => "end_of_flow",
            Self::PortsReused => "ports_reused",
            Self::EndOfCapture => "end_of_capture",
            Self::LackOfResources => "lack_of_resources",
        }
    }

    /// The number of IPFIX's flowEndReason (information element 136).
    #[must_use]
    pub const fn ipfix(self) -> u64 {
        match self {
            Self::IdleTimeout => 1,
            Self::ActiveTimeout => 2,
            Self::EndOfFlow | Self::PortsReused => 3,
            Self::EndOfCapture => 4,
            Self::LackOfResources => 5,
        }
    }
}

/// Flags of TCP that are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// Packets with PSH.
    pub push: u32,
    /// Packets with ACK.
    pub acknowledge: u32,
    /// Packets with FIN, SYN, RST and URG, up to 65535.
    pub rare: [u16; 4],
}

/// What one end sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// Packets.
    pub packets: u64,
    /// Bytes of whole frames on the wire.
    pub frame_bytes: u64,
    /// Bytes of the innermost IP packets, headers included.
    pub ip_bytes: u64,
    /// Bytes that the transport carried, also where they were sent twice.
    pub payload_bytes: u64,
    /// How often flags of TCP were set.
    pub flags: Flags,
    /// Packets whose checksum does not hold, up to 65535.
    pub bad_checksums: u16,
    /// All eight flags that were ever set.
    pub flags_seen: u8,
}

impl Side {
    /// Counts the flags of a segment.
    #[inline]
    pub fn count_flags(&mut self, flags: u8) {
        self.flags_seen |= flags;
        let Flags { push, acknowledge, rare } = &mut self.flags;
        *push = push.saturating_add(u32::from(flags >> 3 & 1));
        *acknowledge = acknowledge.saturating_add(u32::from(flags >> 4 & 1));
        for (count, bit) in rare.iter_mut().zip([0, 1, 2, 5]) {
            *count = count.saturating_add(u16::from(flags >> bit & 1));
        }
    }

    /// How often FIN, SYN, RST, PSH, ACK and URG were set.
    #[must_use]
    pub fn flag_counts(&self) -> [u64; 6] {
        let Flags { push, acknowledge, rare: [fin, syn, rst, urg] } = self.flags;
        let [fin, syn, rst, urg] = [fin, syn, rst, urg].map(u64::from);
        [fin, syn, rst, push.into(), acknowledge.into(), urg]
    }
}

/// No end of a connection.
pub const NOT_YET: Timestamp = Timestamp(i64::MAX);
/// No span was measured.
pub const UNKNOWN: i64 = i64::MIN;

/// What adds up over the packets of a flow, kept while it lives.
///
/// In this order in memory: what every packet reads or changes stands in the first cache line of
/// 64 bytes, then what its sender did, and behind it what few packets touch.
#[derive(Clone, Debug)]
#[repr(C)]
pub struct Account {
    /// The flow.
    pub key: FlowKey,
    /// Latest time.
    pub last: Timestamp,
    /// Position of the last packet in the timeline.
    pub last_frame: u64,
    /// Which end began it.
    pub originator: Sender,
    /// Nothing more is to be measured of the handshake.
    pub handshake_is_over: bool,
    /// Applications in the order in which they were named.
    pub services: [Option<ProtocolId>; 3],
    /// By what the originator was told.
    pub rule: DirectionRule,
    /// The first packet came from the other end.
    pub is_flipped: bool,
    /// What the originator sent, and the responder.
    pub sides: [Side; 2],
    /// Earliest time.
    pub first: Timestamp,
    /// Position of the first packet in the timeline.
    pub first_frame: u64,
    /// Latest time when both ends had closed; [`NOT_YET`] where they have not.
    pub closed: Timestamp,
    /// Time from the SYN to the SYN-ACK, and from there to the ACK, in nanoseconds, or
    /// [`UNKNOWN`].
    pub handshake_ns: [i64; 2],
    /// What few flows have.
    pub surroundings: Option<Box<Surroundings>>,
    /// What happened.
    pub history: History,
}

impl Account {
    /// Latest time, without what followed when both ends had closed.
    #[must_use]
    pub fn until(&self) -> Timestamp {
        self.closed.min(self.last)
    }
}

/// Where a flow runs inside something else, by its first packet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// Identifiers of VLAN tags from the outside in, the first two.
    pub vlans: [Option<u16>; 2],
    /// The IP addresses of the tunnel next to it: sender and receiver of the flow's first packet.
    pub outer: Option<HostPair>,
}

/// What is left of one end's TCP state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EndSummary {
    /// What it did.
    pub state: EndState,
    /// Bytes by sequence numbers.
    pub size: u64,
    /// Bytes of it that were acknowledged and not captured.
    pub missed: u64,
    /// Payloads sent before, or late.
    pub retransmissions: u32,
    /// Windows of zero.
    pub zero_windows: u16,
    /// Gaps.
    pub gaps: u16,
}

/// A flow that ended.
#[derive(Clone, Debug)]
pub struct FlowRecord {
    /// What was counted.
    pub account: Account,
    /// Why it ended.
    pub end: EndReason,
    /// What the originator did, and the responder.
    pub ends: [EndSummary; 2],
    /// What was measured besides, where that was asked for.
    pub measured: Option<Box<Measured>>,
}

impl FlowRecord {
    /// The addresses and ports of originator and responder.
    #[must_use]
    pub fn hosts(&self) -> [End; 2] {
        let [low, high] = self.account.key.pair.ends;
        if self.account.originator == Sender::Low { [low, high] } else { [high, low] }
    }

    /// Nanoseconds from the earliest packet to the latest, those left out that followed when both
    /// ends had closed.
    #[must_use]
    pub fn duration_ns(&self) -> i64 {
        self.account.until().since(self.account.first)
    }

    /// Nanoseconds from the SYN to the SYN-ACK, and from there to the ACK, where both were captured
    /// in this order.
    #[must_use]
    pub fn handshake_ns(&self) -> [Option<i64>; 2] {
        self.account.handshake_ns.map(|span| (span != UNKNOWN).then_some(span))
    }

    /// What became of it.
    #[must_use]
    pub fn conn_state(&self) -> ConnState {
        let is_empty = self.ends.iter().all(|end| end.size == 0);
        ConnState::of(self.account.key.protocol, self.ends.map(|end| end.state), is_empty)
    }

    /// What the originator sent.
    #[must_use]
    pub const fn sent(&self) -> &Side {
        let [originator, _] = &self.account.sides;
        originator
    }

    /// What the responder sent.
    #[must_use]
    pub const fn answered(&self) -> &Side {
        let [_, responder] = &self.account.sides;
        responder
    }
}
