//! Statistics, held against `tshark -q -z` on every capture of the corpus: hierarchy, endpoints,
//! conversations, lengths, timeline. What differs for a reason stands in `DIFFERENCES.md`.

mod ours;
mod theirs;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Mutex;

use super::corpus;

/// A statistic as both sides say it: by the question, rows of a key and numbers.
type Answers = BTreeMap<String, Vec<Row>>;

/// One row.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    key: String,
    cells: Vec<Cell>,
}

/// A number, as exact as its side knows it.
#[derive(Clone, Debug, PartialEq)]
enum Cell {
    /// Exact.
    Count(u64),
    /// Cut to thousands, millions ... of bytes.
    Bytes { value: u64, unit: u64 },
    /// Within `error` of the truth.
    About { value: f64, error: f64 },
    /// Nothing.
    Nothing,
}

impl Cell {
    /// Whether both may be the same number; `self` is exact.
    fn agrees(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Count(own), Self::Bytes { value, unit }) => own / unit == *value,
            (Self::About { value: own, .. }, Self::About { value, error }) => {
                (own - value).abs() <= error + own.abs() * 1e-12
            }
            (own, other) => own == other,
        }
    }
}

/// What is known to differ: capture and question, from the second table of `DIFFERENCES.md`.
fn known_differences() -> Vec<(String, String)> {
    let (_, part) = include_str!("DIFFERENCES.md").split_once("## Statistics").unwrap();
    // A row that begins with a quoted name is one of the other table.
    let is_ours = |line: &&str| line.contains("| `") && !line.starts_with("| `");
    let rows = part.lines().filter(is_ours);
    let difference = |row: &str| {
        let cells: Vec<_> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [question, capture, reason] = cells[..] else { panic!("not three cells: {row}") };
        assert!(!reason.is_empty(), "a difference without a reason: {row}");
        (capture.trim_matches('`').to_owned(), question.to_owned())
    };
    rows.map(difference).collect()
}

/// The differences of one capture, by question.
fn compare(ours: &Answers, theirs: &Answers) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (question, theirs) in theirs {
        let none = Vec::new();
        let ours = ours.get(question).unwrap_or(&none);
        let mut text = String::new();
        let mut rest: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        for row in theirs {
            rest.entry(&row.key).or_default().push(row);
        }
        for row in ours {
            let same = |other: &&Row| {
                row.cells.len() == other.cells.len()
                    && row.cells.iter().zip(&other.cells).all(|(own, other)| own.agrees(other))
            };
            let others = rest.entry(&row.key).or_default();
            match others.iter().position(same) {
                Some(place) => drop(others.remove(place)),
                None => writeln!(text, "      ours   {} {:?}", row.key, row.cells).unwrap(),
            }
        }
        for row in rest.into_values().flatten() {
            writeln!(text, "      theirs {} {:?}", row.key, row.cells).unwrap();
        }
        if !text.is_empty() {
            found.insert(question.clone(), text);
        }
    }
    found
}

#[test]
fn statistics_are_those_of_tshark() {
    let Some(folder) = corpus::folder() else { return };
    let names = corpus::captures(&folder);
    let files: Vec<PathBuf> = names.iter().map(|name| folder.join("captures").join(name)).collect();
    let known = known_differences();
    let queue = Mutex::new(files.iter());
    let outcomes = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(file) = queue.lock().unwrap().next() else { return };
                    let ours = ours::read(file);
                    let theirs = theirs::read(file, ours.interval_s);
                    // Where tshark reads fewer packets, there is nothing to compare: see `capinfos`.
                    let whole = theirs.packets == ours.packets;
                    let found = whole.then(|| compare(&ours.answers, &theirs.answers));
                    let name = file.file_name().unwrap().to_string_lossy().into_owned();
                    outcomes.lock().unwrap().insert(name, found);
                }
            });
        }
    });
    let outcomes = outcomes.into_inner().unwrap();
    let compared = outcomes.values().flatten().count();
    let mut wrong = String::new();
    let mut used = Vec::new();
    for (name, found) in &outcomes {
        for (question, text) in found.iter().flatten() {
            let entry = (name.clone(), question.clone());
            if known.contains(&entry) {
                used.push(entry);
            } else {
                let shown: Vec<&str> = text.lines().take(12).collect();
                writeln!(wrong, "  {name} {question}:\n{}", shown.join("\n")).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "of {compared} captures:\n{wrong}");
    let stale: Vec<_> = known.iter().filter(|entry| !used.contains(entry)).collect();
    assert!(stale.is_empty(), "no longer different: {stale:?}");
    assert!(compared > 395, "only {compared} captures were compared");
}
