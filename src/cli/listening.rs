//! Interfaces as inputs: what `-i` and its companions mean, and what is said of them at the end.

use anyhow::{Result, bail};
use clap::Args;

use super::arguments::Input;
use super::capture::condition::{Condition, autostop};
use super::capture::limits::Limits;
use super::device::{Device, Writes};
use super::signals::Signals;
use super::voice::{Voice, problem};
use crate::source::live::{Ends, Listening};
use crate::value::{escape, parse_duration_ns};

/// Packets as they arrive, instead of captures.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Live input")]
pub struct Listen {
    /// Listen on this interface instead of reading a capture; `any` is all of them (repeatable).
    /// Ends with -a, -c, or an interrupt
    #[arg(short = 'i', long, value_name = "IF", conflicts_with_all = ["read", "files", "per_file", "sha256", "resync"])]
    pub interface: Vec<String>,

    /// The expression of -f, which the kernel applies where packets come from interfaces.
    #[arg(skip)]
    pub kernel_filter: Option<String>,

    /// With -i: stop on duration:TIME or packets:N (repeatable; the first that holds)
    #[arg(short = 'a', long, value_name = "K:V", requires = "interface", value_parser = autostop)]
    pub autostop: Vec<Condition>,

    /// With -i: report every so often, each time on the packets since the last report
    #[arg(long, value_name = "TIME", requires = "interface", value_parser = period)]
    pub every: Option<i64>,

    #[command(flatten)]
    pub device: Device,
}

impl Listen {
    /// Whether packets are to come from interfaces.
    pub const fn is_asked_for(&self) -> bool {
        !self.interface.is_empty()
    }

    /// Leaves the expression of -f to the kernel, where packets come from interfaces.
    ///
    /// # Errors
    /// When what is asked for can only be said of captures, or only of interfaces.
    pub fn take_filter(&mut self, input: &mut Input) -> Result<()> {
        if !self.is_asked_for() {
            return self.device.refuse();
        }
        if input.limits().needs_the_end() {
            bail!("a time before the last packet (-5m) is not known while packets arrive");
        }
        self.kernel_filter = input.bpf.take();
        Ok(())
    }

    /// Opens the interfaces and gives up what that took; `None` where none was named.
    ///
    /// # Errors
    /// When one cannot be opened, or a condition is about files.
    pub fn begin(
        &self,
        packets: Option<u64>,
        writes: Writes<'_>,
        signals: &Signals,
        voice: Voice,
    ) -> Result<Option<Listening>> {
        if !self.is_asked_for() {
            return Ok(None);
        }
        let ends = Ends { period_ns: self.every, ..ends(&self.autostop, packets)? };
        let settings = self.device.settings(self.kernel_filter.clone(), writes)?;
        let listening = Listening::begin(&self.interface, settings, ends, signals.flag())?;
        let names: Vec<_> = self.interface.iter().map(|name| escape(name)).collect();
        voice.warning(&format!("listening on {}", names.join(", ")));
        Ok(Some(listening))
    }
}

/// When listening ends; of several of a kind, the first that holds.
///
/// # Errors
/// When a condition is about files.
pub fn ends(conditions: &[Condition], packets: Option<u64>) -> Result<Ends> {
    let Limits { packets, duration_ns, file_bytes, files } = Limits::of(conditions, packets);
    if file_bytes.is_some() || files.is_some() {
        bail!(
            "-a: filesize and files are about files, and none is written; duration:TIME and packets:N \
             end this"
        );
    }
    Ok(Ends { packets, duration_ns, period_ns: None })
}

/// Says what came and what was lost, a line for each interface.
pub fn tell(listening: &Listening, voice: Voice) {
    let feed = listening.feed();
    for (source, counts) in feed.sources().iter().zip(feed.counts()) {
        let name = escape(&source.name);
        let sentence = format!(
            "{name}: {} packets captured, {} dropped by the kernel, {} by the interface, {} by the \
             queue",
            counts.captured,
            counts.dropped_by_kernel,
            counts.dropped_by_interface,
            counts.dropped_by_queue
        );
        if counts.dropped() > 0 { problem(&sentence) } else { voice.warning(&sentence) }
    }
}

/// A time that is longer than nothing, in nanoseconds.
///
/// # Errors
/// When it is none; the text says what would be.
pub fn period(text: &str) -> Result<i64, &'static str> {
    match parse_duration_ns(text) {
        Some(span) if span > 0 => Ok(span),
        _ => Err("not a time; write 10s, 1m or 1h"),
    }
}
