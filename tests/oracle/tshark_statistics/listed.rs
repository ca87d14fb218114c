//! What is known to differ: the lists in the second part of `DIFFERENCES.md`, each below a heading
//! with its cause. A line names a capture, packets, and the questions whose answers they change.

use std::collections::{BTreeMap, BTreeSet};

use super::choice::Numbers;

/// The packets of a capture that are counted otherwise, and in what.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    pub packets: Numbers,
    /// Those of them that change more than the timeline and the lengths.
    pub promised: Numbers,
    pub questions: BTreeSet<String>,
}

/// By capture.
pub fn listed() -> BTreeMap<String, Listed> {
    // Read when the test runs: a list that is mended needs no new build.
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/DIFFERENCES.md");
    let text = std::fs::read_to_string(file).unwrap();
    let (_, part) = text.split_once("\n## Statistics").unwrap();
    let part = part.split_once("\n## ").map_or(part, |(part, _)| part);
    let mut listed: BTreeMap<String, Listed> = BTreeMap::new();
    for cause in part.split("\n### ").skip(1) {
        let (title, text) = cause.split_once('\n').unwrap();
        let (reason, list) = text.split_once("\n* ").unwrap_or_else(|| panic!("no list: {title}"));
        assert!(!reason.trim().is_empty(), "a cause without a reason: {title}");
        for line in list.split("\n* ") {
            let parts = line.split_once(": ").and_then(|(name, rest)| {
                let (packets, questions) = rest.split_once(" in ")?;
                Some((name.trim_matches('`').to_owned(), packets, questions))
            });
            let (name, packets, questions) = parts.unwrap_or_else(|| panic!("{title}: {line}"));
            let entry = listed.entry(name).or_default();
            let packets = Numbers::read(packets).0;
            if questions.split_whitespace().any(|it| !matches!(it, "io,stat" | "plen,tree")) {
                entry.promised.0.extend(&packets);
            }
            entry.packets.0.extend(packets);
            entry.questions.extend(questions.split_whitespace().map(str::to_owned));
        }
    }
    listed
}
