//! JSON text: values, strings and members, written so that a terminal shows them harmlessly.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde::Serialize;

use super::Zone;
use crate::report::Column;
use crate::value::{Kind, Value, is_unsafe, seconds_text};

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

/// The members of an object that hold a row: `"packets":3,"first_seen":"…","first_seen_ns":…`.
/// A time is two members: text, and integer nanoseconds since 1970.
pub fn members(columns: &[Column], row: &[Value<'_>], zone: &Zone) -> String {
    let mut text = String::new();
    for (column, value) in columns.iter().zip(row) {
        if !text.is_empty() {
            text.push(',');
        }
        write!(text, "\"{}\":{}", column.name, scalar(value, zone)).unwrap_or_default();
        if column.kind == Kind::Time {
            let nanoseconds = match value {
                Value::Time(at) => at.0.to_string(),
                _ => "null".to_owned(),
            };
            write!(text, ",\"{}_ns\":{nanoseconds}", column.name).unwrap_or_default();
        }
    }
    text
}

/// One value. Whole numbers are exact whatever their size; spans are decimal seconds with nine
/// digits behind the point.
fn scalar(value: &Value<'_>, zone: &Zone) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Unsigned(value) => value.to_string(),
        Value::Signed(value) => value.to_string(),
        // Not finite has no JSON form; serde_json writes null.
        Value::Float(value) => to_text(value).unwrap_or_else(|_| "null".to_owned()),
        Value::Time(at) => string(&zone.rfc3339(*at)),
        Value::Duration(nanoseconds) => seconds_text(*nanoseconds),
        Value::Text(text) => string(text),
        Value::Ipv4(_) | Value::Ipv6(_) | Value::Mac(_) | Value::Bytes(_) => {
            string(&super::cell::plain(value, zone))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Timestamp;

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
            members(&columns, &row, &Zone::Utc),
            "\"a\":18446744073709551615,\"b\":-9223372036854775808"
        );
    }

    #[test]
    fn a_time_is_text_and_nanoseconds() {
        use crate::value::Unit;
        let columns = [Column::new("first_seen", Kind::Time, Unit::None, "")];
        assert_eq!(
            members(&columns, &[Value::Time(Timestamp(-1))], &Zone::Utc),
            "\"first_seen\":\"1969-12-31T23:59:59.999999999Z\",\"first_seen_ns\":-1"
        );
        assert_eq!(
            members(&columns, &[Value::Null], &Zone::Utc),
            "\"first_seen\":null,\"first_seen_ns\":null"
        );
    }
}
