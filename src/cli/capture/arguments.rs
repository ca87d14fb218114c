//! The arguments of `netsift capture`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use super::condition::{self, Condition};
use crate::cli::arguments::{Output, count};
use crate::cli::device::{Device, Writes};
use crate::cli::filter::{ExportOption, export_option};
use crate::cli::listening::period;
use crate::source::live::Settings;

/// Capture packets as they arrive
///
/// From interfaces of this machine, through libpcap, into a capture file, or without -w as lines
/// on standard output; several interfaces become one capture in the order of time. What was lost,
/// and where, is told at the end and stands in the file.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct Arguments {
    /// List the interfaces
    #[arg(short = 'D', long, conflicts_with_all = ["interface", "link_types", "write"])]
    pub list_interfaces: bool,

    /// List the link types that an interface offers
    #[arg(short = 'L', long, conflicts_with = "write")]
    pub link_types: bool,

    /// Capture on this interface; `any` is all of them (repeatable; default: the first that -D
    /// lists)
    #[arg(short = 'i', long, value_name = "IF")]
    pub interface: Vec<String>,

    /// Write packets to FILE, - for standard output; pcap where the name ends in .pcap or .cap,
    /// otherwise pcapng; behind that .gz or .zst compresses what is whole
    #[arg(short = 'w', long, value_name = "FILE")]
    pub write: Option<PathBuf>,

    /// Capture only packets that match this BPF (tcpdump) expression; the kernel chooses
    #[arg(short = 'f', long, value_name = "EXPR", allow_hyphen_values = true)]
    pub filter: Option<String>,

    /// Write or show only packets that match this expression, in Wireshark's language for display
    /// filters
    #[arg(short = 'Y', long = "display-filter", value_name = "EXPRESSION")]
    pub expression: Option<String>,

    /// Without -w: show this field of each packet (repeatable), by its Wireshark name, instead of a
    /// line that says what it is
    #[arg(short = 'e', value_name = "FIELD", conflicts_with = "write")]
    pub field: Vec<String>,

    /// How fields are shown, as tshark has it (repeatable): occurrence=f|l|a for the first, the last
    /// or all values of a field, aggregator=C between them (default: ,)
    #[arg(short = 'E', value_name = "OPTION", value_parser = export_option, requires = "field")]
    pub export: Vec<ExportOption>,

    /// No captures are read here; `netsift filter` and `netsift stats` read them
    #[arg(short = 'r', value_name = "FILE", hide = true)]
    pub read: Option<PathBuf>,

    /// No name look-ups; always so, accepted out of habit
    #[arg(short = 'n')]
    pub numeric: bool,

    /// One line a packet at once; always so, accepted out of habit
    #[arg(short = 'l')]
    pub line_buffered: bool,

    /// Stop after N packets
    #[arg(short = 'c', value_name = "N", allow_hyphen_values = true, value_parser = positive)]
    pub count: Option<u64>,

    /// Stop on this condition (repeatable; the first that holds)
    #[arg(short = 'a', long, value_name = "K:V", value_parser = condition::autostop)]
    pub autostop: Vec<Condition>,

    /// Begin the next file on this condition (repeatable; the first that holds); files are named
    /// by number and time
    #[arg(short = 'b', long, value_name = "K:V", requires = "write", value_parser = condition::ring)]
    pub ring: Vec<Condition>,

    /// Write packets out as soon as they are read, not a quarter of a mebibyte at a time
    #[arg(short = 'U', long, requires = "write")]
    pub unbuffered: bool,

    /// End when the file system of FILE has less than this left
    #[arg(long, value_name = "BYTES", default_value = "64Mi", requires = "write", value_parser = count)]
    pub min_free: u64,

    /// Also say what is in the packets that are written, as `netsift stats` does of the file, at the
    /// end: statistics by name, or one screen where none is named
    #[arg(
        long,
        value_name = "STATISTIC,…",
        value_delimiter = ',',
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "",
        requires = "write"
    )]
    pub stats: Option<Vec<String>>,

    /// With --stats: say it every so often, each time of the packets since the last time
    #[arg(long, value_name = "TIME", requires = "stats", value_parser = period)]
    pub every: Option<i64>,

    #[command(flatten)]
    pub device: Device,

    #[command(flatten)]
    pub output: Output,
}

impl Arguments {
    /// How interfaces are captured on, and what is given up when they are open: all but the folders of
    /// the files.
    ///
    /// # Errors
    /// When -Z names nobody.
    pub fn settings(&self) -> Result<Settings> {
        let files = self.write.iter().chain(&self.output.file);
        let files: Vec<&Path> = files.map(PathBuf::as_path).collect();
        self.device.settings(self.filter.clone(), Writes::Files(&files))
    }
}

fn positive(text: &str) -> Result<u64, &'static str> {
    match count(text)? {
        0 => Err("no packet would be captured; leave it out to stop otherwise"),
        packets => Ok(packets),
    }
}
