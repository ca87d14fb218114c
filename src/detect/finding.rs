//! Findings: what rules said, what they are called, how much they matter, where to look.

use std::fmt::Write as _;

use super::alarm::{Alarm, Severity};
use super::anomaly::{Anomaly, MODEL};
use super::observed::protocol_name;
use super::pasted::{display_filter, packet_filter};
use super::rules::Rule;
use crate::report::{Column, Row, Table};
use crate::value::{Kind, Unit, Value};

/// One thing that somebody should look at.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What found it.
    pub rule: &'static Rule,
    /// How much it matters.
    pub severity: Severity,
    /// What was found.
    pub alarm: Alarm,
    /// What the model says of it, where it was asked and has anything to say.
    pub anomaly: Option<Box<Anomaly>>,
}

impl Finding {
    /// What found it, as machines read it: `rule:NAME`, or `model:ALGORITHM`.
    #[must_use]
    pub fn detector(&self) -> String {
        match &self.anomaly {
            Some(anomaly) if self.rule.name == MODEL.name => {
                format!("model:{}", anomaly.algorithm.name())
            }
            _ => format!("rule:{}", self.rule.name),
        }
    }

    /// The more it matters the further up, then by time.
    #[must_use]
    pub fn order(&self) -> impl Ord {
        let Alarm { subject, first, last, .. } = &self.alarm;
        (std::cmp::Reverse(self.severity), *first, *last, self.rule.name, subject.clone())
    }
}

/// What a column of reasons means.
const LOW: &str = "of a feature of the model, its first percentile in the baseline";

/// The findings, one a row.
#[must_use]
pub fn table(findings: &[Finding], incidents: &[u64]) -> Table {
    let mut table = Table::new("findings", "Findings", columns());
    for ((number, finding), &incident) in (1_u64..).zip(findings).zip(incidents) {
        table.push(row(number, incident, finding));
    }
    table
}

/// What each finding rests on, one number a row.
#[must_use]
pub fn reasons(findings: &[Finding]) -> Table {
    let columns = vec![
        Column::count("finding", "number of the finding"),
        Column::text("measure", "what was measured, with its unit"),
        Column::new("value", Kind::Float, Unit::None, "how much it was"),
        Column::new("threshold", Kind::Float, Unit::None, "what it had to be for the rule"),
        Column::new("typical_low", Kind::Float, Unit::None, LOW),
        Column::new("typical", Kind::Float, Unit::None, "its median in the baseline"),
        Column::new("typical_high", Kind::Float, Unit::None, "its 99th percentile there"),
        Column::new(
            "percentile",
            Kind::Float,
            Unit::None,
            "how much of the baseline is below, in %",
        ),
        Column::new("contribution", Kind::Float, Unit::None, "its part of the model's score"),
        Column::text("novelty", "never seen before, below or above all of the baseline"),
    ];
    let mut table = Table::new("reasons", "Reasons", columns);
    for (number, finding) in (1_u64..).zip(findings) {
        for evidence in &finding.alarm.evidence {
            table.push(vec![
                number.into(),
                evidence.name.into(),
                Value::ratio(evidence.value, 1.0),
                Value::ratio(evidence.threshold, 1.0),
                Value::Null,
                Value::Null,
                Value::Null,
                Value::Null,
                Value::Null,
                Value::Null,
            ]);
        }
        for reason in finding.anomaly.iter().flat_map(|it| &it.reasons) {
            let mut row = vec![number.into(), reason.feature.clone().into()];
            row.extend(reason.cells());
            table.push(row);
        }
    }
    table
}

fn columns() -> Vec<Column> {
    let time = |name, doc| Column::new(name, Kind::Time, Unit::None, doc);
    let address = |name, doc| Column::new(name, Kind::Address, Unit::None, doc);
    vec![
        Column::count("finding", "number of the finding, the gravest first"),
        Column::count("incident", "number of the incident that it belongs to"),
        Column::text("severity", "info, low, medium, high or critical"),
        Column::text("detector", "what found it: rule:NAME or model:ALGORITHM"),
        time("first_seen", "time of the first packet or flow"),
        time("last_seen", "time of the last one"),
        address("src_ip", "who did it, where it is one host"),
        address("dest_ip", "to whom, where it is one host"),
        Column::count("dest_port", "the port, where it is one"),
        Column::text("proto", "the protocol, where it is one"),
        Column::text("subject", "what else it is about: a domain, a hardware address"),
        Column::count("flows", "flows"),
        Column::packets("packets", "packets"),
        Column::bytes("frame_bytes", "bytes on the wire"),
        Column::text("technique_id", "technique of MITRE ATT&CK"),
        Column::text("technique", "its name"),
        Column::text("tactic", "what it serves"),
        Column::text("community_id", "community identifier of the first flow"),
        Column::text("frames", "numbers of the first packets, joined by spaces"),
        Column::text("display_filter", "filter for Wireshark"),
        Column::text("packet_filter", "filter for tcpdump"),
        Column::new(
            "score",
            Kind::Float,
            Unit::None,
            "score of the model, 0 to 1, where it says so too",
        ),
        Column::new("p_value", Kind::Float, Unit::None, "how likely clean traffic scores as high"),
        Column::text("message", "what was found, in a sentence"),
    ]
}

/// An address as a value.
pub fn host(address: Option<std::net::IpAddr>) -> Value<'static> {
    match address {
        Some(std::net::IpAddr::V4(address)) => Value::Ipv4(address),
        Some(std::net::IpAddr::V6(address)) => Value::Ipv6(address),
        None => Value::Null,
    }
}

fn row(number: u64, incident: u64, finding: &Finding) -> Row {
    let Finding { rule, severity, alarm, anomaly } = finding;
    let Alarm { subject, first, last, effort, message, .. } = alarm;
    let known = |text: &'static str| if text.is_empty() { Value::Null } else { text.into() };
    let text = |text: Option<String>| text.map_or(Value::Null, Into::into);
    let mut frames = String::new();
    for frame in effort.frames.iter() {
        let separator = if frames.is_empty() { "" } else { " " };
        // Writing to a string does not fail.
        let _: Result<(), _> = write!(frames, "{separator}{frame}");
    }
    vec![
        number.into(),
        incident.into(),
        severity.name().into(),
        finding.detector().into(),
        Value::Time(*first),
        Value::Time(*last),
        host(subject.source),
        host(subject.destination),
        subject.port.map_or(Value::Null, Into::into),
        subject.protocol.map_or(Value::Null, |protocol| protocol_name(protocol).into()),
        text(subject.what.clone()),
        effort.flows.into(),
        effort.packets.into(),
        effort.frame_bytes.into(),
        known(rule.technique.id),
        known(rule.technique.name),
        known(rule.technique.tactic),
        text(effort.community_id()),
        frames.into(),
        display_filter(subject).into(),
        packet_filter(subject).into(),
        anomaly.as_ref().map_or(Value::Null, |it| rounded(it.score)),
        anomaly.as_ref().map_or(Value::Null, |it| rounded(it.p_value)),
        message.clone().into(),
    ]
}

/// To six decimals: more says nothing.
pub fn rounded(number: f64) -> Value<'static> {
    Value::ratio((number * 1e6).round(), 1e6)
}
