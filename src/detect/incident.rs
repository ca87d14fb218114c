//! Incidents: findings of one actor that are signs of one technique and follow each other. Where nobody
//! is the actor, because senders are many or made up, the host that they send to takes its place.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::alarm::Severity;
use super::finding::{Finding, host};
use super::rules::Technique;
use crate::report::{Column, Table};
use crate::value::{Kind, Timestamp, Unit, Value};

/// A pause that ends an incident (detect.md: five minutes).
const GAP_NS: i64 = 300_000_000_000;
/// Hosts of an incident that are told apart.
const MOST_TARGETS: usize = 65_536;

/// Findings that belong together.
#[derive(Clone, Debug)]
pub struct Incident {
    /// That of its gravest finding.
    pub severity: Severity,
    /// Who did it, where it is one host.
    pub actor: Option<IpAddr>,
    /// To whom, as far as findings say.
    pub targets: BTreeSet<IpAddr>,
    /// Since when.
    pub first: Timestamp,
    /// Until when.
    pub last: Timestamp,
    /// The technique of all its findings.
    pub technique: Technique,
    /// Places of its findings among all, the gravest first.
    pub findings: Vec<usize>,
}

/// Joins findings, which are in their order.
#[must_use]
pub fn join(findings: &[Finding]) -> Vec<Incident> {
    let mut places: Vec<usize> = (0..findings.len()).collect();
    let times =
        |place: &usize| findings.get(*place).map(|it| (it.alarm.first, it.alarm.last, *place));
    places.sort_by_key(times);
    let mut open: BTreeMap<_, Incident> = BTreeMap::new();
    let mut ended = Vec::new();
    for place in places {
        let Some(finding) = findings.get(place) else { continue };
        let (subject, technique) = (&finding.alarm.subject, finding.rule.technique);
        let stands_for = subject.source.is_none().then_some(subject.destination);
        let key = (subject.source, stands_for, technique.id);
        let first = finding.alarm.first;
        if open.get(&key).is_some_and(|it| first.since(it.last) > GAP_NS) {
            ended.extend(open.remove(&key));
        }
        let incident = open.entry(key).or_insert_with(|| Incident {
            severity: finding.severity,
            actor: subject.source,
            targets: BTreeSet::new(),
            first,
            last: first,
            technique,
            findings: Vec::new(),
        });
        incident.severity = incident.severity.max(finding.severity);
        incident.last = incident.last.max(finding.alarm.last);
        incident.findings.push(place);
        if incident.targets.len() < MOST_TARGETS {
            incident.targets.extend(subject.destination);
        }
    }
    ended.extend(open.into_values());
    for incident in &mut ended {
        incident.findings.sort_unstable();
    }
    ended.sort_by_key(|it| {
        (std::cmp::Reverse(it.severity), it.first, it.last, it.findings.first().copied())
    });
    ended
}

/// The number of the incident of each finding.
#[must_use]
pub fn numbers(incidents: &[Incident], findings: usize) -> Vec<u64> {
    let mut numbers = vec![0; findings];
    for (number, incident) in (1..).zip(incidents) {
        for &place in &incident.findings {
            if let Some(at) = numbers.get_mut(place) {
                *at = number;
            }
        }
    }
    numbers
}

/// The incidents, one a row.
#[must_use]
pub fn table(incidents: &[Incident], findings: &[Finding]) -> Table {
    let time = |name, doc| Column::new(name, Kind::Time, Unit::None, doc);
    let address = |name, doc| Column::new(name, Kind::Address, Unit::None, doc);
    let columns = vec![
        Column::count("incident", "number of the incident, the gravest first"),
        Column::text("severity", "that of its gravest finding"),
        time("first_seen", "time of its first packet or flow"),
        time("last_seen", "time of its last one"),
        address("src_ip", "who did it, where it is one host"),
        address("dest_ip", "to whom, where it is one host"),
        Column::count("targets", "different hosts that findings name as targets"),
        Column::text("technique_id", "technique of MITRE ATT&CK"),
        Column::text("technique", "its name"),
        Column::text("tactic", "what it serves"),
        Column::text("detectors", "what found it, joined by spaces"),
        Column::count("findings", "how many findings it has"),
        Column::text("finding_numbers", "their numbers, joined by spaces"),
        Column::text("message", "what happened, in a sentence"),
    ];
    let mut table = Table::new("incidents", "Incidents", columns);
    for (number, incident) in (1_u64..).zip(incidents) {
        let Incident { severity, actor, targets, first, last, technique, findings: places } =
            incident;
        let known = |text: &'static str| if text.is_empty() { Value::Null } else { text.into() };
        let target = if targets.len() == 1 { targets.first().copied() } else { None };
        let of = places.iter().filter_map(|&place| findings.get(place));
        let detectors: BTreeSet<String> = of.map(Finding::detector).collect();
        let detectors: Vec<String> = detectors.into_iter().collect();
        let numbers: Vec<String> = places.iter().map(|place| (place + 1).to_string()).collect();
        table.push(vec![
            number.into(),
            severity.name().into(),
            Value::Time(*first),
            Value::Time(*last),
            host(*actor),
            host(target),
            (targets.len() as u64).into(),
            known(technique.id),
            known(technique.name),
            known(technique.tactic),
            detectors.join(" ").into(),
            (places.len() as u64).into(),
            numbers.join(" ").into(),
            incident.message(findings).into(),
        ]);
    }
    table
}

