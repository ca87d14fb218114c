//! One direction of a stream: segments in the order in which they arrived become bytes in the
//! order in which they were sent.
//!
//! A gap is waited for until the other side acknowledges what is in it (then the capture lost it),
//! or until too much is held behind it.

use super::cutter::{Cutter, MOST_BYTES, Piece};
use super::held::Held;
use super::{Found, Losses};
use crate::packet::{Framing, Progress};

/// Most segments that wait behind a gap. Chosen by us: those of [`MOST_BYTES`] at 256 bytes each.
const MOST_SEGMENTS: usize = 1024;
/// Numbers farther off than this are of another connection whose beginning was not captured: no
/// window is larger (RFC 7323 section 2.3).
const FARTHEST: u32 = 1 << 30;

/// What arrives: part of a segment that matters here.
#[derive(Clone, Copy, Debug)]
pub struct Arrival<'a> {
    /// Sequence number of the first byte of the payload.
    pub sequence: u32,
    /// What was captured of the payload.
    pub payload: &'a [u8],
    /// Where it lies in the packet.
    pub at: u32,
    /// How long it was on the wire.
    pub wire_bytes: u32,
    /// Whether the sender has no more to say after it.
    pub is_last: bool,
}

/// What it takes to find messages.
pub struct Means<'a> {
    /// Says where they end.
    pub framing: Framing,
    /// What the application remembers of the other direction.
    pub peer: &'a mut Progress,
    /// Where they go.
    pub found: &'a mut Found,
    /// What was given up.
    pub losses: &'a mut Losses,
}

/// The state between two segments.
#[derive(Debug, Default)]
pub struct Half {
    /// Number of the next byte in order, once a segment was seen.
    next: Option<u32>,
    /// What the other side acknowledged last.
    acknowledged: Option<u32>,
    /// The number behind the last byte, once the sender said so.
    end: Option<u32>,
    closed: bool,
    held: Held,
    /// Finds messages.
    pub cutter: Cutter,
}

impl Half {
    /// Bytes of memory that it holds beyond its own.
    pub const fn held_bytes(&self) -> usize {
        self.held.held_bytes() + self.cutter.held_bytes()
    }

    /// Whether all that the sender had to say was seen.
    pub const fn is_closed(&self) -> bool {
        self.closed
    }

    /// Begins a stream at a number.
    pub fn begin(&mut self, sequence: u32) {
        *self = Self { next: Some(sequence), ..Self::default() };
    }

    /// Gives up what waits.
    pub fn give_up(&mut self) {
        self.held = Held::default();
        self.cutter.lose();
    }

    /// The connection is broken off: nothing more comes.
    pub fn reset(&mut self, found: &mut Found) {
        self.cutter.close(found);
        self.closed = true;
    }

    /// Takes a segment.
    pub fn take(&mut self, arrival: &Arrival<'_>, means: &mut Means<'_>) {
        let Arrival { sequence, payload, at, wire_bytes, is_last } = *arrival;
        let mut next = *self.next.get_or_insert(sequence);
        let distance = sequence.wrapping_sub(next);
        if distance.min(next.wrapping_sub(sequence)) > FARTHEST {
            self.begin(sequence);
            next = sequence;
        }
        if is_last {
            self.end = Some(sequence.wrapping_add(wire_bytes));
        }
        if wire_bytes > 0 {
            let old = next.wrapping_sub(sequence);
            if is_ahead(old) && sequence != next {
                self.hold(next, sequence, wire_bytes, payload);
            } else if old < wire_bytes {
                let payload = payload.get(old as usize..).unwrap_or_default();
                let wire_bytes = wire_bytes - old;
                if self.held.len() == 0 {
                    self.pass(payload, Some(at.saturating_add(old)), wire_bytes, means);
                } else {
                    self.held.insert(next, next, wire_bytes, payload);
                }
            }
        }
        self.go_on(means);
    }

    /// Learns what the other side acknowledged, and gives up what it has and we lack.
    pub fn acknowledge(&mut self, number: u32, means: &mut Means<'_>) {
        let newer = |old: u32| !is_ahead(number.wrapping_sub(old));
        if self.acknowledged.is_none_or(newer) {
            self.acknowledged = Some(number);
        }
        self.next.get_or_insert(number);
        if self.held.len() > 0 || self.end.is_some() && !self.closed {
            self.go_on(means);
        }
    }

    fn hold(&mut self, next: u32, sequence: u32, wire_bytes: u32, payload: &[u8]) {
        let reach = u64::from(sequence.wrapping_sub(next)) + u64::from(wire_bytes);
        let payload = if self.cutter.passes_over(reach) { &[] } else { payload };
        self.held.insert(next, sequence, wire_bytes, payload);
    }

    /// Hands on what is in order by now.
    fn go_on(&mut self, means: &mut Means<'_>) {
        while let Some(next) = self.next {
            let first = self.held.first();
            let Some(stop) = first.or(self.end.filter(|_| !self.closed)) else { break };
            let missing = stop.wrapping_sub(next);
            if is_ahead(missing) {
                // An end that lies behind is that of a connection before.
                self.end = None;
                break;
            }
            if missing > 0 {
                let lost = self.lost(next, missing);
                if lost == 0 {
                    break;
                }
                means.losses.gaps += 1;
                means.losses.gap_bytes += u64::from(lost);
                self.cutter.gap(u64::from(lost), means.found);
                self.next = Some(next.wrapping_add(lost));
            } else if let Some(segment) = self.held.pop() {
                self.pass(&segment.bytes, None, segment.wire_bytes, means);
            } else {
                self.cutter.close(means.found);
                self.closed = true;
            }
        }
    }

    /// How many of the `missing` bytes will not come any more.
    fn lost(&self, next: u32, missing: u32) -> u32 {
        if self.held.held_bytes() > MOST_BYTES || self.held.len() > MOST_SEGMENTS {
            return missing;
        }
        let acknowledged = self.acknowledged.map_or(0, |number| number.wrapping_sub(next));
        if is_ahead(acknowledged) { 0 } else { acknowledged.min(missing) }
    }

    /// Hands on bytes in order, and what of them was not captured.
    fn pass(&mut self, bytes: &[u8], at: Option<u32>, wire_bytes: u32, means: &mut Means<'_>) {
        self.next = self.next.map(|next| next.wrapping_add(wire_bytes));
        if !bytes.is_empty() {
            self.cutter.feed(Piece { bytes, at }, means.framing, means.peer, means.found);
        }
        let missing = u64::from(wire_bytes).saturating_sub(bytes.len() as u64);
        if missing > 0 {
            self.cutter.cut(missing, means.found);
        }
    }
}

/// Whether the difference `a - b` of two sequence numbers says that `b` is the later one
/// (RFC 9293 section 3.4).
const fn is_ahead(difference: u32) -> bool {
    difference > u32::MAX / 2
}
