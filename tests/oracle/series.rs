//! `-z io,stat,0,…` with filters and with aggregates of what they match, held against tshark on every
//! capture of the corpus: columns in the order in which they are asked for.

use std::path::Path;
use std::process::Command;

use super::corpus;

/// What is counted. tshark wants the field in its filter, and parts filters at each comma.
const ASKED: &[&str] = &[
    "tcp",
    "udp.port == 53 or tcp.port == 80",
    "ip.ttl > 64 and not tcp",
    "frame.len in {60..100}",
    "SUM(frame.len)frame.len and udp",
    "COUNT(ip.src)ip.src and ip.ttl < 100",
    "MIN(ip.ttl)ip.ttl",
    "MAX(frame.len)frame.len and tcp.flags.syn == 1",
    "AVG(frame.len)frame.len and ip",
    "SUM(udp.length)udp.length > 20",
    "FRAMES()arp or icmp",
];

/// How many of the filters are alone, with two columns each.
const ALONE: usize = 4;

fn said(command: &mut Command, file: &Path) -> String {
    let asked = format!("io,stat,0,{}", ASKED.join(","));
    let output = command.args(["-z", &asked]).arg(file).output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Cells of the one row; none where tshark writes no row.
fn theirs(file: &Path) -> Option<Vec<String>> {
    let mut command = Command::new("timeout");
    command.args(["120", "tshark", "-n", "-q", "-r"]).arg(file);
    let asked = format!("io,stat,0,{}", ASKED.join(","));
    let output = command.args(["-z", &asked]).output().expect("tshark is installed");
    let text = String::from_utf8_lossy(&output.stdout);
    let row = text.lines().find(|line| line.contains("<>"))?;
    let cells = row.split('|').skip(2).map(|cell| cell.trim().to_owned());
    let mut cells: Vec<String> = cells.collect();
    cells.pop();
    Some(cells)
}

/// The same of ours: the filters, then what is aggregated, as one reads tshark's row.
fn ours(file: &Path) -> Option<Vec<String>> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_netsift"));
    let text = said(command.args(["stats", "-q", "-T", "tsv"]), file);
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next()?.split('\t').collect();
    let row: Vec<&str> = lines.next()?.split('\t').collect();
    let cell = |name: &str| {
        let place = header.iter().position(|column| *column == name);
        // tshark cuts means, and writes nothing as 0.
        let cell = row[place.unwrap_or_else(|| panic!("{name}: {header:?}"))];
        let whole = cell.split('.').next().unwrap();
        if whole.is_empty() { "0".to_owned() } else { whole.to_owned() }
    };
    let mut cells = Vec::new();
    for (place, asked) in ASKED.iter().enumerate() {
        match asked.split_once('(') {
            Some(("FRAMES", rest)) => cells.push(cell(&format!("{}.packets", &rest[1..]))),
            Some((name, rest)) if place >= ALONE => {
                let (field, filter) = rest.split_once(')').unwrap();
                let filter = if filter == field { "" } else { filter };
                cells.push(cell(&format!("{}({field}){filter}", name.to_lowercase())));
            }
            _ => cells.extend(["packets", "frame_bytes"].map(|it| cell(&format!("{asked}.{it}")))),
        }
    }
    Some(cells)
}

/// Captures that are decoded otherwise, as with the other statistics: compressed payloads of IPComp, which
/// tshark unpacks; blocks that are no packets, which it counts as such; datagrams of
/// sFlow, of which it reads every packet that they show and we the first; VXLAN on the port of Linux.
const OTHERWISE: &[&str] = &[
    "lpc-AH-IPcomp-IPv6.pcap",
    "ngen-be-advanced-test102.pcapng",
    "ngen-le-advanced-test102.pcapng",
    "ppp-tcp-reassembly.pcap",
    "td-vxlan_port_8472.pcap",
];

#[test]
fn filters_and_aggregates_of_io_stat_are_those_of_tshark() {
    let Some(folder) = corpus::folder() else { return };
    let (mut equal, mut differ) = (0, Vec::new());
    for name in corpus::captures(&folder) {
        let file = folder.join("captures").join(&name);
        let Some(theirs) = theirs(&file) else { continue };
        let Some(ours) = ours(&file) else { continue };
        if ours == theirs {
            equal += 1;
        } else if !OTHERWISE.contains(&name.as_str()) {
            differ.push(format!("{name}\n  ours   {ours:?}\n  theirs {theirs:?}"));
        }
    }
    assert!(
        differ.is_empty(),
        "{} of {}:\n{}",
        differ.len(),
        equal + differ.len(),
        differ.join("\n")
    );
    assert!(equal > 280, "{equal}");
}
