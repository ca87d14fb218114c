//! Expressions of tcpdump, on every packet of every reference capture.
//!
//! `tcpdump -ddd` compiles each expression for each link type; what its program answers to a packet
//! is what `tcpdump -r` does with it. That takes one run of tcpdump for a link type and an
//! expression, instead of one for each capture. A part of the captures is given to `tcpdump -r`
//! besides, which also sees what a program does not know: the byte order of the file.
//!
//! Left out are expressions that libpcap refuses for a link type ("no VLAN support for Linux
//! cooked"), link types that it has no name for, and for `tcpdump -r` captures that it cannot open:
//! pcapng with interfaces of several link types.

mod machine;

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use machine::Program;
use netsift::filter::Expression;
use netsift::packet::{Decoded, Messages, Packet, RawPacket};

use crate::{capture, corpus};

/// One expression a line.
const EXPRESSIONS: &str = include_str!("bpf/expressions.txt");

/// At least so many have to be there.
const LEAST: usize = 80;

/// Of every so many captures, one is given to `tcpdump -r` too.
const SAMPLE: usize = 7;

/// Link types of which libpcap compiles something else for a file than for an interface: the numbers
/// that systems have for IPv6. All their captures are given to `tcpdump -r`.
const OF_FILES: [u16; 3] = [0, 108, 109];

/// A damaged capture whose only packet has its address family in the other byte order than the file.
/// libpcap goes by the order of the file, we take either.
const OTHER_ORDER: &str = "ppp-cf-FuzzTarget-6223613626941440.pcap";

/// libpcap's names of the other link types, by their numbers in captures.
const LINK_TYPES: [(u16, &str); 24] = [
    (1, "EN10MB"),
    (6, "IEEE802"),
    (7, "ARCNET"),
    (8, "SLIP"),
    (9, "PPP"),
    (10, "FDDI"),
    (12, "RAW"),
    (14, "RAW"),
    (50, "PPP_SERIAL"),
    (51, "PPP_ETHER"),
    (101, "RAW"),
    (104, "C_HDLC"),
    (105, "IEEE802_11"),
    (107, "FRELAY"),
    (113, "LINUX_SLL"),
    (119, "PRISM_HEADER"),
    (123, "SUNATM"),
    (127, "IEEE802_11_RADIO"),
    (129, "ARCNET_LINUX"),
    (163, "IEEE802_11_RADIO_AVS"),
    (192, "PPI"),
    (228, "IPV4"),
    (229, "IPV6"),
    (276, "LINUX_SLL2"),
];

fn expressions() -> Vec<&'static str> {
    EXPRESSIONS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

/// A packet that carries a tag, a label or a session: what `strict` and the default see differently.
const TAGGED: &str = "ether proto 0x8100 or ether proto 0x88a8 or ether proto 0x9100 or \
                      ether proto 0x8847 or ether proto 0x8848 or ether proto 0x8864";

