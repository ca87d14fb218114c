//! Cuts one direction of a stream into messages, where the application says that they end.
//!
//! Bytes come in order. What belongs to a message is taken from the packet at hand where it lies
//! there in one piece, and is copied only where a message spans packets.

use std::ops::Range;

use super::Found;
use crate::packet::{Framing, Progress, Step};

/// Most bytes of a message that are kept, and most that wait for an application to decide. Chosen
/// by us: what is read of messages lies in their first kilobytes.
pub const MOST_BYTES: usize = 256 << 10;
/// How many steps in a row may take nothing; an application that goes on so is lost.
const MOST_IDLE_STEPS: u32 = 4;

/// The state between two packets.
#[derive(Debug, Default)]
pub struct Cutter {
    /// What the application remembers.
    pub progress: Progress,
    /// The first `kept` are of the message so far; those behind wait for a decision.
    bytes: Vec<u8>,
    kept: usize,
    /// Bytes of the message so far, kept or not.
    wire_bytes: u64,
    /// Bytes of the current part to come; more than [`UNTIL_CLOSE`] where only the end ends it.
    left: u64,
    keep: bool,
    last: bool,
    /// A piece of the message is missing, so that nothing behind it is kept.
    holed: bool,
    /// The application decides when so many bytes wait.
    want: usize,
}

/// Parts longer than this end with the stream.
const UNTIL_CLOSE: u64 = u64::MAX / 2;

/// Bytes in order, and where they lie in the packet if they do.
#[derive(Clone, Copy, Debug)]
pub struct Piece<'a> {
    /// The bytes.
    pub bytes: &'a [u8],
    /// Their place in the packet at hand; `None` where they were held back.
    pub at: Option<u32>,
}

/// Bytes of a piece that were looked at, and those of them that are kept without a copy.
struct Cursor<'a> {
    piece: Piece<'a>,
    position: usize,
    kept: Range<usize>,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a [u8] {
        self.piece.bytes.get(self.position..).unwrap_or_default()
    }

    fn take_kept(&mut self) -> Range<usize> {
        std::mem::take(&mut self.kept)
    }
}

impl Cutter {
    /// Bytes of memory that it holds.
    pub const fn held_bytes(&self) -> usize {
        self.bytes.capacity()
    }

    /// Whether the next `length` bytes are passed over whatever they are.
    pub const fn passes_over(&self, length: u64) -> bool {
        (!self.keep || self.holed) && self.left >= length && self.bytes.len() == self.kept
    }

    /// Takes the bytes that come next.
    pub fn feed(
        &mut self,
        piece: Piece<'_>,
        framing: Framing,
        peer: &mut Progress,
        found: &mut Found,
    ) {
        let mut cursor = Cursor { piece, position: 0, kept: 0..0 };
        let mut idle = 0;
        while idle < MOST_IDLE_STEPS {
            if self.left > 0 {
                if !self.take(&mut cursor) {
                    break;
                }
            } else {
                match self.step(&mut cursor, framing, peer) {
                    Some(Step::Wait(_)) | None => break,
                    Some(Step::Lost) => return self.lose(),
                    Some(Step::Part { length, .. }) => {
                        idle = if length == 0 { idle + 1 } else { 0 }
                    }
                }
            }
            if self.left == 0 && self.last {
                self.emit(&mut cursor, found);
            }
        }
        if idle == MOST_IDLE_STEPS {
            return self.lose();
        }
        self.settle(&mut cursor);
        if !self.hoard(&mut cursor) {
            self.lose();
        }
        let unfinished = self.wire_bytes + (self.bytes.len() - self.kept) as u64;
        if piece.at.is_some() && (1..=piece.bytes.len() as u64).contains(&unfinished) {
            found.begins();
        }
        self.release();
    }

    /// Passes over `length` bytes that nobody has. Goes on behind them where the application has
    /// said how long the current part is, else is lost: the next piece may begin a message.
    pub fn gap(&mut self, length: u64, found: &mut Found) {
        if self.left < length || self.bytes.len() > self.kept {
            return self.lose();
        }
        self.holed |= self.keep;
        self.advance(length);
        if self.left == 0 && self.last {
            self.emit(&mut nothing(), found);
            self.release();
        }
    }

    /// Hands out what waits for the rest of a packet that the capture cut: a beginning is better
    /// than nothing.
    pub fn cut(&mut self, length: u64, found: &mut Found) {
        if self.left == 0 && self.bytes.len() > self.kept {
            self.kept = self.bytes.len();
            self.wire_bytes = self.kept as u64 + length;
            self.emit(&mut nothing(), found);
            return self.lose();
        }
        self.gap(length, found);
    }

