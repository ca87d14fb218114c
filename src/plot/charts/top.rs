//! The most frequent values of a field: a bar for each.

use super::{Asked, Chart};
use crate::plot::figure::{Bar, Marks, Panel};
use crate::plot::reading::{each, number, table, text};
use crate::report::Report;

/// The most frequent values.
pub static CHART: Chart = Chart {
    name: "top",
    about: "the most frequent values of a field (--by)",
    statistics: &["top"],
    columns: 1,
    panels,
};

fn panels(report: &Report, asked: &Asked) -> Vec<Panel> {
    let mut bars = Vec::new();
    let found = table(report, "top", "top");
    if let Some(table) = found {
        each(table, ["value", asked.measure.column()], |[label, value]| {
            if bars.len() < asked.limit {
                bars.push(Bar { label: text(label), depth: 0, value: number(value) });
            }
        });
    }
    let all = found.map_or(0, |table| table.rows_total);
    let is_all = usize::try_from(all).is_ok_and(|all| all <= bars.len());
    let note = if is_all { String::new() } else { format!("{} of {all} values", bars.len()) };
    let heading = found.map_or("Top", |table| table.title.as_str());
    let title = format!("{heading}, {}", asked.measure.name());
    let values = asked.measure.values();
    vec![Panel { name: "top", title, values, marks: Marks::Bars(bars), note }]
}
