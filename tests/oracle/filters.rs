//! Display filters on every reference capture: as many packets match as tshark counts.
//!
//! tshark's counts are kept beside the filters (`filters/count.py` makes them), so that one pass over a
//! capture answers all. What is known to differ is listed in `DIFFERENCES.md`.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use netsift::engine;
use netsift::filter::{Expression, Reach};
use netsift::source::{Inputs, Options, Timeline};

use crate::corpus;

/// One filter a line.
const FILTERS: &str = include_str!("filters/filters.txt");

/// A line a capture: its name, its packets, and the filters that match as index:packets.
const COUNTS: &str = include_str!("filters/counts.tsv");

/// At most one pair of a filter and a capture of so many may differ.
const ONE_OF: usize = 200;

/// Of the pairs in which packets match, so many.
const ONE_OF_MATCHING: usize = 40;

/// Pairs that must be compared at least, so that a test that compares nothing fails.
const LEAST: usize = 8_000;

fn filters() -> Vec<&'static str> {
    FILTERS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

/// How many packets match each filter, and how many there are.
fn ours(corpus: &Path, name: &str, expressions: &[Expression]) -> (Vec<u64>, u64) {
    let paths = vec![corpus.join("captures").join(name)];
    let mut timeline = Timeline::open(&Inputs { paths, options: Options::default() });
    let (mut counts, mut packets) = (vec![0; expressions.len()], 0);
    let reach = expressions.iter().map(Expression::reach).max().unwrap_or(Reach::Records);
    let sifter = engine::Sifter::new(reach, 1_000_000);
    engine::sift(&mut timeline, sifter, &AtomicBool::new(false), &mut |packet, _| {
        packets += 1;
        for (expression, count) in expressions.iter().zip(&mut counts) {
            *count += u64::from(expression.matches(packet));
        }
        ControlFlow::Continue(())
    });
    (counts, packets)
}

/// tshark's counts, by capture: its packets, and those that match each filter.
fn theirs(filters: usize) -> BTreeMap<&'static str, (u64, Vec<u64>)> {
    let lines = COUNTS.lines().map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [name, packets, some] = cells[..] else { panic!("not a line of counts: {line}") };
        let mut counts = vec![0; filters];
        for pair in some.split_whitespace() {
            let (index, count) = pair.split_once(':').expect("index:packets");
            counts[index.parse::<usize>().unwrap()] = count.parse().unwrap();
        }
        (name, (packets.parse().unwrap(), counts))
    });
    lines.collect()
}

/// A capture and a filter, how many packets match here and in tshark.
type Difference = (String, String, u64, u64);

/// The part "Display filters" of `DIFFERENCES.md`: below a heading with the cause, lines as
/// ``* `capture` 3 4 `filter` ``: 3 here, 4 in tshark.
fn listed() -> Vec<Difference> {
    // Read when the test runs: a list that is mended needs no new build.
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/DIFFERENCES.md");
    let text = std::fs::read_to_string(file).unwrap();
    let Some((_, part)) = text.split_once("\n## Display filters\n") else { return Vec::new() };
    let part = part.split_once("\n## ").map_or(part, |(part, _)| part);
    let lines = part.lines().filter_map(|line| line.strip_prefix("* `"));
    let differences = lines.map(|line| {
        let difference = || {
            let (name, rest) = line.split_once("` ")?;
            let (ours, rest) = rest.split_once(' ')?;
            let (theirs, filter) = rest.split_once(" `")?;
            let filter = filter.strip_suffix('`')?.to_owned();
            Some((name.to_owned(), filter, ours.parse().ok()?, theirs.parse().ok()?))
        };
        difference().unwrap_or_else(|| panic!("not a difference: {line}"))
    });
    differences.collect()
}

#[test]
fn a_display_filter_matches_as_many_packets_as_in_tshark() {
    let Some(folder) = corpus::folder() else { return };
    let filters = filters();
    let parse = |text: &&str| Expression::parse(text).unwrap_or_else(|error| panic!("{error}"));
    let expressions: Vec<Expression> = filters.iter().map(parse).collect();
    let (mut pairs, mut matching) = (0_usize, 0_usize);
    let mut found: Vec<Difference> = Vec::new();
    for (name, (packets, theirs)) in theirs(filters.len()) {
        let (ours, read) = ours(&folder, name, &expressions);
        if read != packets {
            // Other packets are another comparison.
            found.push((name.to_owned(), "packets".to_owned(), read, packets));
            continue;
        }
        for ((filter, ours), theirs) in filters.iter().zip(ours).zip(theirs) {
            pairs += 1;
            matching += usize::from(ours + theirs > 0);
            if ours != theirs {
                found.push((name.to_owned(), (*filter).to_owned(), ours, theirs));
            }
        }
    }
    eprintln!(
        "{} of {pairs} pairs of a filter and a capture differ; packets match in {matching} of them",
        found.len()
    );
    let mut listed = listed();
    listed.sort();
    found.sort();
    let told = |one: &Difference, others: &[Difference], what: &str| {
        let (name, filter, ours, theirs) = one;
        let is_new = others.binary_search(one).is_err();
        is_new.then(|| format!("{what}: * `{name}` {ours} {theirs} `{filter}`"))
    };
    let new = found.iter().filter_map(|one| told(one, &listed, "not listed"));
    let gone = listed.iter().filter_map(|one| told(one, &found, "listed, and not found"));
    let disagreement: Vec<String> = new.chain(gone).collect();
    assert!(
        disagreement.is_empty(),
        "see tests/oracle/DIFFERENCES.md\n{}",
        disagreement.join("\n")
    );
    assert!(matching > LEAST, "packets match in {matching} pairs alone");
    assert!(found.len() * ONE_OF <= pairs, "{} of {pairs} differ", found.len());
    assert!(found.len() * ONE_OF_MATCHING <= matching, "{} of {matching} differ", found.len());
}
