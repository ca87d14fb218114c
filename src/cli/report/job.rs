//! Reading, folding, writing: what `netsift report` does once its arguments are understood.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};

use super::arguments::Arguments;
use super::outputs::Outputs;
use super::watch;
use crate::cli::account;
use crate::cli::arguments::Work;
use crate::cli::detect::by_rules;
use crate::cli::device::Writes;
use crate::cli::enrich::Knowledge;
use crate::cli::exit::Exit;
use crate::cli::listening::tell;
use crate::cli::reading::{Reading, refuse_pipes};
use crate::cli::signals::Signals;
use crate::cli::verdict;
use crate::cli::voice::{Voice, problem};
use crate::detect::{self, Detector};
use crate::engine::Analyser;
use crate::filter::Sieve;
use crate::report::{FileLedger, Ledger, Report};
use crate::source::live::Listening;
use crate::source::{Source, expand};
use crate::stats::{self, Request};

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
    listening: Option<Listening>,
}

impl<'a> Job<'a> {
    /// Understands the arguments and opens the outputs; no packet is read yet.
    ///
    /// # Errors
    /// When the arguments make no sense, an output is refused, or an interface does not open.
    pub fn prepare(arguments: &'a Arguments, voice: Voice) -> Result<Self> {
        let named = arguments.inputs()?;
        let inputs = expand(&named);
        if arguments.input.limits().needs_the_end() {
            refuse_pipes(&inputs)?;
        }
        let (listen, input) = arguments.listen()?;
        let sieve = input.sieve()?;
        let knowledge = arguments.enrich.open(arguments.max_flows)?;
        let looking = Arc::new(by_rules(arguments.max_flows)?);
        let signals = Signals::listen().context("cannot listen to signals")?;
        let files: Vec<&Path> = arguments.files_written().collect();
        let writes = if arguments.with_chromium { Writes::Anything } else { Writes::Files(&files) };
        let listening = listen.begin(input.count, writes, &signals, voice)?;
        let account = listening.as_ref().and_then(Listening::account);
        let outputs = Outputs::open(arguments, &inputs, arguments.force)
            .map_err(|error| account::hint(error, account))?;
        Ok(Self { arguments, named, outputs, sieve, knowledge, looking, signals, voice, listening })
    }

    /// Runs and answers how it ended.
    pub fn run(self) -> Exit {
        let Self {
            arguments,
            named,
            outputs,
            sieve,
            knowledge,
            looking,
            signals,
            voice,
            listening,
        } = self;
        let work = Work { per_file: false, sha256: arguments.sha256, jobs: arguments.jobs };
        let reading = Reading {
            input: &arguments.input,
            sieve: sieve.as_ref(),
            work: &work,
            max_flows: arguments.max_flows,
            signals: &signals,
            voice,
        };
        let requests = arguments.requests();
        let run = Run { arguments, reading, requests, knowledge: &knowledge, looking: &looking };
        match (listening, arguments.watch) {
            (None, None) => run.deliver(&run.read(&expand(&named)), outputs),
            (None, Some(every)) => watch::files(&run, &named, outputs, every),
            (Some(mut listening), None) => {
                let report = run.listen(&mut listening);
                let exit = run.deliver(&report, outputs);
                tell(&listening, voice);
                exit
            }
            (Some(listening), Some(_)) => watch::interfaces(&run, listening, outputs),
        }
    }
}

/// What every reading of a run shares.
pub struct Run<'a> {
    pub arguments: &'a Arguments,
    pub reading: Reading<'a>,
    requests: Vec<Request>,
    knowledge: &'a Knowledge,
    looking: &'a Arc<detect::Settings>,
}

impl Run<'_> {
    /// Writes a report, and answers how that ended.
    pub fn deliver(&self, report: &Report, outputs: Outputs) -> Exit {
        let Reading { input: asked, signals, voice, .. } = &self.reading;
        verdict::tell(&report.input, *voice);
        // What still grows ends within a packet as often as not.
        let may_be_cut = asked.allow_truncated || self.arguments.watch.is_some();
        let mut exit = verdict::exit(&report.input, may_be_cut);
        if asked.fail_if_empty && report.input.kept.packets == 0 {
            exit = exit.max(Exit::Findings);
        }
        if report.input.partial {
            exit = exit.max(signals.exit());
            voice.warning("interrupted: the report is partial");
        }
        if !verdict::is_readable_at_all(&report.input) {
            return exit;
        }
        match outputs.deliver(report, &self.title(&report.input)) {
            Ok(()) => exit,
            // Whoever read the pipe has seen enough.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Exit::Done,
            Err(error) => {
                problem(&format!("report: cannot write the result: {error}"));
                Exit::Undelivered
            }
        }
    }

    /// The report on captures.
    pub fn read(&self, inputs: &[PathBuf]) -> Report {
        self.report(self.reading.fold(inputs, &|| self.analysers()))
    }

    /// The same, whatever signal has come.
    pub fn read_to_the_end(&self, inputs: &[PathBuf]) -> Report {
        let reading = Reading { signals: &Signals::default(), ..self.reading };
        self.report(reading.fold(inputs, &|| self.analysers()))
    }

    /// The report on what interfaces show until it ends.
    fn listen(&self, listening: &mut Listening) -> Report {
        self.report(self.reading.fold_live(listening, &|| self.analysers()))
    }

    /// The report on packets that were kept.
    pub fn read_kept(&self, source: &mut dyn Source, ledger: Ledger) -> Report {
        self.report(self.reading.fold_kept(source, ledger, &|| self.analysers()))
    }

    fn analysers(&self) -> Vec<Box<dyn Analyser>> {
        let mut analysers = stats::analysers(&self.requests);
        analysers.push(Box::new(Detector::new(self.looking)));
        self.knowledge.join(analysers)
    }

    /// Statistics and findings, of one reading.
    fn report(&self, (mut analysers, input): (Vec<Box<dyn Analyser>>, Ledger)) -> Report {
        let enrichment = self.knowledge.learn(&mut analysers);
        let detector = analysers.pop();
        let mut sections = stats::sections(&self.requests, analysers, &input);
        sections.extend(detector.into_iter().flat_map(|it| Analyser::sections(it, &input)));
        let mut report = Report { input, sections };
        enrichment.apply(&mut report);
        report
    }

    /// The heading: what was asked for, or the names of the inputs without their folders.
    fn title(&self, ledger: &Ledger) -> String {
        if let Some(title) = &self.arguments.title {
            return title.clone();
        }
        let name = |file: &FileLedger| match Path::new(&file.name).file_name() {
            _ if file.name == "-" => "standard input".to_owned(),
            Some(name) => name.to_string_lossy().into_owned(),
            None => file.name.clone(),
        };
        let names: Vec<String> = ledger.files.iter().take(3).map(name).collect();
        match ledger.files.len() {
            0..=3 => names.join(", "),
            count => format!("{} and {} more", names.join(", "), count - 3),
        }
    }
}
