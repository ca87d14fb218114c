//! The arguments of `netsift filter`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::export::{self, ExportOption};
use super::hide::Hide;
use super::select::Select;
use super::split::{self, Split};
use super::writing::Changes;
use crate::cli::arguments::{Input, Output, most};
use crate::sink::CaptureFormat;

/// Choose packets, and show or export them
///
/// Several captures are one timeline, merged by time.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Captures: files, directories, globs, or - for standard input
    #[arg(value_name = "FILE")]
    files: Vec<OsString>,

    /// Only packets of one of these protocols: dns,http
    #[arg(long, value_name = "PROTOCOL", value_delimiter = ',')]
    pub protocol: Vec<String>,

    /// Only packets that would be left out otherwise, by expressions or by selection
    #[arg(long)]
    pub invert: bool,

    /// Say how many packets there are instead of showing them
    #[arg(long = "count", conflicts_with_all = ["field", "export"])]
    pub how_many: bool,

    /// List the fields that expressions and -e know, and read nothing
    #[arg(long, conflicts_with_all = ["files", "expression", "bpf", "protocol", "invert", "how_many", "field", "export"])]
    pub fields: bool,

    /// Show this field of each packet (repeatable), by its Wireshark name
    #[arg(short = 'e', value_name = "FIELD")]
    pub field: Vec<String>,

    /// How fields are shown, as tshark has it (repeatable): occurrence=f|l|a for the first, the last or all
    /// values of a field, aggregator=C between them (default: ,); with -T fields also separator=C between
    /// fields (default: tab; /t, /s), header=y|n, quote=d|s|n, bom=y|n
    #[arg(short = 'E', value_name = "OPTION", value_parser = export::option, requires = "field")]
    pub export: Vec<ExportOption>,

    /// Write the packets to FILE as a capture, or to standard output with -: pcap where the name ends in
    /// .pcap, .cap or .dmp, else pcapng; compressed where it ends in .gz or .zst
    #[arg(
        short = 'w',
        value_name = "FILE",
        conflicts_with_all = ["how_many", "field", "export", "fields"]
    )]
    pub write: Option<PathBuf>,

    /// The format of -w, whatever the name
    #[arg(long, value_name = "FORMAT", requires = "write", value_parser = capture_format())]
    pub to_format: Option<CaptureFormat>,

    /// Write many files, and list on standard output what is in each: packets:N, size:BYTES, time:TIME (spans
    /// from 1970 on), flow, host (each packet goes to both its hosts), link-type. With -w web.pcapng they are
    /// web_00001.pcapng and so on, in the order of their first packets
    #[arg(long, value_name = "BY", requires = "write", value_parser = split::parse)]
    pub split: Option<Split>,

    /// Write N files at most; packets for which another would be needed go to web_rest.pcapng
    #[arg(
        long,
        value_name = "N",
        default_value = "10k",
        requires = "split",
        allow_hyphen_values = true,
        value_parser = split::files
    )]
    pub split_files: usize,

    /// Remember the applications and streams of N flows at most; what is left out is counted
    #[arg(long, value_name = "N", default_value = "1M", allow_hyphen_values = true, value_parser = most)]
    pub max_flows: usize,

    #[command(flatten)]
    pub select: Select,

    #[command(flatten)]
    pub changes: Changes,

    #[command(flatten)]
    pub hide: Hide,

    #[command(flatten)]
    pub input: Input,

    #[command(flatten)]
    pub output: Output,
}

impl Arguments {
    /// The names of the inputs.
    pub fn inputs(&self) -> Vec<OsString> {
        self.input.read.iter().chain(&self.files).cloned().collect()
    }
}

fn capture_format() -> impl TypedValueParser<Value = CaptureFormat> {
    PossibleValuesParser::new(CaptureFormat::ALL.map(CaptureFormat::name)).try_map(|word| {
        let found = CaptureFormat::ALL.into_iter().find(|format| format.name() == word);
        found.ok_or("no such format")
    })
}
