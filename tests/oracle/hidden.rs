//! `--anonymize` on every capture of the corpus: of the names that tshark reads in DNS, in hellos of TLS
//! and in heads of HTTP, none is read there any more, in whatever segments they came.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use super::corpus;

/// Where names stand that give way.
const FIELDS: [&str; 9] = [
    "tls.handshake.extensions_server_name",
    "http.host",
    "http.referer",
    "dns.qry.name",
    "dns.ptr.domain_name",
    "dns.cname",
    "dns.ns",
    "dns.mx.mail_exchange",
    "dns.srv.target",
];

/// Labels that stay, as they say nothing of anybody; and what tshark says where there is none.
const KEPT: [&str; 6] = ["arpa", "in-addr", "ip6", "local", "<root>", "<unknown extended label>"];

/// The labels of all names of a capture, those of three letters or more.
fn labels(capture: &Path) -> BTreeSet<String> {
    let mut tshark = Command::new("tshark");
    tshark.args([
        "-n",
        "-T",
        "fields",
        "-Y",
        "dns or http or tls.handshake.extensions_server_name",
    ]);
    // A reference may hold commas.
    tshark.args(["-E", "aggregator=|"]);
    tshark.args(FIELDS.iter().flat_map(|field| ["-e", field]));
    let output = tshark.arg("-r").arg(capture).output().expect("tshark is installed");
    let text = String::from_utf8_lossy(&output.stdout).to_lowercase();
    let mut found = BTreeSet::new();
    for name in text.split(['\n', '\t', '|']) {
        // Of a reference, its host.
        let host = name.split_once("://").map_or(name, |(_, rest)| rest);
        let host = host.split(['/', ':', '?']).next().unwrap_or_default();
        found.extend(host.split('.').map(|label| label.trim().to_owned()));
    }
    found.retain(|it| it.len() >= 3 && !it.starts_with('_') && !KEPT.contains(&it.as_str()));
    found
}

/// Captures in which tshark reads names where none is claimed to give way, each with the reason.
const ELSEWHERE: &[(&str, &str)] =
    &[("sv-dns_over_https_POST.pcap", "DNS in the bodies of HTTP messages, which are payload")];

#[test]
fn no_name_is_read_where_it_was() {
    let Some(folder) = corpus::folder() else { return };
    let place = tempfile::tempdir().unwrap();
    let (mut names, mut left) = (0, Vec::new());
    for name in corpus::captures(&folder) {
        let (file, hidden) = (folder.join("captures").join(&name), place.path().join("a.pcapng"));
        let before = labels(&file);
        if before.is_empty() || ELSEWHERE.iter().any(|(other, _)| *other == name) {
            continue;
        }
        names += before.len();
        let mut command = Command::new(env!("CARGO_BIN_EXE_netsift"));
        command.env("NETSIFT_ANONYMIZE_KEY", "0123456789abcdef0123456789abcdef");
        command.args(["filter", "-q", "--anonymize", "--force", "-w"]).arg(&hidden).arg(&file);
        assert!(matches!(command.status().unwrap().code(), Some(0 | 4)), "{name}");
        let after = labels(&hidden);
        let both: Vec<_> = before.intersection(&after).collect();
        if !both.is_empty() {
            left.push(format!("{name}: {both:?}"));
        }
    }
    assert!(left.is_empty(), "{}", left.join("\n"));
    assert!(names > 1500, "{names}");
}
