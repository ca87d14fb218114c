//! Reading, held against capinfos: packets, bytes, first and last time, order.

use std::path::{Path, PathBuf};
use std::process::Command;

use netsift::report::Ledger;
use netsift::source::{Batch, Inputs, Options, Source, Timeline};
use netsift::value::Timestamp;

/// Single captures where capinfos says otherwise, and why ours is right. What follows a rule is in
/// [`explained`].
const DIFFERENCES: &[(&str, &str)] = &[
    (
        "ppp-cf-FuzzTarget-5766899836387328.pcap",
        "version 2.3, where the smaller of the two lengths is the captured one, as libpcap reads it",
    ),
    (
        "td-pim_header_asan-2.pcap",
        "the records say 1509949443, 4 and 2521431551 s; capinfos gives the last as the first time",
    ),
];

/// Why a difference is one that has to be, if it is.
fn explained(name: &str, ledger: &Ledger, ours: &Facts, theirs: &Facts) -> Option<&'static str> {
    if let Some((_, why)) = DIFFERENCES.iter().find(|(known, _)| *known == name) {
        return Some(why);
    }
    let said = |what: &str| ledger.files[0].faults.iter().any(|fault| fault.message.contains(what));
    let mut rest = Facts { ..theirs.clone() };
    let mut why = None;
    if ours.bytes != theirs.bytes && said("bytes captured of a packet of") {
        why = Some("a packet has at least the bytes that were captured of it");
        rest.bytes.clone_from(&ours.bytes);
    }
    let sun_atm = |interface: &netsift::report::Interface| interface.link_type.0 == 123;
    if ours.bytes != theirs.bytes && ledger.interfaces.iter().any(sun_atm) {
        why = Some("capinfos takes the pseudo-header of SunATM off");
        rest.bytes.clone_from(&ours.bytes);
    }
    let has_no_times = theirs.first == "n/a" && theirs.packets != "0";
    if has_no_times || said("carried into the seconds") || said("clamped") {
        why =
            Some("capinfos gives no times where one record has none, and does not carry fractions");
        rest.first.clone_from(&ours.first);
        rest.last.clone_from(&ours.last);
        rest.order.clone_from(&ours.order);
    }
    why.filter(|_| rest == *ours)
}

/// One row of what capinfos says.
#[derive(Clone, Debug, PartialEq)]
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
    let (mut compared, mut refused) = (0, 0);
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
            // What it refuses: link types that it does not know, damage before the first packet.
            refused += 1;
            continue;
        };
        let mut cells = row.trim_matches('"').split("\",\"").skip(1).map(str::to_owned);
        let mut next = || cells.next().unwrap();
        let theirs =
            Facts { packets: next(), bytes: next(), first: next(), last: next(), order: next() };
        let ledger = read(file);
        let ours = ours(&ledger, &theirs);
        compared += 1;
        if ours != theirs && explained(&name, &ledger, &ours, &theirs).is_none() {
            wrong.push(format!(
                "{name}:\n  theirs {theirs:?}\n  ours   {ours:?}\n  {:?}",
                ledger.files[0].faults
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {compared} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(compared > 390 && refused < 25, "{compared} captures compared, {refused} refused");
}
