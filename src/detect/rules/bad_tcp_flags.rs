//! Segments with flags that no system sends: probes.

use std::net::IpAddr;

use super::{Rule, Technique, Threshold, Tuning, Verdict, Watch};
use crate::detect::alarm::{Alarm, Effort, Evidence, Severity, Subject, number};
use crate::detect::burst::{Burst, Mark};
use crate::detect::event::{Event, Scene};
use crate::detect::observed::TCP;

/// Odd flags.
pub static RULE: Rule = Rule {
    name: "bad-tcp-flags",
    about: "segments with flags that no system sends: none, SYN with FIN or RST, FIN alone",
    severity: Severity::Medium,
    technique: Technique { id: "T1046", name: "Network Service Discovery", tactic: "discovery" },
    source: "Snort decoder rules 116; RFC 9293",
    thresholds: &[
        Threshold::new("segments", 5.0, "segments", "segments from one host to another"),
        Threshold::new("window_s", 300.0, "s", "within so many seconds"),
    ],
    watch,
};

struct BadTcpFlags {
    least: f64,
    odd: Burst<(IpAddr, IpAddr), u64>,
}

fn watch(tuning: &Tuning<'_>) -> Box<dyn Watch> {
    let least = tuning.get("segments");
    Box::new(BadTcpFlags { least, odd: Burst::new(least, tuning.get("window_s")) })
}

impl Watch for BadTcpFlags {
    fn see(&mut self, event: &Event<'_>, _: &Scene) {
        let Event::Odd(segment) = event else { return };
        let mark = Mark {
            at: segment.at,
            what: segment.frame,
            extra: 0.0,
            effort: Effort::of_packet(segment.frame, segment.wire_bytes),
        };
        self.odd.see((segment.source, segment.destination), mark, |_| true);
    }

    fn finish(self: Box<Self>, _: &Scene) -> Verdict {
        let Self { least, odd } = *self;
        let without_room = odd.without_room;
        let alarms = odd.finish().into_iter().map(|((source, destination), it)| Alarm {
            subject: Subject {
                source: Some(source),
                destination: Some(destination),
                protocol: Some(TCP),
                ..Subject::default()
            },
            first: it.first,
            last: it.last,
            severity: None,
            evidence: vec![Evidence::new("odd_segments_in_window", number(it.most), least)],
            message: format!(
                "{source} sent {destination} {} segments with flags that no system sends",
                it.effort.packets
            ),
            effort: it.effort,
        });
        Verdict { alarms: alarms.collect(), without_room }
    }
}
