//! Statistics: one file each, one line each in the table.

use crate::engine::Analyser;
use crate::packet::FieldReader;

/// What a user asked of a statistic, beyond its name.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Most rows of a table; `None` for the statistic's own choice, 0 for all.
    pub limit: Option<usize>,
    /// `top`: the field that is ranked.
    pub by: Option<FieldReader>,
    /// Sort rows by this measure; `None` for the statistic's own choice.
    pub order: Option<Order>,
    /// `timeline`: width of a bin in nanoseconds.
    pub interval_ns: u64,
    /// `timeline`: fields to aggregate.
    pub series: Vec<Series>,
    /// `endpoints` and `conversations`: levels asked for; empty for all.
    pub levels: Vec<Level>,
    /// Most flows, conversations or distinct values kept.
    pub max_entries: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            limit: None,
            by: None,
            order: None,
            interval_ns: 1_000_000_000,
            series: Vec::new(),
            levels: Vec::new(),
            max_entries: 1_000_000,
        }
    }
}

/// By what rows are ranked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Packets, most first.
    Packets,
    /// Bytes on the wire, most first.
    Bytes,
    /// First seen, earliest first.
    First,
    /// Duration, longest first.
    Duration,
    /// The key, ascending.
    Key,
}

/// At which layer hosts are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Hardware addresses.
    Eth,
    /// IPv4 and IPv6 addresses.
    Ip,
    /// TCP addresses and ports.
    Tcp,
    /// UDP addresses and ports.
    Udp,
    /// SCTP addresses and ports.
    Sctp,
}

/// A field aggregated over time.
#[derive(Clone, Copy, Debug)]
pub struct Series {
    /// How values are joined.
    pub aggregate: Aggregate,
    /// The field.
    pub field: FieldReader,
}

/// How the values of a bin are joined to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregate {
    /// How many values.
    Count,
    /// Their sum.
    Sum,
    /// The least.
    Min,
    /// Their mean.
    Avg,
    /// The greatest.
    Max,
}

/// A statistic, described once: commands, help, man pages and completions are derived from this.
#[derive(Debug)]
pub struct Statistic {
    /// The word on the command line, and the section's name.
    pub name: &'static str,
    /// One line for help.
    pub about: &'static str,
    /// Whether the screen without a named statistic shows it.
    pub on_first_screen: bool,
    /// A new analyser.
    pub make: fn(&Settings) -> Box<dyn Analyser>,
}
