//! Charts: one file each, one line in the table.

mod anomalies;
mod by_value;
mod conversations;
mod dashboard;
mod flags;
mod gaps;
mod heatmap;
mod lengths;
mod protocols;
mod rtt;
mod scatter;
mod tcp_stream;
mod timeline;
mod top;

use super::figure::{Figure, Panel};
use super::ticks::shortest;
use crate::report::Report;
use crate::value::Unit;

/// Every chart, in the order in which help lists them.
pub static CHARTS: &[&Chart] = &[
    &protocols::CHART,
    &timeline::CHART,
    &top::CHART,
    &lengths::CHART,
    &gaps::CHART,
    &conversations::CHART,
    &heatmap::CHART,
    &flags::CHART,
    &rtt::CHART,
    &tcp_stream::CHART,
    &anomalies::CHART,
    &dashboard::CHART,
];

/// A chart, described once: the command, help, man page and completions are derived from this.
#[derive(Debug)]
pub struct Chart {
    /// The word on the command line.
    pub name: &'static str,
    /// One line for help, and up to a semicolon the picture's heading where it gets no other.
    pub about: &'static str,
    /// The statistics whose tables it reads; `detect` is detection with its usual settings.
    pub statistics: &'static [&'static str],
    /// How many panels stand side by side.
    pub columns: usize,
    /// Reads the tables. A table that is missing is one without rows.
    pub panels: fn(&Report, &Asked) -> Vec<Panel>,
}

/// What a user asks of a chart.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// What bars and cells show.
    pub measure: Measure,
    /// Bars, or rows and columns of a matrix, at most.
    pub limit: usize,
    /// The features along x and y, where two are shown against each other.
    pub features: [&'static str; 2],
    /// Whether the user chose the width of bins, so that they are not to be joined.
    pub is_interval_chosen: bool,
}

/// The features that are shown against each other where no others are asked for.
pub const FEATURES: [&str; 2] = ["duration_log10", "orig_payload_log"];

/// What bars and cells show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Packets.
    Packets,
    /// Bytes on the wire.
    Bytes,
}

impl Measure {
    /// Every measure, the default first.
    pub const ALL: [Self; 2] = [Self::Packets, Self::Bytes];

    /// The word on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Packets => "packets",
            Self::Bytes => "bytes",
        }
    }

    /// The column of statistics that has it.
    const fn column(self) -> &'static str {
        match self {
            Self::Packets => "packets",
            Self::Bytes => "frame_bytes",
        }
    }

    /// Its column in the numbers behind a picture.
    const fn values(self) -> crate::report::Column {
        use crate::report::Column;
        use crate::value::Kind;
        match self {
            Self::Packets => Column::new("packets", Kind::Float, Unit::Packets, "packets"),
            Self::Bytes => {
                Column::new("frame_bytes", Kind::Float, Unit::Bytes, "bytes on the wire")
            }
        }
    }
}

impl Chart {
    /// The chart of this name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<&'static Self> {
        CHARTS.iter().copied().find(|chart| chart.name == name)
    }

    /// What it shows, without what options change of it.
    fn heading(&self) -> &'static str {
        self.about.split_once("; ").map_or(self.about, |(heading, _)| heading)
    }

    /// The figure of a report.
    #[must_use]
    pub fn figure(&self, report: &Report, asked: &Asked, title: Option<String>) -> Figure {
        Figure {
            title: title.unwrap_or_else(|| capitalised(self.heading())),
            subtitle: what_was_read(report),
            columns: self.columns,
            panels: (self.panels)(report, asked),
        }
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// How many packets of what time, and whether that was all.
fn what_was_read(report: &Report) -> String {
    let kept = &report.input.kept;
    let packets = match kept.packets {
        1 => "1 packet".to_owned(),
        several => format!("{} packets", grouped(several)),
    };
    let mut parts = vec![packets];
    if let (Some(first), Some(last)) = (kept.first, kept.last) {
        parts.push(format!("{} to {}", shortest(first), shortest(last)));
    }
    if report.input.partial {
        parts.push("interrupted: not all was read".to_owned());
    }
    parts.join(" · ")
}

/// A number with a comma between thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let comma = |at: usize| at > 0 && (digits.len() - at).is_multiple_of(3);
    let group = |(at, digit)| comma(at).then_some(',').into_iter().chain([digit]);
    digits.chars().enumerate().flat_map(group).collect()
}

#[cfg(test)]
mod tests;
