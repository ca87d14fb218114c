//! `netsift stats [STATISTIC…] FILE…`: what is in captures.

mod arguments;
mod first_screen;
mod ignored;
mod series;
mod words;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Args as _, FromArgMatches as _};

use super::arguments::{Input, Work};
use super::device::Writes;
use super::enrich::Enrich;
use super::exit::{self, Exit};
use super::job::{Job, Question, Terms, refuse};
use super::signals::Signals;
use super::voice::Voice;
use crate::engine::Analyser;
use crate::report::{Ledger, Report, Section};
use crate::stats::{self, Request, STATISTICS};
use crate::value::escape;
use arguments::Understood;

pub use arguments::{Arguments, interval};
pub use ignored::say_whose;
pub use series::{all_series, field_named};

/// Statistics that were asked for.
pub struct Statistics {
    requests: Vec<Request>,
    is_first_screen: bool,
    limit: Option<usize>,
}

impl Question for Statistics {
    fn analysers(&self) -> Vec<Box<dyn Analyser>> {
        stats::analysers(&self.requests)
    }

    fn answer(&self, analysers: Vec<Box<dyn Analyser>>, ledger: &Ledger) -> (Vec<Section>, Exit) {
        (stats::sections(&self.requests, analysers, ledger), Exit::Done)
    }

    fn view(&self, report: &Report) -> Option<Report> {
        self.is_first_screen.then(|| first_screen::view(report, self.limit))
    }
}

/// Runs the command and answers how it ended.
pub fn run(arguments: Arguments) -> Exit {
    let voice = Voice { quiet: arguments.output.quiet, verbose: arguments.output.verbose };
    match prepare(arguments, voice) {
        Ok(job) => job.run(),
        Err(error) => refuse("stats", &error),
    }
}

fn prepare(arguments: Arguments, voice: Voice) -> Result<Job<Statistics>> {
    let Understood { requests, is_first_screen, inputs } = arguments.understood()?;
    let Arguments { limit, max_flows, mut listen, mut input, work, enrich, output, .. } = arguments;
    listen.take_filter(&mut input)?;
    let signals = Signals::listen().context("cannot listen to signals")?;
    let writes: Vec<&Path> = output.file.iter().map(PathBuf::as_path).collect();
    let listening = listen.begin(input.count, Writes::Files(&writes), &signals, voice)?;
    let question = Statistics { requests, is_first_screen, limit };
    let named = inputs.into_iter().map(PathBuf::from).collect();
    let terms = Terms { input, work, enrich, output, named, max_flows, listening, signals };
    Job::prepare(question, terms, voice)
}

/// Statistics that are asked for by name, with what goes with them where nothing else is said.
pub struct Asked {
    /// The statistics.
    pub question: Statistics,
    /// All of what is read.
    pub input: Input,
    /// How it is worked on.
    pub work: Work,
    /// What is said besides: nothing.
    pub enrich: Enrich,
    /// Most flows that live at once.
    pub max_flows: usize,
}

/// These statistics, or those of the first screen where none is named.
///
/// # Errors
/// When a name is none of a statistic's.
pub fn asked_by_name(names: &[&str]) -> Result<Asked> {
    if let Some(name) = names.iter().find(|it| it.starts_with('-')) {
        bail!("--stats: `{}` is no statistic", escape(name));
    }
    let command = Arguments::augment_args(clap::Command::new("stats"));
    let matches = command.try_get_matches_from([&["stats", "-i", "-"], names].concat())?;
    let arguments = Arguments::from_arg_matches(&matches)?;
    let Understood { requests, is_first_screen, .. } = arguments.understood()?;
    let Arguments { limit, max_flows, input, work, enrich, .. } = arguments;
    let question = Statistics { requests, is_first_screen, limit };
    Ok(Asked { question, input, work, enrich, max_flows })
}

/// What `--help` says below the options: statistics, examples, exit codes.
pub fn help() -> String {
    let widest = STATISTICS.iter().map(|statistic| statistic.name.len()).max().unwrap_or(0);
    let lines = STATISTICS.iter();
    let lines = lines.map(|statistic| format!("  {:widest$}  {}", statistic.name, statistic.about));
    let statistics = lines.collect::<Vec<_>>().join("\n");
    let examples = EXAMPLES.iter().map(|(command, about)| format!("  {command}\n      {about}"));
    let examples = examples.collect::<Vec<_>>().join("\n");
    format!(
        "Statistics (none: a screen that answers \"what is this?\"):\n{statistics}\n\n\
         Examples:\n{examples}\n\n{}",
        exit::help()
    )
}

/// Command lines that people paste, and what each is for. In help, man page and README; a test
/// runs them all.
pub const EXAMPLES: &[(&str, &str)] = &[
    ("netsift stats capture.pcapng", "one screen that answers \"what is this?\""),
    ("netsift stats summary capture.pcapng", "counts, sizes, times and damage, as capinfos says"),
    ("netsift stats protocols -T csv capture.pcapng", "the protocol hierarchy as CSV"),
    (
        "netsift stats conversations --level tcp --order bytes --limit 10 capture.pcapng",
        "the ten TCP conversations with most bytes",
    ),
    (
        "netsift stats -z io,phs -z conv,ip capture.pcapng",
        "the same statistics under tshark's names",
    ),
    (
        "netsift stats timeline --interval 1s --from +1s -T ndjson capture.pcapng",
        "packets and bytes a second, from the second second on",
    ),
    (
        "netsift stats endpoints --level ip --geoip GeoLite2-Country.mmdb capture.pcapng",
        "hosts with their countries, from a database of yours",
    ),
    ("netsift stats summary --per-file -T csv *.pcapng", "one row a file"),
    ("cat capture.pcapng | netsift stats -T json -", "everything as JSON, from a pipe"),
];
