//! One of a flow's first packets: its size, who sent it, how long after the one before.

use crate::flow::records::packed::{Packer, Unpacker};

/// A packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Bytes of the frame on the wire.
    pub frame_bytes: u32,
    /// The responder sent it.
    pub by_responder: bool,
    /// Nanoseconds since the packet before it; 0 for the first, and where the clock went back.
    pub gap_ns: u64,
}

impl Step {
    /// Bytes that packing takes at most: 34 bits and 64 bits, seven in a byte.
    pub const MOST_BYTES: usize = 5 + 10;

    /// Packs it.
    pub fn pack(&self, to: &mut Packer<'_>) {
        to.put(u64::from(self.frame_bytes) << 1 | u64::from(self.by_responder));
        to.put(self.gap_ns);
    }

    /// What was packed.
    pub fn unpack(from: &mut Unpacker<'_>) -> Self {
        let both = from.take();
        Self {
            frame_bytes: u32::try_from(both >> 1).unwrap_or(u32::MAX),
            by_responder: both & 1 != 0,
            gap_ns: from.take(),
        }
    }
}
