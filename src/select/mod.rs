//! Which packets are taken besides what expressions say of them: by number, by position among
//! those that match, by flow, by a sample of flows.

mod flow_id;
mod positions;
mod ranges;
mod sample;

pub use flow_id::{FlowFinder, FlowId};
pub use positions::{Positions, Take};
pub use ranges::Ranges;
pub use sample::Sample;

use std::collections::HashSet;

use crate::packet::Packet;

/// Flows that were found in a first pass; bounded.
#[derive(Debug, Default)]
pub struct FlowSet {
    flows: HashSet<FlowId>,
    most: usize,
    /// Packets of flows for which there was no room.
    pub left_out: u64,
}

impl FlowSet {
    /// A set for so many flows.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most, ..Self::default() }
    }

    /// Adds a flow.
    pub fn add(&mut self, flow: FlowId) {
        if self.flows.len() < self.most {
            self.flows.insert(flow);
        } else if !self.flows.contains(&flow) {
            self.left_out += 1;
        }
    }

    /// How many flows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.flows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.flows.is_empty()
    }
}

/// All that is asked of a packet besides expressions.
#[derive(Debug, Default)]
pub struct Selection {
    /// Numbers of packets.
    pub frames: Option<Ranges>,
    /// A sample of flows.
    pub sample: Option<Sample>,
    /// Flows that were found before.
    pub flows: Option<FlowSet>,
    /// Positions among the packets that match so far.
    pub positions: Positions,
    finder: FlowFinder,
}

impl Selection {
    /// Whether a packet has to be decoded for it.
    #[must_use]
    pub const fn needs_layers(&self) -> bool {
        self.sample.is_some() || self.flows.is_some()
    }

    /// Whether it takes every packet.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.frames.is_none() && !self.needs_layers() && self.positions.is_open()
    }

    /// Whether a packet is taken, of which is known whether it matches what else is asked for.
    /// Every packet is shown, in the order of the timeline.
    pub fn takes(&mut self, packet: &Packet<'_>, matches: bool) -> bool {
        let mut taken =
            matches && self.frames.as_ref().is_none_or(|frames| frames.has(packet.raw.number));
        if self.needs_layers() {
            // Each packet: the first fragment says which flow the others belong to.
            let flow = self.finder.flow(packet);
            taken &= self.sample.is_none_or(|sample| sample.has(&flow));
            taken &= self.flows.as_ref().is_none_or(|found| found.flows.contains(&flow));
        }
        taken && self.positions.takes()
    }

    /// Whether no later packet can be taken.
    #[must_use]
    pub fn is_over(&self, number: u64) -> bool {
        self.positions.is_over()
            || self.frames.as_ref().is_some_and(|frames| frames.is_over(number))
    }
}
