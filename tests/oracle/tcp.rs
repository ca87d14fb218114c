//! Every TCP segment of every reference capture, analysed as tshark does: stream number, relative
//! numbers, window, times, and each `tcp.analysis` field, packet by packet.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use netsift::flow::Follower;
use netsift::flow::tcp::{Finding, each_header};
use netsift::packet::{Decoded, FieldReader, Messages, Packet, decode};
use netsift::value::Value;

use crate::{capture, corpus};

/// Least share of packets, in thousandths, on which both sides agree where either has a value: what
/// was measured.
#[rustfmt::skip]
const LEAST: &[(&str, usize)] = &[
    ("tcp.ack", 999),
    ("tcp.analysis", 999),
    ("tcp.analysis.ack_lost_segment", 970),
    ("tcp.analysis.ack_rtt", 999),
    ("tcp.analysis.acks_frame", 999),
    ("tcp.analysis.bytes_in_flight", 994),
    ("tcp.analysis.duplicate_ack", 975),
    ("tcp.analysis.duplicate_ack_frame", 975),
    ("tcp.analysis.duplicate_ack_num", 975),
    ("tcp.analysis.fast_retransmission", 842),
    ("tcp.analysis.flags", 952),
    ("tcp.analysis.initial_rtt", 971),
    ("tcp.analysis.keep_alive", 1000),
    ("tcp.analysis.keep_alive_ack", 952),
    ("tcp.analysis.lost_segment", 908),
    ("tcp.analysis.out_of_order", 979),
    ("tcp.analysis.retransmission", 992),
    ("tcp.analysis.reused_ports", 913),
    ("tcp.analysis.spurious_retransmission", 1000),
    ("tcp.analysis.window_full", 1000),
    ("tcp.analysis.window_update", 1000),
    ("tcp.analysis.zero_window", 1000),
    ("tcp.completeness", 973),
    ("tcp.len", 999),
    ("tcp.nxtseq", 999),
    ("tcp.seq", 999),
    ("tcp.stream", 999),
    ("tcp.time_delta", 999),
    ("tcp.time_relative", 999),
    ("tcp.window_size", 999),
    ("tcp.window_size_scalefactor", 982),
    ("udp.stream", 915),
    ("udp.time_delta", 899),
    ("udp.time_relative", 852),
];

/// The same of all fields of `tcp.analysis` together.
const LEAST_OF_ANALYSIS: usize = 991;

/// tshark's fields with a value, in the order of the columns after the packet's number. The
/// findings, which are there or not, follow.
const VALUES: &[&str] = &[
    "tcp.stream",
    "udp.stream",
    "udp.time_relative",
    "udp.time_delta",
    "tcp.analysis",
    "tcp.analysis.flags",
    "tcp.seq",
    "tcp.nxtseq",
    "tcp.ack",
    "tcp.len",
    "tcp.window_size",
    "tcp.window_size_scalefactor",
    "tcp.completeness",
    "tcp.time_relative",
    "tcp.time_delta",
    "tcp.analysis.initial_rtt",
    "tcp.analysis.ack_rtt",
    "tcp.analysis.acks_frame",
    "tcp.analysis.bytes_in_flight",
    "tcp.analysis.duplicate_ack_num",
    "tcp.analysis.duplicate_ack_frame",
];

/// All fields in the order of the columns.
fn fields() -> Vec<&'static str> {
    let findings = Finding::ALL.into_iter().map(Finding::name);
    VALUES.iter().copied().chain(findings).collect()
}

/// Our cells of one packet, and whether it quotes a header.
struct Ours {
    cells: Vec<String>,
    quotes: bool,
}

/// Our fields of a capture, packet by packet.
fn ours(corpus: &Path, name: &str) -> Vec<Ours> {
    let readers: Vec<FieldReader> =
        fields().into_iter().map(|name| FieldReader::by_name(name).expect(name)).collect();
    let mut follower = Follower::new(1 << 20);
    let mut decoded = Decoded::default();
    let mut packets = Vec::new();
    capture::each_packet(corpus, name, |raw| {
        decode(raw, &mut decoded);
        follower.packet(raw, &mut decoded);
        let packet = Packet { raw, decoded: &decoded, messages: Messages::default(), of_flow: &[] };
        let cells = readers.iter().map(|reader| cell(reader, &packet)).collect();
        let mut quotes = false;
        each_header(raw, &decoded, |header| quotes |= header.segment.is_none());
        packets.push(Ours { cells, quotes });
    });
    packets
}

