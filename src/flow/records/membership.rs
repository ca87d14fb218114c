//! Which record a packet belongs to, where the capture is read again.

use super::finished::Finished;
use super::key::FlowKey;
use super::sighting::Sighting;
use crate::packet::Packet;

/// Where the packets of a record lie. Of two flows of one key the later begins behind the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    key: FlowKey,
    first_frame: u64,
    last_frame: u64,
    place: usize,
}

/// Finds the record of a packet; some 80 bytes a record.
#[derive(Debug, Default)]
pub struct Membership {
    spans: Vec<Span>,
    seen: Sighting,
}

impl Membership {
    /// Of the packets of these records.
    #[must_use]
    pub fn of(finished: &Finished) -> Self {
        let records = (0..finished.len()).filter_map(|at| Some((at, finished.get(at)?.account)));
        let mut spans: Vec<Span> = records
            .map(|(place, account)| Span {
                key: account.key,
                first_frame: account.first_frame,
                last_frame: account.last_frame,
                place,
            })
            .collect();
        spans.sort_unstable();
        Self { spans, seen: Sighting::default() }
    }

    /// The place of a packet's record among those that ended; none of a packet without a flow, and of
    /// one whose record was not kept.
    pub fn place(&mut self, packet: &Packet<'_>) -> Option<usize> {
        self.seen.read(packet)?;
        let (key, number) = (&self.seen.key, packet.raw.number);
        let behind =
            self.spans.partition_point(|span| (&span.key, span.first_frame) <= (key, number));
        let span = self.spans.get(behind.checked_sub(1)?)?;
        (span.key == *key && number <= span.last_frame).then_some(span.place)
    }
}
