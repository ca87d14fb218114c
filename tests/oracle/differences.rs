//! The differences that are known and explained: the table of `DIFFERENCES.md`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Capture and field: where packets differ.
pub type Place = (String, String);

/// How many packets differ in each place.
pub type Counts = BTreeMap<Place, usize>;

/// The table: rows of capture, field, packets, reason.
pub fn listed() -> Counts {
    let text = include_str!("DIFFERENCES.md");
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    let mut counts = Counts::new();
    for row in rows {
        let cells: Vec<_> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [capture, field, packets, reason] = cells[..] else {
            panic!("a row of DIFFERENCES.md does not have four cells: {row}");
        };
        assert!(!reason.is_empty(), "a difference without a reason: {row}");
        let name = |cell: &str| cell.trim_matches('`').to_owned();
        let count = packets.parse().unwrap_or_else(|_| panic!("not a number of packets: {row}"));
        let twice = counts.insert((name(capture), name(field)), count);
        assert!(twice.is_none(), "listed twice: {row}");
    }
    counts
}

/// What is found and not listed, listed and not found, or found in another number.
pub fn disagreement(found: &Counts, listed: &Counts) -> String {
    let mut text = String::new();
    let places: std::collections::BTreeSet<_> = found.keys().chain(listed.keys()).collect();
    for place in places {
        let (now, then) = (found.get(place).unwrap_or(&0), listed.get(place).unwrap_or(&0));
        if now != then {
            let (capture, field) = place;
            let _ = writeln!(text, "{capture}: {field}: {now} packets differ, {then} are listed");
        }
    }
    text
}
