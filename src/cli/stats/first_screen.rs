//! The screen that answers "what is this?": for people, the tables, rows and columns that matter
//! of each statistic, in about forty lines. Programs get the same sections whole.

use std::borrow::Cow;
use std::cmp::Reverse;

use crate::report::{Report, Row, Section, Table};
use crate::value::Value;

/// What is shown of one table.
struct View {
    section: &'static str,
    table: &'static str,
    /// Rows at most.
    rows: usize,
    columns: &'static [&'static str],
    /// Columns that are shown only where they say that something happened.
    troubles: &'static [&'static str],
}

const VIEWS: &[View] = &[
    View {
        section: "summary",
        table: "summary",
        rows: 1,
        columns: &[
            "packets",
            "wire_bytes",
            "frame_bytes",
            "first",
            "last",
            "duration_s",
            "packets_per_s",
            "bits_per_s",
            "average_bytes",
        ],
        troubles: &["out_of_order", "snapped", "malformed", "comments", "dropped"],
    },
    View {
        section: "summary",
        table: "malformed",
        rows: 5,
        columns: &["fault", "packets", "meaning"],
        troubles: &[],
    },
    View {
        section: "summary",
        table: "files",
        rows: 3,
        columns: &["file", "format", "link_types", "packets", "file_bytes"],
        troubles: &["faults"],
    },
    View {
        section: "protocols",
        table: "protocols",
        rows: 12,
        columns: &["protocol", "packets", "packets_percent", "frame_bytes", "frame_bytes_percent"],
        troubles: &[],
    },
    View {
        section: "conversations",
        table: "ip",
        rows: 4,
        columns: &["address_a", "address_b", "packets", "frame_bytes", "start_s", "duration_s"],
        troubles: &[],
    },
    View {
        section: "ports",
        table: "ports",
        rows: 4,
        columns: &["transport", "port", "service", "conversations", "packets", "frame_bytes"],
        troubles: &[],
    },
];

/// The report as the first screen shows it. Statistics without a view are left out. `limit` is
/// what the user said of rows, 0 for all.
pub fn view(report: &Report, limit: Option<usize>) -> Report {
    let sections = report.sections.iter().filter_map(|section| {
        let tables: Vec<Table> = VIEWS
            .iter()
            .filter(|view| view.section == section.name)
            .filter_map(|view| {
                let table = section.tables.iter().find(|table| table.name == view.table)?;
                (!table.rows.is_empty()).then(|| view.of(table, limit))
            })
            .collect();
        let notes = Vec::new();
        let Section { name, title, .. } = section;
        (!tables.is_empty()).then(|| Section { name, title: title.clone(), tables, notes })
    });
    Report { sections: sections.collect(), input: report.input.clone() }
}

impl View {
    fn of(&self, table: &Table, limit: Option<usize>) -> Table {
        let most = match limit {
            None => self.rows,
            Some(0) => usize::MAX,
            Some(limit) => limit,
        };
        let rows = chosen(table, most);
        let position = |name: &str| table.columns.iter().position(|column| column.name == name);
        let shown = self.columns.iter().filter_map(|name| position(name));
        let troubles = self.troubles.iter().filter_map(|name| position(name));
        let troubles = troubles.filter(|&at| rows.iter().any(|row| says_something(row.get(at))));
        let places: Vec<usize> = shown.chain(troubles).collect();
        let mut view = Table::new(table.name, table.title.clone(), vec![]);
        view.columns = places.iter().filter_map(|&at| table.columns.get(at).cloned()).collect();
        for row in rows {
            let cell = |&at: &usize| row.get(at).cloned().unwrap_or(Value::Null);
            view.push(places.iter().map(cell).collect());
        }
        view.rows_total = table.rows_total;
        view
    }
}

/// The rows with most packets, where there are too many, in the order in which they stand; a
/// hierarchy with its names indented.
fn chosen(table: &Table, most: usize) -> Vec<Row> {
    let position = |name: &str| table.columns.iter().position(|column| column.name == name);
    let at_packets = position("packets");
    let packets = |at: &usize| {
        let row = table.rows.get(*at)?;
        at_packets.and_then(|place| match row.get(place) {
            Some(Value::Unsigned(packets)) => Some(*packets),
            _ => None,
        })
    };
    let mut order: Vec<usize> = (0..table.rows.len()).collect();
    if order.len() > most {
        order.sort_by_cached_key(|at| Reverse(packets(at)));
        order.truncate(most);
        order.sort_unstable();
    }
    let rows = order.iter().filter_map(|&at| table.rows.get(at));
    let mut rows: Vec<Row> = rows.map(Cow::into_owned).collect();
    if let (Some(depth), Some(name)) = (position("depth"), position("protocol")) {
        for row in &mut rows {
            indent(row, depth, name);
        }
    }
    rows
}

/// Two spaces before the name for each level below the first.
fn indent(row: &mut [Value<'static>], depth: usize, name: usize) {
    let Some(&Value::Unsigned(depth)) = row.get(depth) else { return };
    let levels = usize::try_from(depth).unwrap_or_default().saturating_sub(1);
    if let Some(Value::Text(text)) = row.get_mut(name) {
        *text = format!("{}{text}", "  ".repeat(levels)).into();
    }
}

/// Whether a count is more than nothing.
fn says_something(value: Option<&Value<'static>>) -> bool {
    !matches!(value, None | Some(Value::Null | Value::Unsigned(0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Ledger;
    use crate::stats::{STATISTICS, Settings};

    #[test]
    fn every_statistic_of_the_first_screen_has_a_view_and_every_view_its_table() {
        for statistic in STATISTICS.iter().filter(|statistic| statistic.on_first_screen) {
            let scopes = vec![crate::stats::Scope::of(crate::stats::Level::Ip)];
            let settings = Settings { scopes, ..Settings::default() };
            let section = statistic.analyser(&settings).sections(&Ledger::default()).remove(0);
            let views: Vec<&View> =
                VIEWS.iter().filter(|view| view.section == statistic.name).collect();
            assert!(!views.is_empty(), "{}", statistic.name);
            for view in views {
                let table = section.tables.iter().find(|table| table.name == view.table);
                let table = table.unwrap_or_else(|| panic!("{}.{}", view.section, view.table));
                let known = |name: &&str| table.columns.iter().any(|column| column.name == *name);
                let found = view.columns.iter().filter(|name| known(name)).count();
                assert!(found >= 3, "{}.{} shows {found} columns", view.section, view.table);
            }
        }
    }
}
