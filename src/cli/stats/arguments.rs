//! The arguments of `netsift stats`.

use std::ffi::OsString;

use anyhow::{Context, Result, bail};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::ignored::refuse_what_is_ignored;
use super::series::{all_series, field_named, not_of_tshark};
use super::words;
use crate::cli::arguments::{Input, Output, Work, limit, most};
use crate::cli::enrich::Enrich;
use crate::cli::listening::Listen;
use crate::cli::reading::refuse_nonsense;
use crate::engine::Needs;
use crate::stats::{
    self, FlowSchema, Level, Order, Request, STATISTICS, Scope, Series, Setting, Settings,
    Timeouts, TimeoutsError,
};
use crate::value::{escape, parse_duration_ns};

/// Say what is in captures
///
/// Without a statistic: one screen that answers "what is this?". Several captures are one
/// timeline, merged by time.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Statistics by name, then captures: files, directories, globs, or - for standard input. A
    /// file that is named like a statistic is ./NAME
    #[arg(value_name = "STATISTIC|FILE")]
    words: Vec<OsString>,

    /// Captures, whatever they are named
    #[arg(last = true, value_name = "FILE")]
    files: Vec<OsString>,

    /// A statistic as tshark spells it: io,phs conv,tcp endpoints,ip io,stat,1 … (repeatable)
    #[arg(short = 'z', value_name = "STAT")]
    tshark: Vec<String>,

    /// rows of a table at most; 0 for all
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = limit)]
    pub limit: Option<usize>,

    /// the field that is ranked, by its Wireshark name (default: ip.addr, of trend the innermost protocol)
    #[arg(long, value_name = "FIELD")]
    by: Option<String>,

    /// by what rows are ordered
    #[arg(long, value_name = "MEASURE", value_parser = choices(Order::ALL, Order::name))]
    order: Option<Order>,

    /// width of a bin (default: 1s)
    #[arg(long, value_name = "DURATION", allow_hyphen_values = true, value_parser = interval)]
    interval: Option<u64>,

    /// a field aggregated by COUNT, SUM, MIN, AVG or MAX, as 'AVG(tcp.len)' or of some packets
    /// 'AVG(tcp.len)tcp.port == 80', or packets with a display filter of their own, as
    /// 'web=tcp.port == 80' (repeatable)
    #[arg(long, value_name = "SERIES")]
    series: Vec<String>,

    /// only this layer (repeatable)
    #[arg(long, value_name = "LAYER", value_delimiter = ',', value_parser = choices(Scope::ALL, Scope::name))]
    level: Vec<Scope>,

    /// time of the capture's clock without a packet after which a flow is over: one DURATION,
    /// or one for each protocol as tcp=5m,udp=60s,icmp=60s,sctp=5m, which is the default; 0 for never
    #[arg(long, value_name = "DURATION", value_parser = idle_timeout)]
    idle_timeout: Option<Timeouts>,

    /// age at which a flow is cut, the rest being another record (default: never)
    #[arg(long, value_name = "DURATION", allow_hyphen_values = true, value_parser = interval)]
    active_timeout: Option<u64>,

    /// whose names and units records have (default: netsift; with -T zeek: zeek)
    #[arg(long, value_name = "SCHEMA", value_parser = choices(FlowSchema::ALL, FlowSchema::name))]
    schema: Option<FlowSchema>,

    /// how long before its end a certificate expires soon (default: 30d)
    #[arg(long, value_name = "DURATION", allow_hyphen_values = true, value_parser = span)]
    expires_within: Option<i64>,

    /// also the features that detectors see; `netsift stats features` says what they are
    #[arg(long)]
    features: bool,

    /// also sizes, directions and gaps of the first N packets, 255 at most
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = steps)]
    splt: Option<usize>,

    /// this stream alone, by its number (tcp.stream)
    #[arg(long, value_name = "N")]
    stream: Option<u64>,

    /// Keep at most N conversations, endpoints or distinct values; what is left out is counted
    #[arg(
        long,
        value_name = "N",
        default_value = "1M",
        allow_hyphen_values = true,
        value_parser = most
    )]
    pub max_flows: usize,

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

