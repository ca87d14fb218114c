//! Packets one after the other, in the order of the capture, to whoever chooses among them: what
//! filters are made of. No more is found out about a packet than an expression needs.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{Partition, run};
use crate::filter::Reach;
use crate::flow::{Applications, Assembler, Losses};
use crate::packet::{Decoded, Messages, Packet, decode};
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
}

/// Shows every packet of `source` to `see`, with as much decoded as `reach` says and the number of
/// what was noted of it, until the source ends, `stop` is set or `see` breaks.
pub fn sift(
    source: &mut dyn Source,
    reach: Reach,
    max_flows: usize,
    stop: &AtomicBool,
    see: &mut dyn FnMut(&Packet<'_>, u32) -> ControlFlow<()>,
) -> Sifted {
    let mut batch = Batch::default();
    let mut start = None;
    let mut decoded = Decoded::default();
    let mut applications = Applications::new(max_flows);
    let mut assembler = Assembler::new(max_flows);
    let mut is_over = false;
    while !is_over && run::fill(source, &mut batch, &mut start) {
        for (raw, record) in batch.packets().zip(&batch.records) {
            if reach >= Reach::Layers {
                decode(&raw, &mut decoded);
            }
            if reach >= Reach::Applications {
                let partition = Partition::of(&raw, &decoded);
                if let Some(flow) = applications.look_up(&raw, &decoded) {
                    applications.name(partition.0, &raw, &mut decoded, &flow);
                }
                if reach >= Reach::Messages {
                    assembler.packet(partition.0, &raw, &decoded);
                }
            }
            let messages =
                if reach >= Reach::Messages { assembler.messages() } else { Messages::default() };
            let packet = Packet { raw: &raw, decoded: &decoded, messages };
            if see(&packet, record.notes).is_break() {
                is_over = true;
                break;
            }
        }
        is_over |= stop.load(Ordering::Relaxed);
    }
    Sifted {
        partial: stop.load(Ordering::Relaxed),
        not_remembered: applications.not_remembered(),
        losses: assembler.losses(),
    }
}
