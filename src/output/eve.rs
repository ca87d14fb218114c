//! Findings as alerts of Suricata's EVE JSON, one object a line, for what reads `eve.json`.
//!
//! The fields that Suricata writes have its names, forms and meanings (Suricata user guide, "EVE JSON
//! Format"; metadata as in rules of Emerging Threats); all that a finding says besides stands in the
//! object `netsift`. Other tables than those of findings are left out.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::finding::{Cells, FINDINGS, REASONS, by_finding, object, owned};
use super::json_text::to_text;
use super::{Description, Format, Outline, Zone, plain};
use crate::report::{Column, Ledger, Row};
use crate::value::Value;

/// This format.
pub const DESCRIPTION: Description = Description {
    name: "eve",
    about: "alerts as in Suricata's eve.json, one JSON object a line",
    says_notes: false,
    is_for_people: false,
    make: |out, options| -> Box<dyn Format> {
        Box::new(Eve { out, zone: options.zone, tables: BTreeMap::new(), open: String::new() })
    },
};

struct Eve<'a> {
    out: &'a mut dyn Write,
    zone: Zone,
    /// Findings and their reasons, until the section ends.
    tables: BTreeMap<String, (Vec<Column>, Vec<Row>)>,
    /// The open table.
    open: String,
}

#[derive(Serialize)]
struct Event<'a> {
    timestamp: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    flow_id: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pcap_cnt: Option<u64>,
    #[serde(rename = "event_type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    src_ip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    src_port: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dest_ip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dest_port: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proto: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    community_id: Option<&'a str>,
    alert: Alert<'a>,
}

#[derive(Serialize)]
struct Alert<'a> {
    action: &'static str,
    gid: u32,
    signature_id: u32,
    rev: u32,
    signature: String,
    category: &'a str,
    severity: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<End>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<End>,
    metadata: BTreeMap<&'static str, [String; 1]>,
}

#[derive(Serialize)]
struct End {
    ip: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    port: Option<u64>,
}

/// Severities as Suricata's priorities, 1 being the gravest, and as the word of metadata.
const SEVERITIES: [(&str, u8, &str); 5] = [
    ("critical", 1, "Critical"),
    ("high", 1, "Major"),
    ("medium", 2, "Major"),
    ("low", 3, "Minor"),
    ("info", 4, "Informational"),
];

/// Numbers of MITRE ATT&CK's tactics (Enterprise).
const TACTICS: [(&str, &str); 14] = [
    ("reconnaissance", "TA0043"),
    ("resource-development", "TA0042"),
    ("initial-access", "TA0001"),
    ("execution", "TA0002"),
    ("persistence", "TA0003"),
    ("privilege-escalation", "TA0004"),
    ("defense-evasion", "TA0005"),
    ("credential-access", "TA0006"),
    ("discovery", "TA0007"),
    ("lateral-movement", "TA0008"),
    ("collection", "TA0009"),
    ("command-and-control", "TA0011"),
    ("exfiltration", "TA0010"),
    ("impact", "TA0040"),
];

/// The number of a flow: stable, and small enough that every reader of JSON keeps it whole.
fn flow_id(community_id: &str) -> u64 {
    hash(community_id.as_bytes()) >> 13
}

/// The number of what found something, in the range that Suricata leaves to local rules.
#[must_use]
pub fn signature_id(detector: &str) -> u32 {
    let place = hash(detector.as_bytes()) % 1_000_000;
    1_000_000 + u32::try_from(place).unwrap_or_default()
}

/// FNV-1a, 64 bits.
fn hash(bytes: &[u8]) -> u64 {
    let mix = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, mix)
}

/// The form of Suricata: microseconds, and an offset without a colon.
fn timestamp(value: &Value<'_>) -> String {
    let text = plain(value, &Zone::Utc);
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, "000000"));
    let micros: String = fraction.chars().take(6).collect();
    format!("{whole}.{micros}+0000")
}

/// The name of a protocol as Suricata writes it.
fn protocol(name: &str, is_v6: bool) -> Option<&'static str> {
    match (name, is_v6) {
        ("tcp", _) => Some("TCP"),
        ("udp", _) => Some("UDP"),
        ("sctp", _) => Some("SCTP"),
        ("icmp", true) => Some("IPv6-ICMP"),
        ("icmp", false) => Some("ICMP"),
        _ => None,
    }
}

/// `credential-access` as `Credential_Access`, `Network Service Discovery` with lines between.
fn label(text: &str) -> String {
    let title = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|it| it.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    let words: Vec<String> = if text.contains(' ') {
        text.split(' ').map(ToOwned::to_owned).collect()
    } else {
        let word = |word: &str| match word {
            "and" | "of" => word.to_owned(),
            _ => title(word),
        };
        text.split('-').map(word).collect()
    };
    words.join("_")
}

