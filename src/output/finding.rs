//! A finding as one JSON object: what its row says, with the numbers that it rests on, its frames as
//! numbers, and the versions of what wrote it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Zone;
use super::json_text::{push_members, string};
use crate::report::{Column, Row, Section};
use crate::value::Value;

/// The tables of a section that hold findings, and what each rests on.
pub const FINDINGS: &str = "findings";
/// See [`FINDINGS`].
pub const REASONS: &str = "reasons";

/// A row with its columns.
#[derive(Clone, Copy, Debug)]
pub struct Cells<'a> {
    /// The columns.
    pub columns: &'a [Column],
    /// A value for each.
    pub row: &'a [Value<'static>],
}

impl Cells<'_> {
    /// The value of a column; nothing where there is no such column.
    #[must_use]
    pub fn get(&self, name: &str) -> &Value<'static> {
        let place = self.columns.iter().position(|column| column.name == name);
        place.and_then(|place| self.row.get(place)).unwrap_or(&Value::Null)
    }

    /// The text of a column.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number of a column.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<u64> {
        match self.get(name) {
            Value::Unsigned(number) => Some(*number),
            _ => None,
        }
    }

    /// Positions of packets, which stand in one cell.
    pub fn frames(&self) -> impl Iterator<Item = u64> {
        self.text("frames").unwrap_or_default().split(' ').filter_map(|it| it.parse().ok())
    }
}

/// A finding, and what it rests on, as an object that begins with `"record":"finding"`.
#[must_use]
pub fn object(finding: Cells<'_>, reasons: &[Cells<'_>], zone: &Zone) -> String {
    let mut text = "{\"record\":\"finding\",".to_owned();
    let is_plain = |column: &Column| column.name != "frames";
    let (columns, row): (Vec<Column>, Row) = finding
        .columns
        .iter()
        .zip(finding.row)
        .filter(|(column, _)| is_plain(column))
        .map(|(column, value)| (column.clone(), value.clone()))
        .unzip();
    push_members(&mut text, &columns, &row, zone);
    let frames: Vec<String> = finding.frames().map(|frame| frame.to_string()).collect();
    // A `String` takes whatever is written to it.
    write!(text, ",\"frames\":[{}],\"reasons\":[", frames.join(",")).unwrap_or_default();
    for (index, reason) in reasons.iter().enumerate() {
        text.push_str(if index > 0 { ",{" } else { "{" });
        // The first cell says whose it is.
        let (columns, row) = (reason.columns.get(1..), reason.row.get(1..));
        push_members(&mut text, columns.unwrap_or_default(), row.unwrap_or_default(), zone);
        text.push('}');
    }
    let version = string(env!("CARGO_PKG_VERSION"));
    write!(text, "],\"tool\":\"netsift\",\"version\":{version}}}").unwrap_or_default();
    text
}

/// All findings of a section, each as an object.
#[must_use]
pub fn objects(section: &Section, zone: &Zone) -> Vec<String> {
    let rows = |name: &str| {
        let table = section.tables.iter().find(|table| table.name == name);
        table.map(|table| (table, table.rows.iter().map(|row| owned(&row)).collect::<Vec<_>>()))
    };
    let Some((findings, rows_of_findings)) = rows(FINDINGS) else { return Vec::new() };
    let reasons = rows(REASONS);
    let reasons = reasons.as_ref().map(|(table, rows)| by_finding(&table.columns, rows));
    let reasons = reasons.unwrap_or_default();
    let one = |row: &Row| {
        let finding = Cells { columns: &findings.columns, row };
        let of = finding.number("finding").and_then(|number| reasons.get(&number));
        object(finding, of.map_or(&[], Vec::as_slice), zone)
    };
    rows_of_findings.iter().map(one).collect()
}

/// Reasons by the number of their finding.
#[must_use]
pub fn by_finding<'a>(columns: &'a [Column], rows: &'a [Row]) -> BTreeMap<u64, Vec<Cells<'a>>> {
    let mut found: BTreeMap<u64, Vec<Cells<'a>>> = BTreeMap::new();
    for row in rows {
        let cells = Cells { columns, row };
        if let Some(number) = cells.number("finding") {
            found.entry(number).or_default().push(cells);
        }
    }
    found
}

/// A row that outlives its table.
#[must_use]
pub fn owned(row: &[Value<'_>]) -> Row {
    row.iter().map(|value| value.clone().into_owned()).collect()
}
