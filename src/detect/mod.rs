//! Detection: what in a capture somebody should look at, and why.
//!
//! Packets become flows and notes (who claims which address, which names are asked for, odd
//! segments, echo messages). At the end these are replayed in the order of time to [`RULES`], each
//! of which says where its condition held. So the same packets give the same findings, whatever
//! the number of workers.
//!
//! A [`forest`] looks at the features of the flows that ended. With a baseline it is a [`Model`]:
//! fitted on one part, calibrated on the rest, so that scores are p-values and findings have a rate
//! of false alarms that was asked for. Without one it ranks the flows of the capture itself.

mod alarm;
mod allow;
mod anomaly;
mod beside;
mod burst;
pub mod calibration;
mod domain;
mod evaluation;
mod event;
pub mod explain;
mod finding;
pub mod forest;
mod frames;
mod home;
mod incident;
mod judge;
mod model;
mod notes;
mod observed;
mod pasted;
mod ranks;
mod reason;
mod rules;
#[cfg(test)]
mod testing;
mod vectors;

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use crate::engine::{Fold, Needs, Partition};
use crate::flow::{Finished, FlowTable, LeftOut, Timeouts};
use crate::packet::Packet;
use crate::report::{Ledger, Section, Table};
use beside::beside;
use event::{Scene, replay};
use notes::Notes;
use rules::{Tuning, Verdict};

pub use alarm::{Severity, Subject};
pub use allow::{Allow, NoLine, WORDS, Wrong, rule_names};
pub use evaluation::{Label, Labels};
pub use finding::Finding;
pub use home::{HomeNet, NoNetwork};
pub use judge::{Judge, Judging};
pub use model::{Fit, Model, ModelError, Unit};
pub use pasted::{display_filter, packet_filter};
pub use rules::{RULES, Rule, Technique, Threshold};

/// How to look.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What is inside.
    pub home: HomeNet,
    /// Thresholds that were set: rule, threshold, number.
    pub set: Vec<(String, String, f64)>,
    /// Names of rules that are left out.
    pub disabled: Vec<String>,
    /// Most flows that live at once, and most notes of each kind.
    pub max_flows: usize,
    /// What is usual, and so no finding.
    pub usual: Usual,
    /// What is asked of a forest.
    pub judging: Judging,
    /// What is known of, and not reported.
    pub allow: Arc<Allow>,
}

/// What rules said of a baseline: who did what to whom is no news there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usual {
    known: BTreeSet<(&'static str, Option<IpAddr>, Option<IpAddr>)>,
}

impl Usual {
    /// What these findings say is usual.
    #[must_use]
    pub fn of(findings: &[Finding]) -> Self {
        let key = |it: &Finding| {
            let subject = &it.alarm.subject;
            (it.rule.name, subject.source, subject.destination)
        };
        Self { known: findings.iter().map(key).collect() }
    }

    /// One line for each thing, to be saved: rule, who, whom.
    fn lines(&self) -> impl Iterator<Item = String> {
        let name = |host: &Option<IpAddr>| host.map_or_else(|| "-".to_owned(), |it| it.to_string());
        self.known.iter().map(move |(rule, one, other)| {
            let (one, other) = (name(one), name(other));
            format!("{rule} {one} {other}")
        })
    }

    /// Takes back a line; `None` where it makes no sense. Rules that are no more say nothing.
    fn learn_line(&mut self, line: &str) -> Option<()> {
        let mut words = line.split(' ');
        let (rule, one, other) = (words.next()?, words.next()?, words.next()?);
        let host = |word: &str| match word {
            "-" => Some(None),
            word => word.parse().ok().map(Some),
        };
        let (one, other) = (host(one)?, host(other)?);
        if let Some(rule) = RULES.iter().find(|it| it.name == rule) {
            self.known.insert((rule.name, one, other));
        }
        Some(())
    }

    fn has(&self, finding: &Finding) -> bool {
        let subject = &finding.alarm.subject;
        self.known.contains(&(finding.rule.name, subject.source, subject.destination))
    }
}

/// Idle and active timeouts of the flows that are looked at, in seconds: those of the labelled
/// captures that thresholds were chosen on.
const TIMEOUTS: &str = "60s";
const ACTIVE_NS: u64 = 120_000_000_000;

/// Looks for what is odd.
pub struct Detector {
    settings: Arc<Settings>,
    flows: FlowTable,
    notes: Notes,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// The findings, the gravest first.
    pub findings: Vec<Finding>,
    /// How many were left out because they are usual.
    pub suppressed: u64,
    /// The flows that are least like the others, where ranks were asked for.
    pub ranks: Option<Table>,
    /// How good the model is, where labels say what flows were.
    pub evaluation: Vec<Table>,
    /// What a reader has to know to trust them.
    pub notes: Vec<String>,
}

impl Detector {
    /// A detector that saw nothing yet.
    #[must_use]
    pub fn new(settings: &Arc<Settings>) -> Self {
        let timeouts = Timeouts::default().with_idle(TIMEOUTS).unwrap_or_default();
        let timeouts = timeouts.with_active(Some(ACTIVE_NS));
        let flows = FlowTable::new(timeouts, settings.max_flows);
        let needs_features = !matches!(settings.judging.judge, Judge::Nobody);
        Self {
            settings: Arc::clone(settings),
            flows: if needs_features { flows.measuring(0) } else { flows },
            notes: Notes::new(settings.max_flows, &settings.allow),
        }
    }

