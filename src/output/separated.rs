//! What CSV and TSV share: a header row and raw cells, one table after the other.
//!
//! One table gives one plain file. With several, each table has its own header, an empty line
//! before it, and a first column `table` that says which it is, so that `grep`, Miller
//! (`--icsvlite`) and eyes can tell them apart. Reports on one capture each have a first column
//! `capture`; while the header stays the same it is written once, so that one table of many
//! captures is one plain file.

use std::borrow::Cow;
use std::io::{self, Write};
use std::num::NonZeroUsize;

use super::cell::push_plain;
use super::{Format, Options, Outline, Zone, path, spread};
use crate::report::{Column, Ledger, Rows};
use crate::value::digits::push_number;
use crate::value::{Value, escape};

/// Writes tables as separated values.
pub struct Separated<'a> {
    out: &'a mut dyn Write,
    look: Look,
    jobs: NonZeroUsize,
    section: String,
    capture: Option<String>,
    several: bool,
    /// The header above the last rows.
    header: String,
    /// The row that is being written; kept for its memory.
    line: String,
}

/// What rows look like.
struct Look {
    builder: csv::WriterBuilder,
    separator: char,
    zone: Zone,
    /// What stands before the cells of each row: the capture, the path of the table, quoted and
    /// with the separator behind each.
    labels: String,
}

impl<'a> Separated<'a> {
    /// A writer with this separator and manner of quoting.
    pub fn new(
        out: &'a mut dyn Write,
        options: Options,
        separator: u8,
        quoting: csv::QuoteStyle,
    ) -> Self {
        let mut builder = csv::WriterBuilder::new();
        // Texts are quoted one at a time, so a small buffer does.
        builder.delimiter(separator).quote_style(quoting).buffer_capacity(256);
        let Options { zone, jobs, .. } = options;
        let labels = String::new();
        Self {
            out,
            look: Look { builder, separator: char::from(separator), zone, labels },
            jobs,
            section: String::new(),
            capture: None,
            several: false,
            header: String::new(),
            line: String::new(),
        }
    }
}

impl Look {
    /// Appends a row and the end of its line.
    fn push(&self, line: &mut String, row: &[Value<'_>]) -> io::Result<()> {
        let start = line.len();
        line.push_str(&self.labels);
        for (index, value) in row.iter().enumerate() {
            if index > 0 {
                line.push(self.separator);
            }
            match value {
                // Most cells of large tables are numbers, most texts are words.
                Value::Unsigned(number) => push_number(line, *number),
                Value::Null => {}
                Value::Text(text) if is_shown_as_it_is(text) => line.push_str(text),
                Value::Text(text) => line.push_str(&self.quoted(&disarm(escape(text)))?),
                // Numbers, times and addresses hold nothing that has to be quoted.
                _ => push_plain(line, value, &self.zone),
            }
        }
        if line.len() == start {
            // One empty cell would be an empty line, which readers skip.
            line.push_str("\"\"");
        }
        line.push('\n');
        Ok(())
    }

    /// The text as a cell, in quotes where it needs them.
    fn quoted(&self, text: &str) -> io::Result<String> {
        if text.bytes().all(is_never_quoted) {
            return Ok(text.to_owned());
        }
        let mut cell = Vec::new();
        let mut writer = self.builder.from_writer(&mut cell);
        // Only the end of a record closes the quotes.
        writer.write_record([text])?;
        writer.flush()?;
        drop(writer);
        cell.pop();
        String::from_utf8(cell).map_err(io::Error::other)
    }
}

impl Format for Separated<'_> {
    fn begin(&mut self, outline: &Outline) -> io::Result<()> {
        self.several = outline.tables > 1;
        self.capture = outline.capture.as_deref().map(|name| disarm(escape(name)).into_owned());
        Ok(())
    }

    fn section(&mut self, name: &str, _title: &str) -> io::Result<()> {
        name.clone_into(&mut self.section);
        Ok(())
    }