/// The values of a field as tshark joins them.
fn cell(reader: &FieldReader, packet: &Packet<'_>) -> String {
    let mut values = Vec::new();
    reader.read(packet, &mut |value| {
        values.push(match value {
            Value::Bool(true) => "1".to_owned(),
            Value::Duration(nanoseconds) => seconds(nanoseconds),
            Value::Unsigned(number) => number.to_string(),
            Value::Signed(number) => number.to_string(),
            other => panic!("{}: {other:?}", reader.field.name),
        });
    });
    values.join(",")
}

/// Nanoseconds as tshark writes a span of time.
fn seconds(nanoseconds: i64) -> String {
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let all = nanoseconds.unsigned_abs();
    format!("{sign}{}.{:09}", all / 1_000_000_000, all % 1_000_000_000)
}

/// tshark's cells, one row a packet; `None` where it found no stream.
fn theirs(corpus: &Path, name: &str) -> Option<Vec<Vec<String>>> {
    let file = corpus.join("captures").join(name);
    let mut command = Command::new("tshark");
    command.arg("-r").arg(&file).args(["-n", "-T", "fields", "-e", "frame.number"]);
    for field in fields() {
        command.args(["-e", field]);
    }
    let output = command.output().expect("tshark is installed");
    let text = String::from_utf8_lossy(&output.stdout);
    let row = |line: &str| line.split('\t').skip(1).map(str::to_owned).collect();
    let rows: Vec<Vec<String>> = text.lines().map(row).collect();
    rows.iter().any(|row| row.iter().any(|cell| !cell.is_empty())).then_some(rows)
}

/// How many packets have a field on either side, and on how many of them both agree.
#[derive(Clone, Copy, Default)]
struct Share {
    either: usize,
    same: usize,
}

#[test]
fn every_segment_is_analysed_as_tshark_does() {
    let Some(folder) = corpus::folder() else { return };
    let mut shares: BTreeMap<&str, Share> = BTreeMap::new();
    let mut differing: BTreeMap<(String, &str), usize> = BTreeMap::new();
    for name in corpus::captures(&folder) {
        let Some(rows) = theirs(&folder, &name) else { continue };
        let packets = ours(&folder, &name);
        for (place, (row, Ours { cells, quotes })) in rows.iter().zip(&packets).enumerate() {
            // The cells of a quoted header cannot be told from those of the segment around it.
            if *quotes {
                continue;
            }
            for (column, field) in fields().into_iter().enumerate() {
                let ours = cells[column].as_str();
                let theirs = row.get(column).map_or("", String::as_str);
                // tshark notes a duplicate acknowledgement twice.
                let is_twice = field == Finding::DuplicateAck.name();
                let theirs =
                    if is_twice { theirs.strip_suffix(",1").unwrap_or(theirs) } else { theirs };
                if ours.is_empty() && theirs.is_empty() {
                    continue;
                }
                let share = shares.entry(field).or_default();
                share.either += 1;
                share.same += usize::from(ours == theirs);
                if ours != theirs {
                    *differing.entry((name.clone(), field)).or_default() += 1;
                    show(&name, place + 1, field, ours, theirs);
                }
            }
        }
    }
    for (field, Share { either, same }) in &shares {
        eprintln!("{field}: {same} of {either}");
    }
    for ((name, field), count) in &differing {
        eprintln!("{name} {field} {count}");
    }
    for field in fields() {
        let Share { either, same } = shares.get(field).copied().unwrap_or_default();
        let least = LEAST.iter().find(|(name, _)| *name == field).map_or(990, |(_, least)| *least);
        assert!(either == 0 || same * 1000 >= either * least, "{field}: {same} of {either}");
    }
    let of_analysis = || shares.iter().filter(|(field, _)| field.starts_with("tcp.analysis"));
    let either: usize = of_analysis().map(|(_, share)| share.either).sum();
    let same: usize = of_analysis().map(|(_, share)| share.same).sum();
    eprintln!("tcp.analysis.*: {same} of {either}");
    assert!(same * 1000 >= either * LEAST_OF_ANALYSIS, "tcp.analysis: {same} of {either}");
    let compared = shares.values().map(|share| share.either).sum::<usize>();
    assert!(compared > 1_000_000, "only {compared} values were compared");
}

/// Prints a difference whose capture and field `NETSIFT_ORACLE_SHOW` asks for.
fn show(capture: &str, number: usize, field: &str, ours: &str, theirs: &str) {
    let asked = std::env::var("NETSIFT_ORACLE_SHOW");
    if asked.is_ok_and(|part| format!("{capture} {field}").contains(&part)) {
        eprintln!("{capture} {number} {field}: {ours} | {theirs}");
    }
}
