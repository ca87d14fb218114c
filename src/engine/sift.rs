//! Packets one after the other, in the order of the capture, to whoever chooses among them: what
//! filters are made of. No more is found out about a packet than an expression needs.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{Partition, run};
use crate::filter::Reach;
use crate::flow::{Applications, Assembler, Follower, FragmentLosses, Fragments, Losses};
use crate::packet::{Decoded, Messages, Packet, ProtocolId, decode};
use crate::source::{Batch, Source};

/// What a pass over a source leaves.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sifted {
    /// The run was asked to stop, perhaps before the source ended.
    pub partial: bool,
    /// Packets whose application was judged without memory of their flow.
    pub not_remembered: u64,
    /// What was given up where streams are assembled.
    pub losses: Losses,
    /// What was given up where fragments are put together.
    pub fragments: FragmentLosses,
}

/// Shows every packet of `source` to `see`, with as much decoded as the sifter does and the number of
/// what was noted of it, until the source ends, `stop` is set or `see` breaks.
pub fn sift(
    source: &mut dyn Source,
    mut sifter: Sifter,
    stop: &AtomicBool,
    see: &mut dyn FnMut(&Packet<'_>, u32) -> ControlFlow<()>,
) -> Sifted {
    let mut batch = Batch::default();
    while sifter.fill(source, &mut batch) {
        if sifter.show(&batch, see).is_break() || stop.load(Ordering::Relaxed) {
            break;
        }
    }
    sifter.sifted(stop.load(Ordering::Relaxed))
}

/// The same a batch at a time, for those who have something to do in between.
pub struct Sifter {
    reach: Reach,
    clock: run::Clock,
    decoded: Decoded,
    applications: Applications,
    assembler: Assembler,
    follower: Follower,
    fragments: Fragments,
}

impl Sifter {
    /// Decodes as much as `reach` says, and remembers so many flows.
    #[must_use]
    pub fn new(reach: Reach, max_flows: usize) -> Self {
        Self {
            reach,
            clock: run::Clock::default(),
            decoded: Decoded::default(),
            applications: Applications::new(max_flows),
            assembler: Assembler::new(max_flows),
            follower: Follower::new(max_flows),
            fragments: Fragments::default(),
        }
    }

    /// Finds messages of these protocols alone.
    #[must_use]
    pub fn only(self, protocols: Vec<ProtocolId>) -> Self {
        Self { assembler: self.assembler.only(protocols), ..self }
    }

    /// Fills a batch. `false` when there are no more.
    pub fn fill(&mut self, source: &mut dyn Source, batch: &mut Batch) -> bool {
        run::fill(source, batch, &mut self.clock)
    }

    /// Shows every packet of a batch that [`Self::fill`] filled, until `see` breaks.
    pub fn show(
        &mut self,
        batch: &Batch,
        see: &mut dyn FnMut(&Packet<'_>, u32) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let Self { reach, decoded, applications, assembler, follower, fragments, .. } = self;
        for (raw, record) in batch.packets().zip(&batch.records) {
            let mut whole = None;
            if *reach >= Reach::Layers {
                decode(&raw, decoded);
                if decoded.is_fragment() {
                    whole = fragments.join(&raw, decoded);
                }
            }
            let raw = whole.as_ref().map_or(raw, |whole| whole.packet(&raw));
            if *reach >= Reach::Applications {
                let partition = Partition::of(&raw, decoded);
                if let Some(flow) = applications.look_up(&raw, decoded) {
                    applications.name(partition.0, &raw, decoded, &flow);
                }
                if *reach >= Reach::Messages {
                    assembler.packet(partition.0, &raw, decoded);
                }
                if *reach >= Reach::Streams {
                    follower.packet(&raw, decoded);
                }
            }
            let messages =
                if *reach >= Reach::Messages { assembler.messages() } else { Messages::default() };
            see(&Packet { raw: &raw, decoded, messages, of_flow: &[] }, record.notes)?;
        }
        ControlFlow::Continue(())
    }

    /// What was left behind.
    #[must_use]
    pub fn sifted(&self, partial: bool) -> Sifted {
        let mut losses = self.assembler.losses();
        losses.absorb(self.follower.losses());
        let fragments = self.fragments.losses();
        Sifted { partial, not_remembered: self.applications.not_remembered(), losses, fragments }
    }
}
