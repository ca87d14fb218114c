//! `netsift report FILE…`: one page with everything, for any browser.

mod arguments;
mod chromium;
mod job;
mod outputs;
mod watch;

use super::exit::{self, Exit};
use super::job::refuse;
use super::voice::Voice;

pub use arguments::Arguments;

/// Runs the command and answers how it ended.
pub fn run(arguments: &Arguments) -> Exit {
    let voice = Voice { quiet: arguments.quiet, verbose: arguments.verbose };
    match job::Job::prepare(arguments, voice) {
        Ok(job) => job.run(),
        Err(error) => refuse("report", &error),
    }
}

/// What `--help` says below the options: examples, exit codes.
pub fn help() -> String {
    let examples = EXAMPLES.iter().map(|(command, about)| format!("  {command}\n      {about}"));
    let examples = examples.collect::<Vec<_>>().join("\n");
    format!("Examples:\n{examples}\n\n{}", exit::help())
}

/// Command lines that people paste, and what each is for. In help, man page and README; a test
/// runs them all.
pub const EXAMPLES: &[(&str, &str)] = &[
    ("netsift report capture.pcapng -o report.html", "one page, to be opened in any browser"),
    (
        "netsift report capture.pcapng --markdown -",
        "the short form, for a pull request or the summary of a job",
    ),
    (
        "netsift report capture.pcapng -o all.html --markdown all.md --png all.png --pdf all.pdf",
        "the page, the short form, a picture and a PDF, of one reading",
    ),
];
