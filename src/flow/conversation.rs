//! One conversation: two ends, what each sent, and when.

use super::pair::{End, Pair, Sender};
use super::stream::Stream;
use crate::value::Timestamp;

/// Packets and bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Packets.
    pub packets: u64,
    /// Bytes on the wire, whole frames.
    pub bytes: u64,
}

impl Tally {
    /// Counts one packet.
    #[inline]
    pub fn add(&mut self, wire_bytes: u32) {
        self.packets += 1;
        self.bytes += u64::from(wire_bytes);
    }

    /// Adds what another tally counted.
    pub fn absorb(&mut self, other: Self) {
        self.packets += other.packets;
        self.bytes += other.bytes;
    }
}

/// A conversation as it is kept: 112 bytes, of which there may be a million.
#[derive(Clone, Debug)]
pub struct Conversation {
    /// The two ends.
    pub pair: Pair,
    /// The partition of packets that it was counted in.
    pub(super) partition: u8,
    /// Who sent the first packet.
    pub(super) opener: Sender,
    /// What the TCP stream is known by; nothing at other levels.
    pub(super) stream: Stream,
    /// Number of the first packet in the timeline.
    pub first_number: u64,
    /// Earliest time.
    pub first: Timestamp,
    /// Latest time.
    pub last: Timestamp,
    /// What the lower end sent, and the higher one.
    pub(super) sent: [Tally; 2],
}

impl Conversation {
    /// The address A of Wireshark: who sent the first packet.
    #[must_use]
    pub fn a(&self) -> &End {
        let [low, high] = &self.pair.ends;
        if self.opener == Sender::Low { low } else { high }
    }

    /// The address B of Wireshark: who was sent the first packet.
    #[must_use]
    pub fn b(&self) -> &End {
        let [low, high] = &self.pair.ends;
        if self.opener == Sender::Low { high } else { low }
    }

    /// What A sent to B.
    #[must_use]
    pub fn a_to_b(&self) -> Tally {
        let [low, high] = self.sent;
        if self.opener == Sender::Low { low } else { high }
    }

    /// What B sent to A.
    #[must_use]
    pub fn b_to_a(&self) -> Tally {
        let [low, high] = self.sent;
        if self.opener == Sender::Low { high } else { low }
    }

    /// What both sent.
    #[must_use]
    pub fn total(&self) -> Tally {
        let [mut total, high] = self.sent;
        total.absorb(high);
        total
    }

    /// Nanoseconds from the earliest to the latest packet.
    #[must_use]
    pub fn duration_ns(&self) -> i64 {
        self.last.since(self.first)
    }

    /// The lower end with what it sent and received, then the higher one.
    #[must_use]
    pub fn sides(&self) -> [(End, Tally, Tally); 2] {
        let [low, high] = self.pair.ends;
        let [from_low, from_high] = self.sent;
        [(low, from_low, from_high), (high, from_high, from_low)]
    }

    /// The place, 0 or 1, of the end in [`Pair::ends`] that asked for the TCP connection, where
    /// its beginning was captured.
    #[must_use]
    pub fn asker(&self) -> Option<usize> {
        self.stream.asker()
    }

    /// Counts a packet.
    #[inline]
    pub(super) fn count(&mut self, sender: Sender, at: Timestamp, wire_bytes: u32) {
        self.first = self.first.min(at);
        self.last = self.last.max(at);
        let [low, high] = &mut self.sent;
        if sender == Sender::Low { low } else { high }.add(wire_bytes);
    }

    /// Adds what was counted of the same conversation elsewhere.
    pub(super) fn absorb(&mut self, other: &Self) {
        if other.first_number < self.first_number {
            self.first_number = other.first_number;
            self.opener = other.opener;
        }
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        let [low, high] = &mut self.sent;
        let [other_low, other_high] = other.sent;
        low.absorb(other_low);
        high.absorb(other_high);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conversation_takes_112_bytes() {
        assert!(size_of::<Conversation>() <= 112, "{}", size_of::<Conversation>());
    }
}
