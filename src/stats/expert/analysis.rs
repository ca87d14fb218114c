//! The remarks that TCP's analysis makes, which look at the packets before: one for each finding.

use super::remark::Group::Sequence;
use super::remark::Severity::{Chat, Note, Warning};
use super::remark::{Remark, Severity, Sightings};
use crate::flow::tcp::{Finding, Findings, Streams};
use crate::packet::Packet;

/// Follows TCP streams and notes what is found in them.
pub struct Analysis {
    streams: Streams,
    by_finding: Vec<Sightings>,
}

impl Analysis {
    /// Follows at most so many streams.
    pub fn new(max_streams: usize) -> Self {
        let by_finding = vec![Sightings::default(); Finding::ALL.len()];
        Self { streams: Streams::new(max_streams), by_finding }
    }

    /// Takes a packet and hands out the remarks that it earns; `partition` is the engine's.
    pub fn packet(
        &mut self,
        packet: &Packet<'_>,
        partition: u8,
        earns: &mut dyn FnMut(&'static Remark),
    ) {
        let mut found = Findings::default();
        self.streams.packet(packet, partition, |_, _, seen| found = found.union(seen.findings));
        for finding in found.iter() {
            let place = finding as usize;
            if let (Some(sightings), Some(remark)) =
                (self.by_finding.get_mut(place), REMARKS.get(place))
            {
                sightings.add(packet.raw.number);
                earns(remark);
            }
        }
    }

    /// Takes over what a sibling found.
    pub fn absorb(&mut self, sibling: Self) {
        self.streams.absorb(sibling.streams);
        for (own, other) in self.by_finding.iter_mut().zip(&sibling.by_finding) {
            own.absorb(other);
        }
    }

    /// Segments of streams for which there was no room.
    pub const fn left_out(&self) -> u64 {
        self.streams.left_out()
    }

    /// Every remark and who earned it.
    pub fn into_remarks(self) -> impl Iterator<Item = (&'static Remark, Sightings)> {
        REMARKS.iter().zip(self.by_finding)
    }
}

/// A remark for each finding, in their order; severities are Wireshark's.
static REMARKS: [Remark; Finding::ALL.len()] = [
    remark(Note, Finding::Retransmission, "sent again (retransmission of any kind)"),
    remark(
        Note,
        Finding::FastRetransmission,
        "sent again after duplicate acknowledgements (fast retransmission)",
    ),
    remark(
        Note,
        Finding::SpuriousRetransmission,
        "sent again although acknowledged (spurious retransmission)",
    ),
    remark(Warning, Finding::OutOfOrder, "came after what was sent later (out of order)"),
    remark(Note, Finding::DuplicateAck, "the same acknowledgement once more (duplicate ACK)"),
    remark(Warning, Finding::ZeroWindow, "the receiver can take no more (zero window)"),
    remark(
        Warning,
        Finding::WindowFull,
        "fills the window that the receiver offered (window full)",
    ),
    remark(Chat, Finding::WindowUpdate, "the receiver can take more or less (window update)"),
    remark(Note, Finding::KeepAlive, "asks whether the other side is there (keep-alive)"),
    remark(Note, Finding::KeepAliveAck, "answer to a keep-alive"),
    remark(Note, Finding::ZeroWindowProbe, "asks whether a window of zero has opened (probe)"),
    remark(Note, Finding::ZeroWindowProbeAck, "answer to a probe of a window of zero"),
    remark(Warning, Finding::LostSegment, "a segment before this one was not captured (lost)"),
    remark(Warning, Finding::AckLostSegment, "acknowledges a segment that was not captured"),
    remark(Note, Finding::ReusedPorts, "a new connection on the ports of an earlier one"),
];

const fn remark(severity: Severity, finding: Finding, summary: &'static str) -> Remark {
    Remark { severity, group: Sequence, protocol: "tcp", summary, filter: finding.name() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_stand_in_the_order_of_findings() {
        for (finding, remark) in Finding::ALL.into_iter().zip(&REMARKS) {
            assert_eq!(remark.filter, finding.name());
        }
    }
}
