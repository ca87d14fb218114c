//! The interfaces of all inputs, numbered in the order in which they are met.

use super::notes::Notes;
use crate::report::Interface;

/// How many interfaces are described; more are counted only. Chosen by us: a file may declare one
/// in 20 bytes.
const DESCRIBED: usize = 1000;

/// The list that ends up in the ledger.
#[derive(Debug, Default)]
pub(super) struct Interfaces {
    /// The first [`DESCRIBED`] of them.
    pub(super) described: Vec<Interface>,
    /// How many there are.
    pub(super) count: u64,
    /// Where interfaces and what else files say is noted, if anybody asks.
    pub(super) notes: Option<Notes>,
}

impl Interfaces {
    /// Adds an interface and returns its number.
    pub(super) fn add(&mut self, interface: impl FnOnce() -> Interface) -> u32 {
        let number = u32::try_from(self.count).unwrap_or(u32::MAX);
        if self.described.len() < DESCRIBED {
            self.described.push(interface());
        }
        self.count += 1;
        number
    }

    /// The description, if the interface is among the first.
    pub(super) fn get_mut(&mut self, number: u32) -> Option<&mut Interface> {
        self.described.get_mut(number as usize)
    }
}
