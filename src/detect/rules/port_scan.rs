//! One host tries many ports of another, and most refuse or say nothing.

use std::net::IpAddr;

use super::{Rule, Technique, Threshold, Tuning, Verdict, Watch};
use crate::detect::alarm::{Alarm, Effort, Evidence, Severity, Subject, number};
use crate::detect::burst::{Burst, Mark};
use crate::detect::event::{Event, Scene};
use crate::detect::observed::{TCP, UDP, protocol_name};

/// Port scans.
pub static RULE: Rule = Rule {
    name: "port-scan",
    about: "one host tries many ports of another without success",
    severity: Severity::Medium,
    technique: Technique { id: "T1046", name: "Network Service Discovery", tactic: "discovery" },
    source: "Zeek scan.zeek; Snort sfportscan",
    thresholds: &[
        Threshold::new("ports", 15.0, "ports", "different ports that failed"),
        Threshold::new("window_s", 300.0, "s", "within so many seconds"),
    ],
    watch,
};

struct PortScan {
    least: f64,
    failed: Burst<(IpAddr, IpAddr, u8), u16>,
}

fn watch(tuning: &Tuning<'_>) -> Box<dyn Watch> {
    let least = tuning.get("ports");
    Box::new(PortScan { least, failed: Burst::new(least, tuning.get("window_s")) })
}

impl Watch for PortScan {
    fn see(&mut self, event: &Event<'_>, _: &Scene) {
        let Event::Flow(flow) = event else { return };
        if !matches!(flow.protocol, TCP | UDP) || !flow.is_failed() {
            return;
        }
        let mark = Mark {
            at: flow.first,
            what: flow.destination_port,
            extra: 0.0,
            effort: Effort::of_flow(flow),
        };
        self.failed.see((flow.source, flow.destination, flow.protocol), mark, |_| true);
    }

    fn finish(self: Box<Self>, _: &Scene) -> Verdict {
        let Self { least, failed } = *self;
        let without_room = failed.without_room;
        let alarms = failed.finish().into_iter().map(|((source, destination, protocol), it)| {
            let (flows, name) = (it.effort.flows, protocol_name(protocol));
            Alarm {
                subject: Subject {
                    source: Some(source),
                    destination: Some(destination),
                    protocol: Some(protocol),
                    ..Subject::default()
                },
                first: it.first,
                last: it.last,
                severity: None,
                evidence: vec![Evidence::new("failed_ports", number(it.most), least)],
                message: format!(
                    "{source} tried {flows} times to reach {name} ports of {destination} that refused or \
                     did not answer, {} of them different",
                    it.most
                ),
                effort: it.effort,
            }
        });
        Verdict { alarms: alarms.collect(), without_room }
    }
}
