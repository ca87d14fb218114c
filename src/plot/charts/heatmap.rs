//! At which hour of which day how much happened: a matrix of days and hours, in UTC.
//!
//! A bin of the statistic counts for the hour in which it begins; bins are far shorter than an hour
//! unless the capture is longer than a year of traffic without pause. With a field, a matrix of its
//! values and time.

use std::collections::BTreeMap;

use super::by_value::{Bin, ByValue, OfValue};
use super::{Asked, Chart, Measure};
use crate::plot::figure::{Cell, Marks, Panel};
use crate::plot::reading::{each, number, table, time};
use crate::report::Report;
use crate::value::Timestamp;

/// Hours of days.
pub static CHART: Chart = Chart {
    name: "heatmap",
    about: "hours of days: how much happened when; with --by values of a field and time",
    statistics: &["timeline", "trend"],
    columns: 1,
    panels,
};

/// Columns of values over time. Chosen by us.
const COLUMNS: i64 = 48;
const DAY_NS: i64 = 86_400_000_000_000;

fn panels(report: &Report, asked: &Asked) -> Vec<Panel> {
    if let Some(found) = ByValue::read(report, asked, COLUMNS) {
        return vec![by_value(&found, asked)];
    }
    let mut days: BTreeMap<String, BTreeMap<usize, f64>> = BTreeMap::new();
    if let Some(table) = table(report, "timeline", "timeline") {
        each(table, ["time", asked.measure.column()], |[at, value]| {
            let Some(text) = time(at).map(|at| at.rfc3339(0)) else { return };
            // RFC 3339: the date is ten characters, the hour two behind the T.
            let Some((day, rest)) = text.split_once('T') else { return };
            let hour = rest.get(..2).and_then(|hour| hour.parse().ok()).unwrap_or(0);
            *days.entry(day.to_owned()).or_default().entry(hour).or_default() += number(value);
        });
    }
    let all = days.len();
    let rows: Vec<String> = days.keys().take(asked.limit).cloned().collect();
    let cells = days.values().take(asked.limit).enumerate().flat_map(|(row, hours)| {
        let seen = hours.iter().filter(|(_, value)| **value > 0.0);
        seen.map(move |(&column, &value)| Cell { row, column, value })
    });
    let note = if rows.len() < all {
        format!("the first {} of {all} days with traffic", rows.len())
    } else {
        "days without traffic are left out".to_owned()
    };
    vec![Panel {
        name: "heatmap",
        title: format!("Day at the left, hour (UTC) below, {}", asked.measure.name()),
        values: asked.measure.values(),
        marks: Marks::Cells {
            cells: cells.collect(),
            rows,
            columns: (0..24).map(|hour| format!("{hour:02}")).collect(),
        },
        note: if all == 0 { String::new() } else { note },
    }]
}

/// Values at the left, time below.
fn by_value(found: &ByValue, asked: &Asked) -> Panel {
    let width = found.width_ns.max(1);
    let ends = found.ends();
    let first = ends.map_or(0, |ends| ends.0);
    let place = |ns: i64| usize::try_from(ns.saturating_sub(first) / width).unwrap_or(0);
    let last = ends.map(|ends| place(ends.1));
    let is_long = last.is_some_and(|last| i64::try_from(last).unwrap_or(0) > DAY_NS / width);
    let label = |column: i64| {
        let at = found.start.0.saturating_add(first).saturating_add(column.saturating_mul(width));
        let text = Timestamp(at).rfc3339(0);
        let part = if is_long { text.get(5..16) } else { text.get(11..19) };
        part.unwrap_or_default().replace('T', " ")
    };
    let cells = found.values.iter().enumerate().flat_map(|(row, OfValue { bins, .. })| {
        bins.iter().map(move |&Bin { from_ns, packets, bytes }| {
            let value = if asked.measure == Measure::Packets { packets } else { bytes };
            Cell { row, column: place(from_ns), value }
        })
    });
    Panel {
        name: "heatmap",
        title: format!("{}: time (UTC) below, {}", found.title, asked.measure.name()),
        values: asked.measure.values(),
        marks: Marks::Cells {
            cells: cells.collect(),
            rows: found.values.iter().map(|it| it.name.clone()).collect(),
            columns: last
                .map_or(0..0, |last| 0..i64::try_from(last).unwrap_or(0) + 1)
                .map(label)
                .collect(),
        },
        note: String::new(),
    }
}
