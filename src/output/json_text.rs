//! JSON text: values, strings and members, written so that a terminal shows them harmlessly.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde::Serialize;

use super::Zone;
use super::cell::push_plain;
use crate::report::Column;
use crate::value::{Kind, Value, is_unsafe};

/// Anything as JSON text. Characters that could act on a terminal are written as `\u` escapes,
/// which only strings can hold, so the document means the same.
///
/// # Errors
/// Where the value has no JSON form; none of ours.
pub fn to_text<T: Serialize + ?Sized>(value: &T) -> std::io::Result<String> {
    let text = serde_json::to_string(value)?;
    Ok(match armour(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(armoured) => armoured,
    })
}

/// JSON text with every unsafe character (all that is left of them stands in strings) escaped.
fn armour(text: &str) -> Cow<'_, str> {
    if text.is_ascii() && !text.contains('\x7f') || !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut armoured = String::with_capacity(text.len() + 16);
    let mut units = [0; 2];
    for character in text.chars() {
        if is_unsafe(character) {
            for unit in character.encode_utf16(&mut units) {
                write!(armoured, "\\u{unit:04x}").unwrap_or_default();
            }
        } else {
            armoured.push(character);
        }
    }
    Cow::Owned(armoured)
}

/// A string with its quotes.
pub fn string(text: &str) -> String {
    // A string always has a JSON form.
    to_text(text).unwrap_or_default()
}

/// Appends the members of an object that hold a row:
/// `"packets":3,"first_seen":"…","first_seen_ns":…`. A time is two members: text, and integer
/// nanoseconds since 1970.
pub fn push_members(text: &mut String, columns: &[Column], row: &[Value<'_>], zone: &Zone) {
    for (index, (column, value)) in columns.iter().zip(row).enumerate() {
        text.push_str(if index > 0 { ",\"" } else { "\"" });
        text.push_str(column.name);
        text.push_str("\":");
        push_scalar(text, value, zone);
        if column.kind == Kind::Time {
            let nanoseconds = match value {
                Value::Time(at) => Value::Signed(at.0),
                _ => Value::Null,
            };
            text.push_str(",\"");
            text.push_str(column.name);
            text.push_str("_ns\":");
            push_scalar(text, &nanoseconds, zone);
        }
    }
}

/// One value. Whole numbers are exact whatever their size; spans are decimal seconds with nine
/// digits behind the point.
fn push_scalar(text: &mut String, value: &Value<'_>, zone: &Zone) {
    match value {
        Value::Float(value) if value.is_finite() => {
            text.push_str(zmij::Buffer::new().format_finite(*value));
        }
        // What is not finite has no JSON form.
        Value::Null | Value::Float(_) => text.push_str("null"),
        Value::Text(raw) => text.push_str(&string(raw)),
        Value::Bool(_) | Value::Unsigned(_) | Value::Signed(_) | Value::Duration(_) => {
            push_plain(text, value, zone);
        }
        // Nothing in these needs an escape.
        Value::Time(_) | Value::Ipv4(_) | Value::Ipv6(_) | Value::Mac(_) | Value::Bytes(_) => {
            text.push('"');
            push_plain(text, value, zone);
            text.push('"');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Timestamp;

    fn members(columns: &[Column], row: &[Value<'_>]) -> String {
        let mut text = String::new();
        push_members(&mut text, columns, row, &Zone::Utc);
        text
    }

    #[test]
    fn floats_are_written_as_serde_json_writes_them() {
        for value in [0.0, -0.0, 12.5, 1e15, 1e16, 1e-5, 1e-7, 0.1 + 0.2, f64::MAX, f64::NAN] {
            let expected = format!("\"a\":{}", serde_json::to_string(&value).unwrap());
            assert_eq!(members(&[Column::count("a", "")], &[Value::Float(value)]), expected);
        }
    }

    #[test]
    fn strings_mean_the_same_and_hold_nothing_a_terminal_acts_on() {
        let nasty = "\"\\\x1b[2J\u{9b}31m\u{202e}\u{7f}\n\u{e0041}ä";
        let text = string(nasty);
        assert!(!text.chars().any(is_unsafe), "{text}");
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), nasty);
    }

    #[test]
    fn numbers_above_two_to_the_53_stay_exact() {
        let columns = [Column::count("a", ""), Column::count("b", "")];
        let row = [Value::Unsigned(u64::MAX), Value::Signed(i64::MIN)];
        assert_eq!(
            members(&columns, &row),
            "\"a\":18446744073709551615,\"b\":-9223372036854775808"
        );
    }

    #[test]
    fn a_time_is_text_and_nanoseconds() {
        use crate::value::Unit;
        let columns = [Column::new("first_seen", Kind::Time, Unit::None, "")];
        assert_eq!(
            members(&columns, &[Value::Time(Timestamp(-1))]),
            "\"first_seen\":\"1969-12-31T23:59:59.999999999Z\",\"first_seen_ns\":-1"
        );
        assert_eq!(members(&columns, &[Value::Null]), "\"first_seen\":null,\"first_seen_ns\":null");
    }
}
