//! One value as text: plain for machines, and as people read numbers.

use std::fmt::{self, Write as _};

use super::Zone;
use crate::report::Column;
use crate::value::digits::{push_grouped, push_grouped_text, push_number, push_padded};
use crate::value::{Kind, Unit, Value, escape, push_seconds};

/// Appends the value as machines read it: no separators, no units; text escaped, nothing as
/// nothing. What is not [`Value::Text`] is letters, digits and `.:+-` alone.
pub fn push_plain(text: &mut String, value: &Value<'_>, zone: &Zone) {
    match value {
        Value::Null => {}
        Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Unsigned(value) => push_number(text, *value),
        Value::Signed(value) => {
            push_sign(text, *value);
            push_number(text, value.unsigned_abs());
        }
        Value::Float(value) => push_float(text, *value),
        Value::Time(at) => zone.push_rfc3339(text, *at),
        Value::Duration(nanoseconds) => push_seconds(text, *nanoseconds),
        Value::Ipv4(address) => push_dotted(text, address.octets()),
        Value::Ipv6(address) => written(text, format_args!("{address}")),
        Value::Mac(octets) => push_hexadecimal(text, octets, ":"),
        Value::Text(raw) => text.push_str(&escape(raw)),
        Value::Bytes(bytes) => push_hexadecimal(text, bytes, ""),
    }
}

/// Appends the shortest digits that give the same number back, never with an exponent.
fn push_float(text: &mut String, value: f64) {
    let mut buffer = zmij::Buffer::new();
    let digits = if value.is_finite() { buffer.format_finite(value) } else { "e" };
    if digits.contains('e') {
        // Huge, tiny or not a number: rare, and the standard library writes it out.
        return written(text, format_args!("{value}"));
    }
    text.push_str(digits.strip_suffix(".0").unwrap_or(digits));
}

/// Appends what [`format_args`] says; a `String` takes whatever is written to it.
fn written(text: &mut String, what: fmt::Arguments<'_>) {
    text.write_fmt(what).unwrap_or_default();
}

fn push_sign(text: &mut String, value: i64) {
    if value < 0 {
        text.push('-');
    }
}

fn push_dotted(text: &mut String, octets: [u8; 4]) {
    for (index, octet) in octets.into_iter().enumerate() {
        if index > 0 {
            text.push('.');
        }
        push_number(text, octet.into());
    }
}

fn push_hexadecimal(text: &mut String, bytes: &[u8], separator: &str) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for (index, byte) in bytes.iter().enumerate() {
        if index > 0 {
            text.push_str(separator);
        }
        for half in [byte >> 4, byte & 15] {
            // A digit below 16 always has a character.
            text.push(DIGITS.get(usize::from(half)).copied().map_or('?', char::from));
        }
    }
}

/// Appends the value as people read it: thousands separators, units of rates and shares.
pub fn push_human(text: &mut String, value: &Value<'_>, unit: Unit, zone: &Zone) {
    match (value, unit) {
        (Value::Null, _) => text.push('-'),
        (Value::Bool(value), _) => text.push_str(if *value { "yes" } else { "no" }),
        (Value::Unsigned(value), Unit::BitsPerSecond) => {
            push_scaled(text, approximate(*value), "bit/s");
        }
        // A pure number may be a port or an identifier, which nobody groups.
        (Value::Unsigned(value), Unit::None) => push_number(text, *value),
        (Value::Unsigned(value), _) => push_grouped(text, *value),
        (Value::Signed(value), _) => {
            push_sign(text, *value);
            push_grouped(text, value.unsigned_abs());
        }
        (Value::Float(value), Unit::BitsPerSecond) => push_scaled(text, *value, "bit/s"),
        (Value::Float(value), Unit::BytesPerSecond) => push_scaled(text, *value, "B/s"),
        (Value::Float(value), Unit::Percent) => written(text, format_args!("{value:.2}")),
        (Value::Float(value), Unit::PacketsPerSecond | Unit::Bytes | Unit::Packets) => {
            push_grouped_text(text, &format!("{value:.1}"));
        }
        (Value::Float(value), _) => push_grouped_text(text, &format!("{value:.6}")),
        (Value::Duration(nanoseconds), _) => push_microseconds(text, *nanoseconds),
        _ => push_plain(text, value, zone),
    }
}

