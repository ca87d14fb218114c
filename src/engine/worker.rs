//! A worker: decodes the packets of its share and hands them to its own set of analysers.

use super::{Analyser, Needs, Partition};
use crate::flow::Applications;
use crate::packet::{Decoded, Packet, decode};
use crate::source::Batch;

/// Which packets of a batch a worker takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// All of them.
    All,
    /// Those of every `workers`th partition, from `place` on.
    Partitions {
        /// The worker's place among its siblings.
        place: usize,
        /// How many siblings there are.
        workers: usize,
    },
}

impl Share {
    #[inline]
    fn takes(self, partition: Partition) -> bool {
        match self {
            Self::All => true,
            Self::Partitions { place, workers } => usize::from(partition.0) % workers == place,
        }
    }
}

/// One set of analysers and what it takes to feed them.
pub struct Worker {
    analysers: Vec<Box<dyn Analyser>>,
    needs: Needs,
    share: Share,
    decoded: Decoded,
    applications: Applications,
}

impl Worker {
    /// A worker for these analysers.
    pub fn new(analysers: Vec<Box<dyn Analyser>>, share: Share) -> Self {
        let needs = analysers.iter().map(|analyser| analyser.needs()).max().unwrap_or_default();
        Self {
            analysers,
            needs,
            share,
            decoded: Decoded::default(),
            applications: Applications::default(),
        }
    }

    /// Takes the worker's share of a batch.
    pub fn take(&mut self, batch: &Batch) {
        if self.needs == Needs::Ledger {
            return;
        }
        for raw in batch.packets() {
            let mut partition = Partition::default();
            if self.needs >= Needs::Layers {
                decode(&raw, &mut self.decoded);
            }
            if self.needs >= Needs::Hosts {
                partition = Partition::of(&raw, &self.decoded);
                if !self.share.takes(partition) {
                    continue;
                }
            }
            if self.needs >= Needs::Applications {
                self.applications.name(partition.0, &raw, &mut self.decoded);
            }
            let packet = Packet { raw: &raw, decoded: &self.decoded };
            for analyser in &mut self.analysers {
                analyser.packet(&packet, partition);
            }
        }
    }

    /// Takes over what a sibling found.
    pub fn absorb(&mut self, sibling: Self) {
        for (own, other) in self.analysers.iter_mut().zip(sibling.analysers) {
            own.absorb(other);
        }
    }

    /// What was found.
    pub fn into_analysers(self) -> Vec<Box<dyn Analyser>> {
        self.analysers
    }
}
