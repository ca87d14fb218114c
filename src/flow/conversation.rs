//! One conversation: two ends, what each sent, and when.

use super::pair::{End, Family, Pair, Sender};
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

/// The hardware addresses on the side of a pair's lower end, and of its higher one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link(pub [[u8; 6]; 2]);

impl Link {
    /// The hardware addresses of a packet that `sender` sent.
    #[inline]
    #[must_use]
    pub const fn of(from: [u8; 6], to: [u8; 6], sender: Sender) -> Self {
        match sender {
            Sender::Low => Self([from, to]),
            Sender::High => Self([to, from]),
        }
    }

    /// The pair of hardware addresses, and whose of them sends what `sender` sends.
    #[must_use]
    pub fn ends(&self, sender: Sender) -> (Pair, Sender) {
        let [low, high] = self.0.map(End::mac);
        match sender {
            Sender::Low => Pair::of(Family::Mac, low, high),
            Sender::High => Pair::of(Family::Mac, high, low),
        }
    }
}

/// A conversation as it is kept: 128 bytes, of which there may be a million. A packet waits for
/// memory once for each cache line that it touches, so what every packet changes stands together
/// and what few change stands last.
#[derive(Clone, Debug)]
#[repr(C)]
pub struct Conversation {
    /// The two ends.
    pub pair: Pair,
    /// The partition of packets that it was counted in.
    pub(super) partition: u8,
    /// Who sent the first packet.
    pub(super) opener: Sender,
    /// Latest time.
    pub last: Timestamp,
    /// What the lower end sent, and the higher one.
    pub(super) sent: [Tally; 2],
    /// What the TCP stream is known by; nothing at other levels.
    pub(super) stream: Stream,
    /// The hardware addresses of all its packets; none where they differ, or are not counted here.
    pub(super) link: Option<Link>,
    /// Earliest time.
    pub first: Timestamp,
    /// Number of the first packet in the timeline.
    pub first_number: u64,
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

    /// The same conversation of the hardware addresses, where all its packets have the same.
    pub(super) fn on_link(&self) -> Option<Self> {
        let (pair, low) = self.link?.ends(Sender::Low);
        let [of_low, of_high] = self.sent;
        let is_one = pair.ends.first() == pair.ends.last();
        let (opener, sent) = match (is_one, low) {
            (true, _) => (Sender::Low, [self.total(), Tally::default()]),
            (_, Sender::Low) => (self.opener, [of_low, of_high]),
            (_, Sender::High) => (self.opener.other(), [of_high, of_low]),
        };
        Some(Self { pair, opener, sent, stream: Stream::default(), link: None, ..self.clone() })
    }

    /// A number for which what a packet changes must be read.
    #[inline]
    pub(super) const fn touch(&self) -> u64 {
        let [sent, _] = &self.sent;
        sent.packets ^ self.pair.family as u64
    }

    /// Counts a packet.
    #[inline]
    pub(super) fn count(&mut self, sender: Sender, at: Timestamp, wire_bytes: u32) {
        if at < self.last {
            self.first = self.first.min(at);
        } else {
            self.last = at;
        }
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
    fn a_conversation_takes_128_bytes() {
        assert!(size_of::<Conversation>() <= 128, "{}", size_of::<Conversation>());
    }
}
