//! Statistics: one file each, one line each in the table.

mod by_level;
mod certificates;
mod conversations;
mod counts;
mod dhcp;
mod dns;
mod endpoints;
mod ends;
mod expert;
mod features;
pub mod fields;
mod flow_schema;
mod flows;
mod gaps;
mod hellos;
mod histogram;
mod http;
mod lengths;
mod names;
mod numbers;
mod panel;
mod ports;
mod protocols;
mod quic;
mod ranking;
mod said;
mod scope;
mod segments;
mod setting;
mod shortage;
mod summary;
mod tallies;
mod tcp;
#[cfg(test)]
mod testing;
mod timeline;
mod tls;
mod top;
mod trend;
mod tshark;
mod value_key;
mod waiting;

use crate::engine::Analyser;
use crate::filter::Expression;
use crate::packet::FieldReader;

pub use crate::flow::{Level, Timeouts, TimeoutsError};
pub use flow_schema::FlowSchema;
pub use flows::values as values_of_flow;
pub use names::{learned, learner};
pub use panel::{View, analysers, sections};
pub use said::Said;
pub use scope::Scope;
pub use setting::Setting;
pub use tshark::{TsharkError, from_tshark};

/// Every statistic, in the order in which help lists them and the first screen shows them.
pub static STATISTICS: &[&Statistic] = &[
    &summary::STATISTIC,
    &protocols::STATISTIC,
    &endpoints::STATISTIC,
    &conversations::STATISTIC,
    &flows::STATISTIC,
    &ports::STATISTIC,
    &top::STATISTIC,
    &timeline::STATISTIC,
    &trend::STATISTIC,
    &lengths::STATISTIC,
    &gaps::STATISTIC,
    &tcp::STATISTIC,
    &segments::STATISTIC,
    &dns::STATISTIC,
    &names::STATISTIC,
    &http::STATISTIC,
    &tls::STATISTIC,
    &quic::STATISTIC,
    &dhcp::STATISTIC,
    &said::ssh::STATISTIC,
    &said::smtp::STATISTIC,
    &said::ftp::STATISTIC,
    &said::sip::STATISTIC,
    &said::mqtt::STATISTIC,
    &said::snmp::STATISTIC,
    &said::ntp::STATISTIC,
    &said::modbus::STATISTIC,
    &expert::STATISTIC,
    &fields::STATISTIC,
    &features::STATISTIC,
];

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
    /// `timeline`: packets that are counted besides.
    pub parts: Vec<Part>,
    /// `endpoints` and `conversations`: what a table is asked for of; empty for every level.
    pub scopes: Vec<Scope>,
    /// `flows`: when flows end without being told to.
    pub timeouts: Timeouts,
    /// `flows`: whose names and units the records have.
    pub schema: FlowSchema,
    /// `tls`: how long before its end a certificate expires soon, in nanoseconds.
    pub expires_within_ns: i64,
    /// `dns`, `http`, `tls`, `quic`, `expert`: which hosts it was, too.
    pub ends: bool,
    /// `flows`: the features that detectors see, too.
    pub features: bool,
    /// `flows`: how many packets of each are shown one by one.
    pub steps: usize,
    /// `segments`: the stream by its number; `None` for all.
    pub stream: Option<u64>,
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
            parts: Vec::new(),
            scopes: Vec::new(),
            timeouts: Timeouts::default(),
            schema: FlowSchema::default(),
            expires_within_ns: 30 * 86_400_000_000_000,
            ends: false,
            features: false,
            steps: 0,
            stream: None,
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

impl Order {
    /// Every order.
    pub const ALL: [Self; 5] = [Self::Packets, Self::Bytes, Self::First, Self::Duration, Self::Key];

    /// The word on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Packets => "packets",
            Self::Bytes => "bytes",
            Self::First => "first",
            Self::Duration => "duration",
            Self::Key => "key",
        }
    }
}

/// A field aggregated over time.
#[derive(Clone, Debug)]
pub struct Series {
    /// How values are joined.
    pub aggregate: Aggregate,
    /// The field.
    pub field: FieldReader,
    /// Which packets, where not all count.
    pub filter: Option<Expression>,
}

/// Packets that match a filter, counted over time.
#[derive(Clone, Debug)]
pub struct Part {
    /// What its columns begin with: a word.
    pub name: String,
    /// Which packets.
    pub filter: Expression,
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
    /// Which settings it looks at, besides the order and the bounds that hold for all.
    pub settings: &'static [Setting],
    /// The orders in which its rows can be; none where there is nothing to choose.
    pub orders: &'static [Order],
    /// How it is made.
    pub make: Make,
}

/// How a statistic is made.
#[derive(Clone, Copy, Debug)]
pub enum Make {
    /// An analyser of its own.
    Analyser(fn(&Settings) -> Box<dyn Analyser>),
    /// Counts of what the messages of an application say.
    Messages(&'static Said),
    /// A view of conversations that all statistics of this kind share.
    View(fn(&Settings) -> Box<dyn View>),
}

/// A statistic with what is asked of it.
#[derive(Clone, Debug)]
pub struct Request {
    /// The statistic.
    pub statistic: &'static Statistic,
    /// What is asked.
    pub settings: Settings,
}

impl Statistic {
    /// An analyser for this statistic alone.
    #[must_use]
    pub fn analyser(&'static self, settings: &Settings) -> Box<dyn Analyser> {
        panel::analyser(self, settings)
    }

    /// The statistic with this name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<&'static Self> {
        STATISTICS.iter().copied().find(|statistic| statistic.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Ledger;
    use std::collections::HashSet;

    #[test]
    fn names_are_unique_and_described() {
        let mut seen = HashSet::new();
        for statistic in STATISTICS {
            assert!(seen.insert(statistic.name), "{} is there twice", statistic.name);
            assert!(!statistic.about.is_empty(), "{} says nothing", statistic.name);
        }
    }

    #[test]
    fn every_statistic_answers_without_packets_and_under_its_name() {
        for statistic in STATISTICS {
            let analyser = statistic.analyser(&Settings::default());
            let section = analyser.sections(&Ledger::default()).remove(0);
            assert_eq!(section.name, statistic.name);
            for table in &section.tables {
                assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
            }
        }
    }
}
