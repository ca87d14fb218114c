//! Findings of the model: flows that clean traffic would hardly have, joined by who sent them, and
//! what the model says of findings of rules.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::alarm::{Alarm, Effort, Severity, Subject};
use super::event::{Event, Scene};
use super::finding::Finding;
use super::forest::Algorithm;
use super::judge::{Judged, Judging, Odd};
use super::observed::Observed;
use super::reason::Reason;
use super::rules::{Rule, Technique, Verdict, Watch};
use crate::flow::Finished;
use crate::value::Timestamp;

/// What a model says in a finding.
#[derive(Clone, Debug)]
pub struct Anomaly {
    /// How its trees ask.
    pub algorithm: Algorithm,
    /// The highest score of its flows.
    pub score: f64,
    /// The p-value of that.
    pub p_value: f64,
    /// Flows that clean traffic would hardly have.
    pub flows: u64,
    /// Why the flow with that score stands out.
    pub reasons: Vec<Reason>,
}

/// Flows of one actor that follow each other.
#[derive(Clone, Debug)]
struct Incident {
    actor: Option<IpAddr>,
    destinations: BTreeSet<IpAddr>,
    services: BTreeSet<(u8, u16)>,
    first: Timestamp,
    last: Timestamp,
    effort: Effort,
    worst: usize,
    worst_frame: u64,
}

/// What the model saw of one rule's finding.
#[derive(Clone, Copy, Debug)]
struct Backing {
    worst: usize,
    flows: u64,
}

/// A pause that ends an incident (detect.md).
const GAP_NS: i64 = 300_000_000_000;
/// Senders to one host, each to no other, that are taken for made up, or for one attack. Chosen by
/// us.
const MANY_SENDERS: usize = 10;
/// Hosts and services of an incident that are told apart.
const MOST_NAMED: usize = 64;
/// Flows of one actor that make an incident of more weight, and how many times the expected false
/// alarms they have to be. Chosen by us.
const WEIGHTY: (u64, f64) = (5, 10.0);

/// Adds what the model found to what rules found.
pub fn add(findings: &mut Vec<Finding>, judging: &Judging, judged: &Judged, finished: &Finished) {
    let (Some(alpha), Some(algorithm)) = (judged.alpha, judged.algorithm) else { return };
    let mut flows: Vec<(usize, Observed)> = judged
        .flagged()
        .into_iter()
        .filter_map(|rank| Some((rank, Observed::of(&finished.get(*judged.order.get(rank)?)?)?)))
        .collect();
    flows.sort_by_key(|(_, flow)| (flow.first, flow.frame));
    let score = |rank: usize| judged.scores.get(rank).copied().unwrap_or_default();
    let by_host = ByHost::of(findings);
    let mut backings: BTreeMap<usize, Backing> = BTreeMap::new();
    let mut own = Vec::new();
    for (rank, flow) in &flows {
        let covering = by_host.covering(findings, flow);
        for &place in &covering {
            let backing = backings.entry(place).or_insert(Backing { worst: *rank, flows: 0 });
            backing.flows += 1;
            if score(*rank) > score(backing.worst) {
                backing.worst = *rank;
            }
        }
        if covering.is_empty() {
            own.push((*rank, flow));
        }
    }
    let incidents = join(&own, score);
    let wanted = backings.values().map(|it| it.worst).chain(incidents.iter().map(|it| it.worst));
    let explained = judged.explain(judging, finished, &wanted.collect());
    let anomaly = |rank: usize, flows: u64| {
        let odd: &Odd = explained.get(&rank)?;
        let (score, reasons) = (odd.score, odd.reasons.clone());
        let p_value = odd.p_value.unwrap_or(1.0);
        Some(Box::new(Anomaly { algorithm, score, p_value, flows, reasons }))
    };
    for (place, Backing { worst, flows }) in backings {
        let Some(finding) = findings.get_mut(place) else { continue };
        finding.anomaly = anomaly(worst, flows);
        finding.severity = raised(finding.severity);
    }
    let sent = flows_of(&incidents, finished);
    for incident in incidents {
        let Some(anomaly) = anomaly(incident.worst, incident.effort.flows) else { continue };
        let all = incident.actor.and_then(|actor| sent.get(&actor).copied());
        let severity = weight(incident.effort.flows, all, alpha);
        let alarm = incident.alarm(&anomaly);
        findings.push(Finding { rule: &MODEL, severity, alarm, anomaly: Some(anomaly) });
    }
}

