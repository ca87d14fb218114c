//! A progress bar on standard error: only on a terminal, only when a run takes long.

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
    bar: Option<ProgressBar>,
    is_wanted: bool,
}

impl<'a> Watched<'a> {
    /// Watches `source`, whose state `progress` tells, unless `quiet`.
    pub fn new(source: &'a mut dyn Source, progress: Arc<Progress>, quiet: bool) -> Self {
        let is_wanted = !quiet && stderr().is_terminal();
        Self { source, progress, since: Instant::now(), bar: None, is_wanted }
    }

    fn show(&mut self) {
        if self.since.elapsed() < PATIENCE {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| bar(self.progress.bytes_total(), self.since));
        bar.set_position(self.progress.bytes_read());
    }
}

impl Source for Watched<'_> {
    fn fill(&mut self, batch: &mut Batch) -> bool {
        if self.is_wanted {
            self.show();
        }
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

fn bar(total: Option<u64>, since: Instant) -> ProgressBar {
    let template = match total {
        Some(_) => {
            "{bar:30} {percent}% of {decimal_total_bytes}, {decimal_bytes_per_sec}, {eta} left"
        }
        None => "{spinner} {decimal_bytes} read, {decimal_bytes_per_sec}",
    };
    let style = ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("=> ");
    ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr_with_hz(RATE))
        .with_style(style)
        .with_elapsed(since.elapsed())
}
