//! Zeek's TSV logs: a header of lines with `#` that says separators, fields and types, then rows.
//!
//! Several tables follow each other, each with its own header and `#path`. The lines `#open` and
//! `#close`, which say when the log was written, are left out: the same input gives the same bytes.

use std::io::{self, Write};
use std::num::NonZeroUsize;

use super::cell::push_plain;
use super::{Description, Format, Outline, Zone, spread};
use crate::report::{Column, Ledger, Rows};
use crate::value::{Kind, Value, escape, push_seconds};

/// This format.
pub const DESCRIPTION: Description = Description {
    name: "zeek",
    about: "Zeek's TSV logs with #fields and #types, for zeek-cut and what reads conn.log",
    says_notes: false,
    is_for_people: false,
    make: |out, options| -> Box<dyn Format> {
        Box::new(Zeek { out, jobs: options.jobs, line: String::new() })
    },
};

struct Zeek<'a> {
    out: &'a mut dyn Write,
    jobs: NonZeroUsize,
    /// The row that is being written; kept for its memory.
    line: String,
}

/// Types that Zeek gives to columns of these names, whatever they hold here.
const TYPES_BY_NAME: [(&str, &str); 4] = [
    ("id.orig_p", "port"),
    ("id.resp_p", "port"),
    ("proto", "enum"),
    ("tunnel_parents", "set[string]"),
];

fn type_of(column: &Column) -> &'static str {
    let known = TYPES_BY_NAME.iter().find(|(name, _)| *name == column.name);
    known.map_or_else(|| type_of_kind(column.kind), |(_, its_type)| its_type)
}

const fn type_of_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Boolean => "bool",
        Kind::Unsigned => "count",
        Kind::Signed => "int",
        Kind::Float => "double",
        Kind::Time => "time",
        Kind::Duration => "interval",
        Kind::Ipv4 | Kind::Ipv6 | Kind::Address => "addr",
        Kind::Mac | Kind::Text | Kind::Bytes => "string",
    }
}

impl Format for Zeek<'_> {
    fn begin(&mut self, _outline: &Outline) -> io::Result<()> {
        Ok(())
    }

    fn section(&mut self, _name: &str, _title: &str) -> io::Result<()> {
        Ok(())
    }

    fn table(&mut self, name: &str, _title: &str, columns: &[Column]) -> io::Result<()> {
        // The separator is written as an escape, since it separates itself from its name.
        let head = "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n";
        let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
        let types: Vec<&str> = columns.iter().map(type_of).collect();
        let (names, types) = (names.join("\t"), types.join("\t"));
        write!(self.out, "{head}#path\t{name}\n#fields\t{names}\n#types\t{types}\n")
    }

    fn row(&mut self, row: &[Value<'_>]) -> io::Result<()> {
        self.line.clear();
        push_row(&mut self.line, row);
        self.out.write_all(self.line.as_bytes())
    }

    fn rows(&mut self, rows: &Rows) -> io::Result<()> {
        spread::rows(self.out, rows, 0, self.jobs, &|text, row, ()| {
            push_row(text, row);
            Ok(())
        })
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

/// Appends a row and the end of its line.
fn push_row(line: &mut String, row: &[Value<'_>]) {
    let start = line.len();
    for (index, value) in row.iter().enumerate() {
        if index > 0 {
            line.push('\t');
        }
        push_cell(line, value);
    }
    if line.get(start..).is_some_and(|row| row.starts_with('#')) {
        // It would be taken for a line of the header.
        line.replace_range(start..=start, "\\x23");
    }
    line.push('\n');
}

fn push_cell(line: &mut String, value: &Value<'_>) {
    match value {
        Value::Null => line.push('-'),
        Value::Bool(value) => line.push(if *value { 'T' } else { 'F' }),
        Value::Time(at) => push_time(line, at.0),
        Value::Duration(span) => push_time(line, *span),
        Value::Text(text) => push_text(line, text),
        other => push_plain(line, other, &Zone::Utc),
    }
}

/// Seconds with six decimals, as Zeek writes them, and nine where there is something to keep.
fn push_time(line: &mut String, nanoseconds: i64) {
    push_seconds(line, nanoseconds);
    if nanoseconds % 1000 == 0 {
        line.truncate(line.len().saturating_sub(3));
    }
}

/// Text that would be read as something else is escaped, as Zeek does it.
fn push_text(line: &mut String, text: &str) {
    match text {
        "" => line.push_str("(empty)"),
        "-" => line.push_str("\\x2d"),
        "(empty)" => line.push_str("\\x28empty)"),
        _ => line.push_str(&escape(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Timestamp, Unit};

    fn written(columns: &[Column], rows: &[Vec<Value<'_>>]) -> String {
        let mut bytes = Vec::new();
        let mut format = (DESCRIPTION.make)(&mut bytes, super::super::Options::default());
        format.table("conn", "", columns).unwrap();
        for row in rows {
            format.row(row).unwrap();
        }
        format.end(&Ledger::default()).unwrap();
        drop(format);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_log_looks_as_zeek_writes_it() {
        let columns = [
            Column::new("ts", Kind::Time, Unit::None, ""),
            Column::new("id.orig_h", Kind::Address, Unit::None, ""),
            Column::count("id.orig_p", ""),
            Column::text("proto", ""),
            Column::new("duration", Kind::Duration, Unit::Seconds, ""),
            Column::new("local_orig", Kind::Boolean, Unit::None, ""),
        ];
        let row = vec![
            Value::Time(Timestamp(1_300_475_168_866_889_000)),
            Value::Ipv4([10, 0, 0, 1].into()),
            443_u64.into(),
            "tcp".into(),
            Value::Null,
            Value::Bool(true),
        ];
        let expected = "\
#separator \\x09
#set_separator\t,
#empty_field\t(empty)
#unset_field\t-
#path\tconn
#fields\tts\tid.orig_h\tid.orig_p\tproto\tduration\tlocal_orig
#types\ttime\taddr\tport\tenum\tinterval\tbool
1300475168.866889\t10.0.0.1\t443\ttcp\t-\tT
";
        assert_eq!(written(&columns, &[row]), expected);
    }

    #[test]
    fn nanoseconds_are_kept_where_there_are_any() {
        let mut line = String::new();
        push_cell(&mut line, &Value::Duration(-1_500_000_001));
        assert_eq!(line, "-1.500000001");
    }

    #[test]
    fn text_that_means_something_else_is_escaped() {
        let cell = |text: &str| {
            let mut line = String::new();
            push_text(&mut line, text);
            line
        };
        assert_eq!((cell(""), cell("-")), ("(empty)".to_owned(), "\\x2d".to_owned()));
        let mut line = String::new();
        push_row(&mut line, &["#fields".into(), "#".into()]);
        assert_eq!(line, "\\x23fields\t#\n");
        assert!(!cell("a\tb").contains('\t'));
    }
}
