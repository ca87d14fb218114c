//! What detection found, and when: scores of the least usual flows with findings marked, two features
//! of all flows, a matrix of detectors and time, and how many of which severity.

use std::collections::BTreeMap;

use super::{Asked, Chart, scatter};
use crate::plot::figure::{Bar, Cell, Marks, Panel, Shape, Track};
use crate::plot::reading::{each, number, table, text, time};
use crate::plot::ticks::shortest;
use crate::report::{Column, Report};
use crate::value::{Kind, Timestamp, Unit};

/// Findings over time.
pub static CHART: Chart = Chart {
    name: "anomalies",
    about: "least usual flows and findings of detection over time; two features (--x, --y) of all flows",
    statistics: &["flows", "detect"],
    columns: 1,
    panels,
};

/// Columns of the matrix. Chosen by us.
const COLUMNS: i64 = 24;
const DAY_NS: i64 = 86_400_000_000_000;
const SEVERITIES: [&str; 5] = ["critical", "high", "medium", "low", "info"];

fn panels(report: &Report, asked: &Asked) -> Vec<Panel> {
    let mut found: Vec<(String, Timestamp, Timestamp)> = Vec::new();
    let mut severities: BTreeMap<String, f64> = BTreeMap::new();
    if let Some(table) = table(report, "detect", "findings") {
        let names = ["detector", "severity", "first_seen", "last_seen"];
        each(table, names, |[detector, severity, first, last]| {
            *severities.entry(text(severity)).or_default() += 1.0;
            let Some(first) = time(first) else { return };
            found.push((text(detector), first, time(last).unwrap_or(first).max(first)));
        });
    }
    // The matrix begins and ends with the capture, where that is known.
    let first = found.iter().map(|it| it.1).chain(report.input.kept.first).min();
    let last = found.iter().map(|it| it.2).chain(report.input.kept.last).max();
    let start = first.unwrap_or_default();
    let width = (last.map_or(0, |last| last.since(start)) / COLUMNS).saturating_add(1);
    let place = |at: Timestamp| usize::try_from(at.since(start) / width).unwrap_or(0);
    let mut counts: BTreeMap<String, BTreeMap<usize, f64>> = BTreeMap::new();
    for (detector, first, last) in &found {
        let row = counts.entry(detector.clone()).or_default();
        for column in place(*first)..=place(*last) {
            *row.entry(column).or_default() += 1.0;
        }
    }
    let all = counts.len();
    let rows: Vec<String> = counts.keys().take(asked.limit).cloned().collect();
    let cells = counts.values().take(asked.limit).enumerate().flat_map(|(row, columns)| {
        columns.iter().map(move |(&column, &value)| Cell { row, column, value })
    });
    let begins = |column| Timestamp(start.0.saturating_add(width.saturating_mul(column)));
    // The hour says enough within a day; a longer capture needs the date.
    let is_long = width.saturating_mul(COLUMNS) > DAY_NS;
    let label = |at: Timestamp| {
        let text = shortest(at);
        let part = if is_long { text.get(5..16) } else { text.get(11..19) };
        part.unwrap_or_default().replace('T', " ")
    };
    let columns = (0..COLUMNS).map(|column| label(begins(column))).collect();
    let values = Column::new("findings", Kind::Float, Unit::None, "findings that last then");
    let bar = |name: &str| {
        let value = severities.get(name).copied()?;
        Some(Bar { label: name.to_owned(), depth: 0, value })
    };
    vec![
        scores(report, start, &found),
        scatter::panel(report, asked),
        Panel {
            name: "over_time",
            title: "Detector at the left, time (UTC) below, findings".to_owned(),
            values: values.clone(),
            marks: Marks::Cells { cells: cells.collect(), rows, columns },
            note: if all > asked.limit {
                format!("{} of {all} detectors", asked.limit)
            } else {
                String::new()
            },
        },
        Panel {
            name: "severities",
            title: "Findings by severity".to_owned(),
            values,
            marks: Marks::Bars(SEVERITIES.into_iter().filter_map(bar).collect()),
            note: String::new(),
        },
    ]
}

/// Scores of flows by the time of their first packet; above them where findings begin.
fn scores(report: &Report, start: Timestamp, found: &[(String, Timestamp, Timestamp)]) -> Panel {
    let mut flows: Vec<(i64, f64)> = Vec::new();
    if let Some(table) = table(report, "detect", "ranks") {
        each(table, ["first_seen", "score"], |[at, score]| {
            if let Some(at) = time(at) {
                flows.push((at.since(start), number(score)));
            }
        });
    }
    flows.sort_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
    let note = match flows.len() {
        0 => String::new(),
        count => format!("the {count} least usual flows of the capture, judged by all of its own"),
    };
    let mut begin: Vec<(i64, f64)> =
        found.iter().map(|(_, first, _)| (first.since(start), 1.0)).collect();
    begin.sort_unstable_by_key(|point| point.0);
    let tracks = vec![
        Track { name: "score of a flow, 1 the least usual", shape: Shape::Dots, points: flows },
        Track { name: "a finding begins", shape: Shape::Dots, points: begin },
    ];
    Panel {
        name: "scores",
        title: "How unusual flows are, by their first packet".to_owned(),
        values: Column::new("score", Kind::Float, Unit::None, "score of the isolation forest"),
        marks: Marks::Tracks { start, tracks },
        note,
    }
}
