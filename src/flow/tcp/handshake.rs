//! How a stream began and ended: which of its stages were captured, and how long the handshake
//! took.

use super::segment::{ACK, FIN, RST, SYN, Segment};
use crate::packet::analysis::Completeness;
use crate::value::Timestamp;

/// The handshake of a stream, and its stages.
#[derive(Clone, Copy, Debug, Default)]
pub struct Handshake {
    /// The stages so far.
    pub completeness: Completeness,
    /// When the last SYN was captured.
    syn_at: Timestamp,
    /// Nanoseconds from the SYN to the first acknowledgement without SYN.
    initial_rtt: Option<i64>,
    /// That was the third step of a handshake.
    is_shaken: bool,
    /// SYNs and SYN-ACKs that were captured, counted up to two.
    syns: [u8; 2],
    /// Which end sent the SYN.
    asker: Option<u8>,
}

impl Handshake {
    /// Takes a segment of the end at `place`, 0 or 1.
    pub fn take(&mut self, segment: &Segment, place: usize) {
        note(&mut self.completeness, segment);
        let [syns, syn_acks] = &mut self.syns;
        match (segment.has(SYN), segment.has(ACK)) {
            (true, false) => {
                *syns = syns.saturating_add(1);
                self.syn_at = segment.at;
                self.asker = Some(u8::from(place == 1));
            }
            (true, true) => *syn_acks = syn_acks.saturating_add(1),
            (false, true) if self.initial_rtt.is_none() && *syns > 0 => {
                self.initial_rtt = Some(segment.at.since(self.syn_at));
                self.is_shaken = *syn_acks > 0 && self.asker == Some(u8::from(place == 1));
            }
            _ => {}
        }
    }

    /// Wireshark's `tcp.analysis.initial_rtt`, in nanoseconds: from the last SYN to the first segment
    /// after it that acknowledges and is no SYN, also a RST that refuses the connection.
    #[must_use]
    pub const fn initial_rtt(&self) -> Option<i64> {
        self.initial_rtt
    }

    /// The same where it is that of a handshake, and certain: neither the SYN nor the SYN-ACK was
    /// sent twice, so that it is known which answers which (Karn, RFC 6298 section 3).
    #[must_use]
    pub fn certain_rtt(&self) -> Option<i64> {
        self.initial_rtt.filter(|_| self.is_shaken && self.syns == [1, 1])
    }
}

/// Notes the stages that a segment belongs to.
fn note(stages: &mut Completeness, segment: &Segment) {
    stages.0 |= match (segment.has(SYN), segment.has(ACK)) {
        (true, false) => Completeness::SYN,
        (true, true) => Completeness::SYN_ACK,
        (false, true) if segment.payload_bytes > 0 => Completeness::ACK | Completeness::DATA,
        (false, true) => Completeness::ACK,
        (false, false) => 0,
    };
    if segment.has(FIN) {
        stages.0 |= Completeness::FIN;
    }
    if segment.has(RST) {
        stages.0 |= Completeness::RST;
    }
}
