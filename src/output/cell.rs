//! One value as text: plain for machines, and as people read numbers.

use std::fmt::Write as _;

use super::Zone;
use crate::report::Column;
use crate::value::{Kind, Unit, Value, escape, seconds_text};

/// The value as machines read it: no separators, no units; text escaped, nothing as nothing.
pub fn plain(value: &Value<'_>, zone: &Zone) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(value) => value.to_string(),
        Value::Unsigned(value) => value.to_string(),
        Value::Signed(value) => value.to_string(),
        Value::Float(value) => value.to_string(),
        Value::Time(at) => zone.rfc3339(*at),
        Value::Duration(nanoseconds) => seconds_text(*nanoseconds),
        Value::Ipv4(address) => address.to_string(),
        Value::Ipv6(address) => address.to_string(),
        Value::Mac(octets) => hexadecimal(octets, ":"),
        Value::Text(text) => escape(text).into_owned(),
        Value::Bytes(bytes) => hexadecimal(bytes, ""),
    }
}

fn hexadecimal(bytes: &[u8], separator: &str) -> String {
    let mut text = String::with_capacity(bytes.len() * 3);
    for (index, byte) in bytes.iter().enumerate() {
        if index > 0 {
            text.push_str(separator);
        }
        write!(text, "{byte:02x}").unwrap_or_default();
    }
    text
}

/// The value as people read it: thousands separators, units of rates and shares.
pub fn human(value: &Value<'_>, unit: Unit, zone: &Zone) -> String {
    match (value, unit) {
        (Value::Null, _) => "-".to_owned(),
        (Value::Bool(true), _) => "yes".to_owned(),
        (Value::Bool(false), _) => "no".to_owned(),
        (Value::Unsigned(value), Unit::BitsPerSecond) => scaled(approximate(*value), "bit/s"),
        // A pure number may be a port or an identifier, which nobody groups.
        (Value::Unsigned(value), Unit::None) => value.to_string(),
        (Value::Unsigned(value), _) => grouped(&value.to_string()),
        (Value::Signed(value), _) => grouped(&value.to_string()),
        (Value::Float(value), Unit::BitsPerSecond) => scaled(*value, "bit/s"),
        (Value::Float(value), Unit::BytesPerSecond) => scaled(*value, "B/s"),
        (Value::Float(value), Unit::Percent) => format!("{value:.2}"),
        (Value::Float(value), Unit::PacketsPerSecond | Unit::Bytes | Unit::Packets) => {
            grouped(&format!("{value:.1}"))
        }
        (Value::Float(value), _) => grouped(&format!("{value:.6}")),
        (Value::Duration(nanoseconds), _) => microseconds(*nanoseconds),
        _ => plain(value, zone),
    }
}

/// The same, with the size of large numbers in words behind it, where there is room.
pub fn spacious(value: &Value<'_>, unit: Unit, zone: &Zone) -> String {
    let text = human(value, unit, zone);
    match (value, unit) {
        (Value::Unsigned(bytes), Unit::Bytes) if *bytes >= 10_000 => {
            format!("{text} ({})", scaled(approximate(*bytes), "B"))
        }
        (Value::Unsigned(_) | Value::Float(_), Unit::Bytes) => format!("{text} B"),
        (Value::Float(_), Unit::Percent) => format!("{text} %"),
        (Value::Duration(nanoseconds), _) if *nanoseconds >= 120_000_000_000 => {
            format!("{text} s ({})", in_words(*nanoseconds))
        }
        (Value::Duration(_), _) => format!("{text} s"),
        _ => text,
    }
}

/// What stands above a column for people: the name with spaces, and the unit of spans.
pub fn heading(column: &Column) -> String {
    let bare = match column.unit {
        Unit::Seconds => column.name.strip_suffix("_s").unwrap_or(column.name),
        Unit::Percent => return column.name.replace("_percent", " %").replace('_', " "),
        _ => column.name,
    };
    bare.replace('_', " ").replace(" per s", "/s")
}

