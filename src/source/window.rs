//! A part of a timeline: the packets of a time range, and at most so many of them.

use crate::report::RecordTally;
use crate::value::Timestamp;

use super::{Batch, Notes, Source};

/// One end of a time range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// A point in time.
    At(Timestamp),
    /// Nanoseconds after the first packet of the timeline.
    AfterStart(i64),
    /// Nanoseconds before the last packet; has to be resolved by somebody who knows it.
    BeforeEnd(i64),
}

impl Bound {
    /// The bound with the end of the timeline known: no [`Bound::BeforeEnd`] any more.
    #[must_use]
    pub fn resolved(self, last: Timestamp) -> Self {
        match self {
            Self::BeforeEnd(span) => Self::At(Timestamp(last.0.saturating_sub(span))),
            other => other,
        }
    }

    /// The point in time, in a timeline that begins at `first`.
    fn at(self, first: Timestamp) -> Option<Timestamp> {
        match self {
            Self::At(at) => Some(at),
            Self::AfterStart(span) => Some(Timestamp(first.0.saturating_add(span))),
            Self::BeforeEnd(_) => None,
        }
    }
}

/// Which packets are let through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Packets before this are left out.
    pub from: Option<Bound>,
    /// Packets at this or later are left out.
    pub to: Option<Bound>,
    /// Reading ends after so many packets were let through.
    pub count: Option<u64>,
}

impl Limits {
    /// Whether every packet is let through.
    #[must_use]
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// Whether no packet can lie between the two ends, whatever the capture. Ends that are relative
    /// to different things may be far apart or not.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match (self.from, self.to) {
            (Some(Bound::At(from)), Some(Bound::At(to))) => from >= to,
            (Some(Bound::AfterStart(from)), Some(Bound::AfterStart(to))) => from >= to,
            (Some(Bound::BeforeEnd(from)), Some(Bound::BeforeEnd(to))) => from <= to,
            _ => false,
        }
    }

    /// Whether the time of the last packet has to be known first.
    #[must_use]
    pub fn needs_the_end(&self) -> bool {
        [self.from, self.to].iter().any(|bound| matches!(bound, Some(Bound::BeforeEnd(_))))
    }

    /// The same limits with the end of the timeline known.
    #[must_use]
    pub fn resolved(self, last: Timestamp) -> Self {
        let resolve = |bound: Option<Bound>| bound.map(|bound| bound.resolved(last));
        Self { from: resolve(self.from), to: resolve(self.to), ..self }
    }
}

/// A source of which only a part is let through.
pub struct Window<'a> {
    source: &'a mut dyn Source,
    limits: Limits,
    /// The time of the first packet of the source, once there was one.
    first: Option<Timestamp>,
    last_kept: Option<Timestamp>,
    kept: RecordTally,
    notes: Option<Notes>,
}

impl<'a> Window<'a> {
    /// The part of `source` within `limits`.
    #[must_use]
    pub fn new(source: &'a mut dyn Source, limits: Limits) -> Self {
        Self {
            source,
            limits,
            first: None,
            last_kept: None,
            kept: RecordTally::default(),
            notes: None,
        }
    }

    /// The same, which gives up what was noted of packets that are not let through.
    #[must_use]
    pub fn forgetting(self, notes: Option<Notes>) -> Self {
        Self { notes, ..self }
    }

    /// Counts over what was let through.
    #[must_use]
    pub fn into_kept(self) -> RecordTally {
        self.kept
    }

    fn has_enough(&self) -> bool {
        self.limits.count.is_some_and(|count| self.kept.packets >= count)
    }
}

