//! Findings against labelled traffic, and against real attacks and real background.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use super::corpus;

/// A finding: detector, severity, when, who, whom.
#[derive(Debug)]
struct Finding {
    detector: String,
    severity: String,
    first: f64,
    last: f64,
    source: String,
    destination: String,
}

/// The rows of a table of tab-separated values, by column.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut lines = text.lines().take_while(|line| !line.is_empty());
    let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let cells = |line: &str| line.split('\t').map(str::to_owned).collect::<Vec<_>>();
    let named = |line| header.iter().map(|name| (*name).to_owned()).zip(cells(line)).collect();
    lines.map(named).collect()
}

fn findings(arguments: &[&Path]) -> Vec<Finding> {
    let ran = Command::new(env!("CARGO_BIN_EXE_netsift"))
        .args(["detect", "-q", "-T", "tsv"])
        .args(arguments)
        .output()
        .unwrap();
    let text = String::from_utf8(ran.stdout).unwrap();
    rows(&text)
        .into_iter()
        .map(|row| {
            let seconds = |name: &str| seconds(&row[name]);
            Finding {
                detector: row["detector"].clone(),
                severity: row["severity"].clone(),
                first: seconds("first_seen"),
                last: seconds("last_seen"),
                source: row["src_ip"].clone(),
                destination: row["dest_ip"].clone(),
            }
        })
        .collect()
}

/// Seconds since the epoch of a time of November 2026 as we write it.
fn seconds(time: &str) -> f64 {
    let number = |from: usize, to: usize| time[from..to].parse::<f64>().unwrap();
    let time = time.trim_end_matches('Z');
    let number_to_end = time[17..].parse::<f64>().unwrap();
    // 2026-11-01T00:00:00Z.
    let day = number(8, 10) - 1.0;
    1_793_491_200.0 + ((day * 24.0 + number(11, 13)) * 60.0 + number(14, 16)) * 60.0 + number_to_end
}

fn labelled(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/detect").join(name)
}

/// What the rules must say of each attack that was made, by the attack's name.
const EXPECTED: &[(&str, &str)] = &[
    ("c2_beacon", "rule:beacon"),
    ("portscan_syn", "rule:port-scan"),
    ("hostsweep", "rule:address-scan"),
    ("brute_http", "rule:brute-force"),
    ("dns_tunnel", "rule:dns-tunnel"),
    ("syn_flood", "rule:syn-flood"),
    ("icmp_flood", "rule:flood"),
    ("udp_flood", "rule:flood"),
    ("exfil", "rule:exfiltration"),
    ("dga", "rule:dga"),
    ("brute_ssh", "rule:brute-force"),
    ("arp_spoof", "rule:arp-spoof"),
    ("portscan_xmas", "rule:port-scan"),
    ("portscan_udp", "rule:port-scan"),
    ("lateral_sweep", "rule:address-scan"),
    ("syn_flood_spoofed", "rule:syn-flood"),
    ("malformed", "rule:bad-tcp-flags"),
];

#[test]
fn every_attack_that_was_made_is_found_and_nothing_else() {
    if !super::asked_for() {
        return;
    }
    let events = std::fs::read_to_string(labelled("test.events.csv")).unwrap();
    let found =
        findings(&[Path::new("--train"), &labelled("baseline.pcap"), &labelled("test.pcap")]);
    // The model has a rate of false alarms of its own; rules have none here.
    let found: Vec<_> = found.into_iter().filter(|it| it.detector.starts_with("rule:")).collect();
    let mut explained = vec![false; found.len()];
    let mut missed = Vec::new();
    for event in events.lines().skip(1) {
        let cells: Vec<&str> = event.split(',').collect();
        let (start, end): (f64, f64) = (cells[0].parse().unwrap(), cells[1].parse().unwrap());
        let (actor, target, attack) = (cells[2], cells[4], cells[5]);
        let expected = EXPECTED.iter().find(|(name, _)| *name == attack).unwrap().1;
        let mut is_found = false;
        for (place, it) in found.iter().enumerate() {
            let overlaps = it.first <= end + 30.0 && it.last >= start - 30.0;
            let is_about = it.source == actor || it.destination == target;
            if overlaps && is_about {
                explained[place] = true;
                is_found |= it.detector == expected;
            }
        }
        if !is_found {
            missed.push(attack.to_owned());
        }
    }
    assert!(missed.is_empty(), "missed: {missed:?}");
    let false_alarms: Vec<_> = found.iter().zip(explained).filter(|(_, it)| !it).collect();
    assert!(false_alarms.is_empty(), "{false_alarms:?}");
}

