//! What `netsift filter -w` writes, reopened by Wireshark's tools: packet for packet what was read.
//!
//! `editcap` turns both captures into pcap with nanoseconds: the same bytes mean the same packets,
//! lengths and times. Captures that editcap cannot turn, as they have several link types, are left
//! out, and said. Merging is held against `mergecap`, leaving duplicates out against `editcap -D` and
//! `-w`.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use netsift::source::{Batch, Inputs, Options, Source, Timeline};

use crate::differences::listed;
use crate::{asked_for, corpus};

/// Bytes before the first record of pcap.
const HEADER: usize = 24;

/// What a command writes to standard output, where it succeeds.
fn output(command: &mut Command) -> Option<Vec<u8>> {
    let output = command.output().expect("it is there");
    output.status.success().then_some(output.stdout)
}

/// Packets of a capture as pcap with nanoseconds, as Wireshark reads them.
fn plain(capture: &Path) -> Option<Vec<u8>> {
    output(Command::new("editcap").args(["-F", "nsecpcap"]).arg(capture).arg("-"))
        .filter(|bytes| bytes.len() >= HEADER)
        // Its snap length is that of the file that was read.
        .map(|mut bytes| {
            bytes[16..20].fill(0);
            bytes
        })
}

fn filter(inputs: &[&Path], options: &[&str], to: &Path) -> bool {
    let mut command = Command::new(env!("CARGO_BIN_EXE_netsift"));
    command.args(["filter", "-q", "--force"]).args(options).arg("-w").arg(to).args(inputs);
    matches!(command.status().expect("it is there").code(), Some(0 | 4))
}

/// Link types and numbers of interfaces and comments, a line a packet.
fn told(capture: &Path) -> Option<Vec<u8>> {
    let mut tshark = Command::new("tshark");
    tshark.args(["-n", "-T", "fields", "-e", "frame.encap_type", "-e", "frame.interface_name"]);
    output(tshark.args(["-e", "frame.comment", "-r"]).arg(capture))
}

/// The times of the packets, where none is earlier than the one before.
fn ordered_times(capture: &Path) -> Option<BTreeSet<i64>> {
    let paths = vec![capture.to_owned()];
    let mut timeline = Timeline::open(&Inputs { paths, options: Options::default() });
    let (mut batch, mut times) = (Batch::default(), BTreeSet::new());
    while timeline.fill(&mut batch) {
        for packet in batch.packets() {
            if times.last().is_some_and(|last| *last > packet.at.0) {
                return None;
            }
            times.insert(packet.at.0);
        }
    }
    Some(times)
}

/// Captures of which tshark itself reads other packets, lengths or times than we: `DIFFERENCES.md`
/// says why.
fn read_otherwise() -> BTreeSet<String> {
    let fields = ["packets", "frame.len", "frame.cap_len", "frame.time_epoch"];
    let listed = listed().into_keys().filter(|(_, field)| fields.contains(&field.as_str()));
    listed.map(|(capture, _)| capture).collect()
}

fn is_pcapng(capture: &Path) -> bool {
    std::fs::read(capture).is_ok_and(|bytes| bytes.starts_with(&[0x0a, 0x0d, 0x0d, 0x0a]))
}

#[test]
fn what_is_written_is_what_was_read() {
    let Some(folder) = corpus::folder() else { return };
    let place = tempfile::tempdir().unwrap();
    let otherwise = read_otherwise();
    let (mut compared, mut left_out, mut wrong) = (0, Vec::new(), Vec::new());
    let mut with_metadata = 0;
    for name in corpus::captures(&folder) {
        let capture = folder.join("captures").join(&name);
        let written = place.path().join("a.pcapng");
        let before = plain(&capture).filter(|bytes| bytes.len() > HEADER);
        let Some(before) = before.filter(|_| !otherwise.contains(&name)) else {
            left_out.push(name);
            continue;
        };
        if !filter(&[&capture], &[], &written) {
            left_out.push(name);
            continue;
        }
        compared += 1;
        if plain(&written).is_none_or(|after| after != before) {
            wrong.push(format!("{name}: packets"));
        }
        let Some(before) = told(&capture).filter(|_| is_pcapng(&capture)) else { continue };
        with_metadata += 1;
        if told(&written).is_none_or(|after| after != before) {
            wrong.push(format!("{name}: interfaces or comments"));
        }
    }
    eprintln!("{compared} captures compared; {} left out: {left_out:?}", left_out.len());
    assert!(compared > 300, "only {compared} captures were compared");
    assert!(with_metadata > 50, "only {with_metadata} have interfaces and comments");
    assert!(wrong.is_empty(), "{wrong:?} differ");
}

