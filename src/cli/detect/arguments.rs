//! The arguments of `netsift detect`.

use std::ffi::OsString;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Result, bail};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

use super::alerts::AlertArguments;
use super::allow;
use super::evidence::Evidence;
use super::forest::ForestArguments;
use super::labels;
use crate::cli::arguments::{Input, Output, Work, limit, most};
use crate::cli::enrich::Enrich;
use crate::cli::listening::Listen;
use crate::cli::nearest::nearest;
use crate::cli::reading::refuse_nonsense;
use crate::cli::voice::Voice;
use crate::detect::{HomeNet, Judge, Judging, NoNetwork, RULES, Settings, Severity, Usual};
use crate::output::{Description, SCHEMAS};
use crate::source::expand;

/// Say what in captures somebody should look at, and why
///
/// Rules look for scans, floods, guessing, beacons, tunnels, spoofing and exfiltration in the
/// flows and packets of the captures, which are one timeline. Each finding says on what it rests,
/// and how to look at its packets in Wireshark and tcpdump.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Captures: files, directories, globs, or - for standard input
    #[arg(value_name = "FILE")]
    files: Vec<OsString>,

    /// A baseline of clean traffic: what is unlike its flows is a finding, and what the rules find
    /// there between the same hosts is none (repeatable)
    #[arg(long, value_name = "FILE")]
    pub train: Vec<OsString>,

    /// A network that is inside, the rest being external (repeatable; default: private,
    /// link-local, shared and unique-local addresses)
    #[arg(long, value_name = "CIDR", value_delimiter = ',', value_parser = network)]
    home_net: Vec<(IpAddr, u8)>,

    /// Leave out a rule (repeatable)
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = rule())]
    disable: Vec<String>,

    /// Set a threshold of a rule, as port-scan.ports=30 (repeatable)
    #[arg(long = "set", value_name = "RULE.THRESHOLD=N")]
    set: Vec<String>,

    /// Do not report findings that FILE allows: a line for each, as `src 10.0.0.5 rule port-scan`,
    /// of the conditions src, dst, addr, port, proto, rule, host; what is held back is counted
    /// (repeatable)
    #[arg(long, value_name = "FILE")]
    allow: Vec<PathBuf>,

    /// list: print the rules and their thresholds instead of reading captures; only: look with
    /// the rules alone, without a forest
    #[arg(long, value_name = "WHAT")]
    pub rules: Option<Rules>,

    /// Exit with 1 when there is a finding of this severity or a graver one
    #[arg(long, value_name = "SEVERITY", value_parser = severity())]
    pub fail_on: Option<Severity>,

    /// Exit with 1 only when there are more findings than N, of --fail-on or of any severity
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = limit)]
    pub max_findings: Option<usize>,

    /// Write the packets of findings to FILE, as pcapng, each with a comment that says which finding
    /// it belongs to and why; the captures are read a second time
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,

    /// Write findings as another tool does: eve, alerts as in Suricata's eve.json, one JSON object a
    /// line (-T may be ndjson then, or left out)
    #[arg(long, value_name = "NAME", value_parser = schema())]
    schema: Option<&'static Description>,

    /// Keep at most N live flows, and notes of each kind; what is left out is counted
    #[arg(
        long,
        value_name = "N",
        default_value = "1M",
        allow_hyphen_values = true,
        value_parser = most
    )]
    pub max_flows: usize,

    #[command(flatten)]
    pub forest: ForestArguments,

    #[command(flatten)]
    pub alerts: AlertArguments,

    #[command(flatten)]
    pub listen: Listen,

    #[command(flatten)]
    pub input: Input,

    #[command(flatten)]
    pub work: Work,

    #[command(flatten)]
    pub enrich: Enrich,

    #[command(flatten)]
    pub output: Output,
}

/// What is printed of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Rules {
    /// All of them
    List,
    /// Nothing: they are all that looks
    Only,
}

impl Arguments {
    /// Whether no capture is named.
    pub fn has_no_input(&self) -> bool {
        self.files.is_empty() && self.input.read.is_empty() && !self.listen.is_asked_for()
    }

    /// Lets --schema choose the format.
    ///
    /// # Errors
    /// When -T asks for another one.
    pub fn choose_format(&mut self) -> Result<()> {
        let Some(schema) = self.schema else { return Ok(()) };
        let format = self.output.format.name;
        if !matches!(format, "table" | "ndjson") {
            bail!("--schema {} is NDJSON; leave out -T {format}", schema.name);
        }
        if self.rules == Some(Rules::List) {
            bail!("--schema is about findings, not about rules");
        }
        self.output.format = schema;
        Ok(())
    }

