//! The short form: what fits into a pull request or the summary of a job.

use crate::report::{Report, Row, Rows, Section, Table};

/// What the short form shows of one table: section, table, rows at most, columns.
type Excerpt = (&'static str, &'static str, usize, &'static [&'static str]);

const EXCERPTS: &[Excerpt] = &[
    (
        "summary",
        "summary",
        1,
        &["packets", "wire_bytes", "first", "duration_s", "packets_per_s", "bits_per_s"],
    ),
    ("summary", "malformed", 5, &["fault", "packets", "meaning"]),
    ("detect", "findings", 10, &["severity", "detector", "first_seen", "message"]),
    ("protocols", "protocols", 10, &["path", "packets", "packets_percent", "frame_bytes"]),
    ("endpoints", "ip", 5, &["address", "packets", "frame_bytes_sent", "frame_bytes_received"]),
    ("ports", "ports", 5, &["transport", "port", "service", "conversations", "frame_bytes"]),
    ("dns", "names", 5, &["name", "messages"]),
    ("http", "hosts", 5, &["host", "messages"]),
    ("tls", "server_names", 5, &["server_name", "messages"]),
    ("expert", "expert", 8, &["severity", "protocol", "summary", "packets", "filter"]),
];

/// The report with short tables alone, each with so many `times` the rows of the shortest form; a
/// table without rows is left out.
#[must_use]
pub fn brief(report: &Report, times: usize) -> Report {
    let mut sections = Vec::new();
    for section in &report.sections {
        let excerpts = EXCERPTS.iter().filter(|excerpt| excerpt.0 == section.name);
        let tables: Vec<Table> = excerpts
            .filter_map(|excerpt| {
                let table = section.tables.iter().find(|table| table.name == excerpt.1)?;
                (!table.rows.is_empty()).then(|| short(table, excerpt, times))
            })
            .collect();
        if !tables.is_empty() {
            let (name, title) = (section.name, section.title.clone());
            sections.push(Section { name, title, tables, notes: Vec::new() });
        }
    }
    let rank = |section: &Section| EXCERPTS.iter().position(|excerpt| excerpt.0 == section.name);
    sections.sort_by_key(rank);
    Report { input: report.input.clone(), sections }
}

fn short(table: &Table, excerpt: &Excerpt, times: usize) -> Table {
    let &(_, _, most, names) = excerpt;
    let most = most.saturating_mul(times);
    let place = |name: &&str| table.columns.iter().position(|column| column.name == *name);
    // What files of the user's know besides is said too.
    let is_added = |at: &usize| table.columns.get(*at).is_some_and(|column| column.is_added);
    let added = (0..table.columns.len()).filter(is_added);
    let places: Vec<usize> = names.iter().filter_map(place).chain(added).collect();
    let columns = places.iter().filter_map(|&at| table.columns.get(at).cloned()).collect();
    let row = |at: usize| -> Option<Row> {
        let row = table.rows.get(at)?;
        Some(places.iter().filter_map(|&at| row.get(at).cloned()).collect())
    };
    let rows = Rows::Ready((0..table.rows.len().min(most)).filter_map(row).collect());
    let rows_total = table.rows_total;
    Table { name: table.name, title: table.title.clone(), columns, rows, rows_total }
}
