//! Which packets of a source are looked at: a range of time, and at most so many.

use super::{Batch, Source};
use crate::report::RecordTally;
use crate::value::Timestamp;

/// What is looked at; everything by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Packets at this time or later.
    pub from: Option<Timestamp>,
    /// Packets before this time.
    pub to: Option<Timestamp>,
    /// Most packets.
    pub count: Option<u64>,
}

impl Selection {
    fn takes(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| at >= from) && self.to.is_none_or(|to| at < to)
    }
}

/// A source of which only the selected packets come. Packets keep their numbers.
pub struct Selected<'a> {
    source: &'a mut dyn Source,
    selection: Selection,
    kept: RecordTally,
    latest: Option<Timestamp>,
}

impl<'a> Selected<'a> {
    /// The selected packets of `source`.
    pub fn new(source: &'a mut dyn Source, selection: Selection) -> Self {
        Self { source, selection, kept: RecordTally::default(), latest: None }
    }

    /// Counts over the packets that came, `None` where everything is selected.
    #[must_use]
    pub fn kept(self) -> Option<RecordTally> {
        (self.selection != Selection::default()).then_some(self.kept)
    }
}

impl Source for Selected<'_> {
    fn fill(&mut self, batch: &mut Batch) -> bool {
        if self.selection == Selection::default() {
            return self.source.fill(batch);
        }
        let Selection { count, .. } = self.selection;
        loop {
            let left = count.map_or(u64::MAX, |count| count - self.kept.packets);
            if left == 0 || !self.source.fill(batch) {
                batch.clear();
                return false;
            }
            batch.records.retain(|record| self.selection.takes(record.at));
            batch.records.truncate(usize::try_from(left).unwrap_or(usize::MAX));
            for record in &batch.records {
                self.kept.add(record.at, record.wire_bytes, record.captured_bytes);
                let before = self.latest.replace(record.at);
                self.kept.out_of_order += u64::from(before.is_some_and(|it| record.at < it));
            }
            if !batch.records.is_empty() {
                return true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Record;
    use crate::value::LinkType;

    /// Batches of three packets at 10, 20, 30 ... ns.
    struct Clock(u64);

    impl Source for Clock {
        fn fill(&mut self, batch: &mut Batch) -> bool {
            batch.clear();
            let end = (self.0 + 3).min(9);
            for number in self.0 + 1..=end {
                batch.records.push(Record {
                    number,
                    at: Timestamp(i64::try_from(number).unwrap() * 10),
                    start: 0,
                    captured_bytes: 60,
                    wire_bytes: 100,
                    interface: 0,
                    link_type: LinkType(1),
                    fcs_bytes: 0,
                });
            }
            self.0 = end;
            !batch.records.is_empty()
        }
    }

    fn numbers(selection: Selection) -> (Vec<u64>, Option<RecordTally>) {
        let mut clock = Clock(0);
        let mut source = Selected::new(&mut clock, selection);
        let (mut batch, mut numbers) = (Batch::default(), Vec::new());
        while source.fill(&mut batch) {
            assert!(!batch.records.is_empty());
            numbers.extend(batch.records.iter().map(|record| record.number));
        }
        (numbers, source.kept())
    }

    #[test]
    fn nothing_asked_for_is_everything() {
        assert_eq!(numbers(Selection::default()), ((1..=9).collect(), None));
    }

    #[test]
    fn a_range_holds_its_start_and_not_its_end() {
        let (from, to) = (Some(Timestamp(30)), Some(Timestamp(80)));
        let (found, kept) = numbers(Selection { from, to, count: None });
        assert_eq!(found, [3, 4, 5, 6, 7]);
        let kept = kept.unwrap();
        assert_eq!((kept.packets, kept.wire_bytes, kept.captured_bytes), (5, 500, 300));
        assert_eq!((kept.first, kept.last), (from, Some(Timestamp(70))));
    }

    #[test]
    fn a_count_counts_what_the_range_lets_through() {
        let selection =
            Selection { from: Some(Timestamp(45)), count: Some(3), ..Selection::default() };
        assert_eq!(numbers(selection).0, [5, 6, 7]);
    }

    #[test]
    fn a_count_of_none_reads_nothing() {
        assert_eq!(numbers(Selection { count: Some(0), ..Selection::default() }).0, [0; 0]);
    }
}
