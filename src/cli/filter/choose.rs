//! What decides whether a packet is taken: expressions, then what is asked for besides, then whether
//! all of it is turned round.

use crate::filter::{Reach, Sieve};
use crate::packet::Packet;
use crate::select::Selection;

/// Takes packets, and counts them.
pub struct Chooser {
    /// The expressions.
    pub sieve: Sieve,
    /// What is asked for besides.
    pub selection: Selection,
    invert: bool,
    passed: u64,
}

impl Chooser {
    /// Takes what matches both, or with `invert` all the rest.
    pub const fn new(sieve: Sieve, selection: Selection, invert: bool) -> Self {
        Self { sieve, selection, invert, passed: 0 }
    }

    /// What has to be known of a packet.
    pub fn reach(&self) -> Reach {
        let least = if self.selection.needs_layers() { Reach::Layers } else { Reach::Records };
        self.sieve.reach().max(least)
    }

    /// Whether a packet is taken.
    #[inline]
    pub fn passes(&mut self, packet: &Packet<'_>) -> bool {
        let matches = self.sieve.passes(packet);
        let taken =
            if self.selection.is_open() { matches } else { self.selection.takes(packet, matches) };
        let passes = taken != self.invert;
        self.passed += u64::from(passes);
        passes
    }

    /// Whether no packet behind this one can be taken.
    pub fn is_over(&self, number: u64) -> bool {
        !self.invert && self.selection.is_over(number)
    }

    /// Packets that were looked at.
    pub const fn seen(&self) -> u64 {
        self.sieve.seen()
    }

    /// Packets that were taken.
    pub const fn passed(&self) -> u64 {
        self.passed
    }

    /// Whether all is turned round.
    pub const fn is_inverted(&self) -> bool {
        self.invert
    }
}
