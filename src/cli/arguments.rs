//! Arguments that every command which reads captures and writes a report shares.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

use anyhow::Result;

use super::{bounds, expressions};
use crate::engine::Partition;
use crate::filter::{Expression, Sieve};
use crate::output::{Description, FORMATS, LINES, Zone};
use crate::source::{Bound, Limits};
use crate::value::parse_count;

/// What is read, and how much of it.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Input")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct Input {
    /// Read this capture: a file, a directory, a glob, or - for standard input (repeatable; the
    /// same as naming it at the end)
    #[arg(short = 'r', value_name = "FILE")]
    pub read: Vec<OsString>,

    /// Only packets that match this expression, in Wireshark's language for display filters
    #[arg(short = 'Y', long = "display-filter", value_name = "EXPRESSION")]
    pub expression: Option<String>,

    /// Only packets that match this expression of tcpdump (BPF), looking behind VLAN tags, MPLS labels
    /// and PPPoE
    #[arg(short = 'f', long = "filter", value_name = "EXPR", allow_hyphen_values = true)]
    pub bpf: Option<String>,

    /// With -f: as libpcap has it, which looks at untagged packets until vlan, mpls or pppoes shifts
    /// what stands behind it
    #[arg(long, requires = "bpf")]
    pub bpf_strict: bool,

    /// Stop after N packets
    #[arg(short = 'c', value_name = "N", allow_hyphen_values = true, value_parser = packets)]
    pub count: Option<u64>,

    /// Leave out packets before TIME: 2023-11-14T22:13:20Z, 1700000000.25, +90s from the first
    /// packet, -5m from the last
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = bounds::parse)]
    pub from: Option<Bound>,

    /// Leave out packets at TIME and later
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = bounds::parse)]
    pub to: Option<Bound>,

    /// Behind damage, search for the next packet instead of ending there
    #[arg(long)]
    pub resync: bool,

    /// A cut last packet is no reason for exit code 4
    #[arg(long)]
    pub allow_truncated: bool,

    /// Exit with 1 when no packet was kept
    #[arg(long)]
    pub fail_if_empty: bool,

    /// No name look-ups; always so, accepted out of habit
    #[arg(short = 'n')]
    pub numeric: bool,
}

impl Input {
    /// The part of the timeline that is asked for.
    pub fn limits(&self) -> Limits {
        Limits { from: self.from, to: self.to, count: self.count }
    }

    /// What chooses among packets, where something does.
    ///
    /// # Errors
    /// When the expression makes no sense: what is wrong, where, and what may have been meant.
    pub fn sieve(&self) -> Result<Option<Sieve>> {
        let expressions = self.expressions()?;
        for expression in &expressions {
            expressions::refuse_flows("-Y", expression.of_flows())?;
        }
        Ok((!expressions.is_empty()).then(|| Sieve::new(expressions, false)))
    }

    /// The expressions that all have to match: that of -Y, that of -f. They may name fields of flows.
    ///
    /// # Errors
    /// When one makes no sense: what is wrong, where, and what may have been meant.
    pub fn expressions(&self) -> Result<Vec<Expression>> {
        let display = self.expression.as_deref();
        let display = display.map(|text| expressions::parse_with_flows("-Y", text)).transpose()?;
        let of_bytes = |text| expressions::parse_bpf(text, self.bpf_strict);
        let bpf = self.bpf.as_deref().map(of_bytes).transpose()?;
        Ok(display.into_iter().chain(bpf).collect())
    }

    /// The same without bounds, for what is read besides.
    pub fn whole(&self) -> Self {
        Self { count: None, from: None, to: None, ..self.clone() }
    }
}

/// How inputs are worked on where the result is a report.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct Work {
    /// Report on each input by itself, instead of on all as one timeline
    #[arg(long)]
    pub per_file: bool,

    /// Compute the SHA-256 of each input
    #[arg(long)]
    pub sha256: bool,

    /// Worker threads (default: all cores); changes no byte of the output
    #[arg(short = 'j', value_name = "N", allow_hyphen_values = true, value_parser = jobs)]
    pub jobs: Option<NonZeroUsize>,
}

impl Work {
    /// How many workers to use.
    pub fn jobs(&self) -> NonZeroUsize {
        self.jobs.unwrap_or_else(all_cores)
    }
}

/// As many workers as there are cores.
fn all_cores() -> NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

/// Where the result goes and how it looks.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct Output {
    /// How the result is written
    #[arg(
        short = 'T',
        long = "format",
        value_name = "FORMAT",
        default_value = "table",
        value_parser = formats()
    )]
    pub format: &'static Description,

    /// Write the result to FILE instead of standard output; it appears when it is whole
    #[arg(short = 'o', value_name = "FILE")]
    pub file: Option<PathBuf>,

    /// Replace an existing output file
    #[arg(long)]
    pub force: bool,

    /// Emphasis in tables
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: Color,

    /// The time zone of times: UTC, local, a name such as Europe/Berlin, an offset such as +05:30
    #[arg(
        long,
        value_name = "ZONE",
        default_value = "UTC",
        allow_hyphen_values = true,
        value_parser = zone
    )]
    pub tz: Zone,

    /// Say nothing on standard error but errors
    #[arg(short = 'q', long, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Say more on standard error
    #[arg(short = 'v', long)]
    pub verbose: bool,
}

/// When tables are coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The formats as choices of an option.
fn formats() -> impl TypedValueParser<Value = &'static Description> {
    let all = || FORMATS.iter().copied().chain([LINES]);
    let values = all().map(|format| PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(values)
        .try_map(move |name| all().find(|format| format.name == name).ok_or("no such format"))
}

/// A count, with a prefix or without.
///
/// # Errors
/// When it is none; the text says what would be.
pub fn count(text: &str) -> Result<u64, &'static str> {
    parse_count(text).ok_or("not a count; write 5000, 10k or 1Mi")
}

/// A count of things that are kept in memory.
///
/// # Errors
/// When it is none; the text says what would be.
pub fn limit(text: &str) -> Result<usize, &'static str> {
    usize::try_from(count(text)?).map_err(|_| "more than this machine can count")
}

/// A limit on what all partitions of packets keep: one thing each at the least.
///
/// # Errors
/// When it is none, or too few.
pub fn most(text: &str) -> Result<usize, String> {
    let least = Partition::COUNT;
    limit(text)
        .and_then(|most| if most < least { Err("too few") } else { Ok(most) })
        .map_err(|error| format!("{error}; {least} or more"))
}

/// As tshark and tcpdump have it: no packet at all is no wish.
fn packets(text: &str) -> Result<u64, &'static str> {
    match count(text)? {
        0 => Err("no packet would be read; leave it out to read them all"),
        packets => Ok(packets),
    }
}

/// A number of threads.
///
/// # Errors
/// When it is none; the text says what would be.
pub fn jobs(text: &str) -> Result<NonZeroUsize, &'static str> {
    text.parse().map_err(|_| "not a number of threads; write 1 or more")
}

fn zone(name: &str) -> Result<Zone, &'static str> {
    Zone::by_name(name).ok_or(
        "no such time zone; write UTC, local, a name as Europe/Berlin, or an offset as +05:30",
    )
}
