//! The arguments of `netsift capture`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::account;
use super::condition::{self, Condition};
use crate::cli::arguments::{Output, count};
use crate::cli::filter::{ExportOption, export_option};
use crate::cli::listening::SNAP_LENGTH;
use crate::source::live::{Confinement, Settings, TimeSource};

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
    /// otherwise pcapng
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

    /// Keep N bytes of each packet at most; 0 for all
    #[arg(short = 's', long, value_name = "N", default_value = "0", hide_default_value = true, value_parser = snap_length)]
    pub snap_length: u32,

    /// Do not put the interface into promiscuous mode
    #[arg(short = 'p', long)]
    pub no_promiscuous: bool,

    /// Put a wireless interface into monitor mode
    #[arg(short = 'I', long)]
    pub monitor: bool,

    /// The kernel's buffer for each interface, in MiB
    #[arg(short = 'B', long, value_name = "MIB", default_value = "64", value_parser = clap::value_parser!(u32).range(1..=2047))]
    pub buffer: u32,

    /// The link type, by a name that -L lists
    #[arg(short = 'y', long, value_name = "TYPE")]
    pub link_type: Option<String>,

    /// Where time stamps are made
    #[arg(long, value_name = "SOURCE", value_parser = time_source())]
    pub time_stamp_type: Option<TimeSource>,

    /// End when the file system of FILE has less than this left
    #[arg(long, value_name = "BYTES", default_value = "64Mi", requires = "write", value_parser = count)]
    pub min_free: u64,

    /// As root: be this user, by name or number, when the interfaces are open (default: who ran
    /// sudo; `-Z root` stays root)
    #[arg(short = 'Z', long = "relinquish-privileges", value_name = "USER")]
    pub user: Option<String>,

    #[command(flatten)]
    pub output: Output,
}

impl Arguments {
    /// How interfaces are captured on.
    pub fn settings(&self) -> Settings {
        Settings {
            snap_length: self.snap_length,
            is_promiscuous: !self.no_promiscuous,
            is_monitor: self.monitor,
            buffer_bytes: self.buffer << 20,
            filter: self.filter.clone(),
            link_type: self.link_type.clone(),
            time_source: self.time_stamp_type,
            confinement: None,
        }
    }

    /// What is given up when the interfaces are open: all but the folder of the file.
    ///
    /// # Errors
    /// When -Z names nobody.
    pub fn confinement(&self) -> Result<Confinement> {
        let file = self.write.as_deref().or(self.output.file.as_deref());
        let folder = file.filter(|path| path.as_os_str() != "-").map(|path| match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => PathBuf::from("."),
        });
        let account = account::choose(self.user.as_deref())?;
        let writable = folder.into_iter().collect();
        Ok(Confinement { account, writable, keeps_network: self.monitor })
    }
}

fn positive(text: &str) -> Result<u64, &'static str> {
    match count(text)? {
        0 => Err("no packet would be captured; leave it out to stop otherwise"),
        packets => Ok(packets),
    }
}

fn snap_length(text: &str) -> Result<u32, &'static str> {
    match count(text)? {
        0 => Ok(SNAP_LENGTH),
        bytes => Ok(u32::try_from(bytes).unwrap_or(SNAP_LENGTH).min(SNAP_LENGTH)),
    }
}

fn time_source() -> impl TypedValueParser<Value = TimeSource> {
    PossibleValuesParser::new(TimeSource::ALL.map(|(name, _)| name)).try_map(|name| {
        let found = TimeSource::ALL.into_iter().find(|(known, _)| *known == name);
        found.map(|(_, source)| source).ok_or("no such source")
    })
}
