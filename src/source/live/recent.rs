//! The packets that came last, kept in memory up to a size, so that they can be read again and again
//! while more arrive.

use std::collections::VecDeque;
use std::sync::Arc;

use super::listening::{Listening, Period, add};
use crate::report::{FileFault, FileFaultKind, Ledger, RecordTally};
use crate::source::{Batch, Record, Source};

/// About how many bytes a kept batch has.
const BATCH_BYTES: usize = 256 << 10;

/// Packets that were listened to, the oldest let go where there are too many.
pub struct Recent {
    most: usize,
    /// What `batches` take.
    bytes: usize,
    batches: VecDeque<Arc<Batch>>,
    /// The last packets, until they are enough for a batch.
    open: Batch,
    let_go: u64,
    /// The ledger of the last period; what it counts of packets is replaced.
    ledger: Ledger,
    /// What each interface dropped in all periods.
    dropped: Vec<u64>,
}

impl Recent {
    /// Keeps packets of about so many bytes, and at least those of the last batch.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self {
            most,
            bytes: 0,
            batches: VecDeque::new(),
            open: Batch::default(),
            let_go: 0,
            ledger: Ledger::default(),
            dropped: Vec::new(),
        }
    }

    /// Listens until a period ends.
    pub fn gather(&mut self, listening: &mut Listening) {
        let (mut batch, mut period) = (Batch::default(), Period::of(listening));
        while period.fill(&mut batch) {
            self.keep(&batch);
        }
        if listening.is_over() {
            listening.end();
        }
        self.ledger = listening.take_ledger();
        self.dropped.resize(self.ledger.interfaces.len(), 0);
        for (sum, interface) in self.dropped.iter_mut().zip(&self.ledger.interfaces) {
            *sum += interface.dropped.unwrap_or(0);
        }
    }

    fn keep(&mut self, batch: &Batch) {
        for record in &batch.records {
            let start = record.start as usize;
            let data = batch.bytes.get(start..start + record.captured_bytes as usize);
            // A batch is far below what 32 bits hold.
            let start = u32::try_from(self.open.bytes.len()).unwrap_or(u32::MAX);
            self.open.bytes.extend_from_slice(data.unwrap_or_default());
            self.open.records.push(Record { start, ..*record });
            if size(&self.open) >= BATCH_BYTES {
                let mut full = std::mem::take(&mut self.open);
                full.bytes.shrink_to_fit();
                full.records.shrink_to_fit();
                self.bytes += size(&full);
                self.batches.push_back(Arc::new(full));
            }
        }
        while self.bytes + size(&self.open) > self.most {
            let Some(oldest) = self.batches.pop_front() else { return };
            self.let_go += oldest.records.len() as u64;
            self.bytes -= size(&oldest);
        }
    }

    /// The kept packets from the first on, as they are now.
    #[must_use]
    pub fn replay(&self) -> Replay {
        let mut batches = self.batches.clone();
        let (bytes, records) = (self.open.bytes.clone(), self.open.records.clone());
        batches.push_back(Arc::new(Batch { bytes, records, ..Batch::default() }));
        Replay { batches }
    }

    /// What was kept, and what was not.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        let mut ledger = self.ledger.clone();
        ledger.records = RecordTally::default();
        ledger.files.iter_mut().for_each(|file| file.records = RecordTally::default());
        let (mut before, mut each) = (None, vec![None; ledger.files.len()]);
        let closed = self.batches.iter().flat_map(|batch| &batch.records);
        for record in closed.chain(&self.open.records) {
            add(&mut ledger.records, &mut before, record);
            let place = usize::try_from(record.interface).unwrap_or(usize::MAX);
            if let (Some(file), Some(before)) = (ledger.files.get_mut(place), each.get_mut(place)) {
                add(&mut file.records, before, record);
            }
        }
        let files = ledger.files.iter().zip(&self.dropped);
        for (interface, (file, dropped)) in ledger.interfaces.iter_mut().zip(files) {
            interface.packets = file.records.packets;
            interface.dropped = Some(*dropped);
        }
        if let (1.., Some(first), Some(file)) =
            (self.let_go, ledger.records.first, ledger.files.first_mut())
        {
            let (count, most) = (self.let_go, self.most);
            file.add_fault(FileFault {
                kind: FileFaultKind::Oddity,
                packet: None,
                offset: None,
                message: format!(
                    "{count} packets before {} were let go, as {most} bytes are kept",
                    first.rfc3339(9)
                ),
            });
        }
        ledger.kept = ledger.records.clone();
        ledger
    }
}

/// Bytes that a batch takes.
fn size(batch: &Batch) -> usize {
    batch.bytes.len() + batch.records.len() * size_of::<Record>()
}

/// Kept packets as a source.
pub struct Replay {
    batches: VecDeque<Arc<Batch>>,
}

impl Source for Replay {
    fn fill(&mut self, batch: &mut Batch) -> bool {
        batch.clear();
        let Some(next) = self.batches.pop_front() else { return false };
        batch.bytes.clone_from(&next.bytes);
        batch.records.clone_from(&next.records);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{LinkType, Timestamp};

    fn batch(numbers: std::ops::Range<u64>) -> Batch {
        let mut batch = Batch::default();
        for number in numbers {
            let start = u32::try_from(batch.bytes.len()).unwrap();
            batch.bytes.extend([u8::try_from(number % 251).unwrap(); 1000]);
            batch.records.push(Record {
                number,
                at: Timestamp(i64::try_from(number).unwrap()),
                start,
                captured_bytes: 1000,
                wire_bytes: 1500,
                interface: 0,
                link_type: LinkType(1),
                fcs_bytes: 0,
                notes: 0,
            });
        }
        batch
    }

    fn numbers(recent: &Recent) -> Vec<u64> {
        let (mut replay, mut batch, mut seen) = (recent.replay(), Batch::default(), Vec::new());
        while replay.fill(&mut batch) {
            for packet in batch.packets() {
                let byte = u8::try_from(packet.number % 251).unwrap();
                assert!(packet.data.len() == 1000 && packet.data.iter().all(|it| *it == byte));
                seen.push(packet.number);
            }
        }
        seen
    }

    #[test]
    fn the_last_packets_are_kept_and_the_others_are_counted() {
        let mut recent = Recent::new(4 << 20);
        let each = 100;
        for at in 0..200 {
            recent.keep(&batch(at * each..(at + 1) * each));
        }
        let seen = numbers(&recent);
        assert_eq!(seen.last(), Some(&19_999));
        assert!(seen.windows(2).all(|pair| pair[1] == pair[0] + 1));
        assert!((3_700..=4_003).contains(&seen.len()), "{}", seen.len());
        assert_eq!(recent.let_go + seen.len() as u64, 20_000);
    }

    #[test]
    fn what_is_read_stays_as_it_was_while_more_arrives() {
        let mut recent = Recent::new(2 << 20);
        recent.keep(&batch(0..1500));
        let mut before = recent.replay();
        recent.keep(&batch(1500..9000));
        let (mut batch, mut count) = (Batch::default(), 0);
        while before.fill(&mut batch) {
            count += batch.records.len();
        }
        assert_eq!(count, 1500);
        assert!(recent.let_go > 1500);
    }
}
