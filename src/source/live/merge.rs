//! Several interfaces as one sequence of packets in the order of their times.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::confine::Confinement;
use super::counters::{Counters, Counts};
use super::error::LiveError;
use super::open::{Settings, open};
use super::reader::{Reader, now};
use crate::source::{self, Batch, Record};
use crate::value::LinkType;

/// Batches that may wait between an interface and its taker: 64 MiB.
const WAITING: usize = 256;

/// Batches that are kept for their memory.
const SPARE: usize = 16;

/// A packet is held back so long where another interface may still show an earlier one: several
/// times what packets may stay in the kernel's buffer.
pub(super) const HOLD_NS: i64 = 250_000_000;

/// After so long the taker gets the word even without packets, to see what else is to be done.
const PATIENCE: Duration = Duration::from_millis(100);

/// How often interfaces are looked at that have nothing.
const PAUSE: Duration = Duration::from_millis(5);

/// About how many bytes a merged batch has.
const BATCH_BYTES: usize = 256 << 10;

/// An interface that is captured on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// What its packets begin with.
    pub link_type: LinkType,
    /// Why it ended by itself, such as that it was removed.
    pub ended: Option<String>,
}

struct Line {
    source: Source,
    batches: Receiver<Batch>,
    give_back: SyncSender<Batch>,
    counters: Arc<Counters>,
    /// `None` when it is over.
    thread: Option<JoinHandle<Option<String>>>,
    ahead: Batch,
    taken: usize,
}

impl Line {
    fn head(&self) -> Option<&Record> {
        self.ahead.records.get(self.taken)
    }

    fn accept(&mut self, batch: Batch) {
        let used = std::mem::replace(&mut self.ahead, batch);
        self.taken = 0;
        // Where enough are kept, this one goes.
        self.give_back.try_send(used).unwrap_or_default();
    }

    /// Gets the next batch if it is there. Answers whether more may come.
    fn refill(&mut self) -> bool {
        if self.head().is_none() && self.thread.is_some() {
            match self.batches.try_recv() {
                Ok(batch) => self.accept(batch),
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Disconnected) => self.close(),
            }
        }
        self.thread.is_some()
    }

    /// Asks the reader why it ended.
    fn close(&mut self) {
        let Some(thread) = self.thread.take() else { return };
        self.source.ended = match thread.join() {
            Ok(ended) => ended,
            // Never a silently smaller answer.
            Err(panic) => std::panic::resume_unwind(panic),
        };
    }
}

/// Interfaces that are being captured on.
///
/// [`source::Source::fill`] answers within a fraction of a second, with an empty batch where
/// nothing came; it ends when all interfaces have, or after the stop when everything from before
/// it was given.
pub struct Live {
    lines: Vec<Line>,
    next_number: u64,
    stop: Arc<AtomicBool>,
}

impl Live {
    /// Opens interfaces, gives up what is to be given up, and begins to capture on all of them. They
    /// end when `stop` is set.
    ///
    /// # Errors
    /// When one of them cannot be opened, or something cannot be given up.
    pub fn open(
        interfaces: &[String],
        settings: &Settings,
        stop: &Arc<AtomicBool>,
    ) -> Result<Self, LiveError> {
        let opened = interfaces.iter().map(|name| Ok((name, open(name, settings)?)));
        // All are open before the first is read: none of them for nothing.
        let opened = opened.collect::<Result<Vec<_>, LiveError>>()?;
        settings.confinement.as_ref().map_or(Ok(()), Confinement::enter)?;
        let mut live = Self { lines: Vec::new(), next_number: 1, stop: Arc::clone(stop) };
        for (name, opened) in opened {
            let (queue, batches) = sync_channel(WAITING);
            let (give_back, spare) = sync_channel(SPARE);
            let counters = Arc::new(Counters::default());
            let link_type = opened.link_type;
            let reader =
                Reader::new(opened, (queue, spare), Arc::clone(&counters), Arc::clone(stop));
            let started = thread::Builder::new().spawn(move || reader.run());
            let thread = started.map_err(|error| LiveError::Other {
                interface: name.clone(),
                reason: format!("no thread can be started: {error}"),
            })?;
            let source = Source { name: name.clone(), link_type, ended: None };
            let (thread, ahead) = (Some(thread), Batch::default());
            live.lines.push(Line { source, batches, give_back, counters, thread, ahead, taken: 0 });
        }
        Ok(live)
    }

