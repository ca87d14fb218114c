//! One end of a TCP connection: its state, and its sequence numbers as places in its stream,
//! counted from its SYN at 0.

use super::gaps::Arrived;
use super::history::{History, is_noted};
use super::state::EndState;

/// The sender has no more to say.
pub const FIN: u8 = 0x01;
/// Opens the connection.
pub const SYN: u8 = 0x02;
/// Breaks off the connection.
pub const RST: u8 = 0x04;
/// The acknowledgement number counts.
pub const ACK: u8 = 0x10;

/// A jump of sequence numbers that is not believed of a SYN, a RST or an acknowledgement of 0, in
/// bytes (Zeek).
const TOO_FAR: i64 = 1 << 20;

/// What a TCP header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Sequence number.
    pub sequence: u32,
    /// Acknowledgement number.
    pub acknowledgement: u32,
    /// Window, not scaled.
    pub window: u16,
    /// The low eight flags.
    pub flags: u8,
    /// Bytes of payload on the wire.
    pub payload: u32,
}

impl Segment {
    /// Whether any of these flags is set.
    #[inline]
    pub const fn has(&self, flags: u8) -> bool {
        self.flags & flags != 0
    }

    /// How far it moves the stream on. What comes with a RST is no part of the stream.
    fn length(&self) -> i64 {
        let payload = if self.has(RST) { 0 } else { self.payload };
        i64::from(payload) + i64::from(self.has(SYN)) + i64::from(self.has(FIN))
    }
}

/// What happened once, by bits.
mod once {
    pub const DATA: u8 = 1;
    pub const ACK: u8 = 2;
    pub const MULTI: u8 = 4;
    pub const INCONSISTENT: u8 = 8;
    pub const SYN: u8 = 16;
    pub const FIN: u8 = 32;
    pub const RST: u8 = 64;
}

/// What is known of one end.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Endpoint {
    /// What it has done.
    pub state: EndState,
    /// What it had done before that.
    pub previous: EndState,
    /// It closed or broke off.
    pub has_closed: bool,
    /// Its first number is known.
    is_known: bool,
    has_finished: bool,
    has_reset: bool,
    /// More of it was acknowledged than its SYN.
    is_answered: bool,
    once: u8,
    start: u32,
    /// Place behind the last byte sent.
    last: i64,
    /// Numbers of its last SYN, FIN and RST.
    marks: [u32; 3],
    /// Payloads that were sent before, or late (`t`).
    pub retransmissions: u32,
    /// Windows of zero (`w`).
    pub zero_windows: u16,
    /// Gaps (`g`).
    pub gaps: u16,
    /// What was captured of its stream.
    pub arrived: Arrived,
}

impl Endpoint {
    /// Whether a segment of this end opens another connection: a SYN with another first number
    /// (Wireshark's rule; the same number is a repeated SYN).
    pub const fn is_left_by(&self, segment: &Segment) -> bool {
        segment.flags & (SYN | ACK) == SYN && self.is_known && self.start != segment.sequence
    }

    /// Changes the state.
    pub fn turn(&mut self, state: EndState) {
        if self.state != state {
            self.previous = self.state;
            self.state = state;
        }
    }

    /// The place of a sequence number: the one nearest to the last byte.
    fn place(&self, number: u32) -> i64 {
        #[expect(clippy::cast_possible_truncation, reason = "numbers wrap")]
        let last = self.start.wrapping_add(self.last.cast_unsigned() as u32);
        self.last.saturating_add(number.wrapping_sub(last).cast_signed().into())
    }

    fn begin(&mut self, start: u32, last: i64) {
        self.is_known = true;
        self.start = start;
        self.last = last;
        self.arrived = Arrived::after_syn();
    }

    /// Learns where the stream begins. One that is joined midway is taken to begin with the byte
    /// before its first segment, as if that were the SYN.
    pub fn open(&mut self, segment: &Segment) {
        let is_syn = segment.has(SYN);
        let is_other = segment.sequence != self.start;
        match self.state {
            EndState::Inactive if is_syn => self.begin(segment.sequence, 1),
            EndState::Inactive => self.begin(segment.sequence.wrapping_sub(1), 1),
            EndState::Closed => {}
            EndState::Reset if self.previous != EndState::Inactive => {}
            _ if is_syn && is_other => self.begin(segment.sequence, 1),
            _ => {}
        }
    }