fn event<'a>(finding: &Cells<'a>) -> Event<'a> {
    let Cells { columns, row } = *finding;
    let cells = Cells { columns, row };
    let address = |name: &str| match cells.get(name) {
        value @ (Value::Ipv4(_) | Value::Ipv6(_)) => Some(plain(value, &Zone::Utc)),
        _ => None,
    };
    // Text of the cells, which live as long as the row.
    let text = |name: &str| -> &'a str {
        let place = columns.iter().position(|column| column.name == name);
        match place.and_then(|place| row.get(place)) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    };
    let (source, destination) = (address("src_ip"), address("dest_ip"));
    let is_v6 = source.iter().chain(&destination).any(|it| it.contains(':'));
    let severity = SEVERITIES.iter().find(|(name, ..)| *name == text("severity"));
    let (_, priority, weight) = severity.copied().unwrap_or(("", 4, "Informational"));
    let detector = text("detector");
    let (technique, tactic) = (text("technique"), text("tactic"));
    let mut metadata = BTreeMap::from([
        ("signature_severity", [weight.to_owned()]),
        ("netsift_severity", [text("severity").to_owned()]),
        ("netsift_detector", [detector.to_owned()]),
    ]);
    if !technique.is_empty() {
        metadata.insert("mitre_technique_id", [text("technique_id").to_owned()]);
        metadata.insert("mitre_technique_name", [label(technique)]);
        metadata.insert("mitre_tactic_name", [label(tactic)]);
        let tactic = TACTICS.iter().find(|(name, _)| *name == tactic);
        metadata.extend(tactic.map(|(_, id)| ("mitre_tactic_id", [(*id).to_owned()])));
    }
    let port = cells.number("dest_port");
    let community_id = Some(text("community_id")).filter(|it| !it.is_empty());
    let end = |ip: &Option<String>, port| ip.clone().map(|ip| End { ip, port });
    let name = detector.strip_prefix("rule:").unwrap_or("anomaly");
    let category = if technique.is_empty() { "Unusual flows" } else { technique };
    Event {
        timestamp: timestamp(cells.get("first_seen")),
        flow_id: community_id.map(flow_id),
        pcap_cnt: cells.frames().next(),
        kind: "alert",
        src_port: None,
        dest_port: port,
        proto: protocol(text("proto"), is_v6),
        community_id,
        alert: Alert {
            action: "allowed",
            gid: 1,
            signature_id: signature_id(detector),
            rev: 1,
            signature: format!("NETSIFT {name}: {category}"),
            category,
            severity: priority,
            source: end(&source, None),
            target: end(&destination, port),
            metadata,
        },
        src_ip: source,
        dest_ip: destination,
    }
}

impl Eve<'_> {
    /// Writes the findings that were gathered.
    fn flush(&mut self) -> io::Result<()> {
        let mut tables = std::mem::take(&mut self.tables);
        let (Some((columns, rows)), reasons) = (tables.remove(FINDINGS), tables.remove(REASONS))
        else {
            return Ok(());
        };
        let (of_reasons, reasons) = reasons.unwrap_or_default();
        let by_finding = by_finding(&of_reasons, &reasons);
        for row in &rows {
            let finding = Cells { columns: &columns, row };
            let reasons = finding.number("finding").and_then(|number| by_finding.get(&number));
            let reasons = reasons.map_or(&[][..], Vec::as_slice);
            let event = to_text(&event(&finding))?;
            // An object with members, so its text ends with a brace.
            let event = event.strip_suffix('}').unwrap_or(&event);
            let netsift = object(finding, reasons, &self.zone);
            writeln!(self.out, "{event},\"netsift\":{netsift}}}")?;
        }
        Ok(())
    }
}

impl Format for Eve<'_> {
    fn begin(&mut self, _outline: &Outline) -> io::Result<()> {
        Ok(())
    }

    fn section(&mut self, _name: &str, _title: &str) -> io::Result<()> {
        Ok(())
    }

    fn table(&mut self, name: &str, _title: &str, columns: &[Column]) -> io::Result<()> {
        name.clone_into(&mut self.open);
        if [FINDINGS, REASONS].contains(&name) {
            self.tables.insert(name.to_owned(), (columns.to_vec(), Vec::new()));
        }
        Ok(())
    }

    fn row(&mut self, row: &[Value<'_>]) -> io::Result<()> {
        if let Some((_, rows)) = self.tables.get_mut(&self.open) {
            rows.push(owned(row));
        }
        Ok(())
    }

    fn end_table(&mut self, _rows_total: u64) -> io::Result<()> {
        Ok(())
    }

    fn end_section(&mut self, _notes: &[String]) -> io::Result<()> {
        self.flush()
    }

    fn end(&mut self, _input: &Ledger) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Timestamp;

    #[test]
    fn times_have_microseconds_and_an_offset_without_a_colon() {
        let at = Value::Time(Timestamp(1_259_097_687_534_255_999));
        assert_eq!(timestamp(&at), "2009-11-24T21:21:27.534255+0000");
    }

    #[test]
    fn numbers_of_flows_survive_readers_that_know_floats_alone() {
        assert!(flow_id("1:MstUv104gKysjcMuCgNatESIrX4=") < 1 << 53);
        assert_ne!(flow_id("1:a"), flow_id("1:b"));
    }

    #[test]
    fn labels_are_written_as_in_rules() {
        assert_eq!(label("command-and-control"), "Command_and_Control");
        assert_eq!(label("credential-access"), "Credential_Access");
        assert_eq!(label("Network Service Discovery"), "Network_Service_Discovery");
    }
}
