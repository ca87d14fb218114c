//! What a TCP segment is in its stream: numbers from the stream's beginning, times, stages, findings.

use super::Times;
use super::findings::Findings;

/// By how many bits a sender's windows are to be shifted (RFC 7323 section 2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WindowScale {
    /// The handshake was not captured.
    #[default]
    Unknown,
    /// One of the two sides does not scale, so neither does.
    None,
    /// This many bits, 14 at most.
    Shift(u8),
}

/// More is not to be believed (RFC 7323 section 2.3).
const MOST_SHIFT: u8 = 14;

impl WindowScale {
    /// What a SYN says of it.
    #[must_use]
    pub fn of(option: Option<u8>) -> Self {
        option.map_or(Self::None, |shift| Self::Shift(shift.min(MOST_SHIFT)))
    }

    /// A window in bytes, as far as known.
    #[must_use]
    pub fn scale(self, window: u16) -> u32 {
        match self {
            Self::Shift(shift) => u32::from(window) << shift,
            Self::Unknown | Self::None => u32::from(window),
        }
    }

    /// Wireshark's `tcp.window_size_scalefactor`: -1 where it is not known, -2 where there is none.
    #[must_use]
    pub const fn factor(self) -> i64 {
        match self {
            Self::Unknown => -1,
            Self::None => -2,
            Self::Shift(shift) => 1 << shift,
        }
    }
}

/// Which stages of a stream were captured: the bits of Wireshark's `tcp.completeness`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Completeness(pub u8);

impl Completeness {
    /// A SYN.
    pub const SYN: u8 = 1;
    /// A SYN-ACK.
    pub const SYN_ACK: u8 = 2;
    /// An acknowledgement.
    pub const ACK: u8 = 4;
    /// Payload.
    pub const DATA: u8 = 8;
    /// A FIN.
    pub const FIN: u8 = 16;
    /// A RST.
    pub const RST: u8 = 32;

    /// Whether all these stages were captured.
    #[must_use]
    pub const fn has(self, stages: u8) -> bool {
        self.0 & stages == stages
    }
}

/// What an acknowledgement answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Number of the packet whose end was acknowledged; the first, where it was repeated.
    pub number: u64,
    /// Nanoseconds from that packet to the acknowledgement, as Wireshark measures: also where it
    /// was sent twice.
    pub after_ns: i64,
    /// Whether the time may be used (Karn, RFC 6298 section 3): nothing of what was acknowledged
    /// was sent twice.
    pub is_certain: bool,
}

/// What a segment is in its stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// What was found.
    pub findings: Findings,
    /// Of a duplicate acknowledgement: the how many-th it is, and the number of the packet that
    /// it duplicates.
    pub duplicate: Option<(u32, u64)>,
    /// The segment that it acknowledges.
    pub answered: Option<Answered>,
    /// Bytes of its sender on their way, with its own; where it has a payload, and they are known.
    pub bytes_in_flight: Option<u32>,
    /// It acknowledges what was not captured, whether or not that is told once more.
    pub acknowledges_unseen: bool,
    /// Sequence number from the stream's beginning.
    pub relative_sequence: u32,
    /// The sequence number behind the segment, from the stream's beginning.
    pub relative_next: u32,
    /// Acknowledgement number from the stream's beginning; as sent where no flag says that it counts.
    pub relative_acknowledgement: u32,
    /// The window in bytes: scaled where the scale is known.
    pub window: u32,
    /// By how much the window is scaled; `None` of a SYN, whose window never is.
    pub scale: Option<WindowScale>,
    /// Duration of the handshake in nanoseconds, as Wireshark measures it, where known by now.
    pub initial_rtt: Option<i64>,
    /// The stages of the stream before this segment, which is what tshark shows of it.
    pub completeness: Completeness,
    /// When it came.
    pub times: Times,
}

impl Seen {
    /// Whether there is nothing to say but what every segment has.
    #[must_use]
    pub const fn is_silent(&self) -> bool {
        self.findings.is_empty()
            && self.answered.is_none()
            && self.bytes_in_flight.is_none()
            && !self.acknowledges_unseen
    }
}
