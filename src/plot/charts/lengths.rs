//! How long packets are: a histogram, and which share of them is at most so long.

use super::{Asked, Chart};
use crate::plot::figure::{Bar, Marks, Panel};
use crate::plot::reading::{each, number, table, text};
use crate::report::{Column, Report};
use crate::value::{Kind, Unit};

/// Lengths of packets.
pub static CHART: Chart = Chart {
    name: "lengths",
    about: "lengths of packets: histogram and cumulative distribution",
    statistics: &["lengths"],
    columns: 2,
    panels,
};

fn panels(report: &Report, asked: &Asked) -> Vec<Panel> {
    let mut bars = Vec::new();
    if let Some(table) = table(report, "lengths", "lengths") {
        each(table, ["bucket", asked.measure.column()], |[label, value]| {
            bars.push(Bar { label: text(label), depth: 0, value: number(value) });
        });
    }
    if bars.iter().all(|bar| bar.value <= 0.0) {
        bars.clear();
    }
    let mut points = Vec::new();
    if let Some(table) = table(report, "lengths", "percentiles") {
        each(table, ["frame_bytes", "percentile"], |[value, share]| {
            points.push((number(value), number(share)));
        });
    }
    points.sort_by(|one, other| one.1.total_cmp(&other.1));
    // All of them are at most as long as the longest.
    let ends_below = points.last().is_some_and(|last| last.1 < 100.0);
    if let Some(longest) = report.input.kept.longest.filter(|_| ends_below) {
        points.push((f64::from(longest), 100.0));
    }
    let histogram = Panel {
        name: "lengths",
        title: format!("Length in bytes, {}", asked.measure.name()),
        values: asked.measure.values(),
        marks: Marks::Bars(bars),
        note: String::new(),
    };
    let values = Column::new("length_bytes", Kind::Float, Unit::Bytes, "length on the wire");
    let distribution = Panel {
        name: "distribution",
        title: "Share of packets that are at most so long".to_owned(),
        values,
        marks: Marks::Distribution(points),
        note: String::new(),
    };
    vec![histogram, distribution]
}
