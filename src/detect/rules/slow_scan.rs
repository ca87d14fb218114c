//! One host's first contacts fail so often that it must be guessing: the sequential test of Jung
//! and others, "Fast portscan detection using sequential hypothesis testing" (2004). It needs
//! neither a window nor many tries.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::{Rule, Technique, Threshold, Tuning, Verdict, Watch};
use crate::detect::alarm::{Alarm, Effort, Evidence, Severity, Subject, number};
use crate::detect::event::{Event, Scene};
use crate::detect::observed::TCP;
use crate::value::Timestamp;

/// Slow scans.
pub static RULE: Rule = Rule {
    name: "slow-scan",
    about: "first contacts of one host fail too often, however slowly they come",
    severity: Severity::Low,
    technique: Technique { id: "T1018", name: "Remote System Discovery", tactic: "discovery" },
    source: "Jung 2004, threshold random walk",
    thresholds: &[
        Threshold::new(
            "benign_success",
            0.8,
            "share",
            "share of a benign host's contacts that succeed",
        ),
        Threshold::new(
            "scanner_success",
            0.2,
            "share",
            "share of a scanner's contacts that succeed",
        ),
        Threshold::new(
            "false_positive",
            0.01,
            "share",
            "accepted share of benign hosts that are accused",
        ),
        Threshold::new("detection", 0.99, "share", "wanted share of scanners that are found"),
        Threshold::new("medium_hosts", 10.0, "hosts", "failed hosts from which severity is medium"),
    ],
    watch,
};

/// Most hosts that are judged, and most contacts of one that are remembered. Chosen by us.
const MOST_HOSTS: usize = 65_536;
const MOST_CONTACTS: usize = 1024;

struct SlowScan {
    success: f64,
    failure: f64,
    accused: f64,
    cleared: f64,
    medium: f64,
    hosts: BTreeMap<IpAddr, Walk>,
    without_room: u64,
}

#[derive(Default)]
struct Walk {
    contacts: BTreeSet<IpAddr>,
    ratio: f64,
    failed: u64,
    span: Option<(Timestamp, Timestamp)>,
    effort: Effort,
    is_accused: bool,
}

fn watch(tuning: &Tuning<'_>) -> Box<dyn Watch> {
    let (benign, scanner) = (tuning.get("benign_success"), tuning.get("scanner_success"));
    let (false_positive, detection) = (tuning.get("false_positive"), tuning.get("detection"));
    Box::new(SlowScan {
        success: (scanner / benign).ln(),
        failure: ((1.0 - scanner) / (1.0 - benign)).ln(),
        accused: (detection / false_positive).ln(),
        cleared: ((1.0 - detection) / (1.0 - false_positive)).ln(),
        medium: tuning.get("medium_hosts"),
        hosts: BTreeMap::new(),
        without_room: 0,
    })
}

impl Watch for SlowScan {
    fn see(&mut self, event: &Event<'_>, _: &Scene) {
        let Event::Flow(flow) = event else { return };
        let (failed, completed) = (flow.is_failed(), flow.is_completed());
        if flow.protocol != TCP || flow.syns == 0 || failed == completed {
            return;
        }
        if self.hosts.len() >= MOST_HOSTS && !self.hosts.contains_key(&flow.source) {
            self.without_room += 1;
            return;
        }
        let walk = self.hosts.entry(flow.source).or_default();
        if walk.contacts.len() >= MOST_CONTACTS || !walk.contacts.insert(flow.destination) {
            return;
        }
        if failed {
            walk.failed += 1;
            walk.effort.absorb(&Effort::of_flow(flow));
            let (first, _) = walk.span.unwrap_or((flow.first, flow.last));
            walk.span = Some((first, flow.last));
        }
        if !walk.is_accused {
            // A walk that cleared a host begins anew, so that it can still be accused.
            walk.ratio += if failed { self.failure } else { self.success };
            walk.ratio = walk.ratio.max(self.cleared);
            walk.is_accused = walk.ratio >= self.accused;
        }
    }

    fn finish(self: Box<Self>, _: &Scene) -> Verdict {
        let Self { hosts, medium, accused, without_room, .. } = *self;
        let guilty = hosts.into_iter().filter(|(_, walk)| walk.is_accused);
        let alarms = guilty.filter_map(|(source, walk)| {
            let (first, last) = walk.span?;
            let (failed, contacts) = (walk.failed, walk.contacts.len());
            let is_medium = number(failed) >= medium;
            Some(Alarm {
                subject: Subject {
                    source: Some(source),
                    protocol: Some(TCP),
                    ..Subject::default()
                },
                first,
                last,
                severity: is_medium.then_some(Severity::Medium),
                evidence: vec![
                    Evidence::new("failed_contacts", number(failed), medium),
                    Evidence::new("log_likelihood_ratio", walk.ratio, accused),
                ],
                message: format!(
                    "{failed} of the first contacts of {source} with {contacts} hosts failed"
                ),
                effort: walk.effort,
            })
        });
        Verdict { alarms: alarms.collect(), without_room }
    }
}
