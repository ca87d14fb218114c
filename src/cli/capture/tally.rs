//! What was written and what was lost: for the file's statistics, and for people at the end.

use std::time::Instant;

use crate::cli::voice::{Voice, problem};
use crate::output::grouped;
use crate::sink::Statistics;
use crate::source::live::{Counts, Live};
use crate::value::{Timestamp, escape};

/// Counts of a capture.
#[derive(Debug)]
pub struct Tally {
    /// When it began.
    pub start: Timestamp,
    /// Packets written, of each interface.
    written: Vec<u64>,
}

/// How much there was when somebody last looked.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    at: Instant,
    written: u64,
}

impl Pace {
    /// Nothing yet.
    pub fn new() -> Self {
        Self { at: Instant::now(), written: 0 }
    }
}

impl Tally {
    /// Nothing yet, of so many interfaces.
    pub fn new(start: Timestamp, interfaces: usize) -> Self {
        Self { start, written: vec![0; interfaces] }
    }

    /// Counts a packet that was written.
    pub fn add(&mut self, interface: u32) {
        let place = usize::try_from(interface).unwrap_or(usize::MAX);
        if let Some(count) = self.written.get_mut(place) {
            *count += 1;
        }
    }

    /// Packets that were written.
    pub fn written(&self) -> u64 {
        self.written.iter().sum()
    }

    /// What each interface counted from the start to `end`.
    pub fn statistics(&self, live: &Live, end: Timestamp) -> Vec<Statistics> {
        let counts = live.counts().into_iter().zip(&self.written);
        counts
            .map(|(counts, &delivered)| Statistics {
                start: self.start,
                end,
                received: counts.received,
                dropped_by_interface: counts.dropped_by_interface,
                dropped: counts.dropped_by_kernel + counts.dropped_by_queue,
                delivered,
            })
            .collect()
    }

    /// How it goes, in one line: packets and their rate since `before`, bytes of the file that is
    /// written, what was lost.
    pub fn line(&self, live: &Live, file_bytes: u64, before: &mut Pace) -> String {
        let (written, now) = (self.written(), Instant::now());
        let seconds = now.duration_since(before.at).as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let rate = (written - before.written) as f64 / seconds.max(1e-3);
        *before = Pace { at: now, written };
        let lost: u64 = live.counts().iter().map(Counts::dropped).sum();
        format!(
            "{} packets, {rate:.0}/s, {} bytes in the file, {} dropped",
            grouped(written),
            grouped(file_bytes),
            grouped(lost)
        )
    }

    /// Says what came and what was lost, a line for each interface.
    pub fn tell(&self, live: &Live, voice: Voice) {
        for ((source, counts), written) in live.sources().zip(live.counts()).zip(&self.written) {
            let name = escape(&source.name);
            voice.warning(&format!(
                "{name}: {} packets captured, {written} written, {} dropped by the kernel, {} by \
                 the interface, {} by the queue",
                counts.captured,
                counts.dropped_by_kernel,
                counts.dropped_by_interface,
                counts.dropped_by_queue
            ));
            if let Some(reason) = &source.ended {
                problem(&format!("{name}: ended by itself: {}", escape(reason)));
            }
        }
    }
}
