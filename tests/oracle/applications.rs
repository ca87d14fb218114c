//! Names of applications, held against those of tshark, packet by packet.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use super::capture;
use netsift::flow::Applications;
use netsift::packet::{Decoded, ProtocolId, Role, decode};

/// The protocols that must be named as tshark names them, by what stands right inside the
/// transport.
const PROTOCOLS: &[&str] = &[
    "dns",
    "mdns",
    "llmnr",
    "nbns",
    "nbdgm",
    "nbss",
    "http",
    "http2",
    "tls",
    "dtls",
    "quic",
    "ssh",
    "smtp",
    "pop",
    "imap",
    "ftp",
    "telnet",
    "dhcp",
    "dhcpv6",
    "ntp",
    "snmp",
    "sip",
    "rtp",
    "rtcp",
    "rtsp",
    "stun",
    "ldap",
    "cldap",
    "kerberos",
    "tpkt",
    "mqtt",
    "mbtcp",
    "dnp3",
    "mysql",
    "pgsql",
    "resp",
    "bgp",
    "radius",
    "syslog",
    "tftp",
    "wg",
    "openvpn",
    "bittorrent",
    "bt-dht",
    "bt-utp",
];

/// Ours, and what tshark shows only as: a name for what the layers mean together.
const MEANT_BY: &[(&str, &str)] = &[("rdp", "tpkt"), ("rdp", "cotp"), ("s7comm", "tpkt")];

/// What tshark shows inside the innermost transport; nothing where a control message quotes it.
fn inside_transport<'a>(chain: &[&'a str]) -> Vec<&'a str> {
    let quoted = chain.iter().any(|name| matches!(*name, "icmp" | "icmpv6"));
    let transport = chain.iter().rposition(|name| matches!(*name, "tcp" | "udp" | "udplite"));
    match transport {
        Some(place) if !quoted => chain[place + 1..].to_vec(),
        _ => Vec::new(),
    }
}

fn agrees(ours: &str, theirs: &[&str]) -> bool {
    theirs.contains(&ours) || MEANT_BY.iter().any(|(us, them)| *us == ours && theirs.contains(them))
}

/// Our name for each packet of a capture.
fn ours(folder: &Path, name: &str) -> Vec<Option<ProtocolId>> {
    let mut decoded = Decoded::default();
    let mut applications = Applications::default();
    let mut names = Vec::new();
    capture::each_packet(folder, name, |raw| {
        decode(raw, &mut decoded);
        if let Some(flow) = applications.look_up(raw, &decoded) {
            applications.name(0, raw, &mut decoded, &flow);
        }
        let last = decoded.last().map(|layer| layer.protocol);
        names.push(last.filter(|id| id.role() == Role::Application));
    });
    names
}

/// Counts of one protocol.
#[derive(Default)]
struct Share {
    theirs: usize,
    agreed: usize,
    /// Where we disagree, by capture and by our name.
    missed: BTreeMap<(String, &'static str), usize>,
}

#[derive(Default)]
struct Comparison {
    shares: BTreeMap<String, Share>,
    named: usize,
    /// Packets that tshark names otherwise, by our name and its.
    otherwise: BTreeMap<(&'static str, String), usize>,
}

impl Comparison {
    fn add(&mut self, capture: &str, ours: Option<ProtocolId>, chain: &str) {
        let chain: Vec<&str> = chain.split(':').collect();
        let theirs = inside_transport(&chain);
        let ours = ours.map(ProtocolId::name);
        self.named += usize::from(ours.is_some());
        let Some(&first) = theirs.first() else { return };
        let agreed = ours.is_some_and(|ours| agrees(ours, &theirs));
        if PROTOCOLS.contains(&first) {
            let share = self.shares.entry(first.to_owned()).or_default();
            share.theirs += 1;
            share.agreed += usize::from(agreed);
            if !agreed {
                let place = (capture.to_owned(), ours.unwrap_or("-"));
                *share.missed.entry(place).or_default() += 1;
            }
        }
        // `data` is no name.
        if let Some(ours) = ours.filter(|_| !agreed && first != "data") {
            *self.otherwise.entry((ours, first.to_owned())).or_default() += 1;
        }
    }

    fn print(&self) {
        for (name, share) in &self.shares {
            let mut missed: Vec<_> = share.missed.iter().collect();
            missed.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
            missed.truncate(3);
            eprintln!("{name}: {} of {} {missed:?}", share.agreed, share.theirs);
        }
        eprintln!("named otherwise: {:?}", self.otherwise);
    }
}

#[test]
fn applications_are_named_as_tshark_names_them() {
    if !super::asked_for() {
        return;
    }
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let Ok(captures) = std::fs::read_dir(corpus.join("captures")) else {
        return super::skip("../shared/corpus is missing");
    };
    let mut captures: Vec<_> = captures.flatten().map(|entry| entry.path()).collect();
    captures.sort();
    let mut comparison = Comparison::default();
    for path in &captures {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let decoding = corpus.join("tshark").join(format!("{name}.tsv.gz"));
        let output = Command::new("gzip").arg("-dc").arg(&decoding).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        for (ours, row) in ours(&corpus, &name).into_iter().zip(text.lines()) {
            comparison.add(&name, ours, row.split('\t').nth(4).unwrap_or_default());
        }
    }
    comparison.print();
    let theirs: usize = comparison.shares.values().map(|share| share.theirs).sum();
    let agreed: usize = comparison.shares.values().map(|share| share.agreed).sum();
    let otherwise: usize = comparison.otherwise.values().sum();
    assert!(theirs > 50_000, "only {theirs} packets were compared");
    assert!(agreed * 1000 >= theirs * 975, "{agreed} of {theirs} agree");
    assert!(otherwise * 100 <= comparison.named, "{otherwise} of {} differ", comparison.named);
}