/// Whether cells of this kind stand at the right of their column.
pub const fn is_right_aligned(kind: Kind) -> bool {
    matches!(kind, Kind::Unsigned | Kind::Signed | Kind::Float | Kind::Duration)
}

/// A comma after every third digit before the point.
pub fn grouped(number: &str) -> String {
    let (whole, fraction) = number.find('.').map_or((number, ""), |point| number.split_at(point));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut text = sign.to_owned();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + fraction
}

/// A span in seconds with six decimals, rounded half up.
fn microseconds(nanoseconds: i64) -> String {
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let size = (nanoseconds.unsigned_abs() + 500) / 1000;
    format!("{sign}{}.{:06}", grouped(&(size / 1_000_000).to_string()), size % 1_000_000)
}

/// Steps of a thousand (SI) with three significant digits: `12.3 Mbit/s`.
fn scaled(value: f64, unit: &str) -> String {
    const STEPS: [(f64, &str); 6] =
        [(1e18, "E"), (1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")];
    let found = STEPS.iter().find(|(step, _)| value.abs() >= *step * 0.9995);
    let (value, prefix) = found.map_or((value, ""), |(step, prefix)| (value / step, *prefix));
    match value.abs() {
        size if size >= 99.95 => format!("{value:.0} {prefix}{unit}"),
        size if size >= 9.995 => format!("{value:.1} {prefix}{unit}"),
        _ => format!("{value:.2} {prefix}{unit}"),
    }
}

#[expect(clippy::cast_precision_loss, reason = "shown with three digits")]
fn approximate(value: u64) -> f64 {
    value as f64
}

/// The two largest units of a span: `3 d 4 h`.
fn in_words(nanoseconds: i64) -> String {
    let seconds = nanoseconds / 1_000_000_000;
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    match (days, hours) {
        (0, 0) => format!("{minutes} min {} s", seconds % 60),
        (0, _) => format!("{hours} h {minutes} min"),
        _ => format!("{} d {hours} h", grouped(&days.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_by_three() {
        assert_eq!(grouped("0"), "0");
        assert_eq!(grouped("999"), "999");
        assert_eq!(grouped("1000"), "1,000");
        assert_eq!(grouped("-1234567.8901"), "-1,234,567.8901");
        assert_eq!(grouped("18446744073709551615"), "18,446,744,073,709,551,615");
    }

    #[test]
    fn rates_have_three_digits_and_an_si_prefix() {
        assert_eq!(scaled(0.0, "bit/s"), "0.00 bit/s");
        assert_eq!(scaled(999.4, "bit/s"), "999 bit/s");
        assert_eq!(scaled(999.6, "bit/s"), "1.00 kbit/s");
        assert_eq!(scaled(12_345_678.0, "bit/s"), "12.3 Mbit/s");
    }

    #[test]
    fn people_see_exact_bytes_and_their_size() {
        let value = Value::Unsigned(1_054_321_123);
        assert_eq!(spacious(&value, Unit::Bytes, &Zone::Utc), "1,054,321,123 (1.05 GB)");
        assert_eq!(human(&value, Unit::Bytes, &Zone::Utc), "1,054,321,123");
    }

    #[test]
    fn spans_are_rounded_to_microseconds_for_people() {
        assert_eq!(microseconds(1_234_567_500), "1.234568");
        assert_eq!(microseconds(-1_500), "-0.000002");
        assert_eq!(microseconds(i64::MIN), "-9,223,372,036.854776");
        let day = Value::Duration(93_784_000_000_000);
        assert_eq!(spacious(&day, Unit::Seconds, &Zone::Utc), "93,784.000000 s (1 d 2 h)");
    }

    #[test]
    fn a_port_is_not_grouped() {
        assert_eq!(human(&Value::Unsigned(51_820), Unit::None, &Zone::Utc), "51820");
    }
}
