//! Running analysers over a source, on one thread or several, with the same result.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use super::dealt::Dealt;
use super::desk::{Desk, Task};
use super::partition::Partition;
use super::worker::Worker;
use super::{Analyser, Needs};
use crate::flow::{FragmentLosses, Fragments, Losses};
use crate::packet::Decoded;
use crate::source::{Batch, Source};
use crate::value::Timestamp;

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
    /// The run was asked to stop, perhaps before the source ended.
    pub partial: bool,
    /// Packets whose application was judged without memory of their flow: there were more flows
    /// than are remembered.
    pub not_remembered: u64,
    /// What was given up where streams are assembled.
    pub losses: Losses,
    /// What was given up where fragments are put together.
    pub fragments: FragmentLosses,
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
    let needs = Needs::of(&analysers);
    // More workers than partitions would have nothing to do, and a thread is not free.
    let is_serial = needs >= Needs::Streams || analysers.iter().any(|it| it.in_order());
    let jobs = if is_serial { 1 } else { options.jobs.get().min(Partition::COUNT) };
    let worker = |analysers| Worker::new(analysers, options.max_flows);
    let first = worker(analysers);
    if jobs == 1 || needs == Needs::Ledger {
        return alone(source, first, stop);
    }
    let others = (1..jobs).map(|_| worker(make()));
    let workers = std::iter::once(first).chain(others).collect();
    if needs >= Needs::Hosts {
        together(source, workers, stop)
    } else {
        in_turn(source, workers, stop)
    }
}

fn alone(source: &mut dyn Source, mut worker: Worker, stop: &AtomicBool) -> Outcome {
    worker.join_fragments();
    let mut batch = Batch::default();
    let mut clock = Clock::default();
    while fill(source, &mut batch, &mut clock) {
        worker.take(batch.packets().zip(batch.choice()));
        if stop.load(Ordering::Relaxed) {
            break;
        }
    }
    worker.into_outcome(stop.load(Ordering::Relaxed))
}

/// Every worker sees every batch and takes its partitions. A worker for which the system has no
/// thread works in the caller's.
fn together(source: &mut dyn Source, workers: Vec<Worker>, stop: &AtomicBool) -> Outcome {
    let workers: Vec<_> = workers.into_iter().map(Mutex::new).collect();
    let desk = Desk::new(workers.len());
    let reader = Mutex::new((source, Clock::default(), Fragments::default(), Decoded::default()));
    let read = |mut dealt: Dealt| {
        let (source, clock, fragments, decoded) = &mut *lock(&reader);
        let more = fill(*source, &mut dealt.batch, clock);
        if more {
            dealt.deal(workers.len(), fragments, decoded);
        }
        let is_over = !more || stop.load(Ordering::Relaxed);
        desk.put(more.then_some(dealt), is_over);
    };
    let work = |own: &[usize]| {
        let _seat = desk.seat();
        while let Some(task) = desk.next(own) {
            match task {
                Task::Read(dealt) => read(dealt),
                Task::Work(place, dealt) => {
                    if let Some(worker) = workers.get(place) {
                        lock(worker).take_share(&dealt, place);
                    }
                    desk.give_back(dealt);
                }
            }
        }
    };
    thread::scope(|scope| {
        let work = &work;
        let mut threads = Vec::new();
        let mut here = vec![0];
        for place in 1..workers.len() {
            match thread::Builder::new().spawn_scoped(scope, move || work(&[place])) {
                Ok(thread) => threads.push(thread),
                Err(_) => here.push(place),
            }
        }
        work(&here);
        join(threads);
    });
    let fragments = lock(&reader).2.losses();
    Outcome { fragments, ..outcome(workers, stop) }
}

/// Workers share the batches as they come: whoever is free reads the next one, and keeps it where
/// its own caches have it.
fn in_turn(source: &mut dyn Source, workers: Vec<Worker>, stop: &AtomicBool) -> Outcome {
    let workers: Vec<_> = workers.into_iter().map(Mutex::new).collect();
    let turn = Mutex::new((source, Clock::default(), false));
    // Fragments of one datagram may lie in batches of several workers.
    let fragments = Mutex::new((Fragments::default(), Decoded::default()));
    let fill_next = |dealt: &mut Dealt, needs: Needs| {
        let (source, clock, over) = &mut *lock(&turn);
        let more = !*over && fill(*source, &mut dealt.batch, clock);
        *over = !more || stop.load(Ordering::Relaxed);
        if more && needs != Needs::Records {
            let (fragments, decoded) = &mut *lock(&fragments);
            dealt.deal(0, fragments, decoded);
        }
        more
    };
    let work = |worker: &Mutex<Worker>| {
        let (mut worker, mut dealt) = (lock(worker), Dealt::default());
        while fill_next(&mut dealt, worker.needs()) {
            worker.take(dealt.packets());
        }
    };
    thread::scope(|scope| {
        let Some((here, elsewhere)) = workers.split_first() else { return };
        // Where the system refuses threads, the others do all of it.
        let start = |worker| thread::Builder::new().spawn_scoped(scope, move || work(worker));
        let threads: Vec<_> = elsewhere.iter().filter_map(|worker| start(worker).ok()).collect();
        work(here);
        join(threads);
    });
    let fragments = lock(&fragments).0.losses();
    Outcome { fragments, ..outcome(workers, stop) }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits for workers. A worker's panic goes on in the caller: never a silently smaller answer.
fn join(threads: Vec<thread::ScopedJoinHandle<'_, ()>>) {
    for thread in threads {
        if let Err(panic) = thread.join() {
            std::panic::resume_unwind(panic);
        }
    }
}

/// Joins what the workers found, in their order.
fn outcome(workers: Vec<Mutex<Worker>>, stop: &AtomicBool) -> Outcome {
    let partial = stop.load(Ordering::Relaxed);
    let workers =
        workers.into_iter().map(|it| it.into_inner().unwrap_or_else(PoisonError::into_inner));
    let joined = workers.reduce(|mut first, worker| {
        first.absorb(worker);
        first
    });
    match joined {
        Some(worker) => worker.into_outcome(partial),
        None => Outcome {
            analysers: Vec::new(),
            partial,
            not_remembered: 0,
            losses: Losses::default(),
            fragments: FragmentLosses::default(),
        },
    }
}

/// What batches have to be told of those before them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clock {
    /// When the first packet of all was captured.
    start: Option<Timestamp>,
    /// When the last one so far was.
    last: Option<Timestamp>,
}

/// Fills a batch and tells it what came before.
pub(super) fn fill(source: &mut dyn Source, batch: &mut Batch, clock: &mut Clock) -> bool {
    batch.chosen.clear();
    let more = source.fill(batch);
    let first = batch.records.first().map(|record| record.at);
    clock.start = clock.start.or(first);
    batch.start = clock.start.unwrap_or_default();
    batch.before = clock.last.or(first).unwrap_or_default();
    clock.last = batch.records.last().map(|record| record.at).or(clock.last);
    more
}

#[cfg(test)]
mod tests;
