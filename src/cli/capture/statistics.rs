//! Statistics of what is captured, while it is written.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Result;

use super::arguments::Arguments;
use super::taking::Capture;
use crate::cli::exit::Exit;
use crate::cli::job::{Job, Terms};
use crate::cli::signals::Signals;
use crate::cli::stats::{self, Asked};
use crate::cli::voice::Voice;
use crate::source::live::{Counts, Ends, Feed, Listening, Source};
use crate::source::{self, Batch};

/// What is asked of the packets.
///
/// # Errors
/// When a name is none of a statistic's.
pub fn named(names: &[String]) -> Result<Asked> {
    let names: Vec<&str> = names.iter().map(String::as_str).filter(|it| !it.is_empty()).collect();
    stats::asked_by_name(&names)
}

/// Captures to the end and tells statistics of what was written, at the end or each period.
pub fn tell(
    capture: Capture,
    asked: Asked,
    arguments: &Arguments,
    signals: Signals,
    voice: Voice,
) -> Result<Exit> {
    let ends = Ends { period_ns: arguments.every, ..Ends::default() };
    let taken = capture.taken().clone();
    let capture = Arc::new(Mutex::new(capture));
    let listening = Listening::to(Box::new(Written(Arc::clone(&capture))), taken, ends);
    let Asked { question, input, work, enrich, max_flows } = asked;
    let terms = Terms {
        input,
        work,
        enrich,
        output: arguments.output.clone(),
        named: Vec::new(),
        max_flows,
        listening: Some(listening),
        signals,
    };
    let told = Job::prepare(question, terms, voice)?.run();
    // Whoever reads the statistics may go away before the capture ends.
    let mut batch = Batch::default();
    while lock(&capture).next(&mut batch) {}
    // The job has gone, and with it what it listened to.
    let capture = Arc::into_inner(capture);
    let capture = capture.map(|it| it.into_inner().unwrap_or_else(PoisonError::into_inner));
    Ok(told.max(capture.map_or(Exit::Done, Capture::finish)))
}

/// Packets that were captured and written.
struct Written(Arc<Mutex<Capture>>);

fn lock(capture: &Mutex<Capture>) -> MutexGuard<'_, Capture> {
    capture.lock().unwrap_or_else(PoisonError::into_inner)
}

impl source::Source for Written {
    fn fill(&mut self, batch: &mut Batch) -> bool {
        lock(&self.0).next(batch)
    }
}

impl Feed for Written {
    fn sources(&self) -> Vec<Source> {
        lock(&self.0).live().sources().cloned().collect()
    }

    fn counts(&self) -> Vec<Counts> {
        lock(&self.0).live().counts()
    }

    fn end(&mut self) {
        lock(&self.0).live().end();
    }
}
