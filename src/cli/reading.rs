//! Reading inputs as one timeline and letting analysers fold it, and what commands do before they
//! read.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Result, bail};

use super::arguments::{Input, Work};
use super::output;
use super::progress::Watched;
use super::signals::Signals;
use super::verdict;
use super::voice::Voice;
use crate::engine::{self, Analyser, Chosen, Outcome, Sifted};
use crate::filter::Sieve;
use crate::flow::{self, Losses};
use crate::report::{FragmentLosses, Ledger, RecordTally, StreamLosses};
use crate::source::live::{Listening, Period};
use crate::source::{Batch, Inputs, Limits, Options, Source, Timeline, Window};
use crate::value::Timestamp;

/// How inputs are read.
pub struct Reading<'a> {
    /// How much of them.
    pub input: &'a Input,
    /// What chooses among packets, where something does.
    pub sieve: Option<&'a Sieve>,
    /// How they are worked on.
    pub work: &'a Work,
    /// Most flows that live at once.
    pub max_flows: usize,
    /// What may end it early.
    pub signals: &'a Signals,
    /// What is said meanwhile.
    pub voice: Voice,
}

impl Reading<'_> {
    /// The analysers after all packets, and the ledger of what was read.
    pub fn fold(
        &self,
        inputs: &[PathBuf],
        make: &(dyn Fn() -> Vec<Box<dyn Analyser>> + Sync),
    ) -> (Vec<Box<dyn Analyser>>, Ledger) {
        let asked = self.input;
        let (resync, sha256) = (asked.resync, self.work.sha256);
        let options = Options { resync, sha256, stop: self.signals.flag(), ..Options::default() };
        let mut inputs = Inputs { paths: inputs.to_vec(), options };
        let mut limits = asked.limits();
        if limits.needs_the_end() {
            limits = limits.resolved(last_time(&inputs, self.signals.stop()).unwrap_or_default());
        }
        if limits.from.is_none() && limits.to.is_none() {
            inputs.options.most = limits.count;
        }
        let mut timeline = Timeline::open(&inputs);
        let progress = timeline.progress();
        let mut watched = Watched::new(&mut timeline, progress, self.voice.quiet);
        let ran = self.run(&mut watched, limits, make, self.signals.stop());
        drop(watched);
        let mut ledger = timeline.into_ledger();
        ledger.partial = ran.outcome.partial;
        (ran.note(&mut ledger), ledger)
    }

    /// The same of the packets of a period that come from interfaces.
    pub fn fold_live(
        &self,
        listening: &mut Listening,
        make: &(dyn Fn() -> Vec<Box<dyn Analyser>> + Sync),
    ) -> (Vec<Box<dyn Analyser>>, Ledger) {
        let limits = Limits { count: None, ..self.input.limits() };
        // Asked to stop, the interfaces end, and what came before that is folded yet.
        let never = AtomicBool::new(false);
        let mut period = Period::of(listening);
        let ran = self.run(&mut period, limits, make, &never);
        if listening.is_over() {
            listening.end();
        }
        let mut ledger = listening.take_ledger();
        (ran.note(&mut ledger), ledger)
    }

    /// The same of packets that were kept, with the ledger of what they are.
    pub fn fold_kept(
        &self,
        source: &mut dyn Source,
        mut ledger: Ledger,
        make: &(dyn Fn() -> Vec<Box<dyn Analyser>> + Sync),
    ) -> (Vec<Box<dyn Analyser>>, Ledger) {
        let limits = Limits { count: None, ..self.input.limits() };
        let ran = self.run(source, limits, make, &AtomicBool::new(false));
        (ran.note(&mut ledger), ledger)
    }

    /// Lets analysers fold what lies within limits and matches.
    fn run(
        &self,
        source: &mut dyn Source,
        limits: Limits,
        make: &(dyn Fn() -> Vec<Box<dyn Analyser>> + Sync),
        stop: &AtomicBool,
    ) -> Ran {
        let options = engine::Options { jobs: self.work.jobs(), max_flows: self.max_flows };
        let Some(sieve) = self.sieve else {
            if limits.is_open() {
                let outcome = engine::run(source, make, options, stop);
                return Ran { outcome, kept: None, tried: None, sifted: Sifted::default() };
            }
            let mut window = Window::new(source, limits);
            let outcome = engine::run(&mut window, make, options, stop);
            let kept = Some(window.into_kept());
            return Ran { outcome, kept, tried: None, sifted: Sifted::default() };
        };
        let mut window = Window::new(source, limits);
        let mut chosen = Chosen::new(&mut window, sieve.clone(), self.max_flows);
        let outcome = engine::run(&mut chosen, make, options, stop);
        let (sieve, kept, sifted) = chosen.into_parts();
        verdict::tell_why_nothing(&sieve, self.voice);
        Ran { outcome, kept: Some(kept), tried: Some(sieve.seen()), sifted }
    }
}

