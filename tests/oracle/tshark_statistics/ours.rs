//! What netsift says of a capture.

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use netsift::engine::{self, Analyser};
use netsift::packet::{ProtocolId, Role};
use netsift::report::{Section, Table};
use netsift::source::{Batch, Inputs, Options, Source, Timeline};
use netsift::stats::{self, Request, Settings};
use netsift::value::Value;

use super::choice::Choice;
use super::chosen::Chosen;
use super::{Answers, Cell, Row, questions, spelling};

/// Everything said of one capture.
pub struct Ours {
    pub answers: Answers,
    pub packets: u64,
    /// The interval of the timeline, a whole number of seconds.
    pub interval_s: u64,
}

/// Asks the same as tshark, in its words.
pub fn read(file: &Path, choice: &Choice) -> Ours {
    let inputs = || Inputs { paths: vec![file.to_owned()], options: Options::default() };
    let mut timeline = Timeline::open(&inputs());
    let mut batch = Batch::default();
    while timeline.fill(&mut batch) {}
    let duration_ns = timeline.into_ledger().records.duration_ns().unwrap_or(0);
    let interval_s = u64::try_from(duration_ns).unwrap_or(0) / 40_000_000_000 + 1;
    let settings = Settings::default();
    let request = |question: &String| {
        let spelling = spelling(question, interval_s);
        let (statistic, settings) = stats::from_tshark(&spelling, &settings).unwrap();
        Request { statistic, settings }
    };
    let questions = questions();
    let requests: Vec<Request> = questions.iter().map(request).collect();
    let chosen = |inner| Box::new(Chosen { inner, choice: choice.clone() }) as Box<dyn Analyser>;
    let make = || stats::analysers(&requests).into_iter().map(chosen).collect();
    let mut timeline = Timeline::open(&inputs());
    let options = engine::Options { jobs: NonZeroUsize::MIN, max_flows: settings.max_entries };
    let outcome = engine::run(&mut timeline, &make, options, &AtomicBool::new(false));
    let mut ledger = timeline.into_ledger();
    ledger.kept = ledger.records.clone();
    let sections = stats::sections(&requests, outcome.analysers, &ledger);
    let answer = |(question, section): (String, Section)| {
        let table = &section.tables[0];
        let rows = match question.as_str() {
            "io,phs" => rows(table, hierarchy),
            "plen,tree" => rows(table, bucket),
            "io,stat" => rows(table, |table, row| bin(table, row, interval_s)),
            asked if asked.starts_with("conv") => rows(table, conversation),
            _ => rows(table, endpoint),
        };
        (question, rows)
    };
    let answers = questions.into_iter().zip(sections).map(answer).collect();
    Ours { answers, packets: ledger.records.packets, interval_s }
}