/// What the arguments mean.
#[derive(Clone, Debug)]
pub struct Understood {
    /// The statistics, each once.
    pub requests: Vec<Request>,
    /// No statistic was named.
    pub is_first_screen: bool,
    /// The names of the inputs.
    pub inputs: Vec<OsString>,
}

/// Whether packets have something to say; where not, no capture has to be named.
fn needs_packets(request: &Request) -> bool {
    request.statistic.analyser(&request.settings).needs() > Needs::Ledger
}

impl Arguments {
    /// The statistics that are asked for, each once, and the names of the inputs.
    ///
    /// # Errors
    /// When a name of a statistic, a field or a series is unknown, or no input is named.
    pub fn understood(&self) -> Result<Understood> {
        let (statistics, mut inputs) = words::sort(self.words.clone())?;
        inputs.splice(0..0, self.input.read.iter().cloned());
        inputs.extend(self.files.iter().cloned());
        let settings = self.settings()?;
        let mut requests = Vec::new();
        for statistic in statistics {
            add(&mut requests, Request { statistic, settings: settings.clone() })?;
        }
        for spelling in &self.tshark {
            let (statistic, settings) =
                stats::from_tshark(spelling, &settings).map_err(|error| not_of_tshark(&error))?;
            self.agrees(&settings).with_context(|| format!("-z: {}", escape(spelling)))?;
            add(&mut requests, Request { statistic, settings })?;
        }
        let is_first_screen = requests.is_empty();
        if is_first_screen {
            let chosen = STATISTICS.iter().filter(|statistic| statistic.on_first_screen);
            let limit = settings.limit.or(Some(FIRST_SCREEN_ROWS));
            let hosts = || vec![Scope::of(Level::Ip)];
            let scopes = if self.level.is_empty() { hosts() } else { settings.scopes };
            let settings = Settings { limit, scopes, ..settings };
            requests
                .extend(chosen.map(|&statistic| Request { statistic, settings: settings.clone() }));
        }
        refuse_what_is_ignored(&self.given(), self.order, &requests)?;
        if self.listen.is_asked_for() {
            if let Some(first) = inputs.first() {
                let name = escape(&first.to_string_lossy()).into_owned();
                bail!("{name}: packets come from a capture or from -i, not from both");
            }
        } else if inputs.is_empty() && requests.iter().any(needs_packets) {
            bail!("no capture is named; add a file, a directory, or - for standard input");
        }
        refuse_nonsense(&inputs, &self.input)?;
        Ok(Understood { requests, is_first_screen, inputs })
    }

    /// The options that were given and that are of some statistics only.
    fn given(&self) -> Vec<Setting> {
        let given = [
            (Setting::Limit, self.limit.is_some()),
            (Setting::By, self.by.is_some()),
            (Setting::Order, self.order.is_some()),
            (Setting::Interval, self.interval.is_some()),
            (Setting::Series, !self.series.is_empty()),
            (Setting::Levels, !self.level.is_empty()),
            (Setting::IdleTimeout, self.idle_timeout.is_some()),
            (Setting::ActiveTimeout, self.active_timeout.is_some()),
            (Setting::Schema, self.schema.is_some()),
            (Setting::ExpiresWithin, self.expires_within.is_some()),
            (Setting::Features, self.features),
            (Setting::Steps, self.splt.is_some()),
            (Setting::Stream, self.stream.is_some()),
        ];
        given.into_iter().filter(|(_, is_given)| *is_given).map(|(setting, _)| setting).collect()
    }

