//! What adds up over the segments of streams: integers, so that any split adds up to the same.

use super::segment::{RST, Segment};
use super::{Finding, Findings, Seen};

/// Counts of one stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Segments.
    pub segments: u64,
    /// Segments with payload, SYN or FIN: those that may have to be sent again.
    pub sent: u64,
    /// Bytes of payload on the wire, also of what was sent again.
    pub payload_bytes: u64,
    /// Segments that were sent again, of any kind.
    pub retransmissions: u64,
    /// Their bytes of payload.
    pub retransmitted_bytes: u64,
    /// Segments that came late.
    pub out_of_order: u64,
    /// Holes: segments before which something was not captured.
    pub holes: u64,
    /// Duplicate acknowledgements.
    pub duplicate_acks: u64,
    /// Windows of zero.
    pub zero_windows: u64,
    /// RSTs.
    pub resets: u64,
}

impl Tally {
    /// Counts a segment and what was found in it.
    pub fn add(&mut self, segment: &Segment, seen: &Seen) {
        let found = |finding| u64::from(seen.findings.contains(finding));
        let again = found(Finding::Retransmission);
        self.segments += 1;
        self.sent += u64::from(segment.takes_room());
        self.payload_bytes += u64::from(segment.payload_bytes);
        self.retransmissions += again;
        self.retransmitted_bytes += again * u64::from(segment.payload_bytes);
        self.out_of_order += found(Finding::OutOfOrder);
        self.holes += found(Finding::LostSegment);
        self.duplicate_acks += found(Finding::DuplicateAck);
        self.zero_windows += found(Finding::ZeroWindow);
        self.resets += u64::from(segment.has(RST));
    }

    /// Adds what another counted.
    pub fn absorb(&mut self, other: &Self) {
        let Self {
            segments,
            sent,
            payload_bytes,
            retransmissions,
            retransmitted_bytes,
            out_of_order,
            holes,
            duplicate_acks,
            zero_windows,
            resets,
        } = other;
        self.segments += segments;
        self.sent += sent;
        self.payload_bytes += payload_bytes;
        self.retransmissions += retransmissions;
        self.retransmitted_bytes += retransmitted_bytes;
        self.out_of_order += out_of_order;
        self.holes += holes;
        self.duplicate_acks += duplicate_acks;
        self.zero_windows += zero_windows;
        self.resets += resets;
    }
}

/// How often each finding was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FindingCounts([u64; Finding::ALL.len()]);

impl FindingCounts {
    /// Counts the findings of a segment.
    #[inline]
    pub fn add(&mut self, findings: Findings) {
        if findings.is_empty() {
            return;
        }
        for finding in findings.iter() {
            if let Some(count) = self.0.get_mut(finding as usize) {
                *count += 1;
            }
        }
    }

    /// Adds what another counted.
    pub fn absorb(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(own, other)| *own += other);
    }

    /// How often one was made.
    #[must_use]
    pub fn of(&self, finding: Finding) -> u64 {
        self.0.get(finding as usize).copied().unwrap_or_default()
    }
}