fn rows<R: Into<Option<Row>>>(table: &Table, make: impl Fn(&Table, &[Value<'_>]) -> R) -> Vec<Row> {
    table.rows.iter().filter_map(|row| make(table, &row).into()).collect()
}

fn cell<'a>(table: &Table, row: &'a [Value<'_>], name: &str) -> &'a Value<'a> {
    let place = table.columns.iter().position(|column| column.name == name);
    &row[place.unwrap_or_else(|| panic!("{} has no column {name}", table.name))]
}

fn count(table: &Table, row: &[Value<'_>], name: &str) -> Cell {
    match cell(table, row, name) {
        Value::Unsigned(number) => Cell::Count(*number),
        Value::Null => Cell::Nothing,
        other => panic!("{other:?}"),
    }
}

#[expect(clippy::cast_precision_loss, reason = "tshark has as little")]
fn about(table: &Table, row: &[Value<'_>], name: &str) -> Cell {
    match cell(table, row, name) {
        Value::Float(value) => Cell::About { value: *value, error: 0.0 },
        Value::Duration(ns) => Cell::About { value: *ns as f64 / 1e9, error: 0.0 },
        Value::Null => Cell::Nothing,
        other => panic!("{other:?}"),
    }
}

/// Only what the headers below the applications say: tshark names an application on the segment
/// that ends its message, and ours on each.
fn hierarchy(table: &Table, row: &[Value<'_>]) -> Option<Row> {
    let Value::Text(path) = cell(table, row, "path") else { return None };
    let below = |name| ProtocolId::by_name(name).is_some_and(|id| id.role() != Role::Application);
    if path.is_empty() || !path.split(':').all(|name| below(name) && name != "data") {
        return None;
    }
    let names: Vec<&str> = path.split(':').collect();
    if names.last().is_some_and(|name| UNSHOWN.contains(name)) {
        return None;
    }
    let shown = names.into_iter().filter(|name| !UNSHOWN.contains(name)).map(in_tree);
    let shown: Vec<&str> = shown.collect();
    let cells = vec![count(table, row, "packets"), count(table, row, "frame_bytes")];
    Some(Row { key: shown.join(":"), cells })
}

/// What tshark lists in `frame.protocols`, yet not in its tree, of which the hierarchy is made.
const UNSHOWN: [&str; 5] = ["mipv6", "nflog", "osi", "pwethcw", "pwethheuristic"];

/// The name in tshark's tree of what `frame.protocols` names otherwise.
fn in_tree(name: &str) -> &str {
    if name == "vxlan_gpe" { "vxlan" } else { name }
}

fn text(value: &Value<'_>) -> String {
    match value {
        Value::Ipv4(address) => address.to_string(),
        Value::Ipv6(address) => address.to_string(),
        Value::Mac(octets) => octets.map(|octet| format!("{octet:02x}")).join(":"),
        Value::Unsigned(number) => number.to_string(),
        other => panic!("{other:?}"),
    }
}

fn conversation(table: &Table, row: &[Value<'_>]) -> Row {
    let ports = table.columns.iter().any(|column| column.name == "port_a");
    let end = |address, port| {
        let address = text(cell(table, row, address));
        if ports { format!("{address}:{}", text(cell(table, row, port))) } else { address }
    };
    let key = format!("{} <-> {}", end("address_a", "port_a"), end("address_b", "port_b"));
    let counts = [
        "packets_b_to_a",
        "frame_bytes_b_to_a",
        "packets_a_to_b",
        "frame_bytes_a_to_b",
        "packets",
        "frame_bytes",
    ];
    let mut cells: Vec<Cell> = counts.iter().map(|name| count(table, row, name)).collect();
    cells.extend([about(table, row, "start_s"), about(table, row, "duration_s")]);
    Row { key, cells }
}

fn endpoint(table: &Table, row: &[Value<'_>]) -> Row {
    let mut key = text(cell(table, row, "address"));
    if table.columns.iter().any(|column| column.name == "port") {
        key = format!("{key} {}", text(cell(table, row, "port")));
    }
    let counts = [
        "packets",
        "frame_bytes",
        "packets_sent",
        "frame_bytes_sent",
        "packets_received",
        "frame_bytes_received",
    ];
    Row { key, cells: counts.iter().map(|name| count(table, row, name)).collect() }
}

fn bucket(table: &Table, row: &[Value<'_>]) -> Option<Row> {
    let Value::Text(name) = cell(table, row, "bucket") else { panic!() };
    let key = name.replace("and more", "and greater");
    let cells = vec![
        count(table, row, "packets"),
        about(table, row, "average_bytes"),
        count(table, row, "shortest_bytes"),
        count(table, row, "longest_bytes"),
        about(table, row, "packets_percent"),
    ];
    (cells.first() != Some(&Cell::Count(0))).then_some(Row { key, cells })
}

fn bin(table: &Table, row: &[Value<'_>], interval_s: u64) -> Row {
    let Value::Duration(ns) = cell(table, row, "start_s") else { panic!() };
    let place = ns / 1_000_000_000 / i64::try_from(interval_s).unwrap();
    let cells = vec![count(table, row, "packets"), count(table, row, "frame_bytes")];
    Row { key: place.to_string(), cells }
}