impl Incident {
    fn message(&self, findings: &[Finding]) -> String {
        let gravest = self.findings.first().and_then(|&place| findings.get(place));
        let message = gravest.map(|it| it.alarm.message.as_str()).unwrap_or_default();
        match self.findings.len() {
            0 | 1 => message.to_owned(),
            many => format!("{message}; and {} more findings", many - 1)
                .replace(" 1 more findings", " 1 more finding"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::alarm::{Alarm, Effort, Subject};
    use crate::detect::rules::RULES;
    use crate::detect::testing::{at, inside, outside};

    fn finding(rule: &str, source: Option<u8>, target: u8, from: f64, to: f64) -> Finding {
        let rule = RULES.iter().find(|it| it.name == rule).unwrap();
        let (source, destination) = (source.map(inside), Some(outside(target)));
        let alarm = Alarm {
            subject: Subject { source, destination, ..Subject::default() },
            first: at(from),
            last: at(to),
            effort: Effort::default(),
            severity: None,
            evidence: Vec::new(),
            message: format!("{} at {from}", rule.name),
        };
        Finding { rule, severity: rule.severity, alarm, anomaly: None }
    }

    fn joined(findings: &[Finding]) -> Vec<Vec<usize>> {
        join(findings).into_iter().map(|it| it.findings).collect()
    }

    #[test]
    fn findings_of_one_actor_and_technique_are_one_incident() {
        let findings = [
            finding("port-scan", Some(1), 1, 0.0, 10.0),
            finding("bad-tcp-flags", Some(1), 2, 5.0, 20.0),
            finding("port-scan", Some(2), 1, 0.0, 10.0),
            finding("address-scan", Some(1), 1, 0.0, 10.0),
        ];
        assert_eq!(joined(&findings), [vec![2], vec![3], vec![0, 1]]);
        let found = join(&findings);
        assert_eq!(found[2].targets.len(), 2);
        assert_eq!(numbers(&found, 4), [3, 3, 1, 2]);
        assert_eq!(table(&found, &findings).rows_total, 3);
        assert_eq!(found[2].message(&findings), "port-scan at 0; and 1 more finding");
    }

    #[test]
    fn a_pause_of_more_than_five_minutes_ends_an_incident() {
        let findings =
            |from| [finding("dga", Some(1), 1, 0.0, 100.0), finding("dga", Some(1), 1, from, from)];
        assert_eq!(joined(&findings(400.0)), [vec![0, 1]]);
        assert_eq!(joined(&findings(400.1)), [vec![0], vec![1]]);
    }

    #[test]
    fn floods_from_anywhere_are_joined_by_whom_they_hit() {
        let findings = [finding("flood", None, 1, 0.0, 1.0), finding("flood", None, 2, 0.0, 1.0)];
        assert_eq!(joined(&findings), [vec![0], vec![1]]);
    }

    #[test]
    fn an_incident_is_as_grave_as_its_gravest_finding_and_the_gravest_come_first() {
        let mut findings = [
            finding("port-scan", Some(1), 1, 0.0, 1.0),
            finding("port-scan", Some(2), 1, 5.0, 6.0),
        ];
        findings[1].severity = Severity::Critical;
        let found = join(&findings);
        assert_eq!((found[0].severity, found[0].actor), (Severity::Critical, Some(inside(2))));
    }
}
