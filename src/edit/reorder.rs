//! Packets put in the order of their times, as far as a bounded memory reaches.

use crate::source::{Batch, Record, Source};
use crate::value::Timestamp;

/// About how many bytes a batch gets.
const BATCH_BYTES: usize = 256 << 10;
/// What a packet takes besides its bytes.
const BESIDES: usize = size_of::<Record>() + 32;

/// A source in the order of time.
pub struct Reorder<'a> {
    source: &'a mut dyn Source,
    most_bytes: usize,
    /// What waits; sorted from the latest to the earliest when packets are given out.
    waiting: Vec<(Record, Vec<u8>)>,
    bytes: usize,
    /// Until how few bytes packets are given out.
    leave: usize,
    is_over: bool,
    last: Option<Timestamp>,
    moved: u64,
    late: u64,
}

impl<'a> Reorder<'a> {
    /// Sorts packets of `source`, of which `most_bytes` wait at most.
    #[must_use]
    pub fn new(source: &'a mut dyn Source, most_bytes: usize) -> Self {
        Self {
            source,
            most_bytes,
            waiting: Vec::new(),
            bytes: 0,
            leave: 0,
            is_over: false,
            last: None,
            moved: 0,
            late: 0,
        }
    }

    /// Packets that were earlier than the one before them, and how many of those came too late to be
    /// put in their place.
    #[must_use]
    pub const fn counts(&self) -> (u64, u64) {
        (self.moved, self.late)
    }

    /// Reads until enough wait; then they are sorted.
    fn gather(&mut self, batch: &mut Batch) {
        let mut before = None;
        while self.bytes < self.most_bytes && self.source.fill(batch) {
            for (record, raw) in batch.records.iter().zip(batch.packets()) {
                self.moved += u64::from(before.is_some_and(|before| record.at < before));
                before = Some(record.at);
                self.bytes += raw.data.len() + BESIDES;
                self.waiting.push((*record, raw.data.to_vec()));
            }
        }
        self.is_over = self.bytes < self.most_bytes;
        self.leave = if self.is_over { 0 } else { self.most_bytes / 2 };
        // Packets of the same time stay in their order, which is that of their numbers.
        let key = |(record, _): &(Record, Vec<u8>)| std::cmp::Reverse((record.at, record.number));
        self.waiting.sort_by_key(key);
    }
}

impl Source for Reorder<'_> {
    fn fill(&mut self, batch: &mut Batch) -> bool {
        if self.bytes <= self.leave && !self.is_over {
            self.gather(batch);
        }
        batch.records.clear();
        batch.bytes.clear();
        while self.bytes > self.leave && batch.bytes.len() < BATCH_BYTES {
            let Some((record, bytes)) = self.waiting.pop() else { break };
            self.bytes = self.bytes.saturating_sub(bytes.len() + BESIDES);
            self.late += u64::from(self.last.is_some_and(|last| record.at < last));
            self.last = self.last.max(Some(record.at));
            let start = u32::try_from(batch.bytes.len()).unwrap_or(u32::MAX);
            batch.records.push(Record { start, ..record });
            batch.bytes.extend(bytes);
        }
        !batch.records.is_empty() || !self.is_over
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::testing::Given;

    fn ordered(most_bytes: usize, packets: &[(i64, u8)]) -> (Vec<u64>, (u64, u64)) {
        let mut given = Given::new(packets);
        let mut reorder = Reorder::new(&mut given, most_bytes);
        let (mut batch, mut numbers) = (Batch::default(), Vec::new());
        while reorder.fill(&mut batch) {
            for (record, raw) in batch.records.iter().zip(batch.packets()) {
                let sent = packets[usize::try_from(record.number).unwrap() - 1];
                assert_eq!((record.at.0, raw.data[0]), sent);
                numbers.push(record.number);
            }
        }
        (numbers, reorder.counts())
    }

    #[test]
    fn packets_come_in_the_order_of_time_and_then_of_the_file() {
        let packets = [(5, 1), (3, 2), (3, 3), (4, 4), (9, 5), (1, 6)];
        assert_eq!(ordered(1 << 20, &packets), (vec![6, 2, 3, 4, 1, 5], (2, 0)));
    }

    #[test]
    fn what_is_too_late_is_kept_and_counted() {
        let mut packets: Vec<(i64, u8)> = (0..100).map(|at| (at + 10, 1)).collect();
        packets.push((0, 2));
        let (numbers, (moved, late)) = ordered(10 * BESIDES, &packets);
        assert_eq!(numbers.len(), 101);
        assert_eq!((moved, late), (1, 1));
        let neighbours = [(2, 1), (1, 1), (4, 1), (3, 1), (6, 1), (5, 1), (8, 1), (7, 1)];
        let (numbers, (_, late)) = ordered(4 * BESIDES, &neighbours);
        assert_eq!((numbers, late), (vec![2, 1, 4, 3, 6, 5, 8, 7], 0));
    }
}