/// The same, with the size of large numbers in words behind it, where there is room.
pub fn spacious(value: &Value<'_>, unit: Unit, zone: &Zone) -> String {
    let mut text = String::new();
    push_human(&mut text, value, unit, zone);
    match (value, unit) {
        (Value::Unsigned(bytes), Unit::Bytes) if *bytes >= 10_000 => {
            text.push_str(" (");
            push_scaled(&mut text, approximate(*bytes), "B");
            text.push(')');
        }
        (Value::Unsigned(_) | Value::Float(_), Unit::Bytes) => text.push_str(" B"),
        (Value::Float(_), Unit::Percent) => text.push_str(" %"),
        (Value::Duration(nanoseconds), _) if *nanoseconds >= 120_000_000_000 => {
            written(&mut text, format_args!(" s ({})", in_words(*nanoseconds)));
        }
        (Value::Duration(_), _) => text.push_str(" s"),
        _ => {}
    }
    text
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

/// A comma after every third digit.
#[must_use]
pub fn grouped(number: u64) -> String {
    let mut text = String::new();
    push_grouped(&mut text, number);
    text
}

/// A span in seconds with six decimals, rounded half up.
fn push_microseconds(text: &mut String, nanoseconds: i64) {
    push_sign(text, nanoseconds);
    let size = (nanoseconds.unsigned_abs() + 500) / 1000;
    push_grouped(text, size / 1_000_000);
    text.push('.');
    push_padded::<6>(text, size % 1_000_000);
}

/// Steps of a thousand (SI) with three significant digits: `12.3 Mbit/s`.
fn push_scaled(text: &mut String, value: f64, unit: &str) {
    const STEPS: [(f64, &str); 6] =
        [(1e18, "E"), (1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")];
    let found = STEPS.iter().find(|(step, _)| value.abs() >= *step * 0.9995);
    let (value, prefix) = found.map_or((value, ""), |(step, prefix)| (value / step, *prefix));
    push_sign(text, if value < 0.0 { -1 } else { 0 });
    match value.abs() {
        size if size >= 99.95 => push_decimals::<0>(text, size),
        size if size >= 9.995 => push_decimals::<1>(text, size),
        size => push_decimals::<2>(text, size),
    }
    text.push(' ');
    text.push_str(prefix);
    text.push_str(unit);
}

/// Appends a number from 0 to a few thousand with this many decimals, rounded half up.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small, not negative")]
fn push_decimals<const DECIMALS: u32>(text: &mut String, value: f64) {
    let power = const { 10_u32.pow(DECIMALS) };
    let scaled = (value * f64::from(power)).round() as u64;
    push_number(text, scaled / u64::from(power));
    if DECIMALS > 0 {
        text.push('.');
        push_padded::<DECIMALS>(text, scaled % u64::from(power));
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
        _ => format!("{} d {hours} h", grouped(days.unsigned_abs())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scaled(value: f64, unit: &str) -> String {
        let mut text = String::new();
        push_scaled(&mut text, value, unit);
        text
    }

    fn microseconds(nanoseconds: i64) -> String {
        let mut text = String::new();
        push_microseconds(&mut text, nanoseconds);
        text
    }

    fn human(value: &Value<'_>, unit: Unit) -> String {
        let mut text = String::new();
        push_human(&mut text, value, unit, &Zone::Utc);
        text
    }

    fn plain(value: &Value<'_>) -> String {
        let mut text = String::new();
        push_plain(&mut text, value, &Zone::Utc);
        text
    }

    #[test]
    fn cells_are_written_as_the_standard_library_writes_them() {
        let address = std::net::Ipv4Addr::new(10, 0, 200, 255);
        assert_eq!(plain(&Value::Ipv4(address)), address.to_string());
        assert_eq!(plain(&Value::Signed(i64::MIN)), i64::MIN.to_string());
        assert_eq!(plain(&Value::Bool(true)), true.to_string());
        assert_eq!(plain(&Value::Mac([0, 1, 0x9a, 0xbc, 0xde, 0xff])), "00:01:9a:bc:de:ff");
        assert_eq!(plain(&Value::Bytes(vec![0xf0, 0x0f].into())), "f00f");
        let floats = [0.0, -0.0, 5.0, -1.5, 0.1, 1.0 / 3.0, 1e15, 1e16, 1e21, 5e-324, 1e-7];
        for value in floats.into_iter().chain([f64::MAX, f64::NAN, f64::NEG_INFINITY]) {
            assert_eq!(plain(&Value::Float(value)), value.to_string());
        }
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
        assert_eq!(human(&value, Unit::Bytes), "1,054,321,123");
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
        assert_eq!(human(&Value::Unsigned(51_820), Unit::None), "51820");
    }
}
