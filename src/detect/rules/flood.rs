//! A host is sent many packets that it hardly answers, whoever sends them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::{IpAddr, Ipv4Addr};

use super::rate::{Rate, Second, begin};
use super::{Rule, Technique, Threshold, Tuning, Verdict, Watch};
use crate::detect::alarm::{Alarm, Effort, Evidence, Severity, Subject, number};
use crate::detect::event::{Event, Scene};
use crate::detect::observed::{ICMP, ICMPV6, Observed, TCP, UDP, protocol_name};

/// Floods.
pub static RULE: Rule = Rule {
    name: "flood",
    about: "a host is sent many packets that it hardly answers",
    severity: Severity::High,
    technique: Technique {
        id: "T1498.001",
        name: "Network Denial of Service: Direct Network Flood",
        tactic: "impact",
    },
    source: "practice",
    thresholds: &[
        Threshold::new("icmp_packets", 500.0, "packets", "packets of ICMP"),
        Threshold::new("udp_packets", 1000.0, "packets", "packets of UDP"),
        Threshold::new(
            "tcp_packets",
            1500.0,
            "packets",
            "packets of TCP, requests for connections left out",
        ),
        Threshold::new("window_s", 10.0, "s", "within so many seconds"),
        Threshold::new(
            "answered",
            0.1,
            "share",
            "less than this share of UDP and TCP packets answered",
        ),
    ],
    watch,
};

/// Most hosts that are followed. Chosen by us.
const MOST_KEYS: usize = 65_536;
/// Every host of one's own network.
const EVERYBODY: IpAddr = IpAddr::V4(Ipv4Addr::BROADCAST);
/// Seconds without a flood after which another one is another one.
const GAP_S: i64 = 300;

struct Flood {
    least: [f64; 3],
    window_s: i64,
    answered: f64,
    targets: BTreeMap<(IpAddr, u8), Target>,
    without_room: u64,
}

#[derive(Default)]
struct Target {
    rate: Rate,
    window: VecDeque<(i64, Second)>,
    floods: Vec<Found>,
}

struct Found {
    first: i64,
    last: i64,
    most: f64,
    effort: Effort,
}

fn watch(tuning: &Tuning<'_>) -> Box<dyn Watch> {
    #[expect(clippy::cast_possible_truncation, reason = "saturates")]
    let window_s = tuning.get("window_s").max(1.0) as i64;
    Box::new(Flood {
        least: ["icmp_packets", "udp_packets", "tcp_packets"].map(|name| tuning.get(name)),
        window_s,
        answered: tuning.get("answered"),
        targets: BTreeMap::new(),
        without_room: 0,
    })
}

impl Flood {
    fn least(&self, protocol: u8) -> f64 {
        let [icmp, udp, tcp] = self.least;
        match protocol {
            ICMP | ICMPV6 => icmp,
            UDP => udp,
            _ => tcp,
        }
    }

    /// Who is sent how many packets by whom at which port, where few are answered. Answers that
    /// nobody asked for count as well: others were asked in the name of the target.
    fn toward(&self, flow: &Observed) -> Option<(IpAddr, u64, IpAddr, u16)> {
        let there = (flow.destination, flow.sent_packets, flow.source, flow.destination_port);
        let back = (flow.source, flow.answered_packets, flow.destination, flow.source_port);
        let (sent, answered) = (number(flow.sent_packets), number(flow.answered_packets));
        let is_ignored = answered <= self.answered * sent;
        match flow.protocol {
            // Errors are about something else.
            ICMP | ICMPV6 => flow.is_echo().then_some(there),
            UDP | TCP if flow.sent_packets == 0 => Some(back),
            // One's own network shouts at all hosts; several are another matter (video, names).
            UDP => (is_ignored && (!flow.is_to_many() || flow.destination == EVERYBODY))
                .then_some(there),
            // Requests for connections are another rule's; bulk data is answered now and then.
            TCP => (is_ignored && flow.syns == 0 && !flow.is_to_many()).then_some(there),
            _ => None,
        }
    }
}

impl Target {
    fn settle(&mut self, until: Option<crate::value::Timestamp>, window_s: i64, least: f64) {
        for (second, of) in self.rate.settled(until) {
            while self.window.front().is_some_and(|(oldest, _)| second - oldest >= window_s) {
                self.window.pop_front();
            }
            self.window.push_back((second, of));
            self.judge(second, least);
        }
    }

    fn judge(&mut self, second: i64, least: f64) {
        let packets: f64 = self.window.iter().map(|(_, it)| it.packets).sum();
        let newest = self.window.back();
        if let Some(open) = self.floods.last_mut().filter(|it| second - it.last <= GAP_S) {
            if packets >= least {
                open.last = second;
                open.most = open.most.max(packets);
                if let Some((_, newest)) = newest {
                    open.effort.absorb(&newest.effort);
                }
            }
            return;
        }
        if packets < least || self.is_scan(packets) {
            return;
        }
        let mut effort = Effort::default();
        self.window.iter().for_each(|(_, it)| effort.absorb(&it.effort));
        let first = self.window.front().map_or(second, |(first, _)| *first);
        self.floods.push(Found { first, last: second, most: packets, effort });
    }

    /// Whether one host tries ever new ports.
    fn is_scan(&self, packets: f64) -> bool {
        let seconds = || self.window.iter().map(|(_, it)| it);
        let sources: BTreeSet<_> = seconds().flat_map(|it| &it.sources).collect();
        let ports: BTreeSet<_> = seconds().flat_map(|it| &it.ports).collect();
        sources.len() <= 2 && crate::detect::burst::count(ports.len()) * 3.0 > packets
    }
}

impl Watch for Flood {
    fn see(&mut self, event: &Event<'_>, _: &Scene) {
        let Event::Flow(flow) = event else { return };
        let Some((target, packets, source, port)) = self.toward(flow) else { return };
        let key = (target, flow.protocol);
        if self.targets.len() >= MOST_KEYS && !self.targets.contains_key(&key) {
            self.without_room += 1;
            return;
        }
        let (window_s, least) = (self.window_s, self.least(flow.protocol));
        let target = self.targets.entry(key).or_default();
        target.settle(Some(flow.first), window_s, least);
        target.rate.add(flow, packets, source, port);
    }

    fn finish(mut self: Box<Self>, _: &Scene) -> Verdict {
        let targets = std::mem::take(&mut self.targets);
        let mut alarms = Vec::new();
        for ((destination, protocol), mut target) in targets {
            let least = self.least(protocol);
            target.settle(None, self.window_s, least);
            alarms.extend(target.floods.into_iter().map(|it| Alarm {
                subject: Subject {
                    destination: Some(destination),
                    protocol: Some(protocol),
                    ..Subject::default()
                },
                first: begin(it.first),
                last: begin(it.last + 1),
                severity: None,
                evidence: vec![Evidence::new("packets_in_window", it.most.round(), least)],
                message: format!(
                    "{destination} was sent up to {:.0} packets of {} in {} s, and answered few",
                    it.most,
                    protocol_name(protocol),
                    self.window_s
                ),
                effort: it.effort,
            }));
        }
        Verdict { alarms, without_room: self.without_room }
    }
}
