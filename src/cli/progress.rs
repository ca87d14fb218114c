//! How far a run is, on standard error: a bar where the end is known, a line that says how it goes
//! where it is not. Only on a terminal, a bar only when a run takes long.

use std::io::{IsTerminal, stderr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::source::{Batch, Progress, Source};

/// Runs that end sooner show nothing.
const PATIENCE: Duration = Duration::from_millis(500);

/// How often a second the bar is drawn.
const RATE: u8 = 10;

/// A source that shows how far it has been read.
pub struct Watched<'a> {
    source: &'a mut dyn Source,
    progress: Arc<Progress>,
    since: Instant,
    /// From the start, so that it knows the rate; `None` where it is not wanted.
    bar: Option<ProgressBar>,
    is_shown: bool,
}

impl<'a> Watched<'a> {
    /// Watches `source`, whose state `progress` tells, unless `quiet`.
    pub fn new(source: &'a mut dyn Source, progress: Arc<Progress>, quiet: bool) -> Self {
        let is_wanted = !quiet && stderr().is_terminal();
        let bar = is_wanted.then(|| bar(progress.bytes_total()));
        Self { source, progress, since: Instant::now(), bar, is_shown: false }
    }

    fn advance(&mut self) {
        let Some(bar) = &self.bar else { return };
        bar.set_position(self.progress.bytes_read());
        if !self.is_shown && self.since.elapsed() >= PATIENCE {
            bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(RATE));
            self.is_shown = true;
        }
    }
}

impl Source for Watched<'_> {
    fn fill(&mut self, batch: &mut Batch) -> bool {
        self.advance();
        self.source.fill(batch)
    }
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// A line that says how a run goes that has no end of its own; gone when it is dropped.
pub struct Status(Option<ProgressBar>);

impl Status {
    /// A line, unless `quiet`.
    pub fn new(quiet: bool) -> Self {
        let is_wanted = !quiet && stderr().is_terminal();
        let style = ProgressStyle::with_template("{msg}");
        Self(is_wanted.then(|| {
            let target = ProgressDrawTarget::stderr_with_hz(RATE);
            let line = ProgressBar::with_draw_target(None, target);
            line.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        }))
    }

    /// Says what there is to say, if anybody sees it.
    pub fn say(&self, text: impl FnOnce() -> String) {
        if let Some(line) = &self.0 {
            line.set_message(text());
            line.tick();
        }
    }

    /// Takes the line away.
    pub fn clear(&self) {
        if let Some(line) = &self.0 {
            line.finish_and_clear();
        }
    }
}

impl Drop for Status {
    fn drop(&mut self) {
        self.clear();
    }
}

fn bar(total: Option<u64>) -> ProgressBar {
    let template = match total {
        Some(_) => {
            "{bar:30} {percent}% of {decimal_total_bytes}, {decimal_bytes_per_sec}, {eta} left"
        }
        None => "{spinner} {decimal_bytes} read, {decimal_bytes_per_sec}",
    };
    let style = ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("=> ");
    ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden()).with_style(style)
}
