//! The arguments of `netsift plot`.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

use crate::cli::arguments::{Input, count, jobs};
use crate::cli::nearest::nearest;
use crate::cli::reading::refuse_nonsense;
use crate::cli::stats::{all_series, field_named, interval};
use crate::flow::features;
use crate::output::{Description, FORMATS};
use crate::packet::FieldReader;
use crate::plot::{Asked, CHARTS, Chart, FEATURES, Look, Measure, Theme};
use crate::stats::{Order, Request, Scope, Settings, Statistic};
use crate::value::escape;

/// Draw what is in captures
///
/// Pictures (SVG, PNG) from the same statistics as `netsift stats`; without -o a preview as text.
/// Several captures are one timeline, merged by time.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct Arguments {
    /// The chart
    #[arg(value_name = "CHART", value_parser = charts())]
    pub chart: &'static Chart,

    /// Captures: files, directories, globs, or - for standard input
    #[arg(value_name = "FILE")]
    files: Vec<OsString>,

    /// top, dashboard: the field that is ranked, by its Wireshark name (default: ip.addr);
    /// timeline, heatmap: the field whose values are shown, or `protocol` for the innermost one
    #[arg(long, value_name = "FIELD")]
    by: Option<String>,

    /// What bars and cells show
    #[arg(long, value_name = "MEASURE", default_value = "packets", value_parser = measures())]
    measure: Measure,

    /// Bars, or rows of a matrix, at most
    #[arg(long, value_name = "N", default_value = "20", value_parser = limit)]
    limit: usize,

    /// timeline, heatmap, dashboard: width of a bin (default: what suits the picture)
    #[arg(long, value_name = "DURATION", allow_hyphen_values = true, value_parser = interval)]
    interval: Option<u64>,

    /// timeline: packets that match a display filter in a panel of their own, as 'web=tcp.port == 80'
    /// (repeatable, six at most); --measure says whether packets or bits are shown
    #[arg(long, value_name = "SERIES")]
    series: Vec<String>,

    /// tcp-stream: the stream, by its number (tcp.stream; default: the one that carries most)
    #[arg(long, value_name = "N")]
    stream: Option<u64>,

    /// anomalies: the feature of flows that lies along x; `netsift stats features` lists them
    #[arg(long, value_name = "FEATURE", default_value = FEATURES[0], value_parser = feature)]
    x: &'static str,

    /// anomalies: the feature that lies along y
    #[arg(long, value_name = "FEATURE", default_value = FEATURES[1], value_parser = feature)]
    y: &'static str,

    #[command(flatten)]
    pub input: Input,

    /// Worker threads (default: all cores); changes no byte of the output
    #[arg(short = 'j', value_name = "N", allow_hyphen_values = true, value_parser = jobs, help_heading = "Input")]
    pub jobs: Option<NonZeroUsize>,

    /// Write the picture to FILE, whose ending says how: .svg, .png or .txt; it appears when it is
    /// whole. Without it, or with -, a preview goes to standard output
    #[arg(short = 'o', value_name = "FILE", help_heading = "Output")]
    pub file: Option<PathBuf>,

    /// How the picture is written, whatever FILE ends with
    #[arg(short = 'T', long = "format", value_name = "FORMAT", help_heading = "Output")]
    format: Option<Kind>,

    /// A preview as text; the same as --format text
    #[arg(long, conflicts_with = "format", help_heading = "Output")]
    terminal: bool,

    /// Write the numbers behind the picture to FILE, whose ending says how: .csv, .tsv, .json,
    /// .ndjson, or .vl.json for Vega-Lite
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub data: Option<PathBuf>,

    /// Replace existing output files
    #[arg(long, help_heading = "Output")]
    pub force: bool,

    /// The heading (default: what the chart shows)
    #[arg(long, value_name = "TEXT", help_heading = "Output")]
    pub title: Option<String>,

    /// Width and height in pixels at 96 dots an inch (default: 960x540, anomalies 960x1200,
    /// the dashboard 1440x960)
    #[arg(long, value_name = "WxH", value_parser = size, help_heading = "Output")]
    size: Option<(u32, u32)>,

    /// Dots an inch of PNG: 192 has twice the pixels each way
    #[arg(long, value_name = "N", default_value = "96", value_parser = clap::value_parser!(u32).range(24..=1200), help_heading = "Output")]
    dpi: u32,

    /// The colours
    #[arg(long, value_name = "THEME", default_value = "light", value_parser = themes(), help_heading = "Output")]
    theme: Theme,

    /// Logarithmic axes of numbers
    #[arg(long, help_heading = "Output")]
    log: bool,

    /// Say nothing on standard error but errors
    #[arg(short = 'q', long, conflicts_with = "verbose", help_heading = "Output")]
    pub quiet: bool,

    /// Say more on standard error
    #[arg(short = 'v', long, help_heading = "Output")]
    pub verbose: bool,
}

