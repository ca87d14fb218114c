//! Markdown (GitHub's tables) for pull requests and `$GITHUB_STEP_SUMMARY`.
//!
//! Text from packets stands in code spans, where it is no link, no mention, no HTML.

use std::io::{self, Write};

use super::cell::{grouped, heading, is_right_aligned, push_human};
use super::{Description, Format, Options, Outline};
use crate::report::{Column, Ledger};
use crate::value::{Value, escape};

/// This format.
pub const DESCRIPTION: Description = Description {
    name: "markdown",
    about: "tables for pull requests and job summaries",
    says_notes: true,
    is_for_people: true,
    make: |out, options| -> Box<dyn Format> {
        let (columns, section, line) = (Vec::new(), String::new(), String::new());
        Box::new(Markdown { out, options, columns, section, rows: 0, line })
    },
};

struct Markdown<'a> {
    out: &'a mut dyn Write,
    options: Options,
    columns: Vec<Column>,
    /// The title of the open section.
    section: String,
    rows: u64,
    /// The row that is being written; kept for its memory.
    line: String,
}

impl Format for Markdown<'_> {
    fn begin(&mut self, outline: &Outline) -> io::Result<()> {
        match &outline.capture {
            Some(capture) => writeln!(self.out, "# {}\n", prose(capture)),
            None => Ok(()),
        }
    }

    fn section(&mut self, _name: &str, title: &str) -> io::Result<()> {
        title.clone_into(&mut self.section);
        writeln!(self.out, "## {}\n", prose(title))
    }

    fn table(&mut self, _name: &str, title: &str, columns: &[Column]) -> io::Result<()> {
        if title != self.section {
            writeln!(self.out, "### {}\n", prose(title))?;
        }
        columns.clone_into(&mut self.columns);
        self.rows = 0;
        let names: Vec<String> = columns.iter().map(heading).collect();
        let rule: Vec<&str> = columns
            .iter()
            .map(|column| if is_right_aligned(column.kind) { "---:" } else { "---" })
            .collect();
        writeln!(self.out, "| {} |\n| {} |", names.join(" | "), rule.join(" | "))
    }

    fn row(&mut self, row: &[Value<'_>]) -> io::Result<()> {
        self.rows += 1;
        let Self { columns, line, options, .. } = self;
        line.clear();
        for (index, (column, value)) in columns.iter().zip(row).enumerate() {
            line.push_str(if index > 0 { " | " } else { "| " });
            match value {
                Value::Text(text) => line.push_str(&prose(text)),
                _ => push_human(line, value, column.unit, &options.zone),
            }
        }
        line.push_str(" |\n");
        self.out.write_all(line.as_bytes())
    }

    fn end_table(&mut self, rows_total: u64) -> io::Result<()> {
        writeln!(self.out)?;
        if rows_total > self.rows {
            let total = grouped(rows_total);
            writeln!(self.out, "{} of {total} rows.\n", grouped(self.rows))?;
        }
        Ok(())
    }

    fn end_section(&mut self, notes: &[String]) -> io::Result<()> {
        for note in notes {
            writeln!(self.out, "> {}\n", prose(note))?;
        }
        Ok(())
    }

    fn end(&mut self, input: &Ledger) -> io::Result<()> {
        writeln!(self.out, "## Input\n")?;
        if input.partial {
            writeln!(self.out, "**Partial: interrupted, later packets were not read.**\n")?;
        }
        writeln!(self.out, "| file | format | packets | bytes read | bytes skipped |")?;
        writeln!(self.out, "| --- | --- | ---: | ---: | ---: |")?;
        for file in &input.files {
            writeln!(
                self.out,
                "| {} | {} | {} | {} | {} |",
                prose(&file.name),
                file.format.map_or("-", crate::report::FileFormat::name),
                grouped(file.records.packets),
                grouped(file.bytes_read),
                grouped(file.bytes_skipped),
            )?;
        }
        writeln!(self.out)?;
        for warning in super::ledger::warnings(input) {
            writeln!(self.out, "- {}", code(&warning))?;
        }
        self.out.flush()
    }
}

/// Text as it stands where nothing in it means anything to Markdown, else as a code span.
fn prose(text: &str) -> String {
    let harmless = |character: char| {
        character.is_alphanumeric() || matches!(character, ' ' | ',' | '.' | '/' | '%' | '(' | ')')
    };
    let linked = text.contains("www.") || text.contains("://");
    let indented = text.starts_with(' ');
    if !text.is_empty() && text.chars().all(harmless) && !linked && !indented {
        text.to_owned()
    } else if text.is_empty() {
        String::new()
    } else {
        code(&escape(text))
    }
}

/// A code span around escaped text: a fence longer than any run of backticks inside, and bars
/// escaped, since a table ends its cells before it looks for code.
fn code(text: &str) -> String {
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{}{pad}{fence}", text.replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packet_text_cannot_become_markup() {
        assert_eq!(prose("Protocol hierarchy"), "Protocol hierarchy");
        assert_eq!(prose("@everyone"), "`@everyone`");
        assert_eq!(prose("www.evil.example"), "`www.evil.example`");
        assert_eq!(prose("<img src=x>"), "`<img src=x>`");
        assert_eq!(prose("a|b"), "`a\\|b`");
        assert_eq!(prose("``x`"), "``` ``x` ```");
        assert_eq!(prose("a\nb"), "`a\\\\nb`".replace("\\\\", "\\"));
    }
}
