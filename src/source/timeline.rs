//! Several inputs as one timeline, merged by time.
//!
//! Regular files are opened one after the other, when the merge reaches the time of their first
//! packet, so that thousands of files that do not overlap need one open file. While only one input
//! is open its bytes are read straight into the batch. Where more overlap than the system lets us
//! open, plain files are closed between reads.

mod opening;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::report::{FileLedger, Ledger};
use crate::value::Timestamp;

use opening::{TOO_MANY, first_time, has_room, refuse};

use super::input::Input;
use super::interfaces::Interfaces;
use super::notes::Notes;
use super::progress::Progress;
use super::stored::{Origin, Stored};
use super::{Batch, Record, Source};

/// How inputs are read.
#[derive(Clone, Debug)]
pub struct Options {
    /// Search on behind damage for the next packet, instead of ending there.
    pub resync: bool,
    /// Compute the SHA-256 of each input as it is stored.
    pub sha256: bool,
    /// About how many bytes a batch has.
    pub batch_bytes: usize,
    /// Reading ends after so many packets; what is behind them is not looked at.
    pub most: Option<u64>,
    /// When this is set, inputs that are no regular files end at once, even while they are
    /// waited for.
    pub stop: Arc<AtomicBool>,
    /// Where to note what files say beside their packets.
    pub notes: Option<Notes>,
}

impl Default for Options {
    fn default() -> Self {
        let batch_bytes = 256 << 10;
        Self {
            resync: false,
            sha256: false,
            batch_bytes,
            most: None,
            stop: Arc::default(),
            notes: None,
        }
    }
}

/// What to read.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// Files in the order in which they were named; `-` is standard input.
    pub paths: Vec<PathBuf>,
    /// How to read them.
    pub options: Options,
}

/// Bytes read at once from each of several inputs that overlap in time, and from an input whose
/// first packet is looked for.
const MERGE_CHUNK: usize = 64 << 10;

/// An input whose turn has not come.
struct Waiting {
    /// The time of its first packet.
    first: Timestamp,
    index: u32,
    origin: Origin,
}

/// An input whose packets are being merged.
struct Open {
    index: u32,
    input: Input,
    /// What was read ahead of it.
    ahead: Batch,
    /// How many records of `ahead` are in the timeline already.
    taken: usize,
}

impl Open {
    fn head(&self) -> Option<&Record> {
        self.ahead.records.get(self.taken)
    }
}

/// All inputs as one sequence of batches.
pub struct Timeline {
    options: Options,
    ledger: Ledger,
    interfaces: Interfaces,
    waiting: VecDeque<Waiting>,
    open: Vec<Open>,
    next_number: u64,
    progress: Arc<Progress>,
    /// The system refused to open one more: files that can rest are open only while they are read.
    is_frugal: bool,
}

impl Timeline {
    /// Opens inputs. Never fails as a whole: what cannot be read is a fault in the ledger, and the
    /// rest is read.
    #[must_use]
    pub fn open(inputs: &Inputs) -> Self {
        let origins = inputs
            .paths
            .iter()
            .map(|path| (path.to_string_lossy().into_owned(), Origin::Path(path.clone())));
        Self::new(origins.collect(), inputs.options.clone())
    }

    /// One input that is not a file: bytes in memory, a socket, a test.
    #[must_use]
    pub fn from_reader(name: &str, reader: Box<dyn Read + Send>, options: Options) -> Self {
        Self::from_readers(vec![(name.to_owned(), reader)], options)
    }

    /// Several inputs that are not files, named.
    #[must_use]
    pub fn from_readers(readers: Vec<(String, Box<dyn Read + Send>)>, options: Options) -> Self {
        let origins = readers.into_iter().map(|(name, reader)| (name, Origin::Reader(reader)));
        Self::new(origins.collect(), options)
    }

