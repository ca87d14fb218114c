//! Every TCP segment of every reference capture, analysed as tshark does: stream number, relative
//! numbers, window, times, and each `tcp.analysis` field, packet by packet.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use netsift::flow::tcp::{Finding, Found, Seen, Segment, Streams, WindowScale, each_header};
use netsift::packet::{Decoded, Messages, Packet, decode};

use crate::{capture, corpus};

/// Least share of packets, in thousandths, on which both sides agree where either has a value: what
/// was measured. All should be 990 at least; most of what the stream, its numbers and its times
/// miss is one capture, `ddos-pkt.TCP.synflood.spoofed.pcap`.
#[rustfmt::skip]
const LEAST: &[(&str, usize)] = &[
    ("tcp.ack", 906),
    ("tcp.analysis.ack_lost_segment", 435),
    ("tcp.analysis.ack_rtt", 998),
    ("tcp.analysis.acks_frame", 999),
    ("tcp.analysis.bytes_in_flight", 994),
    ("tcp.analysis.duplicate_ack", 975),
    ("tcp.analysis.duplicate_ack_frame", 975),
    ("tcp.analysis.duplicate_ack_num", 975),
    ("tcp.analysis.fast_retransmission", 842),
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
    ("tcp.completeness", 722),
    ("tcp.len", 906),
    ("tcp.seq", 906),
    ("tcp.stream", 906),
    ("tcp.time_delta", 906),
    ("tcp.time_relative", 906),
    ("tcp.window_size", 906),
    ("tcp.window_size_scalefactor", 982),
];

/// tshark's fields with a value, in the order of the columns after the packet's number. The
/// findings, which are there or not, follow.
const VALUES: [&str; 14] = [
    "tcp.stream",
    "tcp.seq",
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
];
/// The last value, which needs the same two numbers.
const DUPLICATE_OF: &str = "tcp.analysis.duplicate_ack_frame";

/// All fields in the order of the columns.
fn fields() -> Vec<&'static str> {
    let findings = Finding::ALL.into_iter().map(Finding::name);
    VALUES.into_iter().chain([DUPLICATE_OF]).chain(findings).collect()
}

/// One segment of ours: the place of its stream, and what its packet's row should say.
struct Ours {
    stream: usize,
    segment: Segment,
    seen: Seen,
}

/// Our analysis of a capture: the segments of each packet, whether it quotes any, and what was
/// found of streams.
fn ours(corpus: &Path, name: &str) -> (Vec<(Vec<Ours>, bool)>, Found) {
    let mut streams = Streams::new(1 << 20);
    let mut decoded = Decoded::default();
    let mut packets = Vec::new();
    capture::each_packet(corpus, name, |raw| {
        decode(raw, &mut decoded);
        let packet = Packet { raw, decoded: &decoded, messages: Messages::default() };
        let mut segments = Vec::new();
        streams.packet(&packet, 0, |stream, &segment, &seen| {
            segments.push(Ours { stream, segment, seen });
        });
        let mut quotes = false;
        each_header(&packet, |header| quotes |= header.segment.is_none());
        packets.push((segments, quotes));
    });
    (packets, streams.finish())
}

impl Ours {
    /// Our cell for a column.
    fn cell(&self, column: usize, found: &Found) -> String {
        let Self { segment, seen, .. } = self;
        let number = |number: Option<u64>| number.map_or(String::new(), |it| it.to_string());
        let yes = |yes: bool| if yes { "1".to_owned() } else { String::new() };
        let is_silent =
            seen.findings.is_empty() && seen.answered.is_none() && seen.bytes_in_flight.is_none();
        match column {
            0 => found.numbers[self.stream].to_string(),
            1 => seen.relative_sequence.to_string(),
            2 => seen.relative_acknowledgement.unwrap_or(segment.acknowledgement).to_string(),
            3 => segment.payload_bytes.to_string(),
            4 => seen.window.to_string(),
            5 => match seen.scale {
                _ if segment.flags & 2 != 0 => String::new(),
                WindowScale::Unknown => "-1".to_owned(),
                WindowScale::None => "-2".to_owned(),
                WindowScale::Shift(bits) => (1 << bits).to_string(),
            },
            6 => seen.completeness.0.to_string(),
            7 => seconds(seen.since_first),
            8 => seconds(seen.since_previous),
            // tshark shows it only where it found something else.
            9 if is_silent => String::new(),
            9 => seen.initial_rtt.map_or(String::new(), seconds),
            10 => seen.answered.map_or(String::new(), |answered| seconds(answered.after_ns)),
            11 => number(seen.answered.map(|answered| answered.number)),
            12 => number(seen.bytes_in_flight.map(u64::from)),
            13 => number(seen.duplicate.map(|(count, _)| count.into())),
            14 => number(seen.duplicate.map(|(_, of)| of)),
            finding => yes(seen.findings.contains(Finding::ALL[finding - 15])),
        }
    }
}

/// Nanoseconds as tshark writes a span of time.
fn seconds(nanoseconds: i64) -> String {
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let all = nanoseconds.unsigned_abs();
    format!("{sign}{}.{:09}", all / 1_000_000_000, all % 1_000_000_000)
}

/// Cells of several segments in one packet, as tshark joins them.
fn joined(segments: &[Ours], column: usize, found: &Found) -> String {
    let cells = segments.iter().map(|segment| segment.cell(column, found));
    cells.filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(",")
}

/// tshark's cells, one row a packet; `None` where it found no TCP.
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
    rows.iter().any(|row| row.first().is_some_and(|cell| !cell.is_empty())).then_some(rows)
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
        let (packets, found) = ours(&folder, &name);
        for (place, (row, (segments, quotes))) in rows.iter().zip(&packets).enumerate() {
            // The cells of a quoted header cannot be told from those of the segment around it.
            if *quotes {
                continue;
            }
            for (column, field) in fields().into_iter().enumerate() {
                let ours = joined(segments, column, &found);
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
                    show(&name, place + 1, field, &ours, theirs);
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