/// Rows of the tables of an evaluation: what follows the table's name.
fn evaluated(options: &[&str]) -> Vec<(String, Vec<String>)> {
    let ran = Command::new(env!("CARGO_BIN_EXE_netsift"))
        .args(["detect", "-T", "csv", "--train"])
        .args([labelled("baseline.pcap"), labelled("test.pcap"), "--eval".into()])
        .arg(labelled("test.labels.csv"))
        .args(options)
        .output()
        .unwrap();
    let text = String::from_utf8(ran.stdout).unwrap();
    let said = String::from_utf8(ran.stderr).unwrap();
    assert!(!text.contains("drift") && !said.contains("drift"), "no drift is there: {said}");
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    let row = |line: &str| {
        let (table, rest) = line.strip_prefix("detect.")?.split_once(',')?;
        Some((table.to_owned(), cells(rest)))
    };
    text.lines().filter_map(row).collect()
}

#[test]
fn the_model_finds_at_least_what_was_measured_before() {
    if !super::asked_for() {
        return;
    }
    let found = evaluated(&["--alpha", "0.002"]);
    let cells = |found: &[(String, Vec<String>)], table: &str, first: &str| -> Vec<f64> {
        let (_, cells) = found.iter().find(|it| it.0 == table && it.1[0] == first).unwrap();
        cells[1..].iter().map(|cell| cell.parse().unwrap()).collect()
    };
    let measure = |name| cells(&found, "evaluation", name)[0];
    assert!(measure("macro_auc") >= 0.994, "{}", measure("macro_auc"));
    assert!(measure("explained_top_1") >= 0.75, "{}", measure("explained_top_1"));
    assert!(measure("explained_top_3") >= 0.95, "{}", measure("explained_top_3"));
    for (alpha, most, least) in [("0.01", 0.017, 0.90), ("0.002", 0.0041, 0.86)] {
        let rates = cells(&found, "alphas", alpha);
        assert!(rates[0] <= most, "{} false at {alpha}", rates[0]);
        assert!(rates[2] >= least, "{} found at {alpha}", rates[2]);
        assert!(rates[3] >= 15.0, "{} types at {alpha}", rates[3]);
    }
    // What follows from chance may not decide: other seeds tell attacks about as well.
    for seed in ["2", "3"] {
        let found = evaluated(&["--alpha", "0.002", "--seed", seed]);
        assert!(cells(&found, "evaluation", "macro_auc")[0] >= 0.99, "seed {seed}");
        assert!(cells(&found, "alphas", "0.002")[2] >= 0.83, "seed {seed}");
    }
}

/// The kinds of attacks that rules are for.
const COVERED: [&str; 6] = ["scan", "bruteforce", "flood", "beacon", "tunnel", "spoof"];

/// Attacks of these kinds that rules do not find, and why.
const KNOWN_MISSES: &[(&str, &str)] = &[
    ("esnet-nmap_80_w_service_detection.pcap", "one port of one host, answered"),
    ("ndpi-tcp_scan.pcapng", "seven probes, four with odd flags"),
    ("joy-kali-password-attack_hydra.pcap", "seven logins"),
    ("sv-dnp3-flood.pcap", "forty packets"),
    ("mk-covertinfo.pcap", "two packets"),
    ("cs-dns_isp_hijack.pcapng", "answers instead of NXDOMAIN: no rule is about that"),
    ("pa-discovery_scan_dcerpc_endpoint_mapper.pcapng", "one service of one host, answered"),
];

#[test]
fn four_of_five_real_attacks_are_found() {
    if !super::asked_for() {
        return;
    }
    let Some(folder) = corpus::folder() else { return };
    let labels = std::fs::read_to_string(folder.join("LABELS.tsv")).unwrap();
    let (mut found, mut all) = (0, 0);
    for row in rows(&labels).iter().filter(|row| COVERED.contains(&row["category"].as_str())) {
        let name = row["file"].as_str();
        let is_found = !findings(&[&folder.join("captures").join(name)]).is_empty();
        let is_known = KNOWN_MISSES.iter().any(|(miss, _)| *miss == name);
        assert!(is_found != is_known, "{name}: found: {is_found}");
        // No rule is for forged answers of a resolver.
        all += usize::from(name != "cs-dns_isp_hijack.pcapng");
        found += usize::from(is_found);
    }
    assert!(all >= 30 && found * 5 >= all * 4, "{found} of {all}");
}

#[test]
fn background_gives_less_than_one_finding_of_weight_a_capture() {
    if !super::asked_for() {
        return;
    }
    let Some(folder) = corpus::folder() else { return };
    let list = std::fs::read_to_string(folder.join("BACKGROUND.tsv")).unwrap();
    let (mut grave, mut files) = (0, 0);
    for row in rows(&list) {
        let capture = folder.join("captures").join(&row["file"]);
        let weighty = |it: &&Finding| !matches!(it.severity.as_str(), "info" | "low");
        grave += findings(&[&capture]).iter().filter(weighty).count();
        files += 1;
    }
    assert!(files > 20 && grave < files, "{grave} in {files} captures");
}
