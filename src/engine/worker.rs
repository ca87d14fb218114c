//! A worker: decodes the packets of its share and hands them to its own set of analysers.

use super::dealt::Dealt;
use super::{Analyser, Needs, Outcome, Partition};
use crate::flow::{Applications, Assembler, Losses};
use crate::packet::{Decoded, Packet, Plain, RawPacket, decode, walk};
use crate::source::Batch;

/// Which partitions are a worker's: every `workers`th, from `place` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The worker's place among its siblings.
    pub place: usize,
    /// How many siblings there are.
    pub workers: usize,
}

impl Share {
    #[inline]
    fn takes(self, partition: Partition) -> bool {
        usize::from(partition.0) % self.workers == self.place
    }
}

/// One set of analysers and what it takes to feed them.
pub struct Worker {
    analysers: Vec<Box<dyn Analyser>>,
    needs: Needs,
    share: Share,
    decoded: Decoded,
    applications: Applications,
    assembler: Assembler,
    /// What siblings that were absorbed did not remember.
    not_remembered: u64,
    /// What siblings that were absorbed gave up of streams.
    losses: Losses,
}

impl Worker {
    /// A worker for these analysers.
    pub fn new(analysers: Vec<Box<dyn Analyser>>, share: Share, max_flows: usize) -> Self {
        let needs = Needs::of(&analysers);
        Self {
            analysers,
            needs,
            share,
            decoded: Decoded::default(),
            applications: Applications::new(max_flows),
            assembler: Assembler::new(max_flows),
            not_remembered: 0,
            losses: Losses::default(),
        }
    }

    /// Takes all packets of a batch.
    pub fn take(&mut self, batch: &Batch) {
        if self.needs == Needs::Ledger {
            return;
        }
        for raw in batch.packets() {
            if self.needs == Needs::Odd {
                if Plain::of(&raw).is_none() {
                    walk(&raw, &mut self.decoded);
                    self.analyse(&raw, Partition::default());
                }
                continue;
            }
            let mut partition = Partition::default();
            if self.needs >= Needs::Layers {
                decode(&raw, &mut self.decoded);
            }
            if self.needs >= Needs::Hosts {
                partition = Partition::of(&raw, &self.decoded);
            }
            self.analyse(&raw, partition);
        }
    }

    /// Takes the packets of the worker's partitions.
    pub fn take_share(&mut self, dealt: &Dealt) {
        for (raw, known) in dealt.packets() {
            if known.is_some_and(|partition| !self.share.takes(partition)) {
                continue;
            }
            decode(&raw, &mut self.decoded);
            let partition = known.unwrap_or_else(|| Partition::of(&raw, &self.decoded));
            if self.share.takes(partition) {
                self.analyse(&raw, partition);
            }
        }
    }

    #[inline]
    fn analyse(&mut self, raw: &RawPacket<'_>, partition: Partition) {
        if self.needs >= Needs::Applications {
            self.applications.name(partition.0, raw, &mut self.decoded);
        }
        if self.needs >= Needs::Messages {
            self.assembler.packet(partition.0, raw, &self.decoded);
        }
        let messages = self.assembler.messages();
        let packet = Packet { raw, decoded: &self.decoded, messages };
        for analyser in &mut self.analysers {
            analyser.packet(&packet, partition);
        }
    }

    /// Takes over what a sibling found.
    pub fn absorb(&mut self, sibling: Self) {
        self.not_remembered += sibling.not_remembered + sibling.applications.not_remembered();
        self.losses.absorb(sibling.losses);
        self.losses.absorb(sibling.assembler.losses());
        for (own, other) in self.analysers.iter_mut().zip(sibling.analysers) {
            own.absorb(other);
        }
    }

    /// What was found.
    pub fn into_outcome(self, partial: bool) -> Outcome {
        let not_remembered = self.not_remembered + self.applications.not_remembered();
        let mut losses = self.losses;
        losses.absorb(self.assembler.losses());
        Outcome { analysers: self.analysers, partial, not_remembered, losses }
    }
}
