//! The arguments of `netsift report`.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::Args;

use crate::cli::arguments::{Input, jobs, limit, most};
use crate::cli::capture::condition::{Condition, autostop};
use crate::cli::device::Device;
use crate::cli::enrich::Enrich;
use crate::cli::listening::Listen;
use crate::cli::reading::refuse_nonsense;
use crate::cli::stats::interval;
use crate::stats::{Level, Request, Scope, Settings, Statistic};

/// Make one page of what is in captures
///
/// A page that any browser opens and that needs no network: summary and input, traffic over time,
/// findings, protocols, hosts, conversations, flows, services, DNS, HTTP, TLS, TCP health. Tables
/// sort, search and give CSV; what is chosen in one filters the others. Several captures are one
/// timeline, merged by time.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct Arguments {
    /// Captures: files, directories, globs, or - for standard input
    #[arg(value_name = "FILE")]
    files: Vec<OsString>,

    /// Keep at most N live flows, conversations, endpoints or distinct values; what is left out is
    /// counted
    #[arg(
        long,
        value_name = "N",
        default_value = "1M",
        allow_hyphen_values = true,
        value_parser = most
    )]
    pub max_flows: usize,

    /// Replace the outputs every DURATION, until Ctrl-C: with -i as packets arrive, of captures
    /// where they have grown
    #[arg(
        long,
        visible_alias = "every",
        value_name = "DURATION",
        allow_hyphen_values = true,
        value_parser = interval
    )]
    pub watch: Option<u64>,

    /// Listen on this interface instead of reading a capture; `any` is all of them (repeatable).
    /// Ends with -a, -c, or an interrupt
    #[arg(
        short = 'i',
        long,
        value_name = "IF",
        conflicts_with_all = ["read", "files", "sha256", "resync"],
        help_heading = "Live input"
    )]
    interface: Vec<String>,

    /// With -i: stop on duration:TIME or packets:N (repeatable; the first that holds)
    #[arg(
        short = 'a',
        long,
        value_name = "K:V",
        requires = "interface",
        value_parser = autostop,
        help_heading = "Live input"
    )]
    autostop: Vec<Condition>,

    /// With -i and --watch: pages are of the last SIZE bytes of packets, which are kept in memory
    #[arg(
        long,
        value_name = "SIZE",
        default_value = "256Mi",
        requires = "interface",
        value_parser = size,
        help_heading = "Live input"
    )]
    pub keep: usize,

    #[command(flatten)]
    device: Device,

    #[command(flatten)]
    pub input: Input,

    #[command(flatten)]
    pub enrich: Enrich,

    /// Compute the SHA-256 of each input
    #[arg(long, help_heading = "Input")]
    pub sha256: bool,

    /// Worker threads (default: all cores); changes no byte of the output
    #[arg(short = 'j', value_name = "N", allow_hyphen_values = true, value_parser = jobs, help_heading = "Input")]
    pub jobs: Option<NonZeroUsize>,

    /// Write the page to FILE; it appears when it is whole. Without any output the page goes to
    /// standard output
    #[arg(short = 'o', value_name = "FILE", help_heading = "Output")]
    pub file: Option<PathBuf>,

    /// Write the short form as Markdown to FILE, - for standard output
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub markdown: Option<PathBuf>,

    /// Write the picture of `netsift plot dashboard` to FILE
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub png: Option<PathBuf>,

    /// Write a PDF to FILE: the picture, and the short form with more rows, as text
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub pdf: Option<PathBuf>,

    /// With --pdf: print the page by the Chromium that is installed, without a network, instead
    #[arg(long, requires = "pdf", help_heading = "Output")]
    pub with_chromium: bool,

    /// Replace existing output files
    #[arg(long, help_heading = "Output")]
    pub force: bool,

    /// The heading (default: the names of the captures)
    #[arg(long, value_name = "TEXT", help_heading = "Output")]
    pub title: Option<String>,

    /// Say nothing on standard error but errors
    #[arg(short = 'q', long, conflicts_with = "verbose", help_heading = "Output")]
    pub quiet: bool,

    /// Say more on standard error
    #[arg(short = 'v', long, help_heading = "Output")]
    pub verbose: bool,
}

/// The statistics of the page, the picture and the short form.
const STATISTICS: [&str; 14] = [
    "summary",
    "protocols",
    "endpoints",
    "conversations",
    "flows",
    "ports",
    "top",
    "timeline",
    "lengths",
    "dns",
    "http",
    "tls",
    "quic",
    "expert",
];
/// Width of the bins that the timeline begins with, and how many it keeps: neighbours are joined
/// until they are few enough.
const BINS: (u64, usize) = (1_000_000, 2048);

/// Less than this is not kept: packets are let go by the batch.
const LEAST_KEPT: usize = 1 << 20;

impl Arguments {
    /// The names of the inputs.
    ///
    /// # Errors
    /// When none is named, or what is named cannot be meant.
    pub fn inputs(&self) -> Result<Vec<PathBuf>> {
        let inputs: Vec<OsString> = self.input.read.iter().chain(&self.files).cloned().collect();
        if inputs.is_empty() && self.interface.is_empty() {
            bail!("no capture is named; add a file, a directory, or - for standard input");
        }
        refuse_nonsense(&inputs, &self.input)?;
        if self.watch.is_some() {
            if inputs.iter().any(|input| input == "-") {
                bail!("--watch reads again what grew, and standard input can be read once");
            }
            if self.files_written().all(|file| file.as_os_str() == "-") {
                bail!("--watch replaces a file every time; name one with -o");
            }
        }
        Ok(inputs.into_iter().map(PathBuf::from).collect())
    }

    /// The interfaces, where packets are to come from some, and all else that is read.
    ///
    /// # Errors
    /// When what is asked for can only be said of captures.
    pub fn listen(&self) -> Result<(Listen, Input)> {
        let mut input = self.input.clone();
        let mut listen = Listen {
            interface: self.interface.clone(),
            autostop: self.autostop.clone(),
            every: self.watch.map(|every| i64::try_from(every).unwrap_or(i64::MAX)),
            device: self.device.clone(),
            ..Listen::default()
        };
        listen.take_filter(&mut input)?;
        Ok((listen, input))
    }

    /// Every file that is written.
    pub fn files_written(&self) -> impl Iterator<Item = &Path> {
        let named = [&self.file, &self.markdown, &self.png, &self.pdf];
        named.into_iter().flatten().map(PathBuf::as_path)
    }

    /// What is asked of the statistics.
    pub fn requests(&self) -> Vec<Request> {
        let statistics = STATISTICS.iter().filter_map(|name| Statistic::by_name(name));
        let settings = |statistic: &Statistic| {
            let usual = Settings::default();
            let is_timeline = statistic.name == "timeline";
            Settings {
                limit: Some(if statistic.name == "top" { 20 } else { 0 }),
                interval_ns: BINS.0,
                ends: true,
                scopes: vec![Scope::of(Level::Ip), Scope::of(Level::Eth)],
                max_entries: if is_timeline { BINS.1 } else { self.max_flows },
                ..usual
            }
        };
        statistics.map(|statistic| Request { statistic, settings: settings(statistic) }).collect()
    }
}

fn size(text: &str) -> Result<usize, &'static str> {
    limit(text).ok().filter(|size| *size >= LEAST_KEPT).ok_or("not a size of 1Mi or more")
}
