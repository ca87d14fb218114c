//! Flow records against labels that were made with the traffic, and against the streams of tshark.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use super::corpus;

/// Both ends, the lower first, the protocol, packets and bytes on the wire.
type Flow = ([(String, u32); 2], String, u64, u64);
type Flows = BTreeMap<Flow, usize>;

fn add(flows: &mut Flows, mut ends: [(String, u32); 2], rest: (String, u64, u64)) {
    ends.sort();
    let (protocol, packets, bytes) = rest;
    *flows.entry((ends, protocol, packets, bytes)).or_default() += 1;
}

fn number<T: std::str::FromStr>(text: &str) -> T {
    text.parse().unwrap_or_else(|_| panic!("`{text}` is no number"))
}

/// What we say: the flows of a capture.
fn ours(capture: &Path, options: &[&str]) -> Flows {
    let ran = Command::new(env!("CARGO_BIN_EXE_netsift"))
        .args(["stats", "flows", "-q", "-T", "tsv", "--limit", "0"])
        .args(options)
        .arg(capture)
        .output()
        .unwrap();
    let text = String::from_utf8(ran.stdout).unwrap();
    let mut lines = text.lines();
    let Some(header) = lines.next() else { return Flows::new() };
    let columns: Vec<&str> = header.split('\t').collect();
    let mut flows = Flows::new();
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        let cell = |name| cells[columns.iter().position(|column| *column == name).unwrap()];
        let end = |host, port| (cell(host).to_owned(), number(cell(port)));
        let sum = |one, other| number::<u64>(cell(one)) + number::<u64>(cell(other));
        let ends = [end("id.orig_h", "id.orig_p"), end("id.resp_h", "id.resp_p")];
        let packets = sum("orig_pkts", "resp_pkts");
        let bytes = sum("orig_frame_bytes", "resp_frame_bytes");
        add(&mut flows, ends, (cell("proto").to_owned(), packets, bytes));
    }
    flows
}

/// What is in one and not in the other.
fn less(one: &Flows, other: &Flows) -> Vec<Flow> {
    let more = |(flow, count): (&Flow, &usize)| {
        let there = other.get(flow).copied().unwrap_or_default();
        std::iter::repeat_n(flow.clone(), count.saturating_sub(there))
    };
    one.iter().flat_map(more).collect()
}

#[test]
fn flows_equal_the_labels_of_labelled_traffic() {
    if !super::asked_for() {
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/detect");
    if !folder.is_dir() {
        super::skip("../shared/detect is missing");
        return;
    }
    for name in ["baseline", "test"] {
        let labels = std::fs::read_to_string(folder.join(format!("{name}.labels.csv"))).unwrap();
        let mut labelled = Flows::new();
        for line in labels.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let [_, _, from, from_port, to, to_port, protocol, packets, bytes, ..] = cells[..]
            else {
                panic!("{line}");
            };
            let end = |host: &str, port| (host.to_owned(), number(port));
            let ends = [end(from, from_port), end(to, to_port)];
            let rest = (protocol.to_owned(), number(packets), number(bytes));
            add(&mut labelled, ends, rest);
        }
        // The timeouts that the labels were made with.
        let options = ["--idle-timeout", "60s", "--active-timeout", "120s"];
        let found = ours(&folder.join(format!("{name}.pcap")), &options);
        assert!(found.len() > 1000, "{name}");
        // Of messages that nothing answers the labels have no code.
        let of_ports = |flows: Vec<Flow>| -> Vec<Flow> {
            flows.into_iter().filter(|(_, protocol, ..)| protocol != "icmp").collect()
        };
        let (more, fewer) = (less(&found, &labelled), less(&labelled, &found));
        assert_eq!((more.len(), fewer.len() <= 1), (fewer.len(), true), "{name}: {more:?}");
        assert_eq!((of_ports(more), of_ports(fewer)), (vec![], vec![]), "{name}");
    }
}

/// Ends, packets and bytes of a stream.
type Total = ([(String, u32); 2], u64, u64);

/// What tshark says: packets and bytes of its streams.
fn streams(capture: &Path, protocol: &str) -> Flows {
    let stream = format!("{protocol}.stream");
    let ports = [format!("{protocol}.srcport"), format!("{protocol}.dstport")];
    let filter = format!("{protocol} && !icmp && !icmpv6 && !ip.fragments && !ipv6.fragments");
    let mut tshark = Command::new("tshark");
    // Reassembly would count a datagram in fragments at the last of them.
    tshark.args(["-n", "-o", "ip.defragment:FALSE", "-o", "ipv6.defragment:FALSE"]);
    tshark.args(["-T", "fields", "-E", "occurrence=l", "-Y", &filter, "-r"]).arg(capture);
    let hosts = ["ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "frame.len"];
    for field in [stream.as_str(), &ports[0], &ports[1]].into_iter().chain(hosts) {
        tshark.args(["-e", field]);
    }
    let text = String::from_utf8(tshark.output().unwrap().stdout).unwrap();
    let mut totals: BTreeMap<u64, Total> = BTreeMap::new();
    for line in text.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let [stream, from, to, source4, destination4, source6, destination6, bytes] = cells[..]
        else {
            continue;
        };
        // A header that was cut has no stream.
        if [stream, from, to].contains(&"") {
            continue;
        }
        let host = |v4: &str, v6: &str| if v6.is_empty() { v4.to_owned() } else { v6.to_owned() };
        let ends = [
            (host(source4, source6), number(from)),
            (host(destination4, destination6), number(to)),
        ];
        let total = totals.entry(number(stream)).or_insert((ends, 0, 0));
        total.1 += 1;
        total.2 += number::<u64>(bytes);
    }
    let mut flows = Flows::new();
    for (ends, packets, bytes) in totals.into_values() {
        add(&mut flows, ends, (protocol.to_owned(), packets, bytes));
    }
    flows
}

/// Families of captures without tunnels.
const FAMILIES: [&str; 4] = ["joy-", "esnet-", "mk-", "slips-"];

#[test]
fn flows_without_timeouts_equal_the_streams_of_tshark() {
    let Some(folder) = corpus::folder() else { return };
    let (mut all, mut differing) = (0, Vec::new());
    for name in corpus::captures(&folder) {
        if !FAMILIES.iter().any(|family| name.starts_with(family)) {
            continue;
        }
        let capture = folder.join("captures").join(&name);
        let found = ours(&capture, &["--idle-timeout", "0"]);
        for protocol in ["tcp", "udp"] {
            let expected = streams(&capture, protocol);
            let mut own = found.clone();
            own.retain(|(_, its, ..), _| its == protocol);
            all += expected.values().sum::<usize>();
            let missing = less(&expected, &own);
            differing.extend(missing.into_iter().map(|flow| format!("{name}: tshark {flow:?}")));
            let more = less(&own, &expected);
            differing.extend(more.into_iter().map(|flow| format!("{name}: ours {flow:?}")));
        }
    }
    eprintln!("{all} streams of tshark, {} differences", differing.len());
    assert!(all > 1000);
    let shown = differing.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(differing.len() * 200 <= all, "{shown}");
}