    /// Refuses a spelling of tshark's that says one thing where an option says another.
    fn agrees(&self, spelt: &Settings) -> Result<()> {
        if self.interval.is_some_and(|interval| interval != spelt.interval_ns) {
            bail!("--interval says something else");
        }
        if !self.level.is_empty() && self.level != spelt.scopes {
            bail!("--level says something else");
        }
        Ok(())
    }

    fn settings(&self) -> Result<Settings> {
        let usual = Settings::default();
        let (series, parts) = all_series(&self.series).context("--series")?;
        Ok(Settings {
            limit: self.limit,
            by: self.by.as_deref().map(field_named).transpose().context("--by")?,
            order: self.order,
            interval_ns: self.interval.unwrap_or(usual.interval_ns),
            series,
            parts,
            scopes: self.level.clone(),
            timeouts: self.idle_timeout.unwrap_or_default().with_active(self.active_timeout),
            schema: self.schema.unwrap_or(match self.output.format.name {
                "zeek" => FlowSchema::Zeek,
                _ => FlowSchema::default(),
            }),
            expires_within_ns: self.expires_within.unwrap_or(usual.expires_within_ns),
            ends: false,
            features: self.features,
            steps: self.splt.unwrap_or_default(),
            stream: self.stream,
            max_entries: self.max_flows,
        })
    }
}

/// Rows of each table without a named statistic, also for programs.
const FIRST_SCREEN_ROWS: usize = 10;

/// Adds a request; a statistic that is there already gets the other's layers
/// and series.
///
/// # Errors
/// When the two have different intervals, which one section cannot show.
fn add(requests: &mut Vec<Request>, request: Request) -> Result<()> {
    let same = |other: &&mut Request| std::ptr::eq(other.statistic, request.statistic);
    let Some(other) = requests.iter_mut().find(same) else {
        requests.push(request);
        return Ok(());
    };
    let (there, new) = (&mut other.settings, request.settings);
    if there.interval_ns != new.interval_ns {
        let name = other.statistic.name;
        bail!("{name} is asked for with two intervals; run it once for each");
    }
    for series in new.series {
        let same = |other: &Series| {
            let text = |it: &Series| it.filter.as_ref().map(|filter| filter.text().to_owned());
            other.aggregate == series.aggregate
                && std::ptr::eq(other.field.field, series.field.field)
                && text(other) == text(&series)
        };
        if !there.series.iter().any(same) {
            there.series.push(series);
        }
    }
    for part in new.parts {
        if !there.parts.iter().any(|other| other.name == part.name) {
            there.parts.push(part);
        }
    }
    // No layer named means all of them.
    if there.scopes.is_empty() || new.scopes.is_empty() {
        there.scopes.clear();
    }
    let is_all = there.scopes.is_empty();
    for scope in new.scopes.into_iter().filter(|_| !is_all) {
        if !there.scopes.contains(&scope) {
            there.scopes.push(scope);
        }
    }
    Ok(())
}

fn steps(text: &str) -> Result<usize, &'static str> {
    match limit(text)? {
        0 => Err("one packet or more"),
        256.. => Err("255 at most"),
        most => Ok(most),
    }
}

fn idle_timeout(text: &str) -> Result<Timeouts, TimeoutsError> {
    Timeouts::default().with_idle(text)
}

/// A width of bins in nanoseconds.
///
/// # Errors
/// When it is none; the text says what would be.
pub fn interval(text: &str) -> Result<u64, &'static str> {
    match span(text)? {
        0 => Err("it has to be longer than nothing"),
        nanoseconds => Ok(nanoseconds.unsigned_abs()),
    }
}

fn span(text: &str) -> Result<i64, &'static str> {
    parse_duration_ns(text).ok_or("not a duration of up to 292 years; write 1s, 250ms or 1h")
}

/// An option that takes the name of one of these.
fn choices<T: Copy + Send + Sync + 'static, const N: usize>(
    all: [T; N],
    name: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(all.map(name)).try_map(move |word| {
        let found = all.into_iter().find(|&one| name(one) == word);
        found.ok_or("no such choice")
    })
}
