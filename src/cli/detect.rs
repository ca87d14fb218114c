//! `netsift detect FILE…`: what somebody should look at, and why.

mod alerts;
mod allow;
mod arguments;
mod baseline;
mod evidence;
mod forest;
mod labels;
mod rules;
mod table;
mod view;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result, bail};
use clap::{Args as _, FromArgMatches as _};

use super::arguments::{Input, Output};
use super::device::Writes;
use super::exit::{self, Exit};
use super::job::{Job, Question, Terms, refuse};
use super::signals::Signals;
use super::verdict::is_readable_at_all;
use super::voice::Voice;
use crate::alert::Outbox;
use crate::detect::{Detector, Found, Judge, Model, Settings, Severity};
use crate::engine::Analyser;
use crate::report::{Ledger, Report, Section};
use evidence::{Evidence, Trace};
use rules::deliver_section;

pub use arguments::Arguments;

/// Findings in packets.
struct Findings {
    settings: Arc<Settings>,
    fail_on: Option<Severity>,
    most: usize,
    /// Where packets of findings go, and what is looked for once findings are known.
    evidence: Mutex<Option<(Evidence, Option<Vec<Trace>>)>>,
    /// Who is told.
    outbox: Mutex<Option<Outbox>>,
    voice: Voice,
}

impl Question for Findings {
    fn analysers(&self) -> Vec<Box<dyn Analyser>> {
        vec![Box::new(Detector::new(&self.settings))]
    }

    fn answer(&self, analysers: Vec<Box<dyn Analyser>>, ledger: &Ledger) -> (Vec<Section>, Exit) {
        let found = found(analysers, ledger);
        let is_too_much = self.fail_on.is_some_and(|severity| found.at_least(severity) > self.most);
        let exit = if is_too_much { Exit::Findings } else { Exit::Done };
        if let Some((_, traces)) = locked(&self.evidence).as_mut() {
            let all = (1..).zip(&found.findings).map(|(number, it)| Trace::of(number, it));
            // Findings have filters that are understood; a test holds it.
            *traces = is_readable_at_all(ledger).then(|| all.flatten().collect());
        }
        let section = found.section();
        if let Some(outbox) = locked(&self.outbox).as_mut() {
            alerts::tell(outbox, &found.findings, &section);
        }
        (vec![section], exit)
    }

    fn afterwards(&self, inputs: &[PathBuf], input: &Input, signals: &Signals) -> Exit {
        let written = match locked(&self.evidence).take() {
            Some((evidence, Some(traces))) => evidence.write(traces, inputs, input, signals),
            _ => Exit::Done,
        };
        let told = locked(&self.outbox).take().map(Outbox::finish);
        written.max(told.map_or(Exit::Done, |told| alerts::say(&told, self.voice)))
    }

    fn view(&self, report: &Report) -> Option<Report> {
        Some(view::view(report))
    }
}

/// What a lock holds; a thread that broke off leaves nothing half done here.
fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

fn detector(analysers: Vec<Box<dyn Analyser>>) -> Option<Detector> {
    let any = analysers.into_iter().next().map(Analyser::into_any)?;
    any.downcast::<Detector>().ok().map(|it| *it)
}

fn found(analysers: Vec<Box<dyn Analyser>>, ledger: &Ledger) -> Found {
    detector(analysers).map(|detector| detector.found(ledger)).unwrap_or_default()
}

/// Runs the command and answers how it ended.
pub fn run(mut arguments: Arguments) -> Exit {
    if let Err(error) = arguments.choose_format() {
        return refuse("detect", &error);
    }
    if arguments.rules == Some(arguments::Rules::List) {
        return deliver_section(&arguments.output, rules::section());
    }
    let voice = Voice { quiet: arguments.output.quiet, verbose: arguments.output.verbose };
    if arguments.forest.explain_features {
        return deliver_section(&arguments.output, features());
    }
    if let Some(path) = &arguments.forest.features_from {
        return match table::scores(path, &arguments, voice) {
            Ok(section) => deliver_section(&arguments.output, section),
            Err(error) => refuse("detect", &error),
        };
    }
    match prepare(arguments, voice) {
        Ok((Task::Detect(job), learned)) => job.run().max(learned),
        Ok((Task::Learn(output, model), learned)) => {
            deliver_section(&output, baseline::section(Some(&model))).max(learned)
        }
        Err(error) => refuse("detect", &error),
    }
}

/// Detection by the rules alone, as it is without any option, for commands that show findings
/// beside other things.
pub fn by_rules(max_flows: usize) -> Result<Settings> {
    usual(&["--rules", "only"], max_flows)
}

/// Detection by rules and a forest of the capture itself, with so many of the least usual flows.
pub fn by_itself(max_flows: usize, ranks: usize) -> Result<Settings> {
    let mut settings = usual(&[], max_flows)?;
    settings.judging.ranks = ranks;
    Ok(settings)
}

