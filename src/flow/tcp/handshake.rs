//! How a stream began and ended: which of its stages were captured, and how long the handshake
//! took.

use super::segment::{ACK, FIN, RST, SYN, Segment};
use crate::value::Timestamp;

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

    /// Notes the stages that a segment belongs to.
    fn note(&mut self, segment: &Segment) {
        self.0 |= match (segment.has(SYN), segment.has(ACK)) {
            (true, false) => Self::SYN,
            (true, true) => Self::SYN_ACK,
            (false, true) if segment.payload_bytes > 0 => Self::ACK | Self::DATA,
            (false, true) => Self::ACK,
            (false, false) => 0,
        };
        if segment.has(FIN) {
            self.0 |= Self::FIN;
        }
        if segment.has(RST) {
            self.0 |= Self::RST;
        }
    }
}

/// The handshake of a stream, and its stages.
#[derive(Clone, Copy, Debug, Default)]
pub struct Handshake {
    /// The stages so far.
    pub completeness: Completeness,
    /// When the last SYN was captured.
    syn_at: Timestamp,
    /// Nanoseconds from the SYN to the first acknowledgement after the SYN-ACK.
    initial_rtt: Option<i64>,
    /// SYNs and SYN-ACKs that were captured, counted up to two.
    syns: [u8; 2],
    /// Which end sent the SYN.
    asker: Option<u8>,
}

impl Handshake {
    /// Takes a segment of the end at `place`, 0 or 1.
    pub fn take(&mut self, segment: &Segment, place: usize) {
        self.completeness.note(segment);
        let [syns, syn_acks] = &mut self.syns;
        match (segment.has(SYN), segment.has(ACK)) {
            (true, false) => {
                *syns = syns.saturating_add(1);
                self.syn_at = segment.at;
                self.asker = Some(u8::from(place == 1));
            }
            (true, true) => *syn_acks = syn_acks.saturating_add(1),
            (false, true)
                if self.initial_rtt.is_none()
                    && *syns > 0
                    && *syn_acks > 0
                    && self.asker == Some(u8::from(place == 1)) =>
            {
                self.initial_rtt = Some(segment.at.since(self.syn_at));
            }
            _ => {}
        }
    }

    /// Wireshark's `tcp.analysis.initial_rtt`, in nanoseconds: from the last SYN to the first
    /// acknowledgement of who sent it, once a SYN-ACK was captured between them.
    #[must_use]
    pub const fn initial_rtt(&self) -> Option<i64> {
        self.initial_rtt
    }

    /// The same where it is certain: neither the SYN nor the SYN-ACK was sent twice, so that it is
    /// known which answers which (Karn, RFC 6298 section 3).
    #[must_use]
    pub fn certain_rtt(&self) -> Option<i64> {
        self.initial_rtt.filter(|_| self.syns == [1, 1])
    }
}