    /// The interfaces in the order in which they were named: a packet's `interface` is a place
    /// among them.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        self.lines.iter().map(|line| &line.source)
    }

    /// What was counted on each, at any time.
    #[must_use]
    pub fn counts(&self) -> Vec<Counts> {
        self.lines.iter().map(|line| line.counters.counts()).collect()
    }

    /// Ends all interfaces; packets that nobody took are forgotten. From now on the counts stay.
    pub fn end(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        for line in &mut self.lines {
            while line.batches.recv().is_ok() {}
            line.close();
        }
    }

    /// One interface: its batches as they are.
    fn fill_from_one(&mut self, batch: &mut Batch) -> bool {
        let Some(line) = self.lines.first_mut() else { return false };
        if line.thread.is_none() {
            return false;
        }
        match line.batches.recv_timeout(PATIENCE) {
            Ok(next) => {
                let used = std::mem::replace(batch, next);
                line.give_back.try_send(used).unwrap_or_default();
                for record in &mut batch.records {
                    record.number = self.next_number;
                    self.next_number += 1;
                }
                true
            }
            Err(RecvTimeoutError::Timeout) => {
                batch.clear();
                true
            }
            Err(RecvTimeoutError::Disconnected) => {
                line.close();
                false
            }
        }
    }

    fn fill_from_many(&mut self, batch: &mut Batch) -> bool {
        batch.bytes.clear();
        batch.records.clear();
        let began = Instant::now();
        loop {
            let mut may_come = false;
            for line in &mut self.lines {
                may_come |= line.refill();
            }
            let settled = now().0.saturating_sub(HOLD_NS);
            let is_waited_for =
                self.lines.iter().any(|line| line.thread.is_some() && line.head().is_none());
            let heads = self.lines.iter().enumerate();
            let heads = heads.filter_map(|(place, line)| Some((line.head()?.at, place)));
            match heads.min() {
                Some((at, place)) if !is_waited_for || at.0 <= settled => {
                    self.take(place, batch);
                    if batch.bytes.len() >= BATCH_BYTES {
                        return true;
                    }
                }
                None if !may_come => return !batch.records.is_empty(),
                _ if !batch.records.is_empty() || began.elapsed() >= PATIENCE => return true,
                _ => thread::sleep(PAUSE),
            }
        }
    }

    /// Moves the next packet of an interface into the batch.
    fn take(&mut self, place: usize, batch: &mut Batch) {
        let Some(line) = self.lines.get_mut(place) else { return };
        let Some(record) = line.head().copied() else { return };
        let from = record.start as usize;
        let data = line.ahead.bytes.get(from..from + record.captured_bytes as usize);
        let start = u32::try_from(batch.bytes.len()).unwrap_or(u32::MAX);
        let interface = u32::try_from(place).unwrap_or(u32::MAX);
        batch.bytes.extend_from_slice(data.unwrap_or_default());
        batch.records.push(Record { number: self.next_number, start, interface, ..record });
        self.next_number += 1;
        line.taken += 1;
    }
}

impl source::Source for Live {
    fn fill(&mut self, batch: &mut Batch) -> bool {
        if self.lines.len() == 1 { self.fill_from_one(batch) } else { self.fill_from_many(batch) }
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        // Nobody takes packets any more.
        self.stop.store(true, Ordering::Relaxed);
    }
}
