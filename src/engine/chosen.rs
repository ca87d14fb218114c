//! A source of which analysers see only packets that match an expression.
//!
//! The others stay in the batches: what is remembered of flows and streams comes from all packets,
//! so that an expression that only the last segment of a message matches finds the whole message.
//! Packets are chosen in their order, before they are dealt to workers, so that any number of them
//! sees the same.

use std::ops::ControlFlow;

use super::{Sifted, Sifter};
use crate::filter::Sieve;
use crate::report::RecordTally;
use crate::source::{Batch, Source};

/// A source, and what chooses among its packets.
pub struct Chosen<'a> {
    source: &'a mut dyn Source,
    sieve: Sieve,
    sifter: Sifter,
    choice: Vec<bool>,
    kept: RecordTally,
    last_kept: Option<crate::value::Timestamp>,
}

impl<'a> Chosen<'a> {
    /// Chooses by `sieve`, remembering so many flows.
    #[must_use]
    pub fn new(source: &'a mut dyn Source, sieve: Sieve, max_flows: usize) -> Self {
        let sifter = Sifter::new(sieve.reach(), max_flows).only(sieve.protocols());
        let (choice, kept) = (Vec::new(), RecordTally::default());
        Self { source, sieve, sifter, choice, kept, last_kept: None }
    }

    /// The sieve after all packets, counts over those that passed, and what was left behind.
    #[must_use]
    pub fn into_parts(self) -> (Sieve, RecordTally, Sifted) {
        let sifted = self.sifter.sifted(false);
        (self.sieve, self.kept, sifted)
    }
}

impl Source for Chosen<'_> {
    fn fill(&mut self, batch: &mut Batch) -> bool {
        if !self.sifter.fill(self.source, batch) {
            return false;
        }
        let Self { sieve, sifter, choice, kept, last_kept, .. } = self;
        choice.clear();
        // Nobody breaks off.
        let _: ControlFlow<()> = sifter.show(batch, &mut |packet, _| {
            let passes = sieve.passes(packet);
            choice.push(passes);
            if passes {
                let (at, raw) = (packet.raw.at, packet.raw);
                kept.add(
                    at,
                    raw.wire_bytes,
                    u32::try_from(raw.captured().len()).unwrap_or(u32::MAX),
                );
                kept.out_of_order += u64::from(last_kept.is_some_and(|last| at < last));
                *last_kept = Some(at);
            }
            ControlFlow::Continue(())
        });
        std::mem::swap(choice, &mut batch.chosen);
        true
    }
}
