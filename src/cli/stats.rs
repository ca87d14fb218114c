//! `netsift stats [STATISTIC…] FILE…`: what is in captures.

mod arguments;
mod first_screen;
mod ignored;
mod job;
mod words;

use super::exit::{self, Exit};
use super::voice::{Voice, problem};
use crate::sink::Refusal;
use crate::stats::STATISTICS;

pub use arguments::Arguments;
pub use ignored::say_whose;

/// Runs the command and answers how it ended.
pub fn run(arguments: Arguments) -> Exit {
    let voice = Voice { quiet: arguments.output.quiet, verbose: arguments.output.verbose };
    match job::Job::prepare(arguments, voice) {
        Ok(job) => job.run(),
        Err(error) => {
            problem(&format!("stats: {error:#}"));
            match error.downcast_ref::<Refusal>() {
                Some(Refusal::System(_)) => Exit::Undelivered,
                _ => Exit::Usage,
            }
        }
    }
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
    ("netsift stats summary --per-file -T csv *.pcapng", "one row a file"),
    ("cat capture.pcapng | netsift stats -T json -", "everything as JSON, from a pipe"),
];
