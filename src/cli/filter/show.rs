//! What is shown, as the rows of a report that is written while packets are read.

use std::io;

use super::pieces;
use crate::output::{Format, Outline};
use crate::report::{Column, Ledger, Row, Section, Table};

/// A report with one table, which is opened when its first row comes.
pub struct Show<'a> {
    format: &'a mut dyn Format,
    name: &'static str,
    title: &'static str,
    columns: Vec<Column>,
    rows: u64,
}

impl<'a> Show<'a> {
    /// A table of packets with these columns.
    pub fn packets(format: &'a mut dyn Format, columns: Vec<Column>) -> Self {
        Self { format, name: "packets", title: "Packets", columns, rows: 0 }
    }

    /// A table that says how many packets there are.
    pub fn count(format: &'a mut dyn Format) -> Self {
        Self { format, name: "count", title: "Count", columns: count_columns(), rows: 0 }
    }

    /// One row.
    pub fn row(&mut self, row: &Row) -> io::Result<()> {
        if self.rows == 0 {
            self.open()?;
        }
        self.rows += 1;
        self.format.row(row)
    }

    /// Closes the report.
    pub fn end(mut self, input: &Ledger) -> io::Result<()> {
        if self.rows == 0 {
            self.open()?;
        }
        self.format.end_table(self.rows)?;
        self.format.end_section(&[])?;
        self.format.end(input)?;
        self.format.finish()
    }

    fn open(&mut self) -> io::Result<()> {
        self.format.begin(&Outline { tables: 1, capture: None })?;
        self.format.section(self.name, self.title)?;
        self.format.table(self.name, self.title, &self.columns)
    }
}

fn count_columns() -> Vec<Column> {
    vec![
        Column::packets("packets_matched", "packets that match"),
        Column::packets("packets_read", "packets that were looked at"),
    ]
}

/// The sections that can be shown, without rows; the columns of packets are the user's to choose.
pub fn sections() -> [Section; 3] {
    [
        Section::of(Table::new("packets", "Packets", vec![])),
        Section::of(Table::new("count", "Count", count_columns())),
        Section::of(Table::new("files", "Files", pieces::columns())),
    ]
}
