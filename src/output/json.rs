//! One JSON document: `{"schema", "tool", "version", "sections": {…}, "input": {…}}`.
//!
//! A row is one object on one line, so that `grep` works too. `input` comes last because what was
//! not read is known only at the end; readers of JSON do not care. Reports on one capture each
//! (`--per-file`) are the elements of an array.

use std::io::{self, Write};

use super::json_text::{push_members, string, to_text};
use super::{Description, Format, Options, Outline, SCHEMA, ledger, spread};
use crate::report::{Column, Ledger, Rows};
use crate::value::Value;

/// This format.
pub const DESCRIPTION: Description = Description {
    name: "json",
    about: "one JSON document with every section and the input ledger",
    says_notes: true,
    is_for_people: false,
    make: |out, options| -> Box<dyn Format> {
        let (columns, line) = (Vec::new(), String::new());
        let in_array = false;
        Box::new(Json { out, options, columns, in_array, sections: 0, tables: 0, rows: 0, line })
    },
};

struct Json<'a> {
    out: &'a mut dyn Write,
    options: Options,
    columns: Vec<Column>,
    /// An array of reports was opened.
    in_array: bool,
    sections: usize,
    tables: usize,
    rows: u64,
    /// The row that is being written; kept for its memory.
    line: String,
}

impl Json<'_> {
    fn comma(&mut self, before: bool) -> io::Result<()> {
        self.out.write_all(if before { b",\n" } else { b"\n" })
    }
}

impl Format for Json<'_> {
    fn begin(&mut self, outline: &Outline) -> io::Result<()> {
        if outline.capture.is_some() {
            self.out.write_all(if self.in_array { b",\n" } else { b"[" })?;
            self.in_array = true;
        }
        self.sections = 0;
        let version = env!("CARGO_PKG_VERSION");
        write!(
            self.out,
            "{{\"schema\":\"{SCHEMA}\",\"tool\":\"netsift\",\"version\":\"{version}\",\n\
             \"sections\":{{"
        )
    }

    fn section(&mut self, name: &str, title: &str) -> io::Result<()> {
        self.comma(self.sections > 0)?;
        self.sections += 1;
        self.tables = 0;
        write!(self.out, "{}:{{\"title\":{},\"tables\":{{", string(name), string(title))
    }

    fn table(&mut self, name: &str, title: &str, columns: &[Column]) -> io::Result<()> {
        self.comma(self.tables > 0)?;
        self.tables += 1;
        self.rows = 0;
        columns.clone_into(&mut self.columns);
        write!(self.out, "{}:{{\"title\":{},\"rows\":[", string(name), string(title))
    }

    fn row(&mut self, row: &[Value<'_>]) -> io::Result<()> {
        self.line.clear();
        self.line.push_str(if self.rows > 0 { ",\n{" } else { "\n{" });
        push_members(&mut self.line, &self.columns, row, &self.options.zone);
        self.line.push('}');
        self.rows += 1;
        self.out.write_all(self.line.as_bytes())
    }

    fn rows(&mut self, rows: &Rows) -> io::Result<()> {
        // The first row of all has no comma before it.
        let ahead = rows.get(0).filter(|_| self.rows == 0);
        ahead.iter().try_for_each(|row| self.row(row))?;
        let Self { out, columns, options, .. } = self;
        let push: spread::Push<'_> = &|text, row, ()| {
            text.push_str(",\n{");
            push_members(text, columns, row, &options.zone);
            text.push('}');
            Ok(())
        };
        spread::rows(*out, rows, ahead.iter().len(), options.jobs, push)?;
        self.rows += (rows.len() - ahead.iter().len()) as u64;
        Ok(())
    }

    fn end_table(&mut self, rows_total: u64) -> io::Result<()> {
        write!(self.out, "],\"rows_shown\":{},\"rows_total\":{rows_total}}}", self.rows)
    }

    fn end_section(&mut self, notes: &[String]) -> io::Result<()> {
        write!(self.out, "}},\"notes\":{}}}", to_text(notes)?)
    }

    fn end(&mut self, input: &Ledger) -> io::Result<()> {
        let input = to_text(&ledger::input(input, &self.options.zone))?;
        write!(self.out, "\n}},\n\"input\":{input}}}")
    }

    fn finish(&mut self) -> io::Result<()> {
        writeln!(self.out, "{}", if self.in_array { "]" } else { "" })?;
        self.out.flush()
    }
}
