//! Outputs that are replaced again and again: as captures grow, or as packets arrive.

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use super::job::Run;
use super::outputs::Outputs;
use crate::cli::exit::Exit;
use crate::cli::listening::tell;
use crate::cli::voice::problem;
use crate::report::Ledger;
use crate::source::expand;
use crate::source::live::{Listening, Recent};

/// How often somebody who waits looks whether to go on.
const GLANCE: Duration = Duration::from_millis(50);

/// Reads captures again whenever they have changed, and once more when it is asked to stop.
pub fn files(run: &Run<'_>, named: &[PathBuf], outputs: Outputs, every_ns: u64) -> Exit {
    let every = Duration::from_nanos(every_ns);
    let mut inputs = expand(named);
    let mut before = state(&inputs);
    let mut exit = run.deliver(&run.read(&inputs), outputs);
    loop {
        let goes_on = wait(run, every);
        inputs = expand(named);
        let now = state(&inputs);
        if now != before {
            let outputs = match Outputs::open(run.arguments, &inputs, true) {
                Ok(outputs) => outputs,
                Err(error) => return refused(&error),
            };
            let report = if goes_on { run.read(&inputs) } else { run.read_to_the_end(&inputs) };
            exit = run.deliver(&report, outputs);
            before = now;
        }
        if !goes_on {
            // Being stopped is how watching ends.
            return exit.max(run.reading.signals.exit());
        }
    }
}

/// A capture, how long it is and when it was written.
type State = (PathBuf, Option<(u64, Option<SystemTime>)>);

/// What tells whether captures have changed.
fn state(inputs: &[PathBuf]) -> Vec<State> {
    let one = |path: &PathBuf| {
        let about = path.metadata().ok().map(|it| (it.len(), it.modified().ok()));
        (path.clone(), about)
    };
    inputs.iter().map(one).collect()
}

fn refused(error: &anyhow::Error) -> Exit {
    problem(&format!("report: {error:#}"));
    Exit::Undelivered
}

/// Waits this long; false where somebody wants it to end before.
fn wait(run: &Run<'_>, every: Duration) -> bool {
    let since = Instant::now();
    let is_stopped = || run.reading.signals.stop().load(Ordering::Relaxed);
    while since.elapsed() < every && !is_stopped() {
        thread::sleep(GLANCE.min(every));
    }
    !is_stopped()
}

/// Listens until it ends; each period, outputs are made of the packets that are kept. A period that
/// ends while the outputs of one before are still being made adds to the next.
pub fn interfaces(run: &Run<'_>, mut listening: Listening, outputs: Outputs) -> Exit {
    let mut recent = Recent::new(run.arguments.keep);
    // Those that were opened before anything came are the first.
    let mut opened = Some(outputs);
    let mut exit = Exit::Done;
    thread::scope(|scope| {
        let mut writing: Option<thread::ScopedJoinHandle<'_, Exit>> = None;
        while !listening.is_over() {
            recent.gather(&mut listening);
            if !listening.is_over() && writing.as_ref().is_some_and(|it| !it.is_finished()) {
                continue;
            }
            if let Some(written) = writing.take() {
                exit = joined(written);
            }
            let outputs = opened.take().map_or_else(|| Outputs::open(run.arguments, &[], true), Ok);
            let outputs = match outputs {
                Ok(outputs) => outputs,
                Err(error) => {
                    exit = refused(&error);
                    listening.end();
                    break;
                }
            };
            let (mut packets, ledger) = (recent.replay(), recent.ledger());
            // Being stopped is how watching ends: what was to be read was read.
            let ledger = Ledger { partial: false, ..ledger };
            let make = move || run.deliver(&run.read_kept(&mut packets, ledger), outputs);
            writing = Some(scope.spawn(make));
        }
        if let Some(written) = writing {
            exit = joined(written);
        }
    });
    tell(&listening, run.reading.voice);
    exit.max(run.reading.signals.arrived().unwrap_or(Exit::Done))
}

/// How the outputs came out; a panic goes on here.
fn joined(written: thread::ScopedJoinHandle<'_, Exit>) -> Exit {
    written.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
