//! One host tries many others: at one port, by echo requests, or by asking for their hardware
//! addresses.

use std::net::IpAddr;

use super::{Rule, Technique, Threshold, Tuning, Verdict, Watch};
use crate::detect::alarm::{Alarm, Effort, Evidence, Severity, Subject, number};
use crate::detect::burst::{Burst, Episode, Mark};
use crate::detect::event::{Event, Scene};
use crate::detect::observed::{ICMP, TCP, UDP, protocol_name};

/// Sweeps over addresses.
pub static RULE: Rule = Rule {
    name: "address-scan",
    about: "one host tries many others at one port, by echo requests or by ARP",
    severity: Severity::Medium,
    technique: Technique { id: "T1018", name: "Remote System Discovery", tactic: "discovery" },
    source: "Zeek scan.zeek (25 hosts); Snort sfportscan",
    thresholds: &[
        Threshold::new("hosts", 20.0, "hosts", "different hosts that failed at one port"),
        Threshold::new("echo_hosts", 15.0, "hosts", "different hosts that were sent echo requests"),
        Threshold::new(
            "arp_hosts",
            30.0,
            "addresses",
            "different addresses that were asked for by ARP",
        ),
        Threshold::new("window_s", 300.0, "s", "within so many seconds"),
    ],
    watch,
};

struct AddressScan {
    least: [f64; 3],
    failed: Burst<(IpAddr, u8, u16), IpAddr>,
    echoed: Burst<IpAddr, IpAddr>,
    asked: Burst<(IpAddr, [u8; 6]), IpAddr>,
}

fn watch(tuning: &Tuning<'_>) -> Box<dyn Watch> {
    let least = ["hosts", "echo_hosts", "arp_hosts"].map(|name| tuning.get(name));
    let [hosts, echo_hosts, arp_hosts] = least;
    let window = tuning.get("window_s");
    Box::new(AddressScan {
        least,
        failed: Burst::new(hosts, window),
        echoed: Burst::new(echo_hosts, window),
        asked: Burst::new(arp_hosts, window),
    })
}

impl Watch for AddressScan {
    fn see(&mut self, event: &Event<'_>, _: &Scene) {
        match event {
            Event::Flow(flow) => {
                let what = flow.destination;
                let mark =
                    || Mark { at: flow.first, what, extra: 0.0, effort: Effort::of_flow(flow) };
                if flow.is_echo() && !flow.is_to_many() {
                    self.echoed.see(flow.source, mark(), |_| true);
                } else if matches!(flow.protocol, TCP | UDP) && flow.is_failed() {
                    let key = (flow.source, flow.protocol, flow.destination_port);
                    self.failed.see(key, mark(), |_| true);
                }
            }
            // Who asks for its own address announces it.
            Event::Claim(claim) if !claim.is_reply && claim.target != claim.address => {
                let effort = Effort::of_packet(claim.frame, 0);
                let mark = Mark { at: claim.at, what: claim.target.into(), extra: 0.0, effort };
                self.asked.see((claim.address.into(), claim.mac), mark, |_| true);
            }
            _ => {}
        }
    }

    fn finish(self: Box<Self>, _: &Scene) -> Verdict {
        let Self { least: [hosts, echo_hosts, arp_hosts], failed, echoed, asked } = *self;
        let without_room = failed.without_room + echoed.without_room + asked.without_room;
        let mut alarms = Vec::new();
        for ((source, protocol, port), it) in failed.finish() {
            let subject = Subject { port: Some(port), protocol: Some(protocol), ..from(source) };
            let way = format!("at {} port {port}", protocol_name(protocol));
            alarms.push(alarm(subject, it, ("failed_hosts", hosts), &way));
        }
        for (source, it) in echoed.finish() {
            let subject = Subject { protocol: Some(ICMP), ..from(source) };
            alarms.push(alarm(subject, it, ("echo_hosts", echo_hosts), "by echo requests"));
        }
        for ((source, mac), it) in asked.finish() {
            let what = mac.map(|byte| format!("{byte:02x}")).join(":");
            let subject = Subject { what: Some(what), ..from(source) };
            alarms.push(alarm(subject, it, ("arp_hosts", arp_hosts), "by ARP"));
        }
        Verdict { alarms, without_room }
    }
}

fn from(source: IpAddr) -> Subject {
    Subject { source: Some(source), ..Subject::default() }
}

fn alarm(subject: Subject, it: Episode, (name, least): (&'static str, f64), way: &str) -> Alarm {
    let source = subject.source.map(|source| source.to_string()).unwrap_or_default();
    Alarm {
        subject,
        first: it.first,
        last: it.last,
        severity: None,
        evidence: vec![Evidence::new(name, number(it.most), least)],
        message: format!("{source} tried {} hosts {way}", it.most),
        effort: it.effort,
    }
}
