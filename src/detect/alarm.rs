//! What a rule says when its condition holds.

use std::net::IpAddr;

use super::frames::Frames;
use super::observed::{Observed, TCP};
use crate::flow::{FlowKey, community_id};
use crate::value::Timestamp;

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Odd; there are harmless reasons.
    Low,
    /// Somebody should look.
    Medium,
    /// Somebody should look today.
    High,
    /// Somebody should look now.
    Critical,
}

impl Severity {
    /// All, the least first.
    pub const ALL: [Self; 5] = [Self::Info, Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// What something took: flows, packets, bytes, and the first packets to look at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effort {
    /// Flows.
    pub flows: u64,
    /// Packets.
    pub packets: u64,
    /// Bytes of their frames.
    pub frame_bytes: u64,
    /// Positions of the first of them.
    pub frames: Frames,
    /// The first flow.
    pub flow: Option<FlowKey>,
    /// Time of the last packet of its flows, where they are known.
    pub until: Timestamp,
}

impl Effort {
    /// One flow.
    #[must_use]
    pub fn of_flow(flow: &Observed) -> Self {
        Self {
            flows: 1,
            packets: flow.packets(),
            frame_bytes: flow.frame_bytes,
            frames: flow.frame.into(),
            flow: Some(flow.key),
            until: flow.last,
        }
    }

    /// One packet.
    #[must_use]
    pub fn of_packet(frame: u64, wire_bytes: u32) -> Self {
        let frame_bytes = wire_bytes.into();
        Self { packets: 1, frame_bytes, frames: frame.into(), ..Self::default() }
    }

    /// Adds more of the same.
    pub fn absorb(&mut self, other: &Self) {
        self.flows += other.flows;
        self.packets += other.packets;
        self.frame_bytes += other.frame_bytes;
        self.until = self.until.max(other.until);
        self.frames.extend(other.frames.iter().copied());
        self.flow = self.flow.or(other.flow);
    }

    /// The community identifier of the first flow.
    #[must_use]
    pub fn community_id(&self) -> Option<String> {
        self.flow.as_ref().map(community_id)
    }
}

/// Who did what to whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// Who; `None` where senders are many or made up.
    pub source: Option<IpAddr>,
    /// To whom; `None` where they are many.
    pub destination: Option<IpAddr>,
    /// The port of the destination, where it is one.
    pub port: Option<u16>,
    /// The protocol number of IP, where it is one.
    pub protocol: Option<u8>,
    /// The protocol of the application, where it is one.
    pub application: Option<&'static str>,
    /// What else it is about: a domain, a hardware address.
    pub what: Option<String>,
}

impl Subject {
    /// What one host does to a service of another over TCP.
    #[must_use]
    pub fn service(source: IpAddr, destination: IpAddr, port: u16) -> Self {
        let (source, destination) = (Some(source), Some(destination));
        Self { source, destination, port: Some(port), protocol: Some(TCP), ..Self::default() }
    }
}

/// A number that a rule looked at, and the threshold that it passed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    /// What was measured, with its unit.
    pub name: &'static str,
    /// How much.
    pub value: f64,
    /// What it had to be.
    pub threshold: f64,
}

impl Evidence {
    /// See the members.
    #[must_use]
    pub const fn new(name: &'static str, value: f64, threshold: f64) -> Self {
        Self { name, value, threshold }
    }
}

/// A rule's condition held.
#[derive(Clone, Debug)]
pub struct Alarm {
    /// Who did what to whom.
    pub subject: Subject,
    /// Since when.
    pub first: Timestamp,
    /// Until when.
    pub last: Timestamp,
    /// What it took.
    pub effort: Effort,
    /// Less or more than the rule's own severity, where the rule says so.
    pub severity: Option<Severity>,
    /// The numbers.
    pub evidence: Vec<Evidence>,
    /// One sentence.
    pub message: String,
}

/// A whole number of things that were counted, as evidence.
#[expect(clippy::cast_precision_loss, reason = "shown, and compared with small thresholds")]
pub fn number(count: u64) -> f64 {
    count as f64
}
