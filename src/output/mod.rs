//! Formats: functions from a report to bytes, one file each, escaping in one place.
//!
//! A format is a [`Format`] that writes to anything, and one line in [`FORMATS`]. The command
//! line's choices, help, man page and completions are read from that table.

mod cell;
mod csv;
mod eve;
mod fields;
pub mod finding;
mod json;
mod json_text;
mod ledger;
mod markdown;
mod ndjson;
pub mod schema;
mod separated;
mod spread;
mod table;
mod tsv;
mod zeek;
mod zone;

use std::io::{self, Write};
use std::num::NonZeroUsize;

use crate::report::{Column, Ledger, Report, Rows, Section, Table};
use crate::value::Value;

pub use cell::grouped;
pub use eve::signature_id;
pub use zone::Zone;

/// The name and version of the documents that JSON and NDJSON write.
pub const SCHEMA: &str = "netsift.report/1";

/// How a report is shown; only what does not change its meaning.
#[derive(Clone, Debug)]
pub struct Options {
    /// Emphasis by escape sequences, in formats for people.
    pub colour: bool,
    /// Width of the terminal in columns; longer lines are cut. `None` when nothing is to be cut.
    pub width: Option<usize>,
    /// The time zone in which times are written.
    pub zone: Zone,
    /// Threads that make the text of large tables.
    pub jobs: NonZeroUsize,
}

impl Default for Options {
    fn default() -> Self {
        Self { colour: false, width: None, zone: Zone::default(), jobs: NonZeroUsize::MIN }
    }
}

/// A format, described once.
#[derive(Debug)]
pub struct Description {
    /// The word on the command line.
    pub name: &'static str,
    /// One line for help.
    pub about: &'static str,
    /// Whether notes, limits and the partial mark are part of its output. Where not, the
    /// command says them on standard error.
    pub says_notes: bool,
    /// Whether people read it, who want less on a first look than programs.
    pub is_for_people: bool,
    /// A writer of this format.
    pub make: Make,
}

/// Makes a writer of a format over anything that takes bytes.
pub type Make = for<'a> fn(&'a mut dyn Write, Options) -> Box<dyn Format + 'a>;

/// Every format, the default first.
pub const FORMATS: &[&Description] = &[
    &table::DESCRIPTION,
    &csv::DESCRIPTION,
    &tsv::DESCRIPTION,
    &json::DESCRIPTION,
    &ndjson::DESCRIPTION,
    &markdown::DESCRIPTION,
    &zeek::DESCRIPTION,
];

/// The format of lines of fields, which packets alone have.
pub const LINES: &Description = &fields::DESCRIPTION;

/// Formats that write findings alone, as other tools do.
pub const SCHEMAS: &[&Description] = &[&eve::DESCRIPTION];

/// What a format has to know of a report before it comes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// How many tables it has.
    pub tables: usize,
    /// The one capture that it is about, where several reports follow each other, one a capture.
    pub capture: Option<String>,
}

/// Writes reports in one format. Tables of millions of rows stream through the same calls:
/// `begin`, any number of `section`, each with its `table`s and their `row`s, `end`; the same for
/// the next report; `finish`.
pub trait Format {
    /// Opens a report.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn begin(&mut self, outline: &Outline) -> io::Result<()>;
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
    /// All of these rows, as [`Format::row`] writes each.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn rows(&mut self, rows: &Rows) -> io::Result<()> {
        rows.iter().try_for_each(|row| self.row(&row))
    }
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
    /// Closes the report; the ledger is complete only now.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn end(&mut self, input: &Ledger) -> io::Result<()>;
    /// Closes the document behind the last report.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Replays a report into a format; [`Format::finish`] is left to the caller. `capture` names the
/// one capture it is about, where several reports follow each other.
///
/// # Errors
/// When the output cannot be written.
pub fn write(report: &Report, capture: Option<String>, format: &mut dyn Format) -> io::Result<()> {
    let tables = report.sections.iter().map(|section| section.tables.len()).sum();
    format.begin(&Outline { tables, capture })?;
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
    format.rows(&table.rows)?;
    format.end_table(table.rows_total)
}

/// One value as machines read it: no separators, no units, text escaped.
#[must_use]
pub fn plain(value: &Value<'_>, zone: &Zone) -> String {
    let mut text = String::new();
    cell::push_plain(&mut text, value, zone);
    text
}

/// A section's name and a table's, joined where they differ: `summary`, `conversations.tcp`.
fn path(section: &str, table: &str) -> String {
    if section == table { table.to_owned() } else { format!("{section}.{table}") }
}

#[cfg(test)]
mod tests;