    /// What was found in all packets; `ledger` says when they began and ended.
    #[must_use]
    pub fn found(self, ledger: &Ledger) -> Found {
        let past = self.end(ledger);
        let Past { settings, flows, notes, .. } = &past;
        let judging = &settings.judging;
        let judge = || judge::judge(judging, flows);
        let (judged, mut found) = beside(judging.fit.jobs, judge, || past.ruled());
        anomaly::add(&mut found.findings, judging, &judged, flows);
        found.notes.extend(settings.allow.hold_back(&mut found.findings, &notes.resolved));
        found.findings.sort_by(|one, other| one.order().cmp(&other.order()));
        found.ranks = ranks::table(judging, &judged, flows);
        if let Some(labels) = &judging.labels {
            found.evaluation = evaluation::evaluate(labels, judging, &judged, flows);
        }
        found.notes.extend(judged.notes);
        found
    }

    /// The model of what was seen, and what rules say of it.
    #[must_use]
    pub fn learned(self, ledger: &Ledger) -> (Model, Found) {
        let fit = self.settings.judging.fit;
        let past = self.end(ledger);
        let found = past.ruled();
        (Model::of_flows(&past.flows, &fit, ledger, &found), found)
    }

    /// Ends all flows, and puts what was noted in order.
    fn end(self, ledger: &Ledger) -> Past {
        let Self { settings, flows, mut notes } = self;
        let first = ledger.kept.first.unwrap_or_default();
        let last = ledger.kept.last.unwrap_or_default();
        let (flows, left_out) = flows.finish(last);
        notes.sort();
        let scene = Scene { home: settings.home.clone(), first, last };
        Past { settings, flows, left_out, notes, scene }
    }
}

/// All that happened.
struct Past {
    settings: Arc<Settings>,
    flows: Finished,
    left_out: LeftOut,
    notes: Notes,
    scene: Scene,
}

impl Past {
    /// What rules find in it.
    fn ruled(&self) -> Found {
        let Self { settings, flows, left_out, notes, scene } = self;
        let chosen =
            RULES.iter().filter(|rule| !settings.disabled.iter().any(|it| it == rule.name));
        let mut watching: Vec<_> = chosen
            .map(|&rule| (rule, (rule.watch)(&Tuning { rule, set: &settings.set })))
            .collect();
        replay(flows, notes, |event| {
            for (_, watch) in &mut watching {
                watch.see(&event, scene);
            }
        });
        let mut found = Found::default();
        for (rule, watch) in watching {
            let Verdict { alarms, without_room } = watch.finish(scene);
            found.findings.extend(alarms.into_iter().map(|alarm| {
                let severity = alarm.severity.unwrap_or(rule.severity);
                Finding { rule, severity, alarm, anomaly: None }
            }));
            if without_room > 0 {
                found.notes.push(format!(
                    "{}: {without_room} events of hosts for which there was no room were not looked \
                     at",
                    rule.name
                ));
            }
        }
        let before = found.findings.len();
        found.findings.retain(|finding| !settings.usual.has(finding));
        found.suppressed = (before - found.findings.len()) as u64;
        let unseen = left_out.flows + notes.without_room;
        if unseen > 0 || left_out.evicted > 0 {
            found.notes.push(format!(
                "{unseen} flows and notes were not looked at and {} flows were cut, for want of room; \
                 raise --max-flows",
                left_out.evicted
            ));
        }
        found
    }
}

impl Found {
    /// A section with every table that there can be, without rows.
    #[must_use]
    pub fn shape() -> Section {
        let evaluation = evaluation::tables().into();
        Self { ranks: Some(ranks::empty()), evaluation, ..Self::default() }.section()
    }

    /// The section of a report.
    #[must_use]
    pub fn section(&self) -> Section {
        let mut notes = self.notes.clone();
        if self.suppressed > 0 {
            let suppressed = self.suppressed;
            notes.push(format!("{suppressed} findings are usual, by the baseline, and not shown"));
        }
        let incidents = incident::join(&self.findings);
        let numbers = incident::numbers(&incidents, self.findings.len());
        let mut tables = vec![
            finding::table(&self.findings, &numbers),
            incident::table(&incidents, &self.findings),
            finding::reasons(&self.findings),
        ];
        tables.extend(self.ranks.clone());
        tables.extend(self.evaluation.clone());
        Section { name: "detect", title: "Detection".to_owned(), tables, notes }
    }

    /// How many findings matter as much as this, or more.
    #[must_use]
    pub fn at_least(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity >= severity).count()
    }
}

impl Fold for Detector {
    fn needs(&self) -> Needs {
        Needs::Applications
    }

    fn packet(&mut self, packet: &Packet<'_>, partition: Partition) {
        self.flows.packet(packet, partition.0);
        self.notes.packet(packet, partition);
    }

    fn absorb(&mut self, sibling: Self) {
        self.flows.absorb(sibling.flows);
        self.notes.absorb(sibling.notes);
    }

    fn section(self: Box<Self>, ledger: &Ledger) -> Section {
        self.found(ledger).section()
    }
}
