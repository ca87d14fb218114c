//! What is known to differ: the part "Streams" of `DIFFERENCES.md`. Below a heading with the cause
//! stand lines of a capture, a field and a number of packets.

use crate::differences::Counts;

/// How many packets differ, by capture and field.
pub fn listed() -> Counts {
    // Read when the test runs: a list that is mended needs no new build.
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/DIFFERENCES.md");
    let text = std::fs::read_to_string(file).unwrap();
    let Some((_, part)) = text.split_once("\n## Streams\n") else { return Counts::new() };
    let part = part.split_once("\n## ").map_or(part, |(part, _)| part);
    let mut counts = Counts::new();
    for line in part.lines().filter_map(|line| line.strip_prefix("* ")) {
        let cells: Vec<&str> = line.split_whitespace().collect();
        let [capture, field, count] = cells[..] else { panic!("not a difference: {line}") };
        let name = |cell: &str| cell.trim_matches(['`', ':']).to_owned();
        let count: usize = count.parse().unwrap_or_else(|_| panic!("not a number: {line}"));
        *counts.entry((name(capture), name(field))).or_default() += count;
    }
    counts
}