/// How a picture is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// A document of lines and text, which scales
    Svg,
    /// Pixels
    Png,
    /// Unicode blocks
    Text,
}

/// How the numbers behind a picture are written.
#[derive(Clone, Copy, Debug)]
pub enum Numbers {
    /// As a report with one table for each panel.
    Report(&'static Description),
    /// As a specification with the numbers inside.
    VegaLite,
}

/// What stands for the innermost protocol, where a field is named.
const INNERMOST: &str = "protocol";
/// Values upon one another at most, beside all others together: as many as there are colours.
const LAYERS: usize = 7;
/// Series with filters of their own in one picture at most: below that, panels are too low to be read.
const MOST_SERIES: usize = 6;
/// Pixels of a picture at most: about 300 MB while it is drawn. Chosen by us.
const MOST_PIXELS: f64 = 1e8;
/// Width of bins that the statistic begins with where nobody chose one, and how many it keeps.
const FINE: (u64, usize) = (1_000_000, 20_000);

impl Arguments {
    /// The names of the inputs.
    ///
    /// # Errors
    /// When none is named, or what is named cannot be meant.
    pub fn inputs(&self) -> Result<Vec<PathBuf>> {
        let inputs: Vec<OsString> = self.input.read.iter().chain(&self.files).cloned().collect();
        if inputs.is_empty() {
            bail!("no capture is named; add a file, a directory, or - for standard input");
        }
        refuse_nonsense(&inputs, &self.input)?;
        Ok(inputs.into_iter().map(PathBuf::from).collect())
    }

    /// What is asked of the statistics that the chart reads.
    ///
    /// # Errors
    /// When the field is unknown, or an option would change nothing.
    pub fn requests(&self) -> Result<Vec<Request>> {
        let reads = |name| self.chart.statistics.contains(&name);
        for (is_given, option, statistics, whose) in [
            (self.by.is_some(), "by", ["top", "trend"], "top, timeline, heatmap and dashboard"),
            (
                self.interval.is_some(),
                "interval",
                ["timeline", "trend"],
                "timeline, heatmap and dashboard",
            ),
            (self.stream.is_some(), "stream", ["segments"; 2], "tcp-stream"),
        ] {
            if is_given && !statistics.into_iter().any(reads) {
                bail!("--{option} changes nothing here; it is for {whose}");
            }
        }
        if [self.x, self.y] != FEATURES && self.chart.name != "anomalies" {
            bail!("--x and --y change nothing here; they are for anomalies");
        }
        if self.x == self.y {
            bail!("--x and --y are the same feature; name two");
        }
        if !self.series.is_empty() && (self.chart.name != "timeline" || self.by.is_some()) {
            bail!("--series changes nothing here; it is for timeline without --by");
        }
        if self.series.len() > MOST_SERIES {
            bail!("--series: a picture shows {MOST_SERIES} at most");
        }
        let (aggregated, parts) = all_series(&self.series).context("--series")?;
        if !aggregated.is_empty() {
            bail!("--series: a picture shows filters; write web=tcp.port == 80");
        }
        // A field over time is another statistic, in place of the one without.
        let over_time = reads("trend") && self.by.is_some();
        let left_out = if over_time { "timeline" } else { "trend" };
        let by = self.by.as_deref().filter(|by| !(over_time && *by == INNERMOST));
        let by: Option<FieldReader> = by.map(field_named).transpose().context("--by")?;
        let names = self.chart.statistics.iter().filter(|name| **name != left_out);
        let statistics = names.filter_map(|name| Statistic::by_name(name));
        Ok(statistics
            .map(|statistic| {
                let settings = Settings { parts: parts.clone(), ..self.settings(statistic, by) };
                Request { statistic, settings }
            })
            .collect())
    }

    fn settings(&self, statistic: &Statistic, by: Option<FieldReader>) -> Settings {
        let usual = Settings::default();
        let order = match self.measure {
            Measure::Packets => Order::Packets,
            Measure::Bytes => Order::Bytes,
        };
        let is_fine = statistic.name == "timeline" && self.interval.is_none();
        let limit = match statistic.name {
            "trend" if self.chart.name == "timeline" => self.limit.min(LAYERS),
            "top" | "trend" => self.limit,
            _ => 0,
        };
        Settings {
            limit: Some(limit),
            by,
            order: statistic
                .can_be_in(order)
                .then_some(order)
                .filter(|_| !statistic.orders.is_empty()),
            interval_ns: self.interval.unwrap_or(FINE.0),
            scopes: vec![Scope::of(crate::stats::Level::Ip)],
            stream: self.stream,
            features: self.chart.name == "anomalies",
            max_entries: if is_fine { FINE.1 } else { usual.max_entries },
            ..usual
        }
    }