    fn new(origins: Vec<(String, Origin)>, options: Options) -> Self {
        let progress = Arc::new(Progress::default());
        let lengths: Option<u64> = origins.iter().map(|(_, origin)| origin.regular_length()).sum();
        progress.set_total(lengths.unwrap_or_default());
        let files = origins
            .iter()
            .map(|(name, _)| FileLedger { name: name.clone(), ..FileLedger::default() });
        let interfaces = Interfaces { notes: options.notes.clone(), ..Interfaces::default() };
        let mut timeline = Self {
            options,
            ledger: Ledger { files: files.collect(), ..Ledger::default() },
            interfaces,
            waiting: VecDeque::new(),
            open: Vec::new(),
            next_number: 1,
            progress,
            is_frugal: false,
        };
        let is_alone = origins.len() == 1;
        for (index, (_, origin)) in (0u32..).zip(origins) {
            // What cannot be opened twice is opened now, and holds its place by being read ahead.
            let first = if is_alone { None } else { origin.again().map(first_time) };
            let first = first.unwrap_or(Timestamp(i64::MIN));
            timeline.waiting.push_back(Waiting { first, index, origin });
        }
        // Stable: inputs that begin at the same time keep the order in which they were named.
        timeline.waiting.make_contiguous().sort_by_key(|waiting| waiting.first);
        timeline
    }

    /// How far reading has come.
    #[must_use]
    pub fn progress(&self) -> Arc<Progress> {
        Arc::clone(&self.progress)
    }

    /// Ends reading, finished or not, and says what was read.
    #[must_use]
    pub fn into_ledger(mut self) -> Ledger {
        while let Some(open) = self.open.pop() {
            self.close(open);
        }
        for file in &self.ledger.files {
            self.ledger.records.absorb(&file.records);
        }
        self.ledger.interfaces = self.interfaces.described;
        self.ledger.interface_count = self.interfaces.count;
        self.ledger
    }

    /// The number of the last packet that is wanted.
    fn last(&self) -> u64 {
        self.options.most.unwrap_or(u64::MAX)
    }

    /// Reads the only open input straight into the batch, up to where another one begins.
    fn fill_from_one(&mut self, batch: &mut Batch) -> bool {
        let last = self.last();
        let Some(only) = self.open.first_mut() else { return false };
        let mut number = self.next_number;
        let chunk = self.options.batch_bytes;
        if !only.input.fill(batch, chunk, &mut self.interfaces, &mut number, last) {
            if let Some(ended) = self.open.pop() {
                self.close(ended);
            }
            return false;
        }
        let other = self.waiting.front().map(|waiting| (waiting.first, waiting.index));
        let index = only.index;
        if other.is_some_and(|other| batch.records.iter().any(|record| (record.at, index) >= other))
        {
            // Read ahead of the merge then. The batch gets the other's buffers, which are empty.
            std::mem::swap(batch, &mut only.ahead);
            only.taken = 0;
            return false;
        }
        self.next_number = number;
        true
    }

    /// Copies packets of several inputs into the batch in the order of their times.
    fn fill_from_many(&mut self, batch: &mut Batch) -> bool {
        batch.bytes.clear();
        batch.records.clear();
        let mut heads: BinaryHeap<Reverse<(Timestamp, u32, usize)>> = BinaryHeap::new();
        for slot in 0..self.open.len() {
            heads.extend(self.head(slot));
        }
        while let Some(Reverse((at, index, slot))) = heads.pop() {
            if self
                .waiting
                .front()
                .is_some_and(|waiting| (waiting.first, waiting.index) <= (at, index))
            {
                heads.push(Reverse((at, index, slot)));
                let slots = self.open.len();
                if self.open_next() {
                    heads.extend(self.head(slots));
                }
                continue;
            }
            // As many of its records as come before every other input's next one.
            let waiting = self.waiting.front().map(|waiting| (waiting.first, waiting.index));
            let rival = heads.peek().map(|Reverse((at, index, _))| (*at, *index));
            let limit = [waiting, rival].into_iter().flatten().min();
            self.take(slot, limit, batch);
            if batch.bytes.len() >= self.options.batch_bytes || self.next_number > self.last() {
                break;
            }
            heads.extend(self.head(slot));
            if heads.len() == 1 && self.open.get(slot).is_some_and(|open| open.head().is_none()) {
                break;
            }
        }
        // The inputs that ended have no head.
        for slot in (0..self.open.len()).rev() {
            if self.open.get(slot).is_some_and(|open| open.head().is_none())
                && self.head(slot).is_none()
            {
                let ended = self.open.swap_remove(slot);
                self.close(ended);
            }
        }
        !batch.records.is_empty()
    }

