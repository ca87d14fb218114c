//! A host is asked for more connections than anybody completes, or others are asked in its name.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::{Rule, Technique, Threshold, Tuning, Verdict, Watch};
use crate::detect::alarm::{Alarm, Effort, Evidence, Severity, Subject, number};
use crate::detect::burst::{Burst, Episode, Mark, Track};
use crate::detect::event::{Event, Scene};
use crate::detect::observed::TCP;

/// SYN floods.
pub static RULE: Rule = Rule {
    name: "syn-flood",
    about: "a host is asked for more connections than are completed",
    severity: Severity::High,
    technique: Technique {
        id: "T1499.001",
        name: "Endpoint Denial of Service: OS Exhaustion Flood",
        tactic: "impact",
    },
    source: "practice",
    thresholds: &[
        Threshold::new("syns", 200.0, "connections", "connections that were asked for"),
        Threshold::new("window_s", 10.0, "s", "within so many seconds"),
        Threshold::new("completed", 0.2, "share", "less than this share of them completed"),
        Threshold::new(
            "reflected",
            20.0,
            "segments",
            "acceptances of one connection that nobody asked for",
        ),
    ],
    watch,
};

/// Who asked, from and for which port, and where in the capture.
type Asked = (IpAddr, u16, u16, u64);

struct SynFlood {
    least: f64,
    completed: f64,
    asked: Burst<IpAddr, Asked>,
    /// Hosts in whose name others were asked for connections.
    reflected_least: f64,
    reflected: Burst<IpAddr, u64>,
}

fn watch(tuning: &Tuning<'_>) -> Box<dyn Watch> {
    let least = tuning.get("syns");
    let completed = tuning.get("completed");
    Box::new(SynFlood {
        least,
        completed,
        asked: Burst::new(least, tuning.get("window_s")),
        reflected_least: tuning.get("reflected"),
        reflected: Burst::new(1.0, tuning.get("window_s")),
    })
}

/// Whether most of it is one host that asks for ever new ports: that is a scan.
fn is_scan(track: &Track<Asked>) -> bool {
    let mut sources: BTreeMap<IpAddr, usize> = BTreeMap::new();
    for mark in track.marks() {
        *sources.entry(mark.what.0).or_default() += 1;
    }
    let Some((&busiest, &asked)) = sources.iter().max_by_key(|&(_, &asked)| asked) else {
        return false;
    };
    let own = track.marks().filter(|mark| mark.what.0 == busiest);
    let ports: BTreeSet<u16> = own.map(|mark| mark.what.2).collect();
    asked * 2 > track.distinct() && ports.len() * 3 > asked
}

impl Watch for SynFlood {
    fn see(&mut self, event: &Event<'_>, _: &Scene) {
        let Event::Flow(flow) = event else { return };
        let is_unasked = flow.protocol == TCP && flow.sent_packets == 0;
        if is_unasked && number(flow.answered_syns) >= self.reflected_least {
            let (at, what, effort) = (flow.first, flow.frame, Effort::of_flow(flow));
            self.reflected.see(flow.source, Mark { at, what, extra: 0.0, effort }, |_| true);
        }
        if flow.protocol != TCP || flow.syns == 0 || flow.is_to_many() {
            return;
        }
        let mark = Mark {
            at: flow.first,
            what: (flow.source, flow.source_port, flow.destination_port, flow.frame),
            extra: if flow.is_completed() { 1.0 } else { 0.0 },
            effort: Effort::of_flow(flow),
        };
        let completed = self.completed;
        let is_flood = |track: &Track<Asked>| track.mean() < completed && !is_scan(track);
        self.asked.see(flow.destination, mark, is_flood);
    }

    fn finish(self: Box<Self>, _: &Scene) -> Verdict {
        let Self { least, asked, reflected_least, reflected, .. } = *self;
        let without_room = asked.without_room + reflected.without_room;
        let mut alarms = Vec::new();
        for (destination, it) in asked.finish() {
            let message = format!(
                "{destination} was asked for {} connections, and few were completed",
                it.effort.flows
            );
            let evidence = Evidence::new("syns_in_window", number(it.most), least);
            alarms.push(alarm(destination, it, evidence, message));
        }
        for (destination, it) in reflected.finish() {
            let packets = it.effort.packets;
            let message = format!(
                "{destination} was sent {packets} acceptances of {} connections that it did not ask for",
                it.effort.flows
            );
            let evidence = Evidence::new("acceptances", number(packets), reflected_least);
            alarms.push(alarm(destination, it, evidence, message));
        }
        Verdict { alarms, without_room }
    }
}

fn alarm(destination: IpAddr, it: Episode, evidence: Evidence, message: String) -> Alarm {
    Alarm {
        subject: Subject {
            destination: Some(destination),
            protocol: Some(TCP),
            ..Subject::default()
        },
        first: it.first,
        last: it.last,
        severity: None,
        evidence: vec![evidence],
        message,
        effort: it.effort,
    }
}
