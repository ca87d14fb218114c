//! One host calls an external one again and again, as if by a clock.
//!
//! The score is RITA's (version 5): a quarter each for the regularity of times, of sizes, for how
//! much of the capture it covers, and for how evenly.

use std::collections::BTreeMap;
use std::net::IpAddr;

use super::{Rule, Technique, Threshold, Tuning, Verdict, Watch};
use crate::detect::alarm::{Alarm, Effort, Evidence, Severity, Subject, number};
use crate::detect::burst::count;
use crate::detect::event::{Event, Scene};
use crate::detect::observed::{TCP, UDP, protocol_name};
use crate::value::Timestamp;

/// Beacons.
pub static RULE: Rule = Rule {
    name: "beacon",
    about: "an external host is called at regular times",
    severity: Severity::Medium,
    technique: Technique {
        id: "T1071.001",
        name: "Application Layer Protocol: Web Protocols",
        tactic: "command-and-control",
    },
    source: "RITA 5",
    thresholds: &[
        Threshold::new("connections", 12.0, "connections", "connections at least"),
        Threshold::new("score", 0.8, "share", "score of regularity, 0 to 1"),
        Threshold::new(
            "variation",
            0.4,
            "share",
            "coefficient of variation of the intervals, less than",
        ),
        Threshold::new(
            "coverage",
            0.3,
            "share",
            "share of the capture's time between first and last, more than",
        ),
    ],
    watch,
};

/// Most pairs that are followed, and most connections of one that are remembered. Chosen by us.
const MOST_KEYS: usize = 65_536;
const MOST_CALLS: usize = 4096;
/// Services that every host calls by a clock: DNS and NTP.
const CLOCKWORK: [u16; 2] = [53, 123];
/// Bins of the histogram over a day in RITA; fewer where there are few connections.
const MOST_BINS: usize = 24;

struct Beacon {
    least: f64,
    score: f64,
    variation: f64,
    coverage: f64,
    calls: BTreeMap<(IpAddr, IpAddr, u8, u16), Calls>,
    without_room: u64,
}

#[derive(Default)]
struct Calls {
    times: Vec<Timestamp>,
    sizes: Vec<f64>,
    effort: Effort,
}

fn watch(tuning: &Tuning<'_>) -> Box<dyn Watch> {
    Box::new(Beacon {
        least: tuning.get("connections"),
        score: tuning.get("score"),
        variation: tuning.get("variation"),
        coverage: tuning.get("coverage"),
        calls: BTreeMap::new(),
        without_room: 0,
    })
}

/// How regular a series is: Bowley's skew of its quartiles, and its median deviation as a share
/// of its median.
fn regularity(series: &[f64]) -> f64 {
    let mut sorted = series.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let quantile = |numbers: &[f64], share: usize| {
        let place = numbers.len().saturating_sub(1) * share / 4;
        numbers.get(place).copied().unwrap_or(0.0)
    };
    let [low, middle, high] = [1, 2, 3].map(|share| quantile(&sorted, share));
    let spread = high - low;
    let skew = if spread <= 0.0 || middle <= low || middle >= high {
        0.0
    } else {
        ((low + high - 2.0 * middle) / spread).abs()
    };
    let mut deviations: Vec<f64> = sorted.iter().map(|value| (value - middle).abs()).collect();
    deviations.sort_unstable_by(f64::total_cmp);
    let deviation = quantile(&deviations, 2);
    let steadiness = if middle > 0.0 { (1.0 - deviation / middle).max(0.0) } else { 1.0 };
    f64::midpoint(1.0 - skew, steadiness)
}

/// Standard deviation over mean; 0 for nothing.
fn variation(series: &[f64]) -> f64 {
    let mean = series.iter().sum::<f64>() / count(series.len().max(1));
    let squares = series.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
    if mean > 0.0 { (squares / count(series.len())).sqrt() / mean } else { 0.0 }
}

