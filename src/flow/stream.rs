//! When a TCP segment opens a new stream on ports that were used before, as Wireshark decides it:
//! a SYN whose sequence number is not the one that the stream began with. A SYN with the same
//! number is taken for a repeated one, also after a RST (tshark 4.0).

/// What a TCP header says that matters for streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Sequence number.
    pub sequence: u32,
    /// Acknowledgement number.
    pub acknowledgement: u32,
    /// The low eight flags.
    pub flags: u8,
}

const SYN: u8 = 0x02;
const ACK: u8 = 0x10;

/// What is known of a stream's beginning and end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stream {
    /// Initial sequence numbers of both ends, where `known`.
    initial: [u32; 2],
    /// Bit 0 and 1: the end's initial number is known. Bit 2 and 3: the end asked for
    /// the connection.
    known: u8,
}

/// How far the bits of who asked are from those of what is known.
const ASKED: u8 = 2;

impl Stream {
    /// Whether a segment of the end at `place` (0 or 1) begins another stream.
    #[inline]
    #[must_use]
    pub fn is_left_by(&self, segment: &Segment, place: usize) -> bool {
        segment.flags & (SYN | ACK) == SYN
            && self.known & bit(place) != 0
            && self.initial.get(place) != Some(&segment.sequence)
    }

    /// Learns from a segment of the end at `place`.
    #[inline]
    pub fn take(&mut self, segment: &Segment, place: usize) {
        let step = u32::from(segment.flags & SYN == 0);
        self.learn(place, segment.sequence.wrapping_sub(step));
        if segment.flags & ACK != 0 {
            self.learn(1 - place, segment.acknowledgement.wrapping_sub(1));
        }
        if segment.flags & SYN != 0 {
            let asker = if segment.flags & ACK == 0 { place } else { 1 - place };
            self.known |= bit(asker) << ASKED;
        }
    }

    /// The end, 0 or 1, that asked for the connection, if it was one of them alone.
    #[must_use]
    pub fn asker(&self) -> Option<usize> {
        match self.known >> ASKED & 3 {
            1 => Some(0),
            2 => Some(1),
            _ => None,
        }
    }

    /// The initial sequence number of the end at `place`, if known.
    #[inline]
    #[must_use]
    pub fn initial(&self, place: usize) -> Option<u32> {
        self.initial.get(place).copied().filter(|_| self.known & bit(place) != 0)
    }

    #[inline]
    fn learn(&mut self, place: usize, number: u32) {
        if self.known & bit(place) == 0 {
            self.known |= bit(place);
            if let Some(initial) = self.initial.get_mut(place) {
                *initial = number;
            }
        }
    }
}

const fn bit(place: usize) -> u8 {
    if place == 0 { 1 } else { 2 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(flags: u8, sequence: u32, acknowledgement: u32) -> Segment {
        Segment { sequence, acknowledgement, flags }
    }

    #[test]
    fn a_repeated_syn_stays_in_its_stream() {
        let mut stream = Stream::default();
        stream.take(&segment(SYN, 100, 0), 0);
        assert!(!stream.is_left_by(&segment(SYN, 100, 0), 0));
    }

    #[test]
    fn a_syn_with_another_number_leaves_it() {
        let mut stream = Stream::default();
        stream.take(&segment(SYN, 100, 0), 0);
        assert!(stream.is_left_by(&segment(SYN, 101, 0), 0));
    }

    #[test]
    fn a_syn_with_the_same_number_stays_even_after_a_rst() {
        const RST: u8 = 0x04;
        let mut stream = Stream::default();
        stream.take(&segment(SYN, 100, 0), 0);
        stream.take(&segment(RST | ACK, 0, 101), 1);
        assert!(!stream.is_left_by(&segment(SYN, 100, 0), 0));
    }

    #[test]
    fn a_syn_into_a_stream_joined_midway_is_compared_with_what_acks_said() {
        let mut stream = Stream::default();
        stream.take(&segment(ACK, 900, 101), 1);
        assert!(!stream.is_left_by(&segment(SYN, 100, 0), 0));
        assert!(stream.is_left_by(&segment(SYN, 7, 0), 0));
    }

    #[test]
    fn who_sends_a_syn_or_is_answered_by_syn_ack_asked() {
        let asker = |flags, place| {
            let mut stream = Stream::default();
            stream.take(&segment(flags, 1, 1), place);
            stream.asker()
        };
        assert_eq!(asker(SYN, 1), Some(1));
        assert_eq!(asker(SYN | ACK, 1), Some(0));
        assert_eq!(asker(ACK, 1), None);
    }

    #[test]
    fn a_syn_ack_never_leaves_a_stream() {
        let mut stream = Stream::default();
        stream.take(&segment(SYN | ACK, 100, 1), 0);
        assert!(!stream.is_left_by(&segment(SYN | ACK, 300, 1), 0));
    }
}
