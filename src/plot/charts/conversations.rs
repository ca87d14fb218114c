//! Who talked to whom: a matrix of the busiest hosts, the sender at the left.

use std::collections::BTreeMap;

use super::{Asked, Chart};
use crate::plot::figure::{Cell, Marks, Panel};
use crate::plot::reading::{each, number, table, text};
use crate::report::Report;

/// The matrix of hosts.
pub static CHART: Chart = Chart {
    name: "conversations",
    about: "who sent how much to whom: a matrix of the busiest hosts",
    statistics: &["conversations"],
    columns: 1,
    panels,
};

fn panels(report: &Report, asked: &Asked) -> Vec<Panel> {
    let mut sent: BTreeMap<(String, String), f64> = BTreeMap::new();
    let mut totals: BTreeMap<String, f64> = BTreeMap::new();
    let column = asked.measure.column();
    let (to_b, to_a) = match column {
        "packets" => ("packets_a_to_b", "packets_b_to_a"),
        _ => ("frame_bytes_a_to_b", "frame_bytes_b_to_a"),
    };
    if let Some(table) = table(report, "conversations", "ip") {
        each(table, ["address_a", "address_b", to_b, to_a], |[a, b, to_b, to_a]| {
            let (a, b) = (text(a), text(b));
            for (from, to, value) in [(&a, &b, number(to_b)), (&b, &a, number(to_a))] {
                *totals.entry(from.clone()).or_default() += value;
                *totals.entry(to.clone()).or_default() += value;
                if value > 0.0 {
                    *sent.entry((from.clone(), to.clone())).or_default() += value;
                }
            }
        });
    }
    let all = totals.len();
    let mut ranked: Vec<(String, f64)> = totals.into_iter().collect();
    ranked.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    let hosts: Vec<String> = ranked.into_iter().map(|(host, _)| host).take(asked.limit).collect();
    let places: BTreeMap<&String, usize> =
        hosts.iter().enumerate().map(|(place, host)| (host, place)).collect();
    let place = |((from, to), &value): (&(String, String), &f64)| {
        Some(Cell { row: *places.get(from)?, column: *places.get(to)?, value })
    };
    let mut cells: Vec<Cell> = sent.iter().filter_map(place).collect();
    cells.sort_by_key(|cell| (cell.row, cell.column));
    let shown = hosts.len();
    let note =
        if shown < all { format!("the busiest {shown} of {all} hosts") } else { String::new() };
    vec![Panel {
        name: "conversations",
        title: format!("Sender at the left, receiver below, {}", asked.measure.name()),
        values: asked.measure.values(),
        marks: Marks::Cells { rows: hosts.clone(), columns: hosts, cells },
        note,
    }]
}
