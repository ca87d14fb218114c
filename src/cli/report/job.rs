//! Reading, folding, writing: what `netsift report` does once its arguments are understood.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::arguments::Arguments;
use super::outputs::Outputs;
use crate::cli::arguments::Work;
use crate::cli::detect::by_rules;
use crate::cli::enrich::Knowledge;
use crate::cli::exit::Exit;
use crate::cli::reading::{Reading, refuse_pipes};
use crate::cli::signals::Signals;
use crate::cli::verdict;
use crate::cli::voice::{Voice, problem};
use crate::detect::{self, Detector};
use crate::engine::Analyser;
use crate::filter::Sieve;
use crate::report::Report;
use crate::source::expand;
use crate::stats;

/// A run that is ready to start.
pub struct Job<'a> {
    arguments: &'a Arguments,
    named: Vec<PathBuf>,
    outputs: Outputs,
    sieve: Option<Sieve>,
    knowledge: Knowledge,
    looking: Arc<detect::Settings>,
    signals: Signals,
    voice: Voice,
}

/// How often somebody who waits looks whether to go on.
const GLANCE: Duration = Duration::from_millis(50);

impl<'a> Job<'a> {
    /// Understands the arguments and opens the outputs; no packet is read yet.
    ///
    /// # Errors
    /// When the arguments make no sense or an output is refused.
    pub fn prepare(arguments: &'a Arguments, voice: Voice) -> Result<Self> {
        let named = arguments.inputs()?;
        let inputs = expand(&named);
        if arguments.input.limits().needs_the_end() {
            refuse_pipes(&inputs)?;
        }
        let sieve = arguments.input.sieve()?;
        let knowledge = arguments.enrich.open(arguments.max_flows)?;
        let outputs = Outputs::open(arguments, &inputs, arguments.force)?;
        let looking = Arc::new(by_rules(arguments.max_flows)?);
        let signals = Signals::listen().context("cannot listen to signals")?;
        Ok(Self { arguments, named, outputs, sieve, knowledge, looking, signals, voice })
    }

    /// Runs and answers how it ended.
    pub fn run(self) -> Exit {
        let Self { arguments, named, outputs, sieve, knowledge, looking, signals, voice } = self;
        let (sieve, signals) = (sieve.as_ref(), &signals);
        let run =
            Run { arguments, sieve, knowledge: &knowledge, looking: &looking, signals, voice };
        let mut exit = run.report(&expand(&named), outputs);
        let Some(every) = arguments.watch.map(Duration::from_nanos) else { return exit };
        while run.wait(every) {
            let inputs = expand(&named);
            match Outputs::open(arguments, &inputs, true) {
                Ok(outputs) => exit = run.report(&inputs, outputs),
                Err(error) => {
                    problem(&format!("report: {error:#}"));
                    return Exit::Undelivered;
                }
            }
        }
        // Being stopped is how watching ends.
        exit.max(signals.exit())
    }
}

/// What every reading of a run shares.
struct Run<'a> {
    arguments: &'a Arguments,
    sieve: Option<&'a Sieve>,
    knowledge: &'a Knowledge,
    looking: &'a Arc<detect::Settings>,
    signals: &'a Signals,
    voice: Voice,
}

impl Run<'_> {
    fn report(&self, inputs: &[PathBuf], outputs: Outputs) -> Exit {
        let report = self.fold(inputs);
        verdict::tell(&report.input, self.voice);
        let asked = &self.arguments.input;
        // What still grows ends within a packet as often as not.
        let may_be_cut = asked.allow_truncated || self.arguments.watch.is_some();
        let mut exit = verdict::exit(&report.input, may_be_cut);
        if asked.fail_if_empty && report.input.kept.packets == 0 {
            exit = exit.max(Exit::Findings);
        }
        if report.input.partial {
            exit = exit.max(self.signals.exit());
            self.voice.warning("interrupted: the report is partial");
        }
        if !verdict::is_readable_at_all(&report.input) {
            return exit;
        }
        match outputs.deliver(&report, &self.title(inputs)) {
            Ok(()) => exit,
            // Whoever read the pipe has seen enough.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Exit::Done,
            Err(error) => {
                problem(&format!("report: cannot write the result: {error}"));
                Exit::Undelivered
            }
        }
    }

    /// Statistics and findings, of one reading.
    fn fold(&self, inputs: &[PathBuf]) -> Report {
        let arguments = self.arguments;
        let work = Work { per_file: false, sha256: arguments.sha256, jobs: arguments.jobs };
        let reading = Reading {
            input: &arguments.input,
            sieve: self.sieve,
            work: &work,
            max_flows: arguments.max_flows,
            signals: self.signals,
            voice: self.voice,
        };
        let requests = arguments.requests();
        let make = || {
            let mut analysers = stats::analysers(&requests);
            analysers.push(Box::new(Detector::new(self.looking)));
            self.knowledge.join(analysers)
        };
        let (mut analysers, input) = reading.fold(inputs, &make);
        let enrichment = self.knowledge.learn(&mut analysers);
        let detector = analysers.pop();
        let mut sections = stats::sections(&requests, analysers, &input);
        sections.extend(detector.into_iter().flat_map(|it| Analyser::sections(it, &input)));
        let mut report = Report { input, sections };
        enrichment.apply(&mut report);
        report
    }

    /// The heading: what was asked for, or the names of the captures without their folders.
    fn title(&self, inputs: &[PathBuf]) -> String {
        if let Some(title) = &self.arguments.title {
            return title.clone();
        }
        let name = |path: &PathBuf| {
            let name = path.file_name().unwrap_or(path.as_os_str());
            if path.as_os_str() == "-" {
                "standard input".to_owned()
            } else {
                name.to_string_lossy().into_owned()
            }
        };
        let names: Vec<String> = inputs.iter().take(3).map(name).collect();
        match inputs.len() {
            0..=3 => names.join(", "),
            count => format!("{} and {} more", names.join(", "), count - 3),
        }
    }

    /// Waits this long; false where somebody wants it to end before.
    fn wait(&self, every: Duration) -> bool {
        let since = Instant::now();
        while since.elapsed() < every {
            if self.signals.stop().load(Ordering::Relaxed) {
                return false;
            }
            std::thread::sleep(GLANCE.min(every));
        }
        !self.signals.stop().load(Ordering::Relaxed)
    }
}