    /// Adds the letters of a segment. `side`: 0 for the originator.
    pub fn note(&mut self, segment: &Segment, side: usize, history: &mut History) {
        let control = [SYN, FIN, RST].into_iter().filter(|&flag| segment.has(flag)).count();
        match control {
            0 if segment.payload > 0 => self.note_once(once::DATA, b'd', side, history),
            0 if segment.has(ACK) => self.note_once(once::ACK, b'a', side, history),
            0 => {}
            1 => {
                let (mark, letter, bit, number) = if segment.has(SYN) {
                    let letter = if segment.has(ACK) { b'h' } else { b's' };
                    (0, letter, once::SYN, segment.sequence)
                } else if segment.has(FIN) {
                    // The number of a FIN is that behind its payload.
                    (1, b'f', once::FIN, segment.sequence.wrapping_add(segment.payload))
                } else {
                    (2, b'r', once::RST, segment.sequence)
                };
                let Some(mark) = self.marks.get_mut(mark) else { return };
                if self.once & bit == 0 || *mark != number {
                    history.push_of(side, letter);
                }
                self.once |= bit;
                *mark = number;
            }
            _ if segment.has(FIN) && segment.has(RST) => {
                self.note_once(once::INCONSISTENT, b'i', side, history);
            }
            _ => self.note_once(once::MULTI, b'q', side, history),
        }
    }

    fn note_once(&mut self, bit: u8, letter: u8, side: usize, history: &mut History) {
        if self.once & bit == 0 {
            self.once |= bit;
            history.push_of(side, letter);
        }
    }

    /// Notes a window of zero, where it is not a way to say goodbye.
    pub fn note_window(
        &mut self,
        segment: &Segment,
        peer: &Self,
        side: usize,
        history: &mut History,
    ) {
        let is_of_interest = segment.window == 0
            && !segment.has(RST)
            && peer.state != EndState::Closed
            && self.state != EndState::Reset;
        if is_of_interest {
            self.zero_windows = self.zero_windows.saturating_add(1);
            if is_noted(self.zero_windows.into()) {
                history.push_of(side, b'w');
            }
        }
    }

    /// Takes an acknowledgement of what this end sent, and answers its place; 0 where it is not
    /// believed, as of a RST.
    pub fn take_acknowledgement(&mut self, segment: &Segment) -> i64 {
        let number = segment.acknowledgement;
        if self.state == EndState::Inactive {
            self.begin(number.wrapping_sub(1), 0);
            return 1;
        }
        let place = self.place(number);
        let is_broken = number == 0 && place > self.last + TOO_FAR;
        if place < 0 || is_broken || segment.has(RST) {
            return 0;
        }
        self.is_answered |= place > 1;
        place
    }

    /// Moves the stream on.
    pub fn move_on(&mut self, segment: &Segment, side: usize, history: &mut History) {
        let end = self.place(segment.sequence) + segment.length();
        let ahead = end - self.last;
        if segment.has(SYN | RST) && ahead.abs() > TOO_FAR {
            // Not believed.
        } else if segment.has(FIN) && self.last == 1 {
            // Of more than 2 GB only SYN and FIN were captured: the FIN has the size.
            self.last = end.max(1);
        } else if self.state == EndState::Reset {
            // Whatever comes behind a RST says nothing of the stream.
        } else if ahead > 0 {
            self.last = end;
        } else if segment.payload > 0 {
            self.retransmissions = self.retransmissions.saturating_add(1);
            if is_noted(self.retransmissions) {
                history.push_of(side, b't');
            }
        }
        self.has_finished |= segment.has(FIN);
        self.has_reset |= segment.has(RST);
    }

    /// Takes what a segment carries, for the search of gaps; where nothing can be concluded from
    /// them, holes are not remembered.
    pub fn take_payload(&mut self, segment: &Segment, is_of_use: bool) {
        if segment.length() == 0 || self.state == EndState::Reset {
            return;
        }
        let from = self.place(segment.sequence);
        let to = from + segment.length();
        if is_of_use {
            self.arrived.take(from, to);
        } else {
            self.arrived.acknowledged(to, false);
        }
    }

    /// Whether something went over the stream or ended it.
    pub const fn has_ended(&self) -> bool {
        self.has_finished || self.has_reset
    }

    /// Whether it opened the connection properly, and did not break it off.
    pub fn is_proper(&self) -> bool {
        match self.state {
            EndState::Established => true,
            EndState::Closed => self.previous == EndState::Established,
            _ => false,
        }
    }

    /// Bytes that it sent, by its numbers or, where that is more, by what was acknowledged: SYN
    /// and FIN do not count (Zeek's `orig_bytes`). 0 where a half-open connection was met with a
    /// RST and the numbers mislead.
    pub fn size(&self, peer: &Self) -> u64 {
        let is_half_open = self.previous == EndState::SynSent
            && self.state == EndState::Reset
            && peer.state == EndState::Inactive
            && self.is_answered;
        if is_half_open {
            return 0;
        }
        let size = u64::try_from(self.last.max(self.arrived.next())).unwrap_or(0);
        let size = size.saturating_sub(1);
        size.saturating_sub(u64::from(self.has_finished))
    }
}