/// What a run over packets leaves.
struct Ran {
    outcome: Outcome,
    /// Counts over packets that were kept, where not all were.
    kept: Option<RecordTally>,
    /// How many were tried, where an expression chose among them.
    tried: Option<u64>,
    /// What was left behind while they were tried.
    sifted: Sifted,
}

impl Ran {
    /// Puts what a run left into the ledger; the analysers stay.
    fn note(self, ledger: &mut Ledger) -> Vec<Box<dyn Analyser>> {
        let Self { outcome, kept, tried, sifted } = self;
        ledger.kept = kept.unwrap_or_else(|| ledger.records.clone());
        ledger.tried = tried;
        // Both remember the same flows and assemble the same streams, where they do.
        ledger.not_remembered = outcome.not_remembered.max(sifted.not_remembered);
        let assembled = outcome.losses != Losses::default();
        let losses = if assembled { outcome.losses } else { sifted.losses };
        let Losses { gaps, gap_bytes, segments_without_room, streams_emptied } = losses;
        ledger.streams = StreamLosses { gaps, gap_bytes, segments_without_room, streams_emptied };
        let joined = outcome.fragments != flow::FragmentLosses::default();
        ledger.fragments = fragments_of(if joined { outcome.fragments } else { sifted.fragments });
        outcome.analysers
    }
}

/// What was given up of fragments, as the ledger has it.
pub fn fragments_of(losses: flow::FragmentLosses) -> FragmentLosses {
    let flow::FragmentLosses { incomplete, evicted, refused, overlapping } = losses;
    FragmentLosses { incomplete, evicted, refused, overlapping }
}

/// Refuses names of inputs, and parts of them, that cannot be meant.
///
/// # Errors
/// When a name is empty, standard input is named twice, or the range of time can hold nothing.
pub fn refuse_nonsense(inputs: &[OsString], asked: &Input) -> Result<()> {
    if inputs.iter().any(|input| input.is_empty()) {
        bail!("an empty word names no capture; is a variable of the shell unset?");
    }
    if asked.limits().is_empty() {
        bail!("--from has to lie before --to; no packet can be in between");
    }
    if inputs.iter().filter(|input| *input == "-").count() > 1 {
        bail!("standard input (-) is named twice; it can be read once");
    }
    Ok(())
}

/// The time of the last packet, by reading everything once, or until `stop`.
pub fn last_time(inputs: &Inputs, stop: &AtomicBool) -> Option<Timestamp> {
    let mut timeline = Timeline::open(inputs);
    let mut batch = Batch::default();
    while timeline.fill(&mut batch) && !stop.load(Ordering::Relaxed) {}
    timeline.into_ledger().records.last
}

/// Refuses inputs that can be read once only, where a time before the last packet needs two passes.
///
/// # Errors
/// When one is a pipe.
pub fn refuse_pipes(inputs: &[PathBuf]) -> Result<()> {
    for input in inputs {
        if is_pipe(input) {
            bail!(
                "{}: a time before the last packet (-5m) needs the input read twice, and a pipe \
                 can be read once: give --from and --to as points in time, or +90s from the first \
                 packet",
                output::shown(input)
            );
        }
    }
    Ok(())
}

/// Whether an input can be read once only.
pub fn is_pipe(input: &Path) -> bool {
    input.as_os_str() == "-"
        || input.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}
