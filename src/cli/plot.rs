//! `netsift plot CHART FILE…`: pictures of what `netsift stats` says.

mod arguments;
mod job;

use super::exit::{self, Exit};
use super::voice::{Voice, problem};
use crate::plot::{CHARTS, Theme};
use crate::sink::Refusal;

pub use arguments::Arguments;

/// Runs the command and answers how it ended.
pub fn run(arguments: &Arguments) -> Exit {
    let voice = Voice { quiet: arguments.quiet, verbose: arguments.verbose };
    match job::Job::prepare(arguments, voice) {
        Ok(job) => job.run(),
        Err(error) => {
            problem(&format!("plot: {error:#}"));
            match error.downcast_ref::<Refusal>() {
                Some(Refusal::System(_)) => Exit::Undelivered,
                _ => Exit::Usage,
            }
        }
    }
}

/// What `--help` says below the options: charts, themes, examples, exit codes.
pub fn help() -> String {
    let list = |lines: Vec<(&str, &str)>| {
        let widest = lines.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        let line = |(name, about)| format!("  {name:widest$}  {about}");
        lines.into_iter().map(line).collect::<Vec<_>>().join("\n")
    };
    let charts = list(CHARTS.iter().map(|chart| (chart.name, chart.about)).collect());
    let themes = list(Theme::ALL.iter().map(|theme| (theme.name, theme.about)).collect());
    let examples = EXAMPLES.iter().map(|(command, about)| format!("  {command}\n      {about}"));
    let examples = examples.collect::<Vec<_>>().join("\n");
    format!("Charts:\n{charts}\n\nThemes:\n{themes}\n\nExamples:\n{examples}\n\n{}", exit::help())
}

/// Command lines that people paste, and what each is for. In help, man page and README; a test
/// runs them all.
pub const EXAMPLES: &[(&str, &str)] = &[
    ("netsift plot dashboard capture.pcapng -o overview.svg", "several charts in one picture"),
    ("netsift plot timeline capture.pcapng", "traffic over time, in the terminal"),
    (
        "netsift plot timeline --by protocol capture.pcapng -o traffic.svg",
        "traffic over time, one protocol upon another; any field will do",
    ),
    (
        "netsift plot tcp-stream --stream 0 capture.pcapng -o stream.svg",
        "what was sent and acknowledged when, in one stream of TCP",
    ),
    (
        "netsift plot top --by udp.dstport --measure bytes capture.pcapng -o ports.png --dpi 192",
        "the ports with most bytes, for a screen with small dots",
    ),
    (
        "netsift plot protocols capture.pcapng --theme print -o protocols.svg --data protocols.csv",
        "a picture for paper, and the numbers behind it",
    ),
];
