//! Tables for people: aligned columns, thousands separators; one wide row stands upright.
//!
//! Widths come from the first rows and stay; so a table of millions of rows is written as it
//! comes. Lines are cut only when the terminal's width is known.

mod layout;

use std::io::{self, Write};

use super::cell::{grouped, heading, is_right_aligned, push_human, spacious};
use super::{Description, Format, Options, Outline, Zone, spread};
use crate::report::{Column, Ledger, Rows};
use crate::value::{Value, escape};
use layout::{GAP, Layout, cut, width};

/// This format.
pub const DESCRIPTION: Description = Description {
    name: "table",
    about: "aligned columns for people",
    says_notes: true,
    is_for_people: true,
    make: |out, options| -> Box<dyn Format> {
        let (section, state, line) = (String::new(), State::default(), Line::default());
        Box::new(TableFormat { out, options, section, state, started: false, line })
    },
};

/// Rows that are looked at before the widths of a table are settled.
const LOOK_AHEAD: usize = 4096;

/// A table with one row that would be wider than this stands upright, a line a column.
const UPRIGHT: usize = 100;

struct TableFormat<'a> {
    out: &'a mut dyn Write,
    options: Options,
    /// The title of the open section.
    section: String,
    state: State,
    /// Whether anything was written that an empty line has to keep apart.
    started: bool,
    line: Line,
}

/// The row that is being written; kept for its memory.
#[derive(Default)]
struct Line {
    cells: Vec<String>,
    text: String,
}

/// The open table.
#[derive(Default)]
struct State {
    columns: Vec<Column>,
    /// Rows that wait for the widths to be settled.
    waiting: Vec<Vec<Value<'static>>>,
    layout: Option<Layout>,
    rows: u64,
}