/// One step graver, but never the gravest: the model alone says nothing of harm.
const fn raised(severity: Severity) -> Severity {
    match severity {
        Severity::Info => Severity::Low,
        Severity::Low => Severity::Medium,
        Severity::Medium => Severity::High,
        other => other,
    }
}

/// How much an incident of so many flows matters, of so many that its actor sent.
#[expect(clippy::cast_precision_loss, reason = "a comparison of orders of magnitude")]
fn weight(flows: u64, all: Option<u64>, alpha: f64) -> Severity {
    let (least, times) = WEIGHTY;
    let expected = all.unwrap_or(flows) as f64 * alpha;
    if flows >= least && flows as f64 >= times * expected {
        Severity::Medium
    } else {
        Severity::Low
    }
}

/// Findings of rules by who and whom.
struct ByHost {
    places: BTreeMap<IpAddr, Vec<usize>>,
}

impl ByHost {
    fn of(findings: &[Finding]) -> Self {
        let mut places: BTreeMap<IpAddr, Vec<usize>> = BTreeMap::new();
        for (place, finding) in findings.iter().enumerate() {
            let subject = &finding.alarm.subject;
            if let Some(host) = subject.source.or(subject.destination) {
                places.entry(host).or_default().push(place);
            }
        }
        Self { places }
    }

    /// Places of findings that a flow is part of, as far as ends and times tell.
    fn covering(&self, findings: &[Finding], flow: &Observed) -> Vec<usize> {
        let of = |host| self.places.get(&host).map(Vec::as_slice).unwrap_or_default();
        let candidates = of(flow.source).iter().chain(of(flow.destination));
        let is_part = |place: &&usize| {
            let Some(Finding { alarm, .. }) = findings.get(**place) else { return false };
            let Subject { source, destination, port, protocol, .. } = &alarm.subject;
            source.is_none_or(|it| it == flow.source)
                && destination.is_none_or(|it| it == flow.destination)
                && port.is_none_or(|it| it == flow.destination_port)
                && protocol.is_none_or(|it| it == flow.protocol)
                && flow.first <= alarm.last
                && flow.last >= alarm.first
        };
        let mut places: Vec<usize> = candidates.filter(is_part).copied().collect();
        places.sort_unstable();
        places.dedup();
        places
    }
}

/// Joins flows, in the order of time, by their actors.
fn join(flows: &[(usize, &Observed)], score: impl Fn(usize) -> f64) -> Vec<Incident> {
    let mut sources: BTreeMap<IpAddr, BTreeSet<IpAddr>> = BTreeMap::new();
    let mut destinations: BTreeMap<IpAddr, BTreeSet<IpAddr>> = BTreeMap::new();
    for (_, flow) in flows {
        sources.entry(flow.destination).or_default().insert(flow.source);
        destinations.entry(flow.source).or_default().insert(flow.destination);
    }
    let many = |map: &BTreeMap<_, BTreeSet<_>>, host| map.get(host).map_or(0, BTreeSet::len);
    let mut open: BTreeMap<(Option<IpAddr>, Option<IpAddr>), Incident> = BTreeMap::new();
    let mut ended = Vec::new();
    for &(rank, flow) in flows {
        let is_one_of_many = many(&sources, &flow.destination) >= MANY_SENDERS
            && many(&destinations, &flow.source) == 1;
        let key =
            if is_one_of_many { (None, Some(flow.destination)) } else { (Some(flow.source), None) };
        if open.get(&key).is_some_and(|it| flow.first.since(it.last) > GAP_NS) {
            ended.extend(open.remove(&key));
        }
        let actor = key.0;
        let incident = open.entry(key).or_insert_with(|| Incident {
            actor,
            destinations: BTreeSet::new(),
            services: BTreeSet::new(),
            first: flow.first,
            last: flow.last,
            effort: Effort::default(),
            worst: rank,
            worst_frame: flow.frame,
        });
        incident.last = incident.last.max(flow.last);
        incident.effort.absorb(&Effort::of_flow(flow));
        if incident.destinations.len() < MOST_NAMED {
            incident.destinations.insert(flow.destination);
        }
        if incident.services.len() < MOST_NAMED {
            incident.services.insert((flow.protocol, flow.destination_port));
        }
        if score(rank) > score(incident.worst) {
            (incident.worst, incident.worst_frame) = (rank, flow.frame);
        }
    }
    ended.extend(open.into_values());
    ended
}

