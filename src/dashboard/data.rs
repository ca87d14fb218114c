//! The numbers of the page as JSON: rows are arrays under one list of columns, so that they are
//! short. No text can end the element that it stands in: `<`, `>` and `&` are written as escapes.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use serde_json::{Map, Value as Json, json};

use super::choice::{CHOICES, Choice};
use crate::report::{FileFaultKind, Ledger, Report, Table};
use crate::value::{Value, escape};

/// The report as JSON for the page called `title`; of long tables one row in `share` of what
/// could be there.
pub fn json(report: &Report, title: &str, share: usize) -> String {
    let mut tables = Map::new();
    let mut notes = Map::new();
    for section in &report.sections {
        let texts: Vec<_> = section.notes.iter().map(|note| harmless(note)).collect();
        notes.insert(section.name.to_owned(), json!(texts));
        for choice in CHOICES.iter().filter(|choice| choice.section == section.name) {
            let found = section.tables.iter().find(|table| table.name == choice.table);
            if let Some(table) = found {
                let name = format!("{}.{}", choice.section, choice.table);
                tables.insert(name, shown(table, choice, share));
            }
        }
    }
    let document = json!({
        "title": harmless(title),
        "tool": concat!("netsift ", env!("CARGO_PKG_VERSION")),
        "start_ns": report.input.kept.first.map(|at| at.0.to_string()),
        "end_ns": report.input.kept.last.map(|at| at.0.to_string()),
        "input": input(&report.input),
        "tables": tables,
        "notes": notes,
    });
    armoured(&document.to_string())
}

/// What was read, in sentences.
fn input(ledger: &Ledger) -> Json {
    let mut faults = Vec::new();
    for file in &ledger.files {
        faults.extend(file.faults.iter().take(20).map(|fault| file.sentence(fault)));
        let untold = file.fault_count.saturating_sub(file.faults.len().min(20) as u64);
        if untold > 0 {
            faults.push(format!("{}: {untold} more faults", escape(&file.name)));
        }
        if file.bytes_skipped > 0 {
            faults.push(format!(
                "{}: {} bytes were skipped",
                escape(&file.name),
                file.bytes_skipped
            ));
        }
    }
    faults.truncate(200);
    let state = match ledger.worst() {
        _ if ledger.partial => "interrupted: not all was read",
        None | Some(FileFaultKind::Oddity) => "read in full",
        Some(FileFaultKind::Truncated) => "cut: a file ends within its last packet",
        Some(FileFaultKind::Damaged) => "damaged: what could be read is shown",
        Some(FileFaultKind::Unreadable) => "an input could not be read",
    };
    let sound = !ledger.partial && matches!(ledger.worst(), None | Some(FileFaultKind::Oddity));
    json!({
        "state": state,
        "sound": sound,
        "packets_read": ledger.records.packets,
        "packets_kept": ledger.kept.packets,
        "out_of_order": ledger.records.out_of_order,
        "faults": faults,
    })
}

fn shown(table: &Table, choice: &Choice, share: usize) -> Json {
    let place = |name: &&str| table.columns.iter().position(|column| column.name == *name);
    let places: Vec<usize> = if choice.columns.is_empty() {
        (0..table.columns.len()).collect()
    } else {
        let added = (0..table.columns.len())
            .filter(|&at| table.columns.get(at).is_some_and(|column| column.is_added));
        choice.columns.iter().filter_map(place).chain(added).collect()
    };
    let columns: Vec<Json> = places
        .iter()
        .filter_map(|&at| table.columns.get(at))
        .map(|it| json!([it.name, it.kind.name(), it.unit.name(), it.doc]))
        .collect();
    let most = (choice.rows / share).max(1);
    let by: Vec<usize> = choice.by.iter().filter_map(place).collect();
    let null = Value::Null;
    let rows: Vec<Json> = kept(table, &by, most)
        .into_iter()
        .filter_map(|at| table.rows.get(at))
        .map(|row| {
            places.iter().map(|&at| cell(row.get(at).unwrap_or(&null))).collect::<Vec<_>>().into()
        })
        .collect();
    let total = table.rows_total.max(table.rows.len() as u64);
    json!({ "title": table.title, "columns": columns, "rows": rows, "total": total })
}

/// The places of the rows that stay, in their order.
fn kept(table: &Table, by: &[usize], most: usize) -> Vec<usize> {
    let count = table.rows.len();
    if count <= most || by.is_empty() {
        return (0..count.min(most)).collect();
    }
    // The smallest of the kept is on top, to be pushed out by a larger one.
    let mut largest = BinaryHeap::with_capacity(most + 1);
    for (at, row) in table.rows.iter().enumerate() {
        let weight = |&place: &usize| match row.get(place) {
            Some(Value::Unsigned(number)) => *number,
            _ => 0,
        };
        let weight = by.iter().map(weight).fold(0, u64::saturating_add);
        largest.push(Reverse((weight, Reverse(at))));
        if largest.len() > most {
            largest.pop();
        }
    }
    let mut places: Vec<usize> = largest.into_iter().map(|Reverse((_, Reverse(at)))| at).collect();
    places.sort_unstable();
    places
}

/// Whole numbers that a browser's numbers hold exactly.
const EXACT: u64 = 1 << 53;

/// A cell. Times are nanoseconds since 1970 as text, which a browser's numbers do not hold; spans
/// are seconds.
fn cell(value: &Value<'_>) -> Json {
    let hexadecimal = |bytes: &[u8], between: &str| {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(between)
    };
    match value {
        Value::Null => Json::Null,
        Value::Bool(value) => json!(value),
        Value::Unsigned(value) if *value > EXACT => json!(value.to_string()),
        Value::Unsigned(value) => json!(value),
        Value::Signed(value) if value.unsigned_abs() > EXACT => json!(value.to_string()),
        Value::Signed(value) => json!(value),
        Value::Float(value) => json!(value),
        Value::Time(at) => json!(at.0.to_string()),
        Value::Duration(nanoseconds) => json!(seconds(*nanoseconds)),
        Value::Ipv4(address) => json!(address.to_string()),
        Value::Ipv6(address) => json!(address.to_string()),
        Value::Mac(octets) => json!(hexadecimal(octets, ":")),
        Value::Text(text) => json!(harmless(text)),
        Value::Bytes(bytes) => json!(hexadecimal(bytes, "")),
    }
}

#[expect(clippy::cast_precision_loss, reason = "exact to the nanosecond for 104 days")]
fn seconds(nanoseconds: i64) -> f64 {
    nanoseconds as f64 / 1e9
}

/// Characters of a text that the page shows: a longer one is cut. Chosen by us.
const MOST_CHARACTERS: usize = 300;

/// Text with everything escaped that acts or hides, as everywhere else, and not endless.
fn harmless(text: &str) -> Cow<'_, str> {
    let shown = escape(text);
    match shown.char_indices().nth(MOST_CHARACTERS) {
        Some((at, _)) => {
            let start = shown.get(..at).unwrap_or_default();
            format!("{start}… ({} characters)", text.chars().count()).into()
        }
        None => shown,
    }
}

/// JSON that cannot end the script element that it stands in, nor begin a comment there (HTML
/// standard, section 4.12.1.3). The three characters stand in strings alone.
fn armoured(json: &str) -> String {
    json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}
