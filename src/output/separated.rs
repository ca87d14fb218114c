//! What CSV and TSV share: a header row and raw cells, one table after the other.
//!
//! One table gives one plain file. With several, each table has its own header, an empty line
//! before it, and a first column `table` that says which it is, so that `grep`, Miller
//! (`--icsvlite`) and eyes can tell them apart. Reports on one capture each have a first column
//! `capture`; while the header stays the same it is written once, so that one table of many
//! captures is one plain file.

use std::borrow::Cow;
use std::io::{self, Write};

use super::{Format, Outline, Zone, cell, path};
use crate::report::{Column, Ledger};
use crate::value::{Value, escape};

/// Writes tables as separated values.
pub struct Separated<'a> {
    out: &'a mut dyn Write,
    builder: csv::WriterBuilder,
    zone: Zone,
    section: String,
    capture: Option<String>,
    several: bool,
    /// What stands before the cells of each row: the capture, the path of the table.
    labels: Vec<String>,
    /// The header above the last rows.
    header: Vec<u8>,
    line: Vec<u8>,
}

impl<'a> Separated<'a> {
    /// A writer with this separator and manner of quoting.
    pub fn new(
        out: &'a mut dyn Write,
        zone: Zone,
        separator: u8,
        quoting: csv::QuoteStyle,
    ) -> Self {
        let mut builder = csv::WriterBuilder::new();
        builder.delimiter(separator).quote_style(quoting).flexible(true);
        Self {
            out,
            builder,
            zone,
            section: String::new(),
            capture: None,
            several: false,
            labels: Vec::new(),
            header: Vec::new(),
            line: Vec::new(),
        }
    }

    /// One line of labels and cells, ready to be written.
    fn compose<T: AsRef<str>>(&mut self, cells: impl Iterator<Item = T>) -> io::Result<()> {
        self.line.clear();
        let mut writer = self.builder.from_writer(&mut self.line);
        for label in &self.labels {
            writer.write_field(label)?;
        }
        for cell in cells {
            writer.write_field(cell.as_ref())?;
        }
        writer.write_record(None::<&[u8]>)?;
        writer.flush()
    }
}

impl Format for Separated<'_> {
    fn begin(&mut self, outline: &Outline) -> io::Result<()> {
        self.several = outline.tables > 1;
        self.capture = outline.capture.as_deref().map(|name| disarm(&name.into(), escape(name)));
        Ok(())
    }

    fn section(&mut self, name: &str, _title: &str) -> io::Result<()> {
        name.clone_into(&mut self.section);
        Ok(())
    }

    fn table(&mut self, name: &str, _title: &str, columns: &[Column]) -> io::Result<()> {
        let path = path(&self.section, name);
        let labels = [("capture", self.capture.clone()), ("table", self.several.then_some(path))];
        let (names, labels): (Vec<_>, Vec<_>) =
            labels.into_iter().filter_map(|(name, label)| Some((name.to_owned(), label?))).unzip();
        self.labels = names;
        self.compose(columns.iter().map(|column| column.name))?;
        self.labels = labels;
        if self.header == self.line && !self.several {
            return Ok(());
        }
        if !self.header.is_empty() {
            writeln!(self.out)?;
        }
        self.header.clone_from(&self.line);
        self.out.write_all(&self.line)
    }

    fn row(&mut self, row: &[Value<'_>]) -> io::Result<()> {
        let zone = self.zone.clone();
        self.compose(row.iter().map(|value| disarm(value, cell::plain(value, &zone).into())))?;
        self.out.write_all(&self.line)
    }

    fn end_table(&mut self, _rows_total: u64) -> io::Result<()> {
        Ok(())
    }

    fn end_section(&mut self, _notes: &[String]) -> io::Result<()> {
        Ok(())
    }

    fn end(&mut self, _input: &Ledger) -> io::Result<()> {
        self.out.flush()
    }
}

/// Text that a spreadsheet would run as a formula gets a `'` before it (OWASP, "CSV Injection",
/// the full-width forms included); so does text that could be mistaken for such a cell, which
/// keeps the prefix reversible. Numbers stay numbers.
fn disarm(value: &Value<'_>, text: Cow<'_, str>) -> String {
    let runs = matches!(value, Value::Text(_))
        && text
            .trim_start_matches('\'')
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n']);
    if runs { format!("'{text}") } else { text.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_text_that_would_run_is_disarmed() {
        let disarmed = |value: Value<'_>| disarm(&value, cell::plain(&value, &Zone::Utc).into());
        assert_eq!(disarmed(Value::from("=HYPERLINK(1)")), "'=HYPERLINK(1)");
        assert_eq!(disarmed(Value::from("@SUM(1)")), "'@SUM(1)");
        assert_eq!(disarmed(Value::from("'=1")), "''=1");
        assert_eq!(disarmed(Value::from("'tis")), "'tis");
        assert_eq!(disarmed(Value::from("a=b")), "a=b");
        assert_eq!(disarmed(Value::Signed(-5)), "-5");
        assert_eq!(disarmed(Value::Duration(-5)), "-0.000000005");
    }
}
