//! Formats: functions from a report to bytes, one file each, escaping in one place.

use std::io;

use crate::report::{Column, Ledger, Report, Section, Table};
use crate::value::Value;

/// Writes a report in one format. Tables of millions of rows stream through the same calls:
/// `begin`, any number of `section`, each with its `table`s and their `row`s, `end`.
pub trait Format {
    /// Opens the document.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn begin(&mut self) -> io::Result<()>;
    /// Opens a section.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn section(&mut self, name: &str, title: &str) -> io::Result<()>;
    /// Opens a table.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn table(&mut self, name: &str, title: &str, columns: &[Column]) -> io::Result<()>;
    /// One row: a value for each column.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn row(&mut self, row: &[Value<'_>]) -> io::Result<()>;
    /// Closes the table, of whose `rows_total` rows some may have been left out.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn end_table(&mut self, rows_total: u64) -> io::Result<()>;
    /// Closes the section.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn end_section(&mut self, notes: &[String]) -> io::Result<()>;
    /// Closes the document; the ledger is complete only now.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn end(&mut self, input: &Ledger) -> io::Result<()>;
}

/// Replays a report into a format.
///
/// # Errors
/// When the output cannot be written.
pub fn write(report: &Report, format: &mut dyn Format) -> io::Result<()> {
    format.begin()?;
    for section in &report.sections {
        write_section(section, format)?;
    }
    format.end(&report.input)
}

fn write_section(section: &Section, format: &mut dyn Format) -> io::Result<()> {
    format.section(section.name, &section.title)?;
    for table in &section.tables {
        write_table(table, format)?;
    }
    format.end_section(&section.notes)
}

fn write_table(table: &Table, format: &mut dyn Format) -> io::Result<()> {
    format.table(table.name, &table.title, &table.columns)?;
    for row in &table.rows {
        format.row(row)?;
    }
    format.end_table(table.rows_total)
}
