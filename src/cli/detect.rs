//! `netsift detect FILE…`: what somebody should look at, and why.

mod arguments;
mod rules;
mod view;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, bail};

use super::exit::{self, Exit};
use super::job::{Job, Question, Terms, refuse};
use super::reading::Reading;
use super::signals::Signals;
use super::verdict;
use super::voice::Voice;
use crate::detect::{Detector, Found, Settings, Severity, Usual};
use crate::engine::Analyser;
use crate::report::{Ledger, Report, Section};
use crate::source::expand;

pub use arguments::Arguments;

/// Findings in packets.
struct Findings {
    settings: Arc<Settings>,
    fail_on: Option<Severity>,
    most: usize,
}

impl Question for Findings {
    fn analysers(&self) -> Vec<Box<dyn Analyser>> {
        vec![Box::new(Detector::new(&self.settings))]
    }

    fn answer(&self, analysers: Vec<Box<dyn Analyser>>, ledger: &Ledger) -> (Vec<Section>, Exit) {
        let found = found(analysers, ledger);
        let is_too_much = self.fail_on.is_some_and(|severity| found.at_least(severity) > self.most);
        let exit = if is_too_much { Exit::Findings } else { Exit::Done };
        (vec![found.section()], exit)
    }

    fn view(&self, report: &Report) -> Option<Report> {
        Some(view::view(report))
    }
}

fn found(analysers: Vec<Box<dyn Analyser>>, ledger: &Ledger) -> Found {
    let detector = analysers.into_iter().next().map(Analyser::into_any);
    let detector = detector.and_then(|any| any.downcast::<Detector>().ok());
    detector.map(|detector| detector.found(ledger)).unwrap_or_default()
}

/// Runs the command and answers how it ended.
pub fn run(arguments: Arguments) -> Exit {
    if arguments.rules.is_some() {
        return rules::list(&arguments.output);
    }
    let voice = Voice { quiet: arguments.output.quiet, verbose: arguments.output.verbose };
    match prepare(arguments, voice) {
        Ok(job) => job.run(),
        Err(error) => refuse("detect", &error),
    }
}

fn prepare(arguments: Arguments, voice: Voice) -> Result<Job<Findings>> {
    let mut settings = arguments.settings()?;
    let named = arguments.inputs()?;
    if !arguments.train.is_empty() {
        settings.usual = usual(&arguments, &settings, voice)?;
    }
    let Arguments { fail_on, max_findings, max_flows, input, work, output, .. } = arguments;
    let fail_on = fail_on.or(max_findings.map(|_| Severity::Info));
    let question =
        Findings { settings: Arc::new(settings), fail_on, most: max_findings.unwrap_or(0) };
    Job::prepare(question, Terms { input, work, output, named, max_flows }, voice)
}

/// What the rules say of the baseline.
fn usual(arguments: &Arguments, settings: &Settings, voice: Voice) -> Result<Usual> {
    let named: Vec<PathBuf> = arguments.train.iter().map(PathBuf::from).collect();
    let signals = Signals::listen().context("cannot listen to signals")?;
    let whole = arguments.input.whole();
    let reading = Reading {
        input: &whole,
        work: &arguments.work,
        max_flows: arguments.max_flows,
        signals: &signals,
        voice,
    };
    let settings = Arc::new(settings.clone());
    let make = || -> Vec<Box<dyn Analyser>> { vec![Box::new(Detector::new(&settings))] };
    let (analysers, ledger) = reading.fold(&expand(&named), &make);
    verdict::tell(&ledger, voice);
    if !verdict::is_readable_at_all(&ledger) || ledger.records.packets == 0 {
        bail!("the baseline holds no packets");
    }
    Ok(Usual::of(&found(analysers, &ledger).findings))
}

/// The tables of every answer, without rows, for the schema.
pub fn sections() -> [Section; 2] {
    [Found::default().section(), rules::section()]
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
    ("netsift detect --rules list", "the rules, their thresholds, and how to set them"),
];