/// How many flows the actors of incidents sent, suspicious or not.
fn flows_of(incidents: &[Incident], finished: &Finished) -> BTreeMap<IpAddr, u64> {
    let mut sent: BTreeMap<IpAddr, u64> =
        incidents.iter().filter_map(|it| Some((it.actor?, 0))).collect();
    if !sent.is_empty() {
        for record in (0..finished.len()).filter_map(|at| finished.get(at)) {
            let source = super::observed::source_of(&record);
            if let Some(count) = source.and_then(|source| sent.get_mut(&source)) {
                *count += 1;
            }
        }
    }
    sent
}

impl Incident {
    fn alarm(self, anomaly: &Anomaly) -> Alarm {
        let one_of = |hosts: &BTreeSet<IpAddr>| match hosts.len() {
            1 => hosts.first().copied(),
            _ => None,
        };
        let destination = one_of(&self.destinations);
        let service = if self.services.len() == 1 { self.services.first().copied() } else { None };
        let protocols: BTreeSet<u8> = self.services.iter().map(|&(protocol, _)| protocol).collect();
        let protocol = if protocols.len() == 1 { protocols.first().copied() } else { None };
        let port = service.filter(|(protocol, _)| matches!(protocol, 6 | 17)).map(|(_, port)| port);
        let message = self.message(destination, port, anomaly);
        let Self { actor: source, first, last, effort, .. } = self;
        Alarm {
            subject: Subject { source, destination, port, protocol, ..Subject::default() },
            first,
            last,
            effort,
            severity: None,
            evidence: Vec::new(),
            message,
        }
    }

    fn message(&self, destination: Option<IpAddr>, port: Option<u16>, anomaly: &Anomaly) -> String {
        let who = self.actor.map_or_else(|| "many hosts".to_owned(), |it| it.to_string());
        let whom = match (destination, port) {
            (Some(host @ IpAddr::V6(_)), Some(port)) => format!("[{host}]:{port}"),
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (Some(host), None) => host.to_string(),
            (None, _) => format!("{} hosts", self.destinations.len()),
        };
        let (flows, p_value, frame) = (self.effort.flows, anomaly.p_value, self.worst_frame);
        let what = match flows {
            1 => format!("a flow (frame {frame}) unlike the baseline's (p {p_value:.4})"),
            _ => format!(
                "{flows} flows unlike the baseline's; the most so (frame {frame}, p {p_value:.4})"
            ),
        };
        let why: Vec<String> = anomaly.reasons.iter().map(Reason::sentence).collect();
        format!("{who} to {whom}: {what}: {}", why.join("; "))
    }
}

/// The model, as rules are described; it watches nothing, it judges flows that ended.
pub static MODEL: Rule = Rule {
    name: "anomaly",
    about: "flows that clean traffic would hardly have, by the model of a baseline",
    severity: Severity::Low,
    technique: Technique { id: "", name: "", tactic: "" },
    source: "Arcudi and others 2024 (EIF+); Vovk and others 2005 (conformal p-values)",
    thresholds: &[],
    watch: |_| Box::new(Nothing),
};

struct Nothing;

impl Watch for Nothing {
    fn see(&mut self, _: &Event<'_>, _: &Scene) {}

    fn finish(self: Box<Self>, _: &Scene) -> Verdict {
        Verdict::default()
    }
}
