//! The command line: one file a subcommand, arguments and wiring, no arithmetic.

mod account;
mod arguments;
mod bounds;
mod capture;
mod detect;
mod device;
mod enrich;
pub mod exit;
mod expressions;
mod filter;
pub mod generated;
mod job;
mod listening;
mod nearest;
mod output;
mod plot;
mod progress;
mod reading;
mod report;
mod signals;
mod stats;
mod verdict;
mod voice;

use std::ffi::OsString;
use std::io::ErrorKind;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use exit::Exit;

use crate::output::{Description, LINES};

/// One line a version: what `--help` and the man pages begin with.
#[derive(Debug, Parser)]
#[command(
    name = "netsift",
    version,
    about = "Reads packet captures and says what is in them",
    long_about = "Reads packet captures (pcap and pcapng of any kind, compressed or not, files, \
                  directories and pipes) and says what is in them, in tables for people and in \
                  formats for programs, with exit codes that can be trusted.",
    arg_required_else_help = true,
    max_term_width = 100
)]
struct NetSift {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Capture(Box<capture::Arguments>),
    Filter(Box<filter::Arguments>),
    Stats(Box<stats::Arguments>),
    Detect(Box<detect::Arguments>),
    Plot(Box<plot::Arguments>),
    Report(Box<report::Arguments>),
    Completions(generated::Completions),
    #[command(hide = true)]
    Man(generated::Man),
}

/// Command lines that people paste, and what each is for.
pub fn examples() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    let commands = detect::EXAMPLES.iter().chain(filter::EXAMPLES).chain(plot::EXAMPLES);
    commands.chain(report::EXAMPLES).chain(stats::EXAMPLES)
}

/// The command line as clap sees it, with what is derived from tables filled in.
#[must_use]
pub fn command() -> clap::Command {
    NetSift::command()
        .after_help(exit::help())
        .mut_subcommand("capture", |capture| capture.after_long_help(capture::help()))
        .mut_subcommand("filter", |filter| filter.after_long_help(filter::help()))
        .mut_subcommand("stats", |stats| stats::say_whose(stats).after_long_help(stats::help()))
        .mut_subcommand("detect", |detect| detect.after_long_help(detect::help()))
        .mut_subcommand("plot", |plot| plot.after_long_help(plot::help()))
        .mut_subcommand("report", |report| report.after_long_help(report::help()))
}

/// Runs the program with these arguments (the first is its own name) and answers how it ended.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    ExitCode::from(run(arguments).code())
}

/// Refuses the lines of `filter` elsewhere.
fn refuse_lines(matches: clap::ArgMatches) -> Result<clap::ArgMatches, clap::Error> {
    let is_asked = matches.subcommand().is_some_and(|(name, given)| {
        let format = given.try_get_one::<&'static Description>("format").ok().flatten();
        name != "filter" && format.is_some_and(|format| format.name == LINES.name)
    });
    if is_asked {
        let message = "-T fields: only `netsift filter -e FIELD` has fields of packets; \
                       choose csv, tsv, json or ndjson here";
        return Err(command().error(clap::error::ErrorKind::InvalidValue, message));
    }
    Ok(matches)
}

fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let parsed = command()
        .try_get_matches_from(arguments)
        .and_then(refuse_lines)
        .and_then(|matches| NetSift::from_arg_matches(&matches));
    match parsed {
        Ok(NetSift { command: Command::Capture(arguments) }) => capture::run(&arguments),
        Ok(NetSift { command: Command::Filter(arguments) }) => filter::run(*arguments),
        Ok(NetSift { command: Command::Stats(arguments) }) => stats::run(*arguments),
        Ok(NetSift { command: Command::Detect(arguments) }) => detect::run(*arguments),
        Ok(NetSift { command: Command::Plot(arguments) }) => plot::run(&arguments),
        Ok(NetSift { command: Command::Report(arguments) }) => report::run(&arguments),
        Ok(NetSift { command: Command::Completions(arguments) }) => arguments.run(),
        Ok(NetSift { command: Command::Man(arguments) }) => arguments.run(),
        Err(error) => match error.print() {
            _ if error.use_stderr() => Exit::Usage,
            // A closed pipe behind `--help` is nobody's trouble.
            Err(failed) if failed.kind() != ErrorKind::BrokenPipe => Exit::Undelivered,
            _ => Exit::Done,
        },
    }
}
