//! Fields of packets on every reference capture, as `netsift filter -T fields` writes them, cell by
//! cell against `tshark -T fields`; and whole outputs, byte by byte, with the options of `-E`.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::corpus;

/// What people ask for most. tshark reads a capture once for all of them.
const FIELDS: [&str; 57] = [
    "frame.number",
    "frame.time",
    "frame.time_epoch",
    "frame.time_relative",
    "frame.time_delta",
    "frame.len",
    "frame.cap_len",
    "eth.src",
    "eth.dst",
    "eth.type",
    "vlan.id",
    "vlan.dei",
    "arp.opcode",
    "arp.src.proto_ipv4",
    "ip.src",
    "ip.dst",
    "ip.proto",
    "ip.ttl",
    "ip.id",
    "ip.len",
    "ip.flags",
    "ip.flags.df",
    "ip.dsfield",
    "ip.checksum",
    "ip.dsfield.dscp",
    "ipv6.src",
    "ipv6.dst",
    "ipv6.nxt",
    "ipv6.hlim",
    "ipv6.flow",
    "ipv6.tclass",
    "tcp.srcport",
    "tcp.dstport",
    "tcp.stream",
    "tcp.flags",
    "tcp.flags.syn",
    "tcp.flags.ece",
    "tcp.flags.cwr",
    "tcp.urgent_pointer",
    "tcp.seq_raw",
    "tcp.len",
    "tcp.window_size_value",
    "tcp.options.mss_val",
    "udp.srcport",
    "udp.dstport",
    "udp.length",
    "udp.stream",
    "icmp.type",
    "icmp.code",
    "icmpv6.type",
    "dns.qry.name",
    "dns.a",
    "dns.flags.rcode",
    "http.request.method",
    "http.host",
    "http.response.code",
    "tls.handshake.extensions_server_name",
];

/// At most one cell of so many, of those that are not empty, may differ.
const ONE_OF: usize = 200;

/// Outputs that are compared whole: options, fields.
const WHOLE: [(&[&str], &[&str]); 5] = [
    (&[], &["ip.src", "ip.dst"]),
    (&["separator=,"], &["frame.number", "ip.src", "tcp.dstport"]),
    (&["header=y", "separator=;", "quote=d"], &["frame.number", "frame.time", "ip.addr"]),
    (&["occurrence=f", "quote=s", "separator=/s"], &["ip.src", "eth.src", "tcp.flags"]),
    (&["occurrence=l", "aggregator=/s", "bom=y"], &["ip.id", "tcp.port", "dns.qry.name"]),
];

/// What a program says with these options, and whether it could open the capture.
fn said(mut command: Command, capture: &Path, options: &[&str], fields: &[&str]) -> Vec<u8> {
    command.env("TZ", "UTC").arg("-r").arg(capture).args(["-T", "fields"]);
    for option in options {
        command.args(["-E", option]);
    }
    for field in fields {
        command.args(["-e", field]);
    }
    command.output().expect("it is there").stdout
}

fn tshark() -> Command {
    let mut command = Command::new("tshark");
    // As we do: what comes out of order is put in order.
    command.args(["-n", "-o", "tcp.reassemble_out_of_order:TRUE"]);
    command
}

fn netsift() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_netsift"));
    command.arg("filter").arg("-q");
    command
}

#[test]
fn fields_are_written_as_tshark_writes_them() {
    let Some(folder) = corpus::folder() else { return };
    // Other packets, or none: see `DIFFERENCES.md`.
    let (mut cells, mut equal, mut skipped) = (0_usize, 0_usize, Vec::new());
    let mut differing: BTreeMap<&str, (usize, BTreeMap<String, usize>)> = BTreeMap::new();
    for name in corpus::captures(&folder) {
        let capture = folder.join("captures").join(&name);
        let ours = said(netsift(), &capture, &[], &FIELDS);
        let theirs = said(tshark(), &capture, &[], &FIELDS);
        let (ours, theirs) = (String::from_utf8_lossy(&ours), String::from_utf8_lossy(&theirs));
        let (ours, theirs): (Vec<&str>, Vec<&str>) =
            (ours.lines().collect(), theirs.lines().collect());
        if ours.len() != theirs.len() {
            skipped.push(name);
            continue;
        }
        for (our, their) in ours.iter().zip(&theirs) {
            for ((field, our), their) in FIELDS.iter().zip(our.split('\t')).zip(their.split('\t')) {
                if our.is_empty() && their.is_empty() {
                    continue;
                }
                cells += 1;
                if our == their {
                    equal += 1;
                } else {
                    let (count, captures) = differing.entry(field).or_default();
                    *count += 1;
                    *captures.entry(name.clone()).or_default() += 1;
                    show(&name, field, our, their);
                }
            }
        }
    }
    for (field, (count, captures)) in &differing {
        let mut captures: Vec<_> = captures.iter().collect();
        captures.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        captures.truncate(5);
        eprintln!("{field}: {count} cells differ: {captures:?}");
    }
    eprintln!("{equal} of {cells} cells are equal; other packets in {skipped:?}");
    assert!(cells > 4_000_000, "only {cells} cells were compared");
    assert!((cells - equal) * ONE_OF <= cells, "{equal} of {cells} are equal");
    assert!(skipped.len() < 25, "{}", skipped.len());
}

/// Prints a difference where `NETSIFT_ORACLE_SHOW` is a part of its capture's name and field.
fn show(capture: &str, field: &str, our: &str, their: &str) {
    let asked = std::env::var("NETSIFT_ORACLE_SHOW");
    if asked.is_ok_and(|part| format!("{capture} {field}").contains(&part)) {
        eprintln!("{capture} {field}\n  ours   {our}\n  tshark {their}");
    }
}

#[test]
fn a_script_for_tshark_gets_the_same_bytes() {
    if !super::asked_for() {
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let captures =
        ["office.pcapng", "web.pcapng", "nanoseconds.pcap"].map(|name| folder.join(name));
    let mut compared = 0;
    for capture in &captures {
        for (options, fields) in WHOLE {
            let theirs = said(tshark(), capture, options, fields);
            let ours = said(netsift(), capture, options, fields);
            assert!(!theirs.is_empty(), "tshark says nothing of {}", capture.display());
            let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            assert_eq!(shown(&ours), shown(&theirs), "{options:?} {fields:?}");
            compared += 1;
        }
    }
    assert!(compared == 3 * WHOLE.len(), "only {compared} outputs were compared");
}
