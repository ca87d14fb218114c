//! Findings for people: what a line of a terminal holds, and filters to paste below.

use crate::report::{Report, Row, Rows, Section, Table};

/// Columns of the incidents that people read.
const INCIDENTS: [&str; 8] = [
    "incident",
    "severity",
    "first_seen",
    "src_ip",
    "dest_ip",
    "technique_id",
    "findings",
    "message",
];
/// Columns of the findings that people read first.
const FIRST: [&str; 6] = ["finding", "incident", "severity", "detector", "first_seen", "message"];
/// Columns that they paste from.
const FILTERS: [&str; 3] = ["finding", "display_filter", "frames"];

/// Columns of the least usual flows that people read.
const RANKS: [&str; 8] =
    ["rank", "score", "src_ip", "dest_ip", "dest_port", "proto", "frame", "reasons"];
/// Columns of the reasons that people read.
const REASONS: [&str; 7] =
    ["finding", "measure", "value", "threshold", "typical_low", "typical_high", "novelty"];

/// The report with short tables.
pub fn view(report: &Report) -> Report {
    let sections = report.sections.iter().map(|section| {
        let mut tables = Vec::new();
        for table in &section.tables {
            if table.name == "incidents" {
                // What happened comes before what says so.
                tables.insert(0, narrowed(table, "incidents", &table.title, &INCIDENTS));
            } else if table.name == "findings" {
                tables.push(narrowed(table, "findings", "Findings", &FIRST));
                tables.push(narrowed(
                    table,
                    "filters",
                    "Filters for Wireshark, first frames",
                    &FILTERS,
                ));
            } else if table.name == "ranks" {
                tables.push(narrowed(table, "ranks", &table.title, &RANKS));
            } else if table.name == "reasons" {
                tables.push(narrowed(table, "reasons", &table.title, &REASONS));
            } else {
                tables.push(table.clone());
            }
        }
        Section { tables, ..section.clone() }
    });
    Report { input: report.input.clone(), sections: sections.collect() }
}

/// The table with these columns alone.
fn narrowed(table: &Table, name: &'static str, title: &str, columns: &[&str]) -> Table {
    let place = |name: &&str| table.columns.iter().position(|column| column.name == *name);
    let added = (0..table.columns.len())
        .filter(|&at| table.columns.get(at).is_some_and(|column| column.is_added));
    let places: Vec<usize> = columns.iter().filter_map(place).chain(added).collect();
    let chosen = places.iter().filter_map(|&at| table.columns.get(at).cloned()).collect();
    let row = |row: &[crate::value::Value<'static>]| -> Row {
        places.iter().filter_map(|&at| row.get(at).cloned()).collect()
    };
    let rows = Rows::Ready(table.rows.iter().map(|it| row(&it)).collect());
    let rows_total = table.rows_total;
    Table { name, title: title.to_owned(), columns: chosen, rows, rows_total }
}
