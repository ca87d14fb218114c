//! The names of what the analysis may find in a segment: those of Wireshark's `tcp.analysis`.

/// One thing that may be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Finding {
    /// Sent before, as far as sequence numbers tell. The two kinds below are also this.
    Retransmission,
    /// Sent again within 20 ms of the second or a later duplicate acknowledgement.
    FastRetransmission,
    /// Sent again although the other side had acknowledged it.
    SpuriousRetransmission,
    /// Before what was seen, but so soon after it that the network mixed up the order.
    OutOfOrder,
    /// The acknowledgement before, once more, with nothing new in it.
    DuplicateAck,
    /// The sender can take no more.
    ZeroWindow,
    /// The payload fills the window that the other side offered.
    WindowFull,
    /// Nothing new but another window.
    WindowUpdate,
    /// A byte or none just before what comes next, to see whether the other side is there.
    KeepAlive,
    /// The answer to a keep-alive.
    KeepAliveAck,
    /// One byte into a window of zero.
    ZeroWindowProbe,
    /// The answer to a probe: still zero.
    ZeroWindowProbeAck,
    /// What should come before it was not captured.
    LostSegment,
    /// It acknowledges what was not captured.
    AckLostSegment,
    /// A new stream on the ports of an earlier one.
    ReusedPorts,
}

impl Finding {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Retransmission,
        Self::FastRetransmission,
        Self::SpuriousRetransmission,
        Self::OutOfOrder,
        Self::DuplicateAck,
        Self::ZeroWindow,
        Self::WindowFull,
        Self::WindowUpdate,
        Self::KeepAlive,
        Self::KeepAliveAck,
        Self::ZeroWindowProbe,
        Self::ZeroWindowProbeAck,
        Self::LostSegment,
        Self::AckLostSegment,
        Self::ReusedPorts,
    ];

    /// Wireshark's field.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Retransmission => "tcp.analysis.retransmission",
            Self::FastRetransmission => "tcp.analysis.fast_retransmission",
            Self::SpuriousRetransmission => "tcp.analysis.spurious_retransmission",
            Self::OutOfOrder => "tcp.analysis.out_of_order",
            Self::DuplicateAck => "tcp.analysis.duplicate_ack",
            Self::ZeroWindow => "tcp.analysis.zero_window",
            Self::WindowFull => "tcp.analysis.window_full",
            Self::WindowUpdate => "tcp.analysis.window_update",
            Self::KeepAlive => "tcp.analysis.keep_alive",
            Self::KeepAliveAck => "tcp.analysis.keep_alive_ack",
            Self::ZeroWindowProbe => "tcp.analysis.zero_window_probe",
            Self::ZeroWindowProbeAck => "tcp.analysis.zero_window_probe_ack",
            Self::LostSegment => "tcp.analysis.lost_segment",
            Self::AckLostSegment => "tcp.analysis.ack_lost_segment",
            Self::ReusedPorts => "tcp.analysis.reused_ports",
        }
    }

    const fn bit(self) -> u16 {
        1 << self as u8
    }
}

/// A set of findings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Findings(u16);

impl Findings {
    /// Adds one.
    pub const fn insert(&mut self, finding: Finding) {
        self.0 |= finding.bit();
    }

    /// The same with one more.
    #[must_use]
    pub const fn with(self, finding: Finding) -> Self {
        Self(self.0 | finding.bit())
    }

    /// Those of both.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it is there.
    #[must_use]
    pub const fn contains(self, finding: Finding) -> bool {
        self.0 & finding.bit() != 0
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those that are there.
    pub fn iter(self) -> impl Iterator<Item = Finding> {
        Finding::ALL.into_iter().filter(move |&finding| self.contains(finding))
    }
}

impl FromIterator<Finding> for Findings {
    fn from_iter<T: IntoIterator<Item = Finding>>(findings: T) -> Self {
        findings.into_iter().fold(Self::default(), Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_finding_has_its_own_bit_and_place() {
        for (place, finding) in Finding::ALL.into_iter().enumerate() {
            assert_eq!(finding as usize, place);
            let set = Findings::default().with(finding);
            assert_eq!(set.iter().collect::<Vec<_>>(), [finding]);
        }
    }
}
