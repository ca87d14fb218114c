//! One JSON object a line, each with `"record"`, which says its kind: `netsift` first, the path
//! of a table (`protocols`, `conversations.tcp`) for each row, `table` with its row counts after
//! the rows, `note`, and `input` (the ledger) last. With `--per-file` each has `"capture"` too.

use std::io::{self, Write};
use std::num::NonZeroUsize;

use super::json_text::{push_members, string, to_text};
use super::{Description, Format, Options, Outline, SCHEMA, Zone, ledger, path, spread};
use crate::report::{Column, Ledger, Rows};
use crate::value::Value;

/// This format.
pub const DESCRIPTION: Description = Description {
    name: "ndjson",
    about: "one JSON object a line, for jq and log pipelines",
    says_notes: true,
    is_for_people: false,
    make: |out, options| -> Box<dyn Format> {
        let [capture, section, table, line] = [const { String::new() }; 4];
        let Options { zone, jobs, .. } = options;
        let look = Look { columns: Vec::new(), capture, table, zone };
        Box::new(Ndjson { out, look, jobs, section, rows: 0, line })
    },
};

struct Ndjson<'a> {
    out: &'a mut dyn Write,
    look: Look,
    jobs: NonZeroUsize,
    section: String,
    rows: u64,
    /// The row that is being written; kept for its memory.
    line: String,
}

/// What rows look like.
struct Look {
    columns: Vec<Column>,
    /// `"capture":"…",` where reports are about one capture each.
    capture: String,
    /// The path of the open table, as a JSON string.
    table: String,
    zone: Zone,
}

impl Look {
    /// Appends a row and the end of its line.
    fn push(&self, line: &mut String, row: &[Value<'_>]) {
        for part in ["{\"record\":", &self.table, ",", &self.capture] {
            line.push_str(part);
        }
        push_members(line, &self.columns, row, &self.zone);
        line.push_str("}\n");
    }
}

impl Format for Ndjson<'_> {
    fn begin(&mut self, outline: &Outline) -> io::Result<()> {
        let member = |capture| format!("\"capture\":{},", string(capture));
        self.look.capture = outline.capture.as_deref().map(member).unwrap_or_default();
        let capture = &self.look.capture;
        let version = env!("CARGO_PKG_VERSION");
        writeln!(
            self.out,
            "{{\"record\":\"netsift\",{capture}\"schema\":\"{SCHEMA}\",\"tool\":\"netsift\",\
             \"version\":\"{version}\"}}"
        )
    }

    fn section(&mut self, name: &str, _title: &str) -> io::Result<()> {
        name.clone_into(&mut self.section);
        Ok(())
    }

    fn table(&mut self, name: &str, _title: &str, columns: &[Column]) -> io::Result<()> {
        self.look.table = string(&path(&self.section, name));
        self.rows = 0;
        columns.clone_into(&mut self.look.columns);
        Ok(())
    }

    fn row(&mut self, row: &[Value<'_>]) -> io::Result<()> {
        self.rows += 1;
        self.line.clear();
        self.look.push(&mut self.line, row);
        self.out.write_all(self.line.as_bytes())
    }

    fn rows(&mut self, rows: &Rows) -> io::Result<()> {
        self.rows += rows.len() as u64;
        let look = &self.look;
        spread::rows(self.out, rows, 0, self.jobs, &|text, row, ()| {
            look.push(text, row);
            Ok(())
        })
    }

    fn end_table(&mut self, rows_total: u64) -> io::Result<()> {
        let Self { look: Look { table, capture, .. }, rows, .. } = self;
        writeln!(
            self.out,
            "{{\"record\":\"table\",{capture}\"table\":{table},\"rows_shown\":{rows},\
             \"rows_total\":{rows_total}}}"
        )
    }

    fn end_section(&mut self, notes: &[String]) -> io::Result<()> {
        let section = string(&self.section);
        let capture = &self.look.capture;
        for note in notes {
            let text = string(note);
            writeln!(
                self.out,
                "{{\"record\":\"note\",{capture}\"section\":{section},\"text\":{text}}}"
            )?;
        }
        Ok(())
    }

    fn end(&mut self, input: &Ledger) -> io::Result<()> {
        let input = to_text(&ledger::input(input, &self.look.zone))?;
        // The ledger is an object with members, so its text begins with a brace.
        let members = input.strip_prefix('{').unwrap_or(&input);
        writeln!(self.out, "{{\"record\":\"input\",{}{members}", self.look.capture)?;
        self.out.flush()
    }
}
