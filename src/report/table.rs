//! Tables: named columns with kind, unit and meaning, and rows of values.

use super::{Row, Rows};
use crate::value::{Kind, Unit};

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The name in machine formats, `snake_case`, with the unit as suffix where it has one.
    pub name: &'static str,
    /// The sort of value; any cell may be [`Value::Null`](crate::value::Value::Null) instead.
    pub kind: Kind,
    /// What a number counts.
    pub unit: Unit,
    /// One line of meaning.
    pub doc: &'static str,
    /// Whether it says what a file of the user's knows of the other columns.
    pub is_added: bool,
}

impl Column {
    /// A column; see the members.
    #[must_use]
    pub const fn new(name: &'static str, kind: Kind, unit: Unit, doc: &'static str) -> Self {
        Self { name, kind, unit, doc, is_added: false }
    }

    /// A column of text.
    #[must_use]
    pub const fn text(name: &'static str, doc: &'static str) -> Self {
        Self::new(name, Kind::Text, Unit::None, doc)
    }

    /// A column of numbers of packets.
    #[must_use]
    pub const fn packets(name: &'static str, doc: &'static str) -> Self {
        Self::new(name, Kind::Unsigned, Unit::Packets, doc)
    }

    /// A column of numbers of bytes.
    #[must_use]
    pub const fn bytes(name: &'static str, doc: &'static str) -> Self {
        Self::new(name, Kind::Unsigned, Unit::Bytes, doc)
    }

    /// A column of pure numbers.
    #[must_use]
    pub const fn count(name: &'static str, doc: &'static str) -> Self {
        Self::new(name, Kind::Unsigned, Unit::None, doc)
    }
}

/// A table of one section.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The name in machine formats, unique in its section.
    pub name: &'static str,
    /// The heading for people.
    pub title: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// One value a column in each row.
    pub rows: Rows,
    /// How many rows there were before a limit cut them, where one did.
    pub rows_total: u64,
}

impl Table {
    /// An empty table.
    #[must_use]
    pub fn new(name: &'static str, title: impl Into<String>, columns: Vec<Column>) -> Self {
        Self { name, title: title.into(), columns, rows: Rows::default(), rows_total: 0 }
    }

    /// Adds a row.
    pub fn push(&mut self, row: Row) {
        debug_assert_eq!(row.len(), self.columns.len(), "table {}", self.name);
        self.rows.push(row);
        self.rows_total += 1;
    }
}

/// The answer to one question: what one statistic found.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// The statistic's name.
    pub name: &'static str,
    /// The heading for people.
    pub title: String,
    /// Its tables.
    pub tables: Vec<Table>,
    /// What a reader has to know to trust the numbers: limits reached, definitions.
    pub notes: Vec<String>,
}

impl Section {
    /// A section with one table of the same name and heading.
    #[must_use]
    pub fn of(table: Table) -> Self {
        Self { name: table.name, title: table.title.clone(), tables: vec![table], notes: vec![] }
    }

    /// Drops all tables but the main one, which has the section's name. A section without one,
    /// whose tables are of equal rank, keeps them all.
    pub fn keep_main_table(&mut self) {
        if self.tables.iter().any(|table| table.name == self.name) {
            self.tables.retain(|table| table.name == self.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_keeps_its_main_table_or_all_of_equal_rank() {
        let kept = |name, tables: [&'static str; 2]| {
            let tables = tables.map(|table| Table::new(table, "", vec![])).into();
            let mut section = Section { name, title: String::new(), tables, notes: vec![] };
            section.keep_main_table();
            section.tables.iter().map(|table| table.name).collect::<Vec<_>>()
        };
        assert_eq!(kept("summary", ["files", "summary"]), ["summary"]);
        assert_eq!(kept("conversations", ["tcp", "udp"]), ["tcp", "udp"]);
    }
}
