//! Reading, held against capinfos: packets, bytes, first and last time, order.

use std::path::{Path, PathBuf};
use std::process::Command;

use netsift::report::Ledger;
use netsift::source::{Batch, Inputs, Options, Source, Timeline};
use netsift::value::Timestamp;

/// Where capinfos counts otherwise than we do, and why ours is right.
const DIFFERENCES: &[(&str, &str)] = &[];

/// One row of what capinfos says.
#[derive(Debug, PartialEq)]
struct Facts {
    packets: String,
    bytes: String,
    first: String,
    last: String,
    order: String,
}

fn corpus() -> Option<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/captures");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).collect();
    files.sort();
    Some(files)
}

fn read(path: &Path) -> Ledger {
    let inputs = Inputs { paths: vec![path.to_owned()], options: Options::default() };
    let mut timeline = Timeline::open(&inputs);
    let mut batch = Batch::default();
    while timeline.fill(&mut batch) {}
    timeline.into_ledger()
}

/// What capinfos writes as seconds, in nanoseconds, and the nanoseconds of its last decimal. It
/// writes a fraction of a second or more with more digits than there are places, uncarried.
fn nanoseconds(text: &str) -> Option<(i128, i128)> {
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let unit = match text.split_once('.').map_or(0, |(_, part)| part.len()) {
        0 => 1_000_000_000,
        1..=3 => 1_000_000,
        4..=8 => 1_000,
        _ => 1,
    };
    let (seconds, fraction): (i128, i128) = (seconds.parse().ok()?, fraction.parse().ok()?);
    Some((seconds * 1_000_000_000 + fraction * unit, unit))
}

/// Our time as capinfos writes it, if it means the same.
fn as_they_write(ours: Option<Timestamp>, theirs: &str) -> String {
    match (ours, nanoseconds(theirs)) {
        (Some(ours), Some((theirs_ns, unit)))
            if i128::from(ours.0).div_euclid(unit) == theirs_ns.div_euclid(unit) =>
        {
            theirs.to_owned()
        }
        (Some(ours), _) => format!("{} ns", ours.0),
        (None, _) => "n/a".to_owned(),
    }
}

fn ours(ledger: &Ledger, theirs: &Facts) -> Facts {
    let tally = &ledger.records;
    Facts {
        packets: tally.packets.to_string(),
        bytes: tally.wire_bytes.to_string(),
        first: as_they_write(tally.first, &theirs.first),
        last: as_they_write(tally.last, &theirs.last),
        // capinfos does not judge captures that have no time in a packet.
        order: match (theirs.order.as_str(), tally.out_of_order) {
            ("Unknown", _) => "Unknown".to_owned(),
            (_, 0) => "True".to_owned(),
            _ => "False".to_owned(),
        },
    }
}

#[test]
fn packets_bytes_times_and_order_are_those_of_capinfos() {
    if !super::asked_for() {
        return;
    }
    let Some(files) = corpus() else { return super::skip("../shared/corpus is missing") };
    let mut wrong = Vec::new();
    let mut compared = 0;
    for file in &files {
        // One run a file: a damaged one ends a run over many, and capinfos must see where we do.
        let output = Command::new("capinfos")
            .args(["-T", "-m", "-Q", "-r", "-c", "-d", "-a", "-e", "-o", "-S"])
            .arg(file)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let Some(row) = text.lines().last() else {
            wrong.push(format!("{name}: capinfos cannot read it: we read {:?}", read(file)));
            continue;
        };
        let mut cells = row.trim_matches('"').split("\",\"").skip(1).map(str::to_owned);
        let mut next = || cells.next().unwrap();
        let theirs =
            Facts { packets: next(), bytes: next(), first: next(), last: next(), order: next() };
        let ledger = read(file);
        let ours = ours(&ledger, &theirs);
        compared += 1;
        if ours != theirs && !DIFFERENCES.iter().any(|(known, _)| *known == name) {
            wrong.push(format!(
                "{name}:\n  theirs {theirs:?}\n  ours   {ours:?}\n  {:?}",
                ledger.files[0].faults
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {compared} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(compared > 400, "only {compared} captures were compared");
}