#[test]
fn every_packet_matches_what_it_matches_in_tcpdump() {
    let Some(folder) = corpus::folder() else { return };
    let texts = expressions();
    assert!(texts.len() >= LEAST, "only {} expressions", texts.len());
    let parse = |text: &&str, strict| {
        Expression::parse_bpf(text, strict).unwrap_or_else(|error| panic!("{text}: {error}"))
    };
    let strict: Vec<_> = texts.iter().map(|text| parse(text, true)).collect();
    let usual: Vec<_> = texts.iter().map(|text| parse(text, false)).collect();
    // There `vlan or tcp` asks for TCP behind a tag, of packets without one too.
    let shifts: Vec<_> = texts.iter().map(|text| shifts_an_alternative(text)).collect();
    let tagged = Expression::parse_bpf(TAGGED, false).unwrap();
    let mut programs: BTreeMap<u16, Vec<Option<Program>>> = BTreeMap::new();
    let (mut compared, mut wrong) = (0_usize, BTreeSet::new());
    let mut looked_behind = 0_usize;
    for name in corpus::captures(&folder) {
        capture::each_packet(&folder, &name, |raw| {
            let link_type = raw.link_type.0;
            let Some((_, known)) = LINK_TYPES.iter().find(|(number, _)| *number == link_type)
            else {
                return;
            };
            let programs = programs
                .entry(link_type)
                .or_insert_with(|| texts.iter().map(|text| Program::of(known, text)).collect());
            let decoded = Decoded::default();
            let packet =
                Packet { raw, decoded: &decoded, messages: Messages::default(), of_flow: &[] };
            let is_tagged = tagged.matches(&packet);
            looked_behind += usize::from(is_tagged);
            for (index, program) in programs.iter().enumerate() {
                let Some(program) = program else { continue };
                let theirs = program.accepts(raw.captured(), raw.wire_bytes);
                let text = texts[index];
                compared += 1;
                if strict[index].matches(&packet) != theirs {
                    wrong.insert(told(&name, raw, text, "strict", theirs));
                }
                if !is_tagged && !shifts[index] && usual[index].matches(&packet) != theirs {
                    wrong.insert(told(&name, raw, text, "the default", theirs));
                }
            }
        });
    }
    eprintln!(
        "{compared} answers compared with those of libpcap's programs; {looked_behind} packets are tagged"
    );
    assert!(compared > 10_000_000, "only {compared} answers were compared");
    assert!(looked_behind > 1000, "only {looked_behind} packets are tagged");
    let first: Vec<_> = wrong.iter().take(40).map(String::as_str).collect();
    assert!(wrong.is_empty(), "{} answers differ:\n{}", wrong.len(), first.join("\n"));
}

/// Whether what stands behind an `or` in a strict expression is shifted.
fn shifts_an_alternative(text: &str) -> bool {
    text.contains(" or ") && ["vlan", "mpls", "pppoes"].iter().any(|word| text.contains(word))
}

fn told(capture: &str, raw: &RawPacket<'_>, text: &str, which: &str, theirs: bool) -> String {
    let (number, link_type) = (raw.number, raw.link_type.0);
    format!(
        "{text}: {which}, {capture} (link type {link_type}) packet {number}: tcpdump says {theirs}"
    )
}

#[test]
fn tcpdump_reads_as_many_packets_of_captures() {
    let Some(folder) = corpus::folder() else { return };
    let texts = expressions();
    let (mut compared, mut refused, mut wrong) = (0_usize, 0_usize, Vec::new());
    for (index, name) in corpus::captures(&folder).iter().enumerate() {
        let mut is_of_files = false;
        capture::each_packet(&folder, name, |raw| {
            is_of_files |= OF_FILES.contains(&raw.link_type.0);
        });
        if (index % SAMPLE != 0 && !is_of_files) || name == OTHER_ORDER {
            continue;
        }
        for text in texts.iter().step_by(3) {
            let Some(theirs) = count(&folder.join("captures").join(name), text) else {
                refused += 1;
                continue;
            };
            let expression = Expression::parse_bpf(text, true).unwrap();
            let mut ours = 0;
            capture::each_packet(&folder, name, |raw| {
                let decoded = Decoded::default();
                let packet =
                    Packet { raw, decoded: &decoded, messages: Messages::default(), of_flow: &[] };
                ours += u64::from(expression.matches(&packet));
            });
            compared += 1;
            if ours != theirs {
                wrong.push(format!("{name}: {text}: {ours}, tcpdump has {theirs}"));
            }
        }
    }
    eprintln!("{compared} counts compared with tcpdump -r, which refuses {refused}");
    assert!(compared > 800, "only {compared} counts were compared");
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// How many packets of a capture `tcpdump -r` keeps; `None` where it refuses.
fn count(capture: &std::path::Path, text: &str) -> Option<u64> {
    let output = Command::new("tcpdump")
        .arg("--count")
        .arg("-nr")
        .arg(capture)
        .arg(text)
        .output()
        .expect("tcpdump is installed");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let all_is_refused = String::from_utf8_lossy(&output.stderr).contains("rejects all packets");
    if all_is_refused {
        return Some(0);
    }
    if !output.status.success() {
        return None;
    }
    said.split_whitespace().next()?.parse().ok()
}