    /// The next record of an open input, which is read ahead for it where need be.
    fn head(&mut self, slot: usize) -> Option<Reverse<(Timestamp, u32, usize)>> {
        let open = self.open.get_mut(slot)?;
        if open.head().is_none() {
            open.ahead.clear();
            open.taken = 0;
            let mut unnumbered = 0;
            open.input.fill(
                &mut open.ahead,
                MERGE_CHUNK,
                &mut self.interfaces,
                &mut unnumbered,
                u64::MAX,
            );
            if self.is_frugal {
                open.input.rest();
            }
        }
        open.head().map(|record| Reverse((record.at, open.index, slot)))
    }

    /// Copies records of an open input, at least one and then those before `limit`.
    fn take(&mut self, slot: usize, limit: Option<(Timestamp, u32)>, batch: &mut Batch) {
        let last = self.last();
        let Some(open) = self.open.get_mut(slot) else { return };
        let mut is_first = true;
        while let Some(record) = open.head() {
            let comes_later = limit.is_some_and(|limit| (record.at, open.index) >= limit);
            let is_full = batch.bytes.len() >= self.options.batch_bytes || self.next_number > last;
            if (comes_later && !is_first) || is_full {
                break;
            }
            is_first = false;
            let from = record.start as usize;
            let data = open.ahead.bytes.get(from..from + record.captured_bytes as usize);
            let start = u32::try_from(batch.bytes.len()).unwrap_or(u32::MAX);
            batch.records.push(Record { number: self.next_number, start, ..*record });
            batch.bytes.extend_from_slice(data.unwrap_or_default());
            self.next_number += 1;
            open.taken += 1;
        }
    }

    /// Opens the input that is next in time; false if none is left. What cannot be read is noted,
    /// and the one after it is next.
    fn open_next(&mut self) -> bool {
        while let Some(Waiting { index, origin, .. }) = self.waiting.pop_front() {
            let file = self.take_ledger(index);
            let chunk = if self.open.is_empty() { self.options.batch_bytes } else { MERGE_CHUNK };
            let progress = Some(Arc::clone(&self.progress));
            let stored = self.stored(origin, progress);
            // The last descriptor is for those that rest. Without a thread that decompresses ahead
            // this one's is free again as soon as it is closed.
            let has_room = !self.is_frugal || has_room();
            let resync = self.options.resync;
            let opened = match stored {
                Ok(stored) => Input::open(stored, file, index, chunk, resync, has_room),
                Err(error) => Err(refuse(file, &error, self.open.len())),
            };
            match opened {
                Ok(mut input) => {
                    if self.is_frugal && !input.rest() && !has_room {
                        let file = input.close(&mut self.interfaces);
                        let error = io::Error::from_raw_os_error(TOO_MANY);
                        let file = refuse(file, &error, self.open.len());
                        self.put_ledger(index, *file);
                        continue;
                    }
                    self.open.push(Open { index, input, ahead: Batch::default(), taken: 0 });
                    return true;
                }
                Err(file) => self.put_ledger(index, *file),
            }
        }
        false
    }

    /// Opens an input; where too many are open, those that can rest do so from then on.
    fn stored(&mut self, origin: Origin, progress: Option<Arc<Progress>>) -> io::Result<Stored> {
        let again = origin.again();
        let opened = Stored::open(origin, &self.options, progress.clone());
        match (opened, again) {
            (Err(error), Some(origin)) if error.raw_os_error() == Some(TOO_MANY) => {
                self.is_frugal = true;
                for open in &mut self.open {
                    open.input.rest();
                }
                Stored::open(origin, &self.options, progress)
            }
            (opened, _) => opened,
        }
    }

    fn close(&mut self, open: Open) {
        let file = open.input.close(&mut self.interfaces);
        self.put_ledger(open.index, file);
    }

    fn take_ledger(&mut self, index: u32) -> FileLedger {
        self.ledger.files.get_mut(index as usize).map(std::mem::take).unwrap_or_default()
    }

    fn put_ledger(&mut self, index: u32, file: FileLedger) {
        if let Some(place) = self.ledger.files.get_mut(index as usize) {
            *place = file;
        }
    }
}

impl Source for Timeline {
    fn fill(&mut self, batch: &mut Batch) -> bool {
        batch.clear();
        while self.next_number <= self.last() {
            if self.open.is_empty() && !self.open_next() {
                return false;
            }
            let filled = match self.open.as_slice() {
                [only] if only.head().is_none() => self.fill_from_one(batch),
                _ => self.fill_from_many(batch),
            };
            if filled {
                return true;
            }
        }
        false
    }
}
