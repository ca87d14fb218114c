//! An analyser that sees only the packets that count.

use std::any::Any;

use netsift::engine::{Analyser, Needs, Partition};
use netsift::packet::Packet;
use netsift::report::{Ledger, Section};

use super::choice::Choice;

pub struct Chosen {
    pub inner: Box<dyn Analyser>,
    pub choice: Choice,
}

impl Analyser for Chosen {
    fn needs(&self) -> Needs {
        self.inner.needs().max(Needs::Records)
    }

    fn packet(&mut self, packet: &Packet<'_>, partition: Partition) {
        if self.choice.counts(packet.raw.number) {
            self.inner.packet(packet, partition);
        }
    }

    fn absorb(&mut self, sibling: Box<dyn Analyser>) {
        if let Ok(sibling) = sibling.into_any().downcast::<Self>() {
            self.inner.absorb(sibling.inner);
        }
    }

    fn sections(self: Box<Self>, ledger: &Ledger) -> Vec<Section> {
        self.inner.sections(ledger)
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}
