//! One host opens connection after connection to the same service, each short and answered alike:
//! guessing.

use std::net::IpAddr;

use super::{Rule, Technique, Threshold, Tuning, Verdict, Watch};
use crate::detect::alarm::{Alarm, Effort, Evidence, Severity, Subject, number};
use crate::detect::burst::{Burst, Mark, Track, count};
use crate::detect::event::{Event, Scene};
use crate::detect::observed::TCP;

/// Guessing of passwords.
pub static RULE: Rule = Rule {
    name: "brute-force",
    about: "many short connections to one service that are answered alike",
    severity: Severity::High,
    technique: Technique { id: "T1110", name: "Brute Force", tactic: "credential-access" },
    source: "Zeek detect-bruteforcing",
    thresholds: &[
        Threshold::new(
            "logins",
            20.0,
            "connections",
            "connections to a service that people log in to",
        ),
        Threshold::new("connections", 30.0, "connections", "connections to another service"),
        Threshold::new("window_s", 120.0, "s", "within so many seconds"),
        Threshold::new("median_s", 5.0, "s", "half of them shorter than this"),
        Threshold::new(
            "spread",
            0.2,
            "share",
            "median deviation of the sizes of answers from their median, at most",
        ),
    ],
    watch,
};

/// Services that people log in to: SSH, FTP, Telnet, SMB, RDP.
const LOGINS: [u16; 5] = [22, 21, 23, 445, 3389];

/// Where in the capture, how long in nanoseconds, how many bytes came back.
type Try = (u64, i64, u64);

struct BruteForce {
    least: [f64; 2],
    median_s: f64,
    spread: f64,
    logins: Burst<(IpAddr, IpAddr, u16), Try>,
    others: Burst<(IpAddr, IpAddr, u16), Try>,
}

fn watch(tuning: &Tuning<'_>) -> Box<dyn Watch> {
    let (logins, others) = (tuning.get("logins"), tuning.get("connections"));
    let window = tuning.get("window_s");
    Box::new(BruteForce {
        least: [logins, others],
        median_s: tuning.get("median_s"),
        spread: tuning.get("spread"),
        logins: Burst::new(logins, window),
        others: Burst::new(others, window),
    })
}

/// The middle of numbers.
fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_unstable_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(0.0)
}

#[expect(clippy::cast_precision_loss, reason = "compared with seconds and shares")]
fn is_guessing(track: &Track<Try>, median_s: f64, spread: f64) -> bool {
    let durations = track.marks().map(|mark| mark.what.1 as f64 / 1e9).collect();
    let sizes: Vec<f64> = track.marks().map(|mark| mark.what.2 as f64).collect();
    let middle = median(sizes.clone());
    let deviation = median(sizes.iter().map(|size| (size - middle).abs()).collect());
    let alike = sizes.iter().filter(|&&size| (size - middle).abs() <= spread * middle).count();
    median(durations) < median_s
        && deviation <= spread * middle
        && count(alike) >= 0.6 * count(sizes.len())
}

impl Watch for BruteForce {
    fn see(&mut self, event: &Event<'_>, _: &Scene) {
        let Event::Flow(flow) = event else { return };
        let is_inside = flow.source == flow.destination;
        if flow.protocol != TCP || is_inside || !flow.is_completed() || flow.answered_bytes == 0 {
            return;
        }
        let key = (flow.source, flow.destination, flow.destination_port);
        let mark = Mark {
            at: flow.first,
            what: (flow.frame, flow.duration_ns(), flow.answered_bytes),
            extra: 0.0,
            effort: Effort::of_flow(flow),
        };
        let Self { median_s, spread, .. } = *self;
        let burst = if LOGINS.contains(&flow.destination_port) {
            &mut self.logins
        } else {
            &mut self.others
        };
        burst.see(key, mark, |track| is_guessing(track, median_s, spread));
    }

    fn finish(self: Box<Self>, _: &Scene) -> Verdict {
        let Self { least: [of_logins, of_others], logins, others, .. } = *self;
        let without_room = logins.without_room + others.without_room;
        let mut alarms = Vec::new();
        for (least, burst) in [(of_logins, logins), (of_others, others)] {
            alarms.extend(burst.finish().into_iter().map(|((source, destination, port), it)| Alarm {
                subject: Subject::service(source, destination, port),
                first: it.first,
                last: it.last,
                severity: None,
                evidence: vec![Evidence::new("connections_in_window", number(it.most), least)],
                message: format!(
                    "{source} opened {} short connections to port {port} of {destination}, which were \
                     answered alike",
                    it.effort.flows
                ),
                effort: it.effort,
            }));
        }
        Verdict { alarms, without_room }
    }
}
