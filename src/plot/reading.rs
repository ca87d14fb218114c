//! Reading the tables of a report by the names of their columns.

use crate::report::{Report, Table};
use crate::value::{Timestamp, Value, push_seconds};

/// The table of this name in the section of that name.
pub fn table<'a>(report: &'a Report, section: &str, table: &str) -> Option<&'a Table> {
    let section = report.sections.iter().find(|its| its.name == section)?;
    section.tables.iter().find(|its| its.name == table)
}

/// Rows of a table as far as some of its columns go: a function gets these cells of each row.
pub fn each<const N: usize>(
    table: &Table,
    names: [&str; N],
    mut take: impl FnMut([&Value<'static>; N]),
) {
    let places = names.map(|name| table.columns.iter().position(|column| column.name == name));
    let null = Value::Null;
    for row in table.rows.iter() {
        take(places.map(|place| place.and_then(|place| row.get(place)).unwrap_or(&null)));
    }
}

/// A cell as a number; 0 where it is none.
#[expect(clippy::cast_precision_loss, reason = "pictures need no more than 53 bits")]
pub fn number(value: &Value<'_>) -> f64 {
    match value {
        Value::Unsigned(value) => *value as f64,
        Value::Signed(value) => *value as f64,
        Value::Float(value) => *value,
        _ => 0.0,
    }
}

/// A cell as nanoseconds; 0 where it is no span.
pub fn nanoseconds(value: &Value<'_>) -> i64 {
    match value {
        Value::Duration(nanoseconds) => *nanoseconds,
        _ => 0,
    }
}

/// A cell as a point in time, where it is one.
pub fn time(value: &Value<'_>) -> Option<Timestamp> {
    match value {
        Value::Time(at) => Some(*at),
        _ => None,
    }
}

/// A cell as a label, as it is: not escaped.
pub fn text(value: &Value<'_>) -> String {
    let hexadecimal = |bytes: &[u8], between: &str| {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(between)
    };
    match value {
        Value::Null => "(none)".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Unsigned(value) => value.to_string(),
        Value::Signed(value) => value.to_string(),
        Value::Float(value) => value.to_string(),
        Value::Time(at) => at.rfc3339(0),
        Value::Duration(nanoseconds) => {
            let mut text = String::new();
            push_seconds(&mut text, *nanoseconds);
            text + " s"
        }
        Value::Ipv4(address) => address.to_string(),
        Value::Ipv6(address) => address.to_string(),
        Value::Mac(octets) => hexadecimal(octets, ":"),
        Value::Text(text) => text.clone().into_owned(),
        Value::Bytes(bytes) => hexadecimal(bytes, ""),
    }
}
