//! Expressions that all have to match, and what is remembered while they are applied, so that it
//! can be said what came closest where nothing matched.

use super::{Expression, Reach};
use crate::packet::{Packet, ProtocolId};

/// Lets packets through.
#[derive(Clone, Debug)]
pub struct Sieve {
    expressions: Vec<Expression>,
    invert: bool,
    seen: u64,
    passed: u64,
    /// Packets that match each condition, counted until one passes.
    held: Vec<u64>,
}

impl Sieve {
    /// Lets the packets through that match all expressions, or with `invert` the others.
    #[must_use]
    pub fn new(expressions: Vec<Expression>, invert: bool) -> Self {
        let conditions = expressions.iter().map(|one| one.conditions().count()).sum();
        Self { expressions, invert, seen: 0, passed: 0, held: vec![0; conditions] }
    }

    /// What has to be known of a packet.
    #[must_use]
    pub fn reach(&self) -> Reach {
        self.expressions.iter().map(Expression::reach).max().unwrap_or_default()
    }

    /// The protocols that it names.
    #[must_use]
    pub fn protocols(&self) -> Vec<ProtocolId> {
        self.expressions.iter().flat_map(Expression::protocols).copied().collect()
    }

    /// Whether a packet passes.
    #[inline]
    pub fn passes(&mut self, packet: &Packet<'_>) -> bool {
        self.seen += 1;
        let matches = if self.passed == 0 && self.held.len() > 1 {
            self.look_closely(packet)
        } else {
            self.expressions.iter().all(|expression| expression.matches(packet))
        };
        let passes = matches != self.invert;
        self.passed += u64::from(passes);
        passes
    }

    /// Whether all match, with each condition counted.
    fn look_closely(&mut self, packet: &Packet<'_>) -> bool {
        let (mut all, mut before) = (true, 0);
        for expression in &self.expressions {
            expression.each_condition(packet, |index, holds| {
                all &= holds;
                if let Some(count) = self.held.get_mut(before + index) {
                    *count += u64::from(holds);
                }
            });
            before += expression.conditions().count();
        }
        all
    }

    /// Packets that were looked at.
    #[must_use]
    pub const fn seen(&self) -> u64 {
        self.seen
    }

    /// Packets that passed.
    #[must_use]
    pub const fn passed(&self) -> u64 {
        self.passed
    }

    /// Where nothing passed: each of several conditions, and how many packets match it alone.
    pub fn closest(&self) -> impl Iterator<Item = (&str, u64)> {
        let is_told = self.passed == 0 && !self.invert && self.held.len() > 1;
        let conditions = self.expressions.iter().flat_map(Expression::conditions);
        conditions.zip(self.held.iter().copied()).filter(move |_| is_told)
    }
}
