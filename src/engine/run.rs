//! Running analysers over a source, on one thread or several, with the same result.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::partition::Partition;
use super::worker::{Share, Worker};
use super::{Analyser, Needs};
use crate::source::{Batch, Source};
use crate::value::Timestamp;

/// Batches that may wait for a worker: enough to keep it busy while the reader waits for a disk.
const WAITING: usize = 2;

/// How to run.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Worker threads, at most one a partition. One: everything on the calling thread.
    pub jobs: NonZeroUsize,
    /// Flows whose application is remembered, over all workers.
    pub max_flows: usize,
}

/// What a run leaves.
pub struct Outcome {
    /// The analysers, in the order of `make`, having seen every packet.
    pub analysers: Vec<Box<dyn Analyser>>,
    /// The run was stopped before the source ended.
    pub partial: bool,
    /// Packets whose application was judged without memory of their flow: there were more flows
    /// than are remembered.
    pub not_remembered: u64,
}

/// Reads `source` to its end, or until `stop`, and lets analysers fold its packets.
///
/// `make` gives one set of analysers; it is called once a worker, and the sets are joined at the
/// end. The number of workers changes nothing in the outcome.
pub fn run(
    source: &mut dyn Source,
    make: &(dyn Fn() -> Vec<Box<dyn Analyser>> + Sync),
    options: Options,
    stop: &AtomicBool,
) -> Outcome {
    let analysers = make();
    let needs = analysers.iter().map(|analyser| analyser.needs()).max().unwrap_or_default();
    // More workers than partitions would have nothing to do, and a thread is not free.
    let jobs = options.jobs.get().min(Partition::COUNT);
    if jobs == 1 || needs == Needs::Ledger {
        return alone(source, Worker::new(analysers, Share::All, options.max_flows), stop);
    }
    let share = |place| match needs {
        Needs::Hosts | Needs::Applications => Share::Partitions { place, workers: jobs },
        Needs::Ledger | Needs::Records | Needs::Layers => Share::All,
    };
    let mut workers = vec![Worker::new(analysers, share(0), options.max_flows)];
    workers.extend((1..jobs).map(|place| Worker::new(make(), share(place), options.max_flows)));
    if needs >= Needs::Hosts {
        together(source, workers, stop)
    } else {
        in_turn(source, workers, stop)
    }
}

fn alone(source: &mut dyn Source, mut worker: Worker, stop: &AtomicBool) -> Outcome {
    let mut batch = Batch::default();
    let mut start = None;
    let mut partial = false;
    while fill(source, &mut batch, &mut start) {
        worker.take(&batch);
        if stop.load(Ordering::Relaxed) {
            partial = true;
            break;
        }
    }
    worker.into_outcome(partial)
}

/// Every worker sees every batch and takes its partitions.
fn together(source: &mut dyn Source, workers: Vec<Worker>, stop: &AtomicBool) -> Outcome {
    let (give_back, spare) = channel();
    thread::scope(|scope| {
        let mut lines = Vec::new();
        let mut threads = Vec::new();
        for mut worker in workers {
            let (line, batches) = sync_channel::<Arc<Batch>>(WAITING);
            let give_back = give_back.clone();
            lines.push(line);
            threads.push(scope.spawn(move || {
                for batch in batches {
                    worker.take(&batch);
                    give(&give_back, Arc::into_inner(batch));
                }
                worker
            }));
        }
        let partial = read(source, &spare, stop, |batch| send_all(&lines, batch));
        drop(lines);
        join(threads, partial)
    })
}

/// Each batch goes to whichever worker is free.
fn in_turn(source: &mut dyn Source, workers: Vec<Worker>, stop: &AtomicBool) -> Outcome {
    let (give_back, spare) = channel();
    let (line, batches) = sync_channel::<Batch>(WAITING);
    let batches = Mutex::new(batches);
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for mut worker in workers {
            let give_back = give_back.clone();
            let batches = &batches;
            threads.push(scope.spawn(move || {
                while let Some(batch) = next(batches) {
                    worker.take(&batch);
                    give(&give_back, Some(batch));
                }
                worker
            }));
        }
        let partial = read(source, &spare, stop, |batch| line.send(batch).is_ok());
        drop(line);
        join(threads, partial)
    })
}

/// Fills a batch and tells it when the first packet of all was captured.
fn fill(source: &mut dyn Source, batch: &mut Batch, start: &mut Option<Timestamp>) -> bool {
    let more = source.fill(batch);
    *start = start.or_else(|| batch.records.first().map(|record| record.at));
    batch.start = start.unwrap_or_default();
    more
}

fn next(batches: &Mutex<Receiver<Batch>>) -> Option<Batch> {
    batches.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

fn send_all(lines: &[SyncSender<Arc<Batch>>], batch: Batch) -> bool {
    let batch = Arc::new(batch);
    lines.iter().all(|line| line.send(Arc::clone(&batch)).is_ok())
}

/// Gives an empty batch back to the reader; at the end there is none, and the batch is dropped.
fn give(give_back: &Sender<Batch>, batch: Option<Batch>) {
    if let Some(batch) = batch {
        give_back.send(batch).unwrap_or_default();
    }
}

/// Reads until the source ends, `stop`, or nobody takes batches any more. Answers whether it was
/// stopped early.
fn read(
    source: &mut dyn Source,
    spare: &Receiver<Batch>,
    stop: &AtomicBool,
    mut send: impl FnMut(Batch) -> bool,
) -> bool {
    let mut start = None;
    loop {
        let mut batch = spare.try_recv().unwrap_or_default();
        if !fill(source, &mut batch, &mut start) {
            return false;
        }
        if !send(batch) || stop.load(Ordering::Relaxed) {
            return true;
        }
    }
}

/// Joins what the workers found, in their order. A worker's panic goes on in the caller: never a
/// silently smaller answer.
fn join(threads: Vec<thread::ScopedJoinHandle<'_, Worker>>, partial: bool) -> Outcome {
    let mut first: Option<Worker> = None;
    for handle in threads {
        match (handle.join(), &mut first) {
            (Ok(worker), Some(first)) => first.absorb(worker),
            (Ok(worker), first) => *first = Some(worker),
            (Err(panic), _) => std::panic::resume_unwind(panic),
        }
    }
    match first {
        Some(worker) => worker.into_outcome(partial),
        None => Outcome { analysers: Vec::new(), partial, not_remembered: 0 },
    }
}

#[cfg(test)]
mod tests;