impl TableFormat<'_> {
    /// An empty line between what stands already and what comes.
    fn gap(&mut self) -> io::Result<()> {
        if self.started {
            writeln!(self.out)?;
        }
        self.started = true;
        Ok(())
    }

    fn emphasised(&mut self, text: &str) -> io::Result<()> {
        let text = cut(text, self.options.width);
        if self.options.colour {
            writeln!(self.out, "\x1b[1m{text}\x1b[0m")
        } else {
            writeln!(self.out, "{text}")
        }
    }

    fn faint(&mut self, text: &str) -> io::Result<()> {
        let text = cut(text, self.options.width);
        if self.options.colour {
            writeln!(self.out, "\x1b[2m{text}\x1b[0m")
        } else {
            writeln!(self.out, "{text}")
        }
    }

    fn cells(&self, row: &[Value<'_>]) -> Vec<String> {
        let mut cells = Vec::new();
        fill(&mut cells, &self.state.columns, row, &self.options.zone);
        cells
    }

    /// Settles the widths and writes the heading and the rows that waited.
    fn settle(&mut self) -> io::Result<()> {
        let headings: Vec<String> = self.state.columns.iter().map(heading).collect();
        let waiting = std::mem::take(&mut self.state.waiting);
        let rows: Vec<Vec<String>> = waiting.iter().map(|row| self.cells(row)).collect();
        let right = self.state.columns.iter().map(|column| is_right_aligned(column.kind));
        let layout = Layout::new(&headings, &rows, right.collect(), self.options.width);
        let mut line = String::new();
        layout.fill(&mut line, &headings);
        self.faint(&line)?;
        for row in &rows {
            layout.fill(&mut line, row);
            writeln!(self.out, "{line}")?;
        }
        self.state.layout = Some(layout);
        Ok(())
    }

    fn is_wide(&self, row: &[Value<'_>]) -> bool {
        let cells = self.cells(row);
        let names = self.state.columns.iter().map(heading);
        let widths = names.zip(&cells).map(|(name, cell)| width(&name).max(width(cell)) + GAP);
        widths.sum::<usize>() > UPRIGHT
    }

    fn upright(&mut self, row: &[Value<'_>]) -> io::Result<()> {
        let columns = std::mem::take(&mut self.state.columns);
        let names: Vec<String> = columns.iter().map(heading).collect();
        let widest = names.iter().map(|name| width(name)).max().unwrap_or(0);
        for ((column, name), value) in columns.iter().zip(names).zip(row) {
            let text = spacious(value, column.unit, &self.options.zone);
            let space = " ".repeat(widest.saturating_sub(width(&name)));
            writeln!(self.out, "{}", cut(&format!("{name}{space}  {text}"), self.options.width))?;
        }
        Ok(())
    }
}

/// Writes a row as people read it into `cells`, over what was there.
fn fill(cells: &mut Vec<String>, columns: &[Column], row: &[Value<'_>], zone: &Zone) {
    cells.resize_with(columns.len().min(row.len()), String::new);
    for (cell, (column, value)) in cells.iter_mut().zip(columns.iter().zip(row)) {
        cell.clear();
        push_human(cell, value, column.unit, zone);
    }
}

impl Format for TableFormat<'_> {
    fn begin(&mut self, outline: &Outline) -> io::Result<()> {
        let Some(capture) = &outline.capture else { return Ok(()) };
        self.gap()?;
        self.emphasised(&format!("== {} ==", escape(capture)))
    }

    fn section(&mut self, _name: &str, title: &str) -> io::Result<()> {
        title.clone_into(&mut self.section);
        Ok(())
    }

    fn table(&mut self, _name: &str, title: &str, columns: &[Column]) -> io::Result<()> {
        self.gap()?;
        self.emphasised(&escape(title))?;
        let columns = columns.to_vec();
        self.state = State { columns, ..State::default() };
        Ok(())
    }

    fn row(&mut self, row: &[Value<'_>]) -> io::Result<()> {
        self.state.rows += 1;
        if let Some(layout) = &self.state.layout {
            let Line { cells, text } = &mut self.line;
            fill(cells, &self.state.columns, row, &self.options.zone);
            layout.fill(text, cells);
            text.push('\n');
            return self.out.write_all(text.as_bytes());
        }
        self.state.waiting.push(row.iter().cloned().map(Value::into_owned).collect());
        if self.state.waiting.len() >= LOOK_AHEAD { self.settle() } else { Ok(()) }
    }

    fn rows(&mut self, rows: &Rows) -> io::Result<()> {
        // The first ones settle the widths.
        let mut ahead = 0;
        while self.state.layout.is_none()
            && let Some(row) = rows.get(ahead)
        {
            self.row(&row)?;
            ahead += 1;
        }
        let Self {
            out,
            options,
            state: State { columns, layout: Some(layout), rows: seen, .. },
            ..
        } = self
        else {
            return Ok(());
        };
        *seen += (rows.len() - ahead) as u64;
        spread::rows(*out, rows, ahead, options.jobs, &|text, row, line: &mut Line| {
            fill(&mut line.cells, columns, row, &options.zone);
            layout.fill(&mut line.text, &line.cells);
            text.extend([line.text.as_str(), "\n"]);
            Ok(())
        })
    }

    fn end_table(&mut self, rows_total: u64) -> io::Result<()> {
        let waiting = std::mem::take(&mut self.state.waiting);
        match waiting.as_slice() {
            [row] if self.is_wide(row) => self.upright(row)?,
            [] if self.state.layout.is_none() => self.faint("nothing")?,
            _ => {
                self.state.waiting = waiting;
                if self.state.layout.is_none() {
                    self.settle()?;
                }
            }
        }
        let more = rows_total.saturating_sub(self.state.rows);
        if more > 0 {
            let more = grouped(more);
            self.faint(&format!("… {more} more (--limit 0 shows all)"))?;
        }
        Ok(())
    }

    fn end_section(&mut self, notes: &[String]) -> io::Result<()> {
        for note in notes {
            let note = escape(note).into_owned();
            self.faint(&format!("note: {note}"))?;
        }
        Ok(())
    }

    fn end(&mut self, input: &Ledger) -> io::Result<()> {
        if input.partial {
            self.gap()?;
            self.emphasised("partial: interrupted, later packets were not read")?;
        }
        self.out.flush()
    }
}
