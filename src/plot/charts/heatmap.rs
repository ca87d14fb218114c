//! At which hour of which day how much happened: a matrix of days and hours, in UTC.
//!
//! A bin of the statistic counts for the hour in which it begins; bins are far shorter than an hour
//! unless the capture is longer than a year of traffic without pause.

use std::collections::BTreeMap;

use super::{Asked, Chart};
use crate::plot::figure::{Cell, Marks, Panel};
use crate::plot::reading::{each, number, table, time};
use crate::report::Report;

/// Hours of days.
pub static CHART: Chart = Chart {
    name: "heatmap",
    about: "hours of days: how much happened when",
    statistics: &["timeline"],
    columns: 1,
    panels,
};

fn panels(report: &Report, asked: &Asked) -> Vec<Panel> {
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
