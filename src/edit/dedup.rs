//! Duplicates left out: packets that are like one shortly before, as a mirror port or a capture on
//! two interfaces sees them twice.

use std::collections::{HashMap, VecDeque};

use super::Likeness;
use crate::source::{Batch, Notes, Source};
use crate::value::Timestamp;

/// How many packets are remembered within a span of time; as editcap has it.
const MOST: usize = 1_000_000;

/// How far back a packet is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// So many packets, the one that is looked at included, as editcap's -D counts them.
    Packets(usize),
    /// So many nanoseconds, both ends included, as editcap's -w has it.
    Time(i64),
}

/// A source without its duplicates.
pub struct Dedup<'a> {
    source: &'a mut dyn Source,
    span: Span,
    likeness: Likeness,
    /// What is remembered, the oldest first.
    before: VecDeque<(u128, Timestamp)>,
    /// How many of them there are of each, and when the last one was.
    known: HashMap<u128, (u32, Timestamp)>,
    seen: u64,
    left_out: u64,
    notes: Option<Notes>,
}

impl<'a> Dedup<'a> {
    /// Leaves out of `source` what is like one within the span before.
    #[must_use]
    pub fn new(source: &'a mut dyn Source, span: Span, likeness: Likeness) -> Self {
        Self {
            source,
            span,
            likeness,
            before: VecDeque::new(),
            known: HashMap::new(),
            seen: 0,
            left_out: 0,
            notes: None,
        }
    }

    /// The same, which gives up what was noted of packets that are left out.
    #[must_use]
    pub fn forgetting(self, notes: Option<Notes>) -> Self {
        Self { notes, ..self }
    }

    /// Packets that were looked at, and how many of them were left out.
    #[must_use]
    pub const fn counts(&self) -> (u64, u64) {
        (self.seen, self.left_out)
    }

    /// Forgets what is out of reach for a packet of this time.
    fn forget(&mut self, at: Timestamp) {
        loop {
            let is_far = match (self.span, self.before.front()) {
                (_, None) => false,
                (Span::Packets(count), _) => self.before.len() >= count,
                (Span::Time(span), Some((_, before))) => {
                    at.since(*before) > span || self.before.len() >= MOST
                }
            };
            if !is_far {
                return;
            }
            if let Some((number, _)) = self.before.pop_front()
                && let Some((count, _)) = self.known.get_mut(&number)
            {
                *count -= 1;
                if *count == 0 {
                    self.known.remove(&number);
                }
            }
        }
    }

    /// Whether a packet is like one before; remembers it.
    fn is_duplicate(&mut self, number: u128, at: Timestamp) -> bool {
        self.forget(at);
        let (count, last) = self.known.entry(number).or_insert((0, at));
        let is_near = match self.span {
            Span::Packets(_) => true,
            Span::Time(span) => (0..=span).contains(&at.since(*last)),
        };
        let is_known = *count > 0 && is_near;
        *count += 1;
        *last = at;
        self.before.push_back((number, at));
        is_known
    }
}

impl Source for Dedup<'_> {
    /// May give a batch without packets, where all were duplicates.
    fn fill(&mut self, batch: &mut Batch) -> bool {
        if !self.source.fill(batch) {
            return false;
        }
        let mut keep = Vec::with_capacity(batch.records.len());
        for raw in batch.packets() {
            let number = self.likeness.number(&raw);
            keep.push((number, raw.at));
        }
        let mut numbers = keep.into_iter();
        let mut records = std::mem::take(&mut batch.records);
        records.retain(|record| {
            let duplicate =
                numbers.next().is_some_and(|(number, at)| self.is_duplicate(number, at));
            self.seen += 1;
            self.left_out += u64::from(duplicate);
            if let Some(notes) = self.notes.as_ref().filter(|_| duplicate && record.notes != 0) {
                notes.lock().take_packet(record.notes);
            }
            !duplicate
        });
        batch.records = records;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::testing::Given;

    fn kept(span: Span, packets: &[(i64, u8)]) -> Vec<u64> {
        let mut given = Given::new(packets);
        let mut dedup = Dedup::new(&mut given, span, Likeness::default());
        let (mut batch, mut kept) = (Batch::default(), Vec::new());
        while dedup.fill(&mut batch) {
            kept.extend(batch.records.iter().map(|record| record.number));
        }
        let (seen, left_out) = dedup.counts();
        assert_eq!((seen, left_out), (packets.len() as u64, (packets.len() - kept.len()) as u64));
        kept
    }

    #[test]
    fn a_window_of_packets_holds_the_one_that_is_looked_at() {
        let packets = [(0, 7), (1, 1), (2, 7), (3, 2), (4, 3), (5, 7)];
        assert_eq!(kept(Span::Packets(3), &packets), [1, 2, 4, 5, 6]);
        assert_eq!(kept(Span::Packets(4), &packets), [1, 2, 4, 5]);
        assert_eq!(kept(Span::Packets(2), &packets), [1, 2, 3, 4, 5, 6]);
        assert_eq!(kept(Span::Packets(1), &packets), [1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn a_window_of_time_holds_both_its_ends() {
        let packets = [(0, 7), (10, 7), (21, 7), (31, 7)];
        assert_eq!(kept(Span::Time(10), &packets), [1, 3]);
        assert_eq!(kept(Span::Time(9), &packets), [1, 2, 3, 4]);
        // What comes later but was captured earlier is no duplicate, as in editcap.
        assert_eq!(kept(Span::Time(10), &[(5, 7), (3, 7)]), [1, 2]);
    }
}
