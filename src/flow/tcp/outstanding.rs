//! The segments of one direction that nobody has acknowledged yet: for round-trip times, and for
//! how many bytes are on their way.

use super::segment::Segment;
use super::serial::{ahead, is_after, is_before};
use crate::packet::analysis::Answered;
use crate::value::Timestamp;

/// Most segments that are remembered in one direction of a stream. Chosen by us: the 10,000 of
/// Wireshark take more memory than a window of that many segments is worth.
const MOST: usize = 4096;
/// The same while nothing was acknowledged. Chosen by us: where only one direction was captured,
/// nothing ever will be.
const MOST_UNANSWERED: usize = 64;

/// A segment on its way.
#[derive(Clone, Copy, Debug)]
struct Sent {
    number: u64,
    at: Timestamp,
    /// Where it begins, or where what is left of it begins.
    from: u32,
    /// Where the next begins.
    to: u32,
    /// It was sent more than once, or it repeats another.
    repeated: bool,
}

/// The segments on their way, in the order in which they were captured.
#[derive(Clone, Debug, Default)]
pub struct Outstanding {
    sent: Vec<Sent>,
    /// Where the first byte on its way is, and where the last one ends; the same where there is
    /// none.
    from: u32,
    to: u32,
    /// Segments found no room: what is in between is known by its ends alone.
    has_gaps: bool,
    /// Something was acknowledged before.
    is_answered: bool,
}

impl Outstanding {
    /// How many segments are remembered.
    pub fn len(&self) -> usize {
        self.sent.len()
    }

    /// Adds a segment. `repeats`: what it carries was seen before. `has_room`: it may be
    /// remembered, unless there are too many already.
    pub fn push(&mut self, segment: &Segment, repeats: bool, has_room: bool) {
        let (from, to) = (segment.sequence, segment.end());
        if repeats {
            let overlaps = |sent: &&mut Sent| is_before(sent.from, to) && is_after(sent.to, from);
            self.sent.iter_mut().filter(overlaps).for_each(|sent| sent.repeated = true);
        }
        if self.from == self.to {
            (self.from, self.to) = (from, to);
        } else {
            self.from = if is_before(from, self.from) { from } else { self.from };
            self.to = if is_after(to, self.to) { to } else { self.to };
        }
        let most = if self.is_answered { MOST } else { MOST_UNANSWERED };
        if !has_room || self.sent.len() >= most {
            self.has_gaps = true;
            return;
        }
        if self.sent.capacity() == 0 {
            // Most streams never have more than one on its way.
            self.sent.reserve_exact(1);
        }
        let Segment { number, at, .. } = *segment;
        self.sent.push(Sent { number, at, from, to, repeated: repeats });
    }

    /// Forgets what `acknowledgement` covers. Answers which segment it answers, if it is exactly
    /// the end of one.
    pub fn acknowledge(&mut self, acknowledgement: u32, at: Timestamp) -> Option<Answered> {
        if self.from == self.to || !is_after(acknowledgement, self.from) {
            return None;
        }
        self.is_answered = true;
        let mut answered: Option<Answered> = None;
        let mut is_certain = !self.has_gaps;
        let mut ends = None;
        self.sent.retain_mut(|sent| {
            if is_after(sent.to, acknowledgement) {
                if is_after(acknowledgement, sent.from) {
                    sent.from = acknowledgement;
                }
                let (from, to) = ends.get_or_insert((sent.from, sent.to));
                *from = if is_before(sent.from, *from) { sent.from } else { *from };
                *to = if is_after(sent.to, *to) { sent.to } else { *to };
                return true;
            }
            is_certain &= !sent.repeated;
            if sent.to == acknowledgement && answered.is_none() {
                let (number, after_ns) = (sent.number, at.since(sent.at));
                answered = Some(Answered { number, after_ns, is_certain: true });
            }
            false
        });
        self.shrink(acknowledgement, ends);
        answered.map(|answered| Answered { is_certain, ..answered })
    }

    /// Notes where the rest of what is on its way lies, after an acknowledgement.
    fn shrink(&mut self, acknowledgement: u32, ends: Option<(u32, u32)>) {
        if self.has_gaps && is_after(self.to, acknowledgement) {
            self.from = acknowledgement;
        } else {
            (self.from, self.to) = ends.unwrap_or_default();
            self.has_gaps = false;
        }
        if self.sent.is_empty() && self.sent.capacity() > KEPT {
            self.sent = Vec::new();
        }
    }

    /// From the first byte to the last of what is on its way; `None` of nothing.
    pub fn bytes(&self) -> Option<u32> {
        u32::try_from(ahead(self.to, self.from)).ok().filter(|&bytes| bytes > 0)
    }
}

/// Places that an empty list keeps: a stream that rests costs little.
const KEPT: usize = 4;
