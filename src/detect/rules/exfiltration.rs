//! One host inside sends much to an external one and gets little: data leaves.

use std::collections::BTreeMap;
use std::net::IpAddr;

use super::{Rule, Technique, Threshold, Tuning, Verdict, Watch};
use crate::detect::alarm::{Alarm, Effort, Evidence, Severity, Subject, number};
use crate::detect::event::{Event, Scene};
use crate::value::Timestamp;

/// Data that leaves.
pub static RULE: Rule = Rule {
    name: "exfiltration",
    about: "much is sent to an external host, and little comes back",
    severity: Severity::Medium,
    technique: Technique {
        id: "T1048",
        name: "Exfiltration Over Alternative Protocol",
        tactic: "exfiltration",
    },
    source: "producer-consumer ratio (Bullard and Gerth 2014)",
    thresholds: &[
        Threshold::new("sent_bytes", 1_000_000.0, "bytes", "payload that was sent, more than"),
        Threshold::new("ratio", 0.8, "share", "(sent - received) / (sent + received), more than"),
    ],
    watch,
};

/// Most pairs that are followed. Chosen by us.
const MOST_KEYS: usize = 65_536;

struct Exfiltration {
    least: f64,
    ratio: f64,
    pairs: BTreeMap<(IpAddr, IpAddr), Pair>,
    without_room: u64,
}

struct Pair {
    sent: u64,
    received: u64,
    first: Timestamp,
    last: Timestamp,
    effort: Effort,
}

fn watch(tuning: &Tuning<'_>) -> Box<dyn Watch> {
    Box::new(Exfiltration {
        least: tuning.get("sent_bytes"),
        ratio: tuning.get("ratio"),
        pairs: BTreeMap::new(),
        without_room: 0,
    })
}

impl Watch for Exfiltration {
    fn see(&mut self, event: &Event<'_>, scene: &Scene) {
        let Event::Flow(flow) = event else { return };
        let leaves = scene.home.has(flow.source) && !scene.home.has(flow.destination);
        if !leaves || flow.is_to_many() || flow.looks_like_an_answer() {
            return;
        }
        let key = (flow.source, flow.destination);
        if self.pairs.len() >= MOST_KEYS && !self.pairs.contains_key(&key) {
            self.without_room += 1;
            return;
        }
        let pair = self.pairs.entry(key).or_insert_with(|| Pair {
            sent: 0,
            received: 0,
            first: flow.first,
            last: flow.last,
            effort: Effort::default(),
        });
        pair.sent += flow.sent_bytes;
        pair.received += flow.answered_bytes;
        pair.last = pair.last.max(flow.last);
        pair.effort.absorb(&Effort::of_flow(flow));
    }

    fn finish(self: Box<Self>, _: &Scene) -> Verdict {
        let Self { least, ratio, pairs, without_room } = *self;
        let mut alarms = Vec::new();
        for ((source, destination), pair) in pairs {
            let (sent, received) = (number(pair.sent), number(pair.received));
            let share = (sent - received) / (sent + received).max(1.0);
            if sent <= least || share <= ratio {
                continue;
            }
            alarms.push(Alarm {
                subject: Subject {
                    source: Some(source),
                    destination: Some(destination),
                    ..Subject::default()
                },
                first: pair.first,
                last: pair.last,
                severity: None,
                evidence: vec![
                    Evidence::new("sent_bytes", sent, least),
                    Evidence::new("producer_consumer_ratio", share, ratio),
                ],
                message: format!(
                    "{source} sent {} bytes to {destination} and received {}",
                    pair.sent, pair.received
                ),
                effort: pair.effort,
            });
        }
        Verdict { alarms, without_room }
    }
}
