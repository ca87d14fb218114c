//! `-T fields`: lines as `tshark -T fields` writes them, so that a script written for it needs
//! another name of the program alone.

use std::io::{self, Write};

use anyhow::{Result, bail};

use super::export::{Export, Occurrence, Quote};
use super::hexadecimal;
use crate::output::Zone;
use crate::packet::{FieldReader, Packet};
use crate::value::{Timestamp, Value, push_seconds};

/// The name of the format.
pub const NAME: &str = "fields";

/// One column.
struct Field {
    reader: FieldReader,
    hexadecimal: Option<usize>,
    is_date: bool,
}

/// Writes lines.
pub struct Lines {
    fields: Vec<Field>,
    export: Export,
    values: Vec<String>,
    line: Vec<u8>,
}

impl Lines {
    /// Lines of these fields.
    ///
    /// # Errors
    /// When there are no fields, or times are to be in another zone.
    pub fn of(readers: &[FieldReader], export: Export, zone: &Zone) -> Result<Self> {
        if readers.is_empty() {
            bail!("-T fields: no field is named; add -e FIELD");
        }
        if !matches!(zone, Zone::Utc) {
            bail!("-T fields: its times are those of UTC; leave --tz out");
        }
        let field = |reader: &FieldReader| Field {
            reader: *reader,
            hexadecimal: hexadecimal::digits(reader.field.name),
            is_date: reader.field.name != "frame.time_epoch",
        };
        let fields = readers.iter().map(field).collect();
        Ok(Self { fields, export, values: Vec::new(), line: Vec::new() })
    }

    /// What stands before the first line: a byte order mark, the names of the fields.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.export.bom {
            out.write_all("\u{feff}".as_bytes())?;
        }
        if self.export.header {
            let names = self.fields.iter().map(|field| field.reader.field.name);
            let names: Vec<&str> = names.collect();
            writeln!(out, "{}", names.join(&self.export.separator))?;
        }
        Ok(())
    }

    /// The line of a packet.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn packet(&mut self, packet: &Packet<'_>, out: &mut dyn Write) -> io::Result<()> {
        let Self { fields, export, values, line } = self;
        line.clear();
        for (index, field) in fields.iter().enumerate() {
            if index > 0 {
                line.extend_from_slice(export.separator.as_bytes());
            }
            values.clear();
            field.reader.read(packet, &mut |value| values.push(field.text(&value)));
            let chosen = match export.occurrence {
                Occurrence::All => values.as_slice(),
                Occurrence::First => values.first().map_or(&[][..], std::slice::from_ref),
                Occurrence::Last => values.last().map_or(&[][..], std::slice::from_ref),
            };
            if chosen.is_empty() {
                continue;
            }
            let quote = match export.quote {
                Quote::None => "",
                Quote::Single => "'",
                Quote::Double => "\"",
            };
            line.extend_from_slice(quote.as_bytes());
            line.extend_from_slice(chosen.join(&export.aggregator).as_bytes());
            line.extend_from_slice(quote.as_bytes());
        }
        line.push(b'\n');
        out.write_all(line)
    }
}

impl Field {
    /// A value as tshark writes it.
    fn text(&self, value: &Value<'_>) -> String {
        match value {
            Value::Null => String::new(),
            Value::Bool(value) => u8::from(*value).to_string(),
            Value::Unsigned(number) => match self.hexadecimal {
                Some(digits) => format!("0x{number:0digits$x}"),
                None => number.to_string(),
            },
            Value::Signed(number) => number.to_string(),
            Value::Float(number) => number.to_string(),
            Value::Time(at) if self.is_date => date(*at),
            Value::Time(at) => seconds(at.0),
            Value::Duration(span) => seconds(*span),
            Value::Ipv4(address) => address.to_string(),
            Value::Ipv6(address) => address.to_string(),
            Value::Mac(octets) => octets.map(|octet| format!("{octet:02x}")).join(":"),
            Value::Bytes(bytes) => {
                let octets: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                octets.concat()
            }
            Value::Text(text) => escaped(text),
        }
    }
}

fn seconds(ns: i64) -> String {
    let mut text = String::new();
    push_seconds(&mut text, ns);
    text
}

/// `Mar  1, 2017 16:00:22.526783000 UTC`.
fn date(at: Timestamp) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    // 2017-03-01T16:00:22.526783000Z
    let text = at.rfc3339(9);
    let part = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default();
    let month =
        part(5..7).parse::<usize>().ok().and_then(|month| MONTHS.get(month.wrapping_sub(1)));
    let day = part(8..10).parse::<u8>().unwrap_or_default();
    format!("{} {day:>2}, {} {} UTC", month.unwrap_or(&""), part(0..4), part(11..29))
}

/// Text in which what would break a line or a terminal is written as in C.
fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\u{7}' => shown.push_str("\\a"),
            '\u{8}' => shown.push_str("\\b"),
            '\u{c}' => shown.push_str("\\f"),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            '\u{b}' => shown.push_str("\\v"),
            control if control.is_ascii_control() => {
                let number = format!("\\{:03o}", u32::from(control));
                shown.push_str(&number);
            }
            other => shown.push(other),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_as_wireshark_writes_it() {
        let at = Timestamp(1_488_384_022_526_783_000);
        assert_eq!(date(at), "Mar  1, 2017 16:00:22.526783000 UTC");
    }

    #[test]
    fn controls_are_written_as_in_c() {
        assert_eq!(escaped("a\r\n\tb\u{1}\u{7f}é"), "a\\r\\n\\tb\\001\\177é");
    }
}