    fn table(&mut self, name: &str, _title: &str, columns: &[Column]) -> io::Result<()> {
        let path = path(&self.section, name);
        let labels = [("capture", self.capture.clone()), ("table", self.several.then_some(path))];
        let mut header = String::new();
        let separator = self.look.separator;
        self.look.labels.clear();
        for (name, label) in labels {
            let Some(label) = label else { continue };
            header.extend([name, &separator.to_string()]);
            let label = self.look.quoted(&label)?;
            self.look.labels.push_str(&label);
            self.look.labels.push(separator);
        }
        // Names that a user gave may hold separators.
        let names = columns.iter().map(|column| self.look.quoted(column.name));
        let names = names.collect::<io::Result<Vec<_>>>()?;
        header.push_str(&names.join(&separator.to_string()));
        header.push('\n');
        if self.header == header && !self.several {
            return Ok(());
        }
        if !self.header.is_empty() {
            writeln!(self.out)?;
        }
        self.header = header;
        self.out.write_all(self.header.as_bytes())
    }

    fn row(&mut self, row: &[Value<'_>]) -> io::Result<()> {
        self.line.clear();
        self.look.push(&mut self.line, row)?;
        self.out.write_all(self.line.as_bytes())
    }

    fn rows(&mut self, rows: &Rows) -> io::Result<()> {
        let look = &self.look;
        spread::rows(self.out, rows, 0, self.jobs, &|text, row, ()| look.push(text, row))
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

/// Whether a byte is no reason for quotes, whatever the separator. Most texts are words and need no
/// writer to tell.
const fn is_never_quoted(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':' | b'/' | b'+' | b'=')
}

/// Whether a text needs neither escapes nor quotes nor disarming: a few words, the first of which
/// begins with a letter or a digit.
fn is_shown_as_it_is(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.first().is_some_and(u8::is_ascii_alphanumeric)
        && bytes.iter().all(|&byte| is_never_quoted(byte))
}

/// Text that a spreadsheet would run as a formula gets a `'` before it (OWASP, "CSV Injection",
/// the full-width forms included); so does text that could be mistaken for such a cell, which
/// keeps the prefix reversible. Numbers stay numbers: they do not come here.
fn disarm(text: Cow<'_, str>) -> Cow<'_, str> {
    let runs = text
        .trim_start_matches('\'')
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n']);
    if runs { format!("'{text}").into() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(separator: u8, quoting: csv::QuoteStyle, row: &[Value<'_>]) -> String {
        let mut bytes = Vec::new();
        Separated::new(&mut bytes, Options::default(), separator, quoting).row(row).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    fn comma(cells: &[Value<'_>]) -> String {
        row(b',', csv::QuoteStyle::Necessary, cells)
    }

    #[test]
    fn only_text_that_would_run_is_disarmed() {
        assert_eq!(comma(&["=HYPERLINK(1)".into()]), "'=HYPERLINK(1)\n");
        assert_eq!(comma(&["@SUM(1)".into()]), "'@SUM(1)\n");
        assert_eq!(comma(&["'=1".into()]), "''=1\n");
        assert_eq!(comma(&["'tis".into()]), "'tis\n");
        assert_eq!(comma(&["a=b".into()]), "a=b\n");
        assert_eq!(comma(&[Value::Signed(-5)]), "-5\n");
        assert_eq!(comma(&[Value::Duration(-5)]), "-0.000000005\n");
    }

    #[test]
    fn cells_are_quoted_as_the_csv_crate_quotes_a_whole_row() {
        let rows: [&[&str]; 7] = [
            &["a", "b,c", "d\"e"],
            &["", ""],
            &[""],
            &["a\tb"],
            &[" x "],
            &["é", "|", ";"],
            &["1:a/b+c=", "C0_z-.", "a\\b", "a b"],
        ];
        for (separator, quoting) in
            [(b',', csv::QuoteStyle::Necessary), (b'\t', csv::QuoteStyle::Never)]
        {
            for cells in rows {
                let mut builder = csv::WriterBuilder::new();
                let builder = builder.delimiter(separator).quote_style(quoting);
                let mut writer = builder.from_writer(Vec::new());
                writer.write_record(cells.iter().map(|cell| escape(cell).into_owned())).unwrap();
                let whole = String::from_utf8(writer.into_inner().unwrap()).unwrap();
                let values: Vec<Value<'_>> = cells.iter().map(|&cell| cell.into()).collect();
                assert_eq!(row(separator, quoting, &values), whole);
            }
        }
    }
}
