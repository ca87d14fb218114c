//! Rules: what attacks look like, each in one file, with thresholds that can be set.
//!
//! A rule watches events in the order of time and says at the end where its condition held. It
//! keeps no more than a fixed number of keys, and says how much it had to leave out.

mod address_scan;
mod arp_spoof;
mod bad_tcp_flags;
mod beacon;
mod brute_force;
mod dga;
mod dns_tunnel;
mod exfiltration;
mod flood;
mod forwarders;
mod icmp_tunnel;
mod port_scan;
mod rate;
mod slow_dos;
mod slow_scan;
mod syn_flood;

use super::alarm::{Alarm, Severity};
use super::event::{Event, Scene};

/// Every rule, in the order of their names.
pub const RULES: &[&Rule] = &[
    &address_scan::RULE,
    &arp_spoof::RULE,
    &bad_tcp_flags::RULE,
    &beacon::RULE,
    &brute_force::RULE,
    &dga::RULE,
    &dns_tunnel::RULE,
    &exfiltration::RULE,
    &flood::RULE,
    &icmp_tunnel::RULE,
    &port_scan::RULE,
    &slow_dos::RULE,
    &slow_scan::RULE,
    &syn_flood::RULE,
];

/// What a rule looks for.
#[derive(Debug)]
pub struct Rule {
    /// The name on the command line and in findings.
    pub name: &'static str,
    /// What it finds, in one line.
    pub about: &'static str,
    /// How much a finding of it matters, as a rule.
    pub severity: Severity,
    /// The technique of MITRE ATT&CK that it is a sign of.
    pub technique: Technique,
    /// Where its numbers come from.
    pub source: &'static str,
    /// What can be set.
    pub thresholds: &'static [Threshold],
    /// Begins to watch.
    pub watch: fn(&Tuning<'_>) -> Box<dyn Watch>,
}

/// A technique of MITRE ATT&CK.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Technique {
    /// Its number.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it serves.
    pub tactic: &'static str,
}

/// A number that decides.
#[derive(Clone, Copy, Debug)]
pub struct Threshold {
    /// The name, with the unit as suffix where there is one.
    pub name: &'static str,
    /// What it is unless it is set.
    pub default: f64,
    /// What it counts, in a word.
    pub unit: &'static str,
    /// What it means.
    pub about: &'static str,
}

impl Threshold {
    /// See the members.
    #[must_use]
    pub const fn new(
        name: &'static str,
        default: f64,
        unit: &'static str,
        about: &'static str,
    ) -> Self {
        Self { name, default, unit, about }
    }
}

/// Thresholds of one rule as they are set.
#[derive(Clone, Copy, Debug)]
pub struct Tuning<'a> {
    /// The rule.
    pub rule: &'static Rule,
    /// What was set: rule, threshold, number.
    pub set: &'a [(String, String, f64)],
}

impl Tuning<'_> {
    /// The threshold of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> f64 {
        let is_it = |(rule, threshold, _): &&(String, String, f64)| {
            rule == self.rule.name && threshold == name
        };
        let set = self.set.iter().rev().find(is_it).map(|&(.., number)| number);
        let default = || {
            let found = self.rule.thresholds.iter().find(|it| it.name == name);
            found.map_or(f64::INFINITY, |it| it.default)
        };
        set.unwrap_or_else(default)
    }
}

/// A rule at work.
pub trait Watch {
    /// Something happened.
    fn see(&mut self, event: &Event<'_>, scene: &Scene);

    /// Where its condition held.
    fn finish(self: Box<Self>, scene: &Scene) -> Verdict;
}

/// What a rule found.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Where its condition held.
    pub alarms: Vec<Alarm>,
    /// How many events it could not follow for want of room.
    pub without_room: u64,
}

#[cfg(test)]
mod tests;