fn usual(options: &[&str], max_flows: usize) -> Result<Settings> {
    let command = Arguments::augment_args(clap::Command::new("detect"));
    let matches = command.try_get_matches_from([&["detect"], options].concat())?;
    let usual = Arguments::from_arg_matches(&matches)?.settings()?;
    Ok(Settings { max_flows, ..usual })
}

/// What the features of flows are.
fn features() -> Section {
    let settings = crate::stats::Settings::default();
    let known = crate::stats::STATISTICS.iter().find(|it| it.name == "features");
    let sections = known.map(|it| it.analyser(&settings).sections(&Ledger::default()));
    sections.into_iter().flatten().next().unwrap_or_else(Found::shape)
}

/// What is to be done.
enum Task {
    /// Look for findings.
    Detect(Box<Job<Findings>>),
    /// Say what was learned.
    Learn(Output, Box<Model>),
}

/// What is to be done, and how learning the baseline ended.
fn prepare(arguments: Arguments, voice: Voice) -> Result<(Task, Exit)> {
    let mut settings = arguments.settings()?;
    let only_learns = arguments.forest.save_model.is_some() && arguments.has_no_input();
    let named = if only_learns { Vec::new() } else { arguments.inputs()? };
    let evidence = arguments.evidence(&named, voice)?;
    let sinks = arguments.alerts.open()?;
    let model = match &arguments.forest.model {
        Some(path) => Some((baseline::read(path)?, Exit::Done)),
        None if arguments.train.is_empty() => None,
        None => Some(baseline::learn(&arguments, &settings, voice)?),
    };
    let mut learned = Exit::Done;
    if let Some((model, exit)) = model {
        learned = exit;
        if let Some(alpha) = arguments.forest.alpha {
            model.calibration.accept(alpha)?;
        }
        if only_learns {
            return Ok((Task::Learn(arguments.output, Box::new(model)), learned));
        }
        settings.usual = model.usual.clone();
        if arguments.rules.is_none() {
            settings.judging.judge = Judge::Model(Arc::new(model));
        }
    } else if arguments.forest.alpha.is_some() {
        bail!("--alpha needs a baseline that says what is usual: --train or --model");
    }
    settings.judging.ranks = arguments.forest.ranks(&settings.judging.judge);
    let Arguments {
        fail_on,
        max_findings,
        max_flows,
        mut listen,
        mut input,
        work,
        enrich,
        output,
        ..
    } = arguments;
    listen.take_filter(&mut input)?;
    let signals = Signals::listen().context("cannot listen to signals")?;
    let files: Vec<&Path> = output.file.iter().map(PathBuf::as_path).collect();
    let writes = match &sinks {
        Some(sinks) if alerts::starts_programs(sinks) => Writes::Anything,
        _ => Writes::Files(&files),
    };
    let listening = listen.begin(input.count, writes, &signals, voice)?;
    // Who tells of findings has given up what was given up.
    let outbox = sinks.map(|(policy, sinks)| Outbox::new(policy, sinks));
    let fail_on = fail_on.or(max_findings.map(|_| Severity::Info));
    let question = Findings {
        settings: Arc::new(settings),
        fail_on,
        most: max_findings.unwrap_or(0),
        evidence: Mutex::new(evidence.map(|it| (it, None))),
        outbox: Mutex::new(outbox),
        voice,
    };
    let terms = Terms { input, work, enrich, output, named, max_flows, listening, signals };
    let job = Job::prepare(question, terms, voice)?;
    Ok((Task::Detect(Box::new(job)), learned))
}

/// The tables of every answer, without rows, for the schema.
pub fn sections() -> [Section; 4] {
    [Found::shape(), rules::section(), baseline::section(None), table::section()]
}

/// What `--help` says below the options: examples, exit codes.
pub fn help() -> String {
    let examples = EXAMPLES.iter().map(|(command, about)| format!("  {command}\n      {about}"));
    let examples = examples.collect::<Vec<_>>().join("\n");
    format!("Examples:\n{examples}\n\n{}", exit::help())
}

/// Command lines that people paste, and what each is for.
pub const EXAMPLES: &[(&str, &str)] = &[
    ("netsift detect capture.pcapng", "what somebody should look at, the gravest first"),
    (
        "netsift detect --train capture.pcapng --fail-on medium capture.pcapng",
        "in CI: exit code 1 where something is found that the baseline has not",
    ),
    (
        "netsift detect -T json capture.pcapng | jq '.sections.detect.tables.findings.rows_total'",
        "how many findings there are",
    ),
    (
        "netsift detect --train capture.pcapng --save-model usual.model",
        "learn what is usual from clean traffic, and keep it",
    ),
    (
        "netsift detect --model usual.model capture.pcapng",
        "findings with p-values, and how many false alarms to expect",
    ),
    (
        "netsift detect --evidence evidence.pcapng --force capture.pcapng",
        "the packets of findings as a capture, each with a comment that says why",
    ),
    (
        "netsift detect --alert exec:true --alert-on high capture.pcapng",
        "start a program for each grave finding, which stands on its standard input as JSON",
    ),
    ("netsift detect --rules list", "the rules, their thresholds, and how to set them"),
];