impl Source for Window<'_> {
    /// May give a batch without packets, where none of the source's next ones is in the window.
    fn fill(&mut self, batch: &mut Batch) -> bool {
        if self.has_enough() || !self.source.fill(batch) {
            return false;
        }
        let Some(record) = batch.records.first() else { return true };
        let first = *self.first.get_or_insert(record.at);
        let from = self.limits.from.and_then(|bound| bound.at(first));
        let to = self.limits.to.and_then(|bound| bound.at(first));
        batch.records.retain(|record| {
            let is_in = from.is_none_or(|from| record.at >= from)
                && to.is_none_or(|to| record.at < to)
                && self.limits.count.is_none_or(|count| self.kept.packets < count);
            if is_in {
                self.kept.add(record.at, record.wire_bytes, record.captured_bytes);
                self.kept.out_of_order +=
                    u64::from(self.last_kept.is_some_and(|last| record.at < last));
                self.last_kept = Some(record.at);
            } else if let Some(notes) = self.notes.as_ref().filter(|_| record.notes != 0) {
                notes.lock().take_packet(record.notes);
            }
            is_in
        });
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::Record;
    use super::*;
    use crate::value::LinkType;

    /// Packets at these seconds, two in a batch.
    struct Seconds(Vec<i64>);

    impl Source for Seconds {
        fn fill(&mut self, batch: &mut Batch) -> bool {
            batch.records.clear();
            let now = self.0.drain(..self.0.len().min(2));
            batch.records.extend(now.map(|second| Record {
                number: 1,
                at: Timestamp(second * 1_000_000_000),
                start: 0,
                captured_bytes: 0,
                wire_bytes: 60,
                interface: 0,
                link_type: LinkType(1),
                fcs_bytes: 0,
                notes: 0,
            }));
            !batch.records.is_empty()
        }
    }

    fn kept(limits: Limits) -> Vec<i64> {
        let mut source = Seconds(vec![10, 11, 12, 11, 13, 14]);
        let mut window = Window::new(&mut source, limits);
        let (mut batch, mut seconds) = (Batch::default(), Vec::new());
        while window.fill(&mut batch) {
            seconds.extend(batch.records.iter().map(|record| record.at.0 / 1_000_000_000));
        }
        assert_eq!(window.into_kept().packets, seconds.len() as u64);
        seconds
    }

    const SECOND: i64 = 1_000_000_000;

    #[test]
    fn a_range_is_half_open_and_takes_late_packets() {
        let from = Some(Bound::At(Timestamp(11 * SECOND)));
        let to = Some(Bound::At(Timestamp(13 * SECOND)));
        assert_eq!(kept(Limits { from, to, count: None }), [11, 12, 11]);
    }

    #[test]
    fn a_relative_start_counts_from_the_first_packet() {
        let from = Some(Bound::AfterStart(2 * SECOND));
        assert_eq!(kept(Limits { from, ..Limits::default() }), [12, 13, 14]);
    }

    #[test]
    fn a_relative_end_counts_from_the_last_packet() {
        let limits = Limits { from: Some(Bound::BeforeEnd(SECOND)), ..Limits::default() };
        assert!(limits.needs_the_end());
        assert_eq!(kept(limits.resolved(Timestamp(14 * SECOND))), [13, 14]);
    }

    #[test]
    fn the_count_is_of_packets_that_were_let_through() {
        let from = Some(Bound::At(Timestamp(11 * SECOND)));
        assert_eq!(kept(Limits { from, to: None, count: Some(3) }), [11, 12, 11]);
        assert_eq!(kept(Limits { count: Some(0), ..Limits::default() }), [] as [i64; 0]);
    }

    #[test]
    fn what_was_noted_of_packets_outside_is_given_up() {
        /// One packet a second, each of which something was noted.
        struct Noting(Notes, i64);
        impl Source for Noting {
            fn fill(&mut self, batch: &mut Batch) -> bool {
                let mut seconds = Seconds(vec![self.1]);
                self.1 += 1;
                seconds.fill(batch);
                for record in &mut batch.records {
                    record.notes = self.0.lock().add_packet(vec![1, 2, 3]);
                }
                self.1 <= 5
            }
        }
        let notes = Notes::default();
        let mut source = Noting(notes.clone(), 0);
        let from = Some(Bound::At(Timestamp(2_000_000_000)));
        let limits = Limits { from, ..Limits::default() };
        let mut window = Window::new(&mut source, limits).forgetting(Some(notes.clone()));
        let mut batch = Batch::default();
        while window.fill(&mut batch) {}
        let held: Vec<bool> =
            (1..=5).map(|number| !notes.lock().take_packet(number).is_empty()).collect();
        assert_eq!(held, [false, false, true, true, true]);
    }
}
