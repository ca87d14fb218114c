//! One host keeps many connections to a service open and hardly sends anything: slowloris.

use std::collections::BTreeMap;
use std::net::IpAddr;

use super::{Rule, Technique, Threshold, Tuning, Verdict, Watch};
use crate::detect::alarm::{Alarm, Effort, Evidence, Severity, Subject, number};
use crate::detect::event::{Event, Scene};
use crate::detect::observed::TCP;
use crate::value::Timestamp;

/// Connections that are kept open.
pub static RULE: Rule = Rule {
    name: "slow-dos",
    about: "many connections to one service are kept open with hardly any data",
    severity: Severity::High,
    technique: Technique {
        id: "T1499.002",
        name: "Endpoint Denial of Service: Service Exhaustion Flood",
        tactic: "impact",
    },
    source: "slowloris",
    thresholds: &[
        Threshold::new("connections", 40.0, "connections", "connections at the same time"),
        Threshold::new("least_s", 10.0, "s", "each longer than so many seconds"),
        Threshold::new("most_bytes", 2000.0, "bytes", "each with less than so many bytes each way"),
    ],
    watch,
};

/// Most services that are followed. Chosen by us.
const MOST_KEYS: usize = 65_536;

struct SlowDos {
    least: f64,
    least_s: f64,
    most_bytes: f64,
    services: BTreeMap<(IpAddr, IpAddr, u16), Service>,
    without_room: u64,
}

#[derive(Default)]
struct Service {
    /// When each connection that may still be open ends.
    ends: Vec<Timestamp>,
    most: u64,
    first: Timestamp,
    last: Timestamp,
    effort: Effort,
}

fn watch(tuning: &Tuning<'_>) -> Box<dyn Watch> {
    Box::new(SlowDos {
        least: tuning.get("connections"),
        least_s: tuning.get("least_s"),
        most_bytes: tuning.get("most_bytes"),
        services: BTreeMap::new(),
        without_room: 0,
    })
}

impl Watch for SlowDos {
    fn see(&mut self, event: &Event<'_>, _: &Scene) {
        let Event::Flow(flow) = event else { return };
        #[expect(clippy::cast_precision_loss, reason = "compared with seconds")]
        let seconds = flow.duration_ns() as f64 / 1e9;
        let is_small = |bytes| number(bytes) < self.most_bytes;
        if flow.protocol != TCP
            || seconds <= self.least_s
            || !is_small(flow.sent_bytes)
            || !is_small(flow.answered_bytes)
            || !flow.is_completed()
        {
            return;
        }
        let key = (flow.source, flow.destination, flow.destination_port);
        if self.services.len() >= MOST_KEYS && !self.services.contains_key(&key) {
            self.without_room += 1;
            return;
        }
        let service = self.services.entry(key).or_default();
        service.ends.retain(|&end| end > flow.first);
        if service.ends.is_empty() && number(service.most) < self.least {
            *service = Service { first: flow.first, ..Service::default() };
        }
        service.ends.push(flow.last);
        service.most = service.most.max(service.ends.len() as u64);
        service.last = service.last.max(flow.last);
        service.effort.absorb(&Effort::of_flow(flow));
    }

    fn finish(self: Box<Self>, _: &Scene) -> Verdict {
        let Self { least, services, without_room, .. } = *self;
        let held = services.into_iter().filter(|(_, it)| number(it.most) >= least);
        let alarms = held.map(|((source, destination, port), it)| Alarm {
            subject: Subject::service(source, destination, port),
            first: it.first,
            last: it.last,
            severity: None,
            evidence: vec![Evidence::new("open_connections", number(it.most), least)],
            message: format!(
                "{source} kept up to {} connections to port {port} of {destination} open at once, with \
                 hardly any data",
                it.most
            ),
            effort: it.effort,
        });
        Verdict { alarms: alarms.collect(), without_room }
    }
}
