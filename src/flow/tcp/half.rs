//! What is remembered of one direction of a stream: what its sender sent and acknowledged last.

use super::outstanding::Outstanding;
use super::segment::{SYN, Segment};
use super::serial::is_after;
use crate::packet::analysis::{Findings, WindowScale};
use crate::value::Timestamp;

/// One direction of a stream.
#[derive(Clone, Debug, Default)]
pub struct Half {
    /// Behind the highest sequence number that was seen; `None` before the first segment.
    pub next: Option<u32>,
    /// When that was.
    pub next_at: Timestamp,
    /// Behind the last segment that followed the one before without a hole.
    pub contiguous: Option<u32>,
    /// The acknowledgement number of its last segment.
    pub acknowledged: Option<u32>,
    /// When its last segment was captured.
    pub last_at: Timestamp,
    /// The window of its last segment.
    pub window: Option<u16>,
    /// By how much its windows are scaled.
    pub scale: WindowScale,
    /// Duplicates in a row of the acknowledgement before.
    pub duplicates: u32,
    /// The packet that was the first with this acknowledgement.
    pub duplicates_of: u64,
    /// What was found in its last segment.
    pub last: Findings,
    /// A segment was missed, and nothing was acknowledged since: what is on its way is not known.
    pub has_missed: bool,
    /// What nobody has acknowledged yet.
    pub outstanding: Outstanding,
}

impl Half {
    /// Remembers its segment, in which `found` was found. `advances`: it counts for what comes
    /// next.
    pub fn remember(&mut self, segment: &Segment, found: Findings, advances: bool) {
        let end = segment.end();
        let is_further = self.next.is_none_or(|next| is_after(end, next));
        if is_further && advances {
            self.next = Some(end);
            self.next_at = segment.at;
        }
        if advances && self.contiguous.is_none_or(|place| place == segment.sequence) {
            self.contiguous = self.next;
        }
        self.window = Some(segment.window);
        self.acknowledged = Some(segment.acknowledgement);
        self.last_at = segment.at;
        self.last = found;
    }

    /// Notes whether its SYN offers to scale windows.
    pub fn offer_scale(&mut self, segment: &Segment) {
        if segment.has(SYN) {
            self.scale = WindowScale::of(segment.window_scale);
        }
    }

    /// Whether a segment of its sender is nothing but the answer of before: no payload, none of
    /// SYN, FIN and RST, at the place where the next begins.
    pub fn is_bare(&self, segment: &Segment) -> bool {
        segment.payload_bytes == 0 && !segment.is_control() && self.next == Some(segment.sequence)
    }

    /// Whether a segment acknowledges what the one before did.
    pub fn acknowledges_the_same(&self, segment: &Segment) -> bool {
        self.acknowledged == Some(segment.acknowledgement)
    }

    /// Whether a segment acknowledges what the one before did, or a byte more: the byte that a
    /// keep-alive or a probe carried.
    pub fn acknowledges_a_byte_at_most(&self, segment: &Segment) -> bool {
        let step = self.acknowledged.map(|before| segment.acknowledgement.wrapping_sub(before));
        matches!(step, Some(0 | 1))
    }
}
