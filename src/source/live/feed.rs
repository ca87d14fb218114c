//! What packets arrive through.

use super::counters::Counts;
use super::merge::{Live, Source};
use crate::source;

/// Packets as they arrive, and what is counted meanwhile.
pub trait Feed: source::Source {
    /// The interfaces in the order in which they were named: a packet's `interface` is a place
    /// among them.
    fn sources(&self) -> Vec<Source>;

    /// What was counted on each, at any time.
    fn counts(&self) -> Vec<Counts>;

    /// Ends it; packets that nobody took are forgotten. From now on the counts stay.
    fn end(&mut self);
}

impl Feed for Live {
    fn sources(&self) -> Vec<Source> {
        Self::sources(self).cloned().collect()
    }

    fn counts(&self) -> Vec<Counts> {
        Self::counts(self)
    }

    fn end(&mut self) {
        Self::end(self);
    }
}