struct Score {
    total: f64,
    variation: f64,
    coverage: f64,
    interval_s: f64,
}

impl Calls {
    #[expect(clippy::cast_precision_loss, reason = "spans of time, in seconds")]
    fn score(&self, scene: &Scene) -> Score {
        let seconds = |later: Timestamp, earlier: Timestamp| later.since(earlier) as f64 / 1e9;
        let next = self.times.iter().skip(1);
        let intervals: Vec<f64> =
            self.times.iter().zip(next).map(|(&one, &next)| seconds(next, one)).collect();
        let (Some(&first), Some(&last)) = (self.times.first(), self.times.last()) else {
            return Score { total: 0.0, variation: f64::INFINITY, coverage: 0.0, interval_s: 0.0 };
        };
        let span = seconds(last, first);
        let whole = seconds(scene.last, scene.first);
        let coverage = if whole > 0.0 { (span / whole).min(1.0) } else { 0.0 };
        let bins = MOST_BINS.min(self.times.len() / 2).max(1);
        let mut histogram = vec![0.0; bins];
        for &at in &self.times {
            let share = if span > 0.0 { seconds(at, first) / span } else { 0.0 };
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 24")]
            let place = ((share * count(bins)) as usize).min(bins - 1);
            histogram.iter_mut().skip(place).take(1).for_each(|bin| *bin += 1.0);
        }
        let evenness = (1.0 - variation(&histogram)).max(0.0);
        let parts = [regularity(&intervals), regularity(&self.sizes), coverage, evenness];
        Score {
            total: parts.iter().sum::<f64>() / 4.0,
            variation: variation(&intervals),
            coverage,
            interval_s: span / count(intervals.len().max(1)),
        }
    }
}

impl Watch for Beacon {
    fn see(&mut self, event: &Event<'_>, scene: &Scene) {
        let Event::Flow(flow) = event else { return };
        let key = (flow.source, flow.destination, flow.protocol, flow.destination_port);
        if !matches!(flow.protocol, TCP | UDP)
            || scene.home.has(flow.destination)
            || flow.is_to_many()
            || flow.is_failed()
            || flow.looks_like_an_answer()
            || CLOCKWORK.contains(&flow.destination_port)
        {
            return;
        }
        if self.calls.len() >= MOST_KEYS && !self.calls.contains_key(&key) {
            self.without_room += 1;
            return;
        }
        let calls = self.calls.entry(key).or_default();
        if calls.times.len() < MOST_CALLS {
            calls.times.push(flow.first);
            calls.sizes.push(number(flow.sent_bytes));
            calls.effort.absorb(&Effort::of_flow(flow));
        }
    }

    fn finish(self: Box<Self>, scene: &Scene) -> Verdict {
        let Self { least, score, variation, coverage, calls, without_room } = *self;
        let mut alarms = Vec::new();
        for ((source, destination, protocol, port), it) in calls {
            let connections = count(it.times.len());
            let found = it.score(scene);
            if connections < least
                || found.total < score
                || found.variation >= variation
                || found.coverage <= coverage
            {
                continue;
            }
            let (Some(&first), Some(&last)) = (it.times.first(), it.times.last()) else { continue };
            alarms.push(Alarm {
                subject: Subject {
                    source: Some(source),
                    destination: Some(destination),
                    port: Some(port),
                    protocol: Some(protocol),
                    ..Subject::default()
                },
                first,
                last,
                severity: None,
                evidence: vec![
                    Evidence::new("score", found.total, score),
                    Evidence::new("connections", connections, least),
                    Evidence::new("interval_variation", found.variation, variation),
                    Evidence::new("coverage", found.coverage, coverage),
                ],
                message: format!(
                    "{source} called {} port {port} of {destination} {connections} times, every {:.1} s",
                    protocol_name(protocol),
                    found.interval_s
                ),
                effort: it.effort,
            });
        }
        Verdict { alarms, without_room }
    }
}