    /// The sender has no more to say: what lasts until then ends.
    pub fn close(&mut self, found: &mut Found) {
        if self.left > UNTIL_CLOSE && self.last {
            self.emit(&mut nothing(), found);
        }
        self.lose();
    }

    /// Forgets the message at hand; the next piece may begin one.
    pub fn lose(&mut self) {
        *self = Self::default();
    }

    /// Takes bytes of the current part, first those that waited; whether there were any.
    fn take(&mut self, cursor: &mut Cursor<'_>) -> bool {
        let left = usize::try_from(self.left).unwrap_or(usize::MAX);
        let keeps = self.keep && !self.holed;
        let waiting = self.bytes.len() - self.kept;
        if waiting > 0 {
            let length = waiting.min(left);
            if keeps {
                self.kept += length;
            } else {
                self.bytes.drain(self.kept..self.kept + length);
            }
            self.advance(length as u64);
            return true;
        }
        let length = cursor.rest().len().min(left);
        if length == 0 {
            return false;
        }
        let start = cursor.position;
        cursor.position += length;
        if keeps {
            if self.kept == 0 && cursor.kept.is_empty() {
                cursor.kept = start..start;
            } else if self.kept > 0 || cursor.kept.end != start {
                self.settle(cursor);
                cursor.kept = start..start;
            }
            cursor.kept.end += length;
            if self.kept > 0 {
                self.settle(cursor);
            }
        }
        self.advance(length as u64);
        true
    }

    /// Asks the application what comes next; `None` where there is nothing to ask about.
    fn step(
        &mut self,
        cursor: &mut Cursor<'_>,
        framing: Framing,
        peer: &mut Progress,
    ) -> Option<Step> {
        if self.bytes.len() > self.kept && !self.hoard(cursor) {
            return Some(Step::Lost);
        }
        let waiting = self.bytes.get(self.kept..).unwrap_or_default();
        let window = if waiting.is_empty() { cursor.rest() } else { waiting };
        if window.is_empty() || window.len() < self.want {
            return None;
        }
        let step = framing(window, &mut self.progress, peer);
        self.want = 0;
        match step {
            Step::Part { length, keep, last } => {
                (self.left, self.keep, self.last) = (length, keep, last);
            }
            // Never the same question again.
            Step::Wait(want) => self.want = want.max(window.len() + 1),
            Step::Lost => {}
        }
        if self.want > MOST_BYTES { Some(Step::Lost) } else { Some(step) }
    }

    const fn advance(&mut self, length: u64) {
        self.wire_bytes = self.wire_bytes.saturating_add(length);
        if self.left <= UNTIL_CLOSE {
            self.left = self.left.saturating_sub(length);
        }
    }

    /// Copies what is kept of the packet at hand, as far as there is room.
    fn settle(&mut self, cursor: &mut Cursor<'_>) {
        let kept = cursor.piece.bytes.get(cursor.take_kept()).unwrap_or_default();
        let room = MOST_BYTES.saturating_sub(self.kept);
        let fits = kept.get(..room).unwrap_or(kept);
        self.holed |= fits.len() < kept.len();
        self.bytes.extend_from_slice(fits);
        self.kept += fits.len();
    }

    /// Lets the rest of the piece wait; `false` where there is no room.
    fn hoard(&mut self, cursor: &mut Cursor<'_>) -> bool {
        let rest = cursor.rest();
        if self.bytes.len() - self.kept + rest.len() > MOST_BYTES {
            return false;
        }
        self.bytes.extend_from_slice(rest);
        cursor.position += rest.len();
        true
    }

    /// Hands out the message, if anything of it was kept, and begins the next one.
    fn emit(&mut self, cursor: &mut Cursor<'_>, found: &mut Found) {
        found.mark = self.progress.mark;
        match cursor.piece.at {
            Some(at) if self.kept == 0 => {
                let place = |offset: usize| at.saturating_add(u32::try_from(offset).unwrap_or(0));
                let kept = cursor.take_kept();
                found.in_packet(place(kept.start)..place(kept.end), self.wire_bytes);
            }
            _ => {
                self.settle(cursor);
                let kept = self.bytes.get(..self.kept).unwrap_or_default();
                found.assembled(kept, self.wire_bytes);
                self.bytes.drain(..self.kept);
            }
        }
        self.kept = 0;
        self.wire_bytes = 0;
        self.left = 0;
        self.last = false;
        self.holed = false;
    }

    /// Gives memory back where nothing is in it.
    fn release(&mut self) {
        if self.bytes.is_empty() {
            self.bytes = Vec::new();
        }
    }
}

/// A piece without bytes.
const fn nothing() -> Cursor<'static> {
    Cursor { piece: Piece { bytes: &[], at: None }, position: 0, kept: 0..0 }
}