#[test]
fn captures_are_merged_as_mergecap_merges_them() {
    let Some(folder) = corpus::folder() else { return };
    let place = tempfile::tempdir().unwrap();
    let names = corpus::captures(&folder);
    let (mut compared, mut wrong) = (0, Vec::new());
    for pair in names.chunks_exact(2).step_by(2) {
        let paths = [&pair[0], &pair[1]].map(|name| folder.join("captures").join(name));
        let (ours, theirs) = (place.path().join("a.pcapng"), place.path().join("b.pcapng"));
        let mut mergecap = Command::new("mergecap");
        mergecap.arg("-w").arg(&theirs).args(&paths);
        // In a file that is out of order, each goes on from another packet; of packets of the same
        // time, mergecap takes that of the last file first, we that of the first.
        let [Some(first), Some(second)] = paths.each_ref().map(|path| ordered_times(path)) else {
            continue;
        };
        let fits = first.is_disjoint(&second) && output(&mut mergecap).is_some();
        if !fits || !filter(&[&paths[0], &paths[1]], &[], &ours) {
            continue;
        }
        let Some(expected) = plain(&theirs) else { continue };
        compared += 1;
        if plain(&ours).is_none_or(|found| found != expected) {
            wrong.push(pair.join(" "));
        }
    }
    eprintln!("{compared} pairs of captures compared with mergecap");
    assert!(compared > 20, "only {compared} pairs were compared");
    assert!(wrong.is_empty(), "{wrong:?} differ");
}

#[test]
fn duplicates_are_those_of_editcap() {
    let Some(folder) = corpus::folder() else { return };
    let place = tempfile::tempdir().unwrap();
    let ways = [
        (&["-D", "5"], "--dedup"),
        (&["-D", "100"], "--dedup=100"),
        (&["-w", "0.05"], "--dedup=50ms"),
    ];
    let otherwise = read_otherwise();
    let (mut compared, mut fewer, mut wrong) = (0, 0, Vec::new());
    for name in corpus::captures(&folder).iter().step_by(3) {
        let capture = folder.join("captures").join(name);
        let Some(before) = plain(&capture).filter(|_| !otherwise.contains(name)) else { continue };
        // Across jumps back in time, "within 50 ms" means different things.
        if ordered_times(&capture).is_none() {
            continue;
        }
        for (theirs, ours) in ways {
            let (kept, expected) = (place.path().join("a.pcapng"), place.path().join("b.pcapng"));
            let mut editcap = Command::new("editcap");
            let is_done = output(editcap.args(theirs).arg(&capture).arg(&expected)).is_some();
            if !is_done || !filter(&[&capture], &[ours], &kept) {
                continue;
            }
            let Some(expected) = plain(&expected) else { continue };
            compared += 1;
            fewer += usize::from(expected.len() < before.len());
            if plain(&kept).is_none_or(|found| found != expected) {
                wrong.push(format!("{name} {ours}"));
            }
        }
    }
    eprintln!("{compared} results compared with editcap, {fewer} of which have duplicates");
    assert!(compared > 200 && fewer > 20, "only {compared} results, {fewer} with duplicates");
    assert!(wrong.is_empty(), "{wrong:?} differ");
}

#[test]
fn captures_of_our_own_are_written_as_they_are() {
    if !asked_for() {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    for (name, to) in [("office.pcapng", "a.pcapng"), ("nanoseconds.pcap", "a.pcap")] {
        let (capture, written) = (data.join(name), place.path().join(to));
        assert!(filter(&[&capture], &[], &written));
        assert_eq!(plain(&written), plain(&capture), "{name}");
    }
}