    /// The inputs as they were named.
    ///
    /// # Errors
    /// When none is.
    pub fn inputs(&self) -> Result<Vec<PathBuf>> {
        let named: Vec<OsString> = self.input.read.iter().chain(&self.files).cloned().collect();
        if named.is_empty() && !self.listen.is_asked_for() {
            bail!("no capture is named; - is standard input");
        }
        refuse_nonsense(&named, &self.input)?;
        Ok(named.into_iter().map(PathBuf::from).collect())
    }

    /// Where packets of findings go.
    ///
    /// # Errors
    /// When the captures cannot be read again, or the file is refused.
    pub fn evidence(&self, named: &[PathBuf], voice: Voice) -> Result<Option<Evidence>> {
        let Some(path) = &self.evidence else { return Ok(None) };
        if self.listen.is_asked_for() {
            bail!(
                "--evidence reads packets a second time, which an interface does not allow; write \
                 a file with netsift capture -w, and look at that"
            );
        }
        if self.work.per_file {
            bail!("--evidence writes one file, and --per-file makes many reports; choose one");
        }
        if self.output.file.as_ref() == Some(path) {
            bail!("--evidence and -o name the same file");
        }
        let inputs = expand(named);
        Evidence::open(path, self.output.force, &inputs, self.max_flows, voice).map(Some)
    }

    /// How to look.
    ///
    /// # Errors
    /// When a rule or a threshold is unknown.
    pub fn settings(&self) -> Result<Settings> {
        let home = match self.home_net.as_slice() {
            [] => HomeNet::default(),
            networks => HomeNet::new(networks.to_vec()),
        };
        let fit = self.forest.fit(&self.work, self.max_flows)?;
        let judge = if self.rules.is_some() { Judge::Nobody } else { Judge::Itself };
        let labels = self.forest.eval.as_deref().map(labels::read).transpose()?.map(Arc::new);
        let judging = Judging { judge, alpha: self.forest.alpha, fit, ranks: 0, labels };
        Ok(Settings {
            home,
            set: self.set.iter().map(|text| threshold(text)).collect::<Result<_>>()?,
            disabled: self.disable.clone(),
            max_flows: self.max_flows,
            usual: Usual::default(),
            judging,
            allow: Arc::new(allow::read(&self.allow)?),
        })
    }
}

/// `RULE.THRESHOLD=N`.
fn threshold(text: &str) -> Result<(String, String, f64)> {
    let parts = text.split_once('=');
    let parts = parts.and_then(|(name, number)| Some((name.split_once('.')?, number)));
    let Some(((rule, threshold), number)) = parts else {
        bail!("--set {text}: write RULE.THRESHOLD=N, as port-scan.ports=30");
    };
    let Some(known) = RULES.iter().find(|it| it.name == rule) else {
        let names = RULES.iter().map(|it| it.name);
        bail!("--set {text}: no rule `{rule}`{}", suggestion(rule, names));
    };
    if !known.thresholds.iter().any(|it| it.name == threshold) {
        let names = known.thresholds.iter().map(|it| it.name);
        let near = suggestion(threshold, names.clone());
        let all = names.collect::<Vec<_>>().join(", ");
        bail!("--set {text}: {rule} has no threshold `{threshold}`{near}; it has {all}");
    }
    match number.parse::<f64>() {
        Ok(number) if number.is_finite() && number >= 0.0 => {
            Ok((rule.to_owned(), threshold.to_owned(), number))
        }
        _ => bail!("--set {text}: `{number}` is no number of 0 or more"),
    }
}

pub fn suggestion<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> String {
    nearest(word, names).map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}

fn network(text: &str) -> Result<(IpAddr, u8), NoNetwork> {
    HomeNet::network(text)
}

fn schema() -> impl TypedValueParser<Value = &'static Description> {
    PossibleValuesParser::new(SCHEMAS.iter().map(|it| it.name))
        .try_map(|name| SCHEMAS.iter().copied().find(|it| it.name == name).ok_or("no such schema"))
}

fn rule() -> impl TypedValueParser<Value = String> {
    PossibleValuesParser::new(RULES.iter().map(|rule| rule.name))
}

/// A severity by its name.
pub fn severity() -> impl TypedValueParser<Value = Severity> {
    PossibleValuesParser::new(Severity::ALL.map(Severity::name)).try_map(|word| {
        Severity::ALL.into_iter().find(|it| it.name() == word).ok_or("no such severity")
    })
}