    /// What is asked of the chart.
    pub fn asked(&self) -> Asked {
        Asked {
            measure: self.measure,
            limit: self.limit,
            features: [self.x, self.y],
            is_interval_chosen: self.interval.is_some(),
        }
    }

    /// How the picture looks.
    ///
    /// # Errors
    /// When it would be too large.
    pub fn look(&self) -> Result<Look> {
        // Each series has a panel as high as the two that are always there.
        let more = u32::try_from(self.series.len()).unwrap_or_default() * 270;
        let usual = match self.chart.name {
            "dashboard" => (1440, 960),
            "anomalies" => (960, 1200),
            _ => (960, 540 + more),
        };
        let (width, height) = self.size.unwrap_or(usual);
        let scale = f64::from(self.dpi) / 96.0;
        let pixels = f64::from(width) * f64::from(height) * scale * scale;
        if pixels > MOST_PIXELS {
            bail!(
                "a picture of {pixels:.0} pixels is more than {MOST_PIXELS:.0}; take a smaller --size or --dpi"
            );
        }
        Ok(Look { width, height, dpi: self.dpi, theme: self.theme, is_log: self.log })
    }

    /// How the picture is written.
    ///
    /// # Errors
    /// When the file's name does not say it, and nothing else does.
    pub fn kind(&self) -> Result<Kind> {
        if self.terminal {
            return Ok(Kind::Text);
        }
        if let Some(format) = self.format {
            return Ok(format);
        }
        let Some(path) = self.file.as_deref().filter(|path| path.as_os_str() != "-") else {
            return Ok(Kind::Text);
        };
        match ending(path).as_str() {
            "svg" => Ok(Kind::Svg),
            "png" => Ok(Kind::Png),
            "txt" => Ok(Kind::Text),
            _ => bail!(
                "{}: ends with none of .svg, .png, .txt; name it so, or say --format",
                escape(&path.to_string_lossy())
            ),
        }
    }

    /// How the numbers behind the picture are written, where they are asked for.
    ///
    /// # Errors
    /// When the file's name does not say it.
    pub fn numbers(&self) -> Result<Option<Numbers>> {
        let Some(path) = self.data.as_deref() else { return Ok(None) };
        if path.to_string_lossy().to_lowercase().ends_with(".vl.json") {
            return Ok(Some(Numbers::VegaLite));
        }
        let ending = ending(path);
        let known = ["csv", "tsv", "json", "ndjson"].contains(&ending.as_str());
        let found = FORMATS.iter().copied().find(|format| known && format.name == ending);
        match found {
            Some(format) => Ok(Some(Numbers::Report(format))),
            None => bail!(
                "--data {}: ends with none of .csv, .tsv, .json, .ndjson, .vl.json",
                escape(&path.to_string_lossy())
            ),
        }
    }
}

fn ending(path: &Path) -> String {
    path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default()
}

fn charts() -> impl TypedValueParser<Value = &'static Chart> {
    let values = CHARTS.iter().map(|chart| PossibleValue::new(chart.name).help(chart.about));
    PossibleValuesParser::new(values).try_map(|name| Chart::by_name(&name).ok_or("no such chart"))
}

fn themes() -> impl TypedValueParser<Value = Theme> {
    let values = Theme::ALL.map(|theme| PossibleValue::new(theme.name).help(theme.about));
    PossibleValuesParser::new(values).try_map(|name| Theme::by_name(&name).ok_or("no such theme"))
}

fn measures() -> impl TypedValueParser<Value = Measure> {
    PossibleValuesParser::new(Measure::ALL.map(Measure::name)).try_map(|name| {
        Measure::ALL.into_iter().find(|measure| measure.name() == name).ok_or("no such measure")
    })
}

fn feature(text: &str) -> Result<&'static str, String> {
    let names = || features::FEATURES.iter().map(|feature| feature.name);
    let shown = escape(text);
    names().find(|name| *name == text).ok_or_else(|| match nearest(text, names()) {
        Some(nearest) => format!("no feature `{shown}`; did you mean `{nearest}`?"),
        None => format!("no feature `{shown}`; `netsift stats features` lists what there is"),
    })
}

fn limit(text: &str) -> Result<usize, &'static str> {
    let limit = usize::try_from(count(text)?).ok();
    limit.filter(|limit| (1..=1000).contains(limit)).ok_or("write 1 to 1000")
}

fn size(text: &str) -> Result<(u32, u32), &'static str> {
    let parts = text.split_once('x').and_then(|(width, height)| {
        Some((width.parse::<u32>().ok()?, height.parse::<u32>().ok()?))
    });
    let fits = |side: u32| (240..=20_000).contains(&side);
    parts
        .filter(|&(width, height)| fits(width) && fits(height))
        .ok_or("write width and height as 960x540, each 240 to 20000")
}
