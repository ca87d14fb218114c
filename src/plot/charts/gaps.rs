//! Times between packets: a histogram of decades, and which share of them is at most so long.

use super::{Asked, Chart};
use crate::plot::figure::{Bar, Marks, Panel};
use crate::plot::reading::{each, nanoseconds, number, table, text};
use crate::report::{Column, Report};
use crate::value::{Kind, Unit};

/// Times between packets.
pub static CHART: Chart = Chart {
    name: "gaps",
    about: "times between packets: histogram and cumulative distribution",
    statistics: &["gaps"],
    columns: 2,
    panels,
};

fn panels(report: &Report, _: &Asked) -> Vec<Panel> {
    let mut bars = Vec::new();
    if let Some(table) = table(report, "gaps", "gaps") {
        each(table, ["bucket", "gaps"], |[label, value]| {
            bars.push(Bar { label: text(label), depth: 0, value: number(value) });
        });
    }
    if bars.iter().all(|bar| bar.value <= 0.0) {
        bars.clear();
    }
    let mut points: Vec<(f64, f64)> = Vec::new();
    if let Some(table) = table(report, "gaps", "percentiles") {
        each(table, ["gap_s", "percentile"], |[gap, share]| {
            points.push((seconds(nanoseconds(gap)), number(share)));
        });
    }
    if bars.is_empty() {
        points.clear();
    }
    points.sort_by(|one, other| one.1.total_cmp(&other.1));
    vec![
        Panel {
            name: "gaps",
            title: "Time between packets, from this to the next".to_owned(),
            values: Column::new("gaps", Kind::Float, Unit::None, "times between packets"),
            marks: Marks::Bars(bars),
            note: String::new(),
        },
        Panel {
            name: "distribution",
            title: "Share of gaps that are at most so long".to_owned(),
            values: Column::new("gap_s", Kind::Float, Unit::Seconds, "time between packets"),
            marks: Marks::Distribution(points),
            note: String::new(),
        },
    ]
}

#[expect(clippy::cast_precision_loss, reason = "pictures need no more than 53 bits")]
fn seconds(ns: i64) -> f64 {
    ns as f64 / 1e9
}
