//! What an analyser is: a question that folds packets and can absorb a sibling's answer.

use std::any::Any;

use super::Partition;
use crate::packet::Packet;
use crate::report::{Ledger, Section};

/// What an analyser has to be given. The engine does no more than some analyser needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Needs {
    /// Only the ledger, at the end: [`Fold::packet`] is never called.
    #[default]
    Ledger,
    /// Layers of the packets that are not plain ([`crate::packet::Plain`]): those in which
    /// anything can be wrong. The others may come or not.
    Odd,
    /// Records; packets come without layers.
    Records,
    /// Layers, without applications. Any worker may get any packet.
    Layers,
    /// Layers, and all packets between two hosts at the same worker in their order.
    Hosts,
    /// The same, with applications named.
    Applications,
    /// The same, with the messages of applications, assembled where streams carry them.
    Messages,
    /// The same, with the streams of each packet: their numbers, and what the analysis of TCP finds.
    /// Streams are numbered in the order of the capture, so one worker takes all packets.
    Streams,
}

impl Needs {
    /// What it takes to give all of these what they need.
    #[must_use]
    pub fn of(analysers: &[Box<dyn Analyser>]) -> Self {
        let needs = || analysers.iter().map(|analyser| analyser.needs());
        match needs().max().unwrap_or_default() {
            // Records alone would leave those without layers that look for faults.
            Self::Records if needs().any(|it| it == Self::Odd) => Self::Layers,
            most => most,
        }
    }
}

/// A statistic or detector. Its state is integers, sets and fixed histograms, so that any split
/// of the packets over siblings, absorbed in any order, gives the same section.
pub trait Fold: Send + 'static {
    /// What it has to be given.
    fn needs(&self) -> Needs;

    /// Whether it sees packets too that an expression leaves out; only of those that need
    /// [`Needs::Applications`] or more.
    fn sees_all(&self) -> bool {
        false
    }

    /// Whether it has to see the packets one after the other, in the order of the capture: one worker
    /// takes all of them then, and nothing is absorbed.
    fn in_order(&self) -> bool {
        false
    }

    /// Takes one packet. `partition` (0..64) depends on the packet's hosts alone: tables with a
    /// limit count entries a partition, so that the limit bites alike for any number of workers.
    fn packet(&mut self, packet: &Packet<'_>, partition: Partition);

    /// Takes over what a sibling found.
    fn absorb(&mut self, sibling: Self)
    where
        Self: Sized;

    /// The answer.
    fn section(self: Box<Self>, ledger: &Ledger) -> Section;
}

/// A [`Fold`] of any type; every fold is one.
pub trait Analyser: Send {
    /// See [`Fold::needs`].
    fn needs(&self) -> Needs;
    /// See [`Fold::sees_all`].
    fn sees_all(&self) -> bool {
        false
    }
    /// See [`Fold::in_order`].
    fn in_order(&self) -> bool {
        false
    }
    /// See [`Fold::packet`].
    fn packet(&mut self, packet: &Packet<'_>, partition: Partition);
    /// See [`Fold::absorb`]; a sibling of another type is ignored, and never given.
    fn absorb(&mut self, sibling: Box<dyn Analyser>);
    /// The answers; of a fold there is one: see [`Fold::section`].
    fn sections(self: Box<Self>, ledger: &Ledger) -> Vec<Section>;
    /// The fold as a value of any type.
    fn into_any(self: Box<Self>) -> Box<dyn Any>;
}

impl<T: Fold> Analyser for T {
    fn needs(&self) -> Needs {
        Fold::needs(self)
    }

    fn sees_all(&self) -> bool {
        Fold::sees_all(self)
    }

    fn in_order(&self) -> bool {
        Fold::in_order(self)
    }

    fn packet(&mut self, packet: &Packet<'_>, partition: Partition) {
        Fold::packet(self, packet, partition);
    }

    fn absorb(&mut self, sibling: Box<dyn Analyser>) {
        if let Ok(sibling) = sibling.into_any().downcast::<T>() {
            Fold::absorb(self, *sibling);
        }
    }

    fn sections(self: Box<Self>, ledger: &Ledger) -> Vec<Section> {
        vec![Fold::section(self, ledger)]
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}
