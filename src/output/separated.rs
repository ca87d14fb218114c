//! What CSV and TSV share: a header row and raw cells, one table after the other.
//!
//! One table gives one plain file. With several, each table has its own header, an empty line
//! before it, and a first column `table` that says which it is, so that `grep`, Miller
//! (`--icsvlite`) and eyes can tell them apart.

use std::io::{self, Write};

use super::{Format, Zone, cell, path};
use crate::report::{Column, Ledger};
use crate::value::Value;

/// Writes tables as separated values.
pub struct Separated<'a> {
    out: &'a mut dyn Write,
    builder: csv::WriterBuilder,
    zone: Zone,
    section: String,
    /// The path of the open table, where cells name it.
    label: Option<String>,
    several: bool,
    tables: usize,
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
        let section = String::new();
        Self { out, builder, zone, section, label: None, several: false, tables: 0, line: vec![] }
    }

    fn write<T: AsRef<str>>(&mut self, cells: impl Iterator<Item = T>) -> io::Result<()> {
        self.line.clear();
        let mut writer = self.builder.from_writer(&mut self.line);
        if let Some(label) = &self.label {
            writer.write_field(label)?;
        }
        for cell in cells {
            writer.write_field(cell.as_ref())?;
        }
        writer.write_record(None::<&[u8]>)?;
        writer.flush()?;
        drop(writer);
        self.out.write_all(&self.line)
    }
}

impl Format for Separated<'_> {
    fn begin(&mut self, tables: usize) -> io::Result<()> {
        self.several = tables > 1;
        Ok(())
    }

    fn section(&mut self, name: &str, _title: &str) -> io::Result<()> {
        name.clone_into(&mut self.section);
        Ok(())
    }

    fn table(&mut self, name: &str, _title: &str, columns: &[Column]) -> io::Result<()> {
        if self.tables > 0 {
            writeln!(self.out)?;
        }
        self.tables += 1;
        self.label = self.several.then(|| "table".to_owned());
        self.write(columns.iter().map(|column| column.name))?;
        self.label = self.several.then(|| path(&self.section, name));
        Ok(())
    }

    fn row(&mut self, row: &[Value<'_>]) -> io::Result<()> {
        let zone = self.zone.clone();
        self.write(row.iter().map(|value| disarm(value, cell::plain(value, &zone))))
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
fn disarm(value: &Value<'_>, text: String) -> String {
    let runs = matches!(value, Value::Text(_))
        && text
            .trim_start_matches('\'')
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n']);
    if runs { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_text_that_would_run_is_disarmed() {
        let disarmed = |value: Value<'_>| disarm(&value, cell::plain(&value, &Zone::Utc));
        assert_eq!(disarmed(Value::from("=HYPERLINK(1)")), "'=HYPERLINK(1)");
        assert_eq!(disarmed(Value::from("@SUM(1)")), "'@SUM(1)");
        assert_eq!(disarmed(Value::from("'=1")), "''=1");
        assert_eq!(disarmed(Value::from("'tis")), "'tis");
        assert_eq!(disarmed(Value::from("a=b")), "a=b");
        assert_eq!(disarmed(Value::Signed(-5)), "-5");
        assert_eq!(disarmed(Value::Duration(-5)), "-0.000000005");
    }
}
