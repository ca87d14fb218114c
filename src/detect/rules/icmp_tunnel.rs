//! Echo messages that carry much, and not always as much: data in pings.

use std::collections::BTreeMap;
use std::net::IpAddr;

use super::{Rule, Technique, Threshold, Tuning, Verdict, Watch};
use crate::detect::alarm::{Alarm, Effort, Evidence, Severity, Subject, number};
use crate::detect::burst::count;
use crate::detect::event::{Event, Scene};
use crate::detect::notes::Echoes;
use crate::detect::observed::ICMP;

/// Tunnels in echo messages.
pub static RULE: Rule = Rule {
    name: "icmp-tunnel",
    about: "echo messages carry much, and not always as much",
    severity: Severity::Medium,
    technique: Technique {
        id: "T1095",
        name: "Non-Application Layer Protocol",
        tactic: "command-and-control",
    },
    source: "practice",
    thresholds: &[
        Threshold::new("packets", 20.0, "packets", "echo messages from one host to another"),
        Threshold::new(
            "mean_bytes",
            100.0,
            "bytes",
            "average of the bytes that they carry, more than",
        ),
        Threshold::new("sizes", 3.0, "sizes", "different sizes"),
    ],
    watch,
};

struct IcmpTunnel {
    packets: f64,
    mean_bytes: f64,
    sizes: f64,
    found: BTreeMap<(IpAddr, IpAddr), Echoes>,
}

fn watch(tuning: &Tuning<'_>) -> Box<dyn Watch> {
    Box::new(IcmpTunnel {
        packets: tuning.get("packets"),
        mean_bytes: tuning.get("mean_bytes"),
        sizes: tuning.get("sizes"),
        found: BTreeMap::new(),
    })
}

impl Watch for IcmpTunnel {
    fn see(&mut self, event: &Event<'_>, _: &Scene) {
        let Event::Echoes(source, destination, echoes) = *event else { return };
        let mean = number(echoes.payload_bytes) / number(echoes.packets.max(1));
        let holds = number(echoes.packets) >= self.packets
            && mean > self.mean_bytes
            && count(echoes.sizes.len()) >= self.sizes;
        if holds {
            self.found.insert((source, destination), echoes.clone());
        }
    }

    fn finish(self: Box<Self>, _: &Scene) -> Verdict {
        let Self { packets, mean_bytes, found, .. } = *self;
        let mut alarms = Vec::new();
        for (&(source, destination), echoes) in &found {
            // Replies repeat what requests say: who asked is named.
            let asks = |it: &Echoes| it.requests > 0;
            if !asks(echoes) && found.get(&(destination, source)).is_some_and(asks) {
                continue;
            }
            let mean = number(echoes.payload_bytes) / number(echoes.packets.max(1));
            alarms.push(Alarm {
                subject: Subject {
                    source: Some(source),
                    destination: Some(destination),
                    protocol: Some(ICMP),
                    ..Subject::default()
                },
                first: echoes.first,
                last: echoes.last,
                severity: None,
                evidence: vec![
                    Evidence::new("echo_messages", number(echoes.packets), packets),
                    Evidence::new("mean_payload_bytes", mean, mean_bytes),
                ],
                message: format!(
                    "{source} sent {destination} {} echo messages with {mean:.0} bytes on average, of {} \
                     sizes",
                    echoes.packets,
                    echoes.sizes.len()
                ),
                effort: Effort {
                    packets: echoes.packets,
                    frame_bytes: echoes.frame_bytes,
                    frames: echoes.frames,
                    ..Effort::default()
                },
            });
        }
        Verdict { alarms, without_room: 0 }
    }
}
