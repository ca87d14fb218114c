//! Labels: what flows really were.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::detect::observed::{ICMP, ICMPV6, Observed};
use crate::value::Timestamp;

/// The two ends of a flow and its protocol, the lower end first. Of ICMP the ports are left out:
/// tools disagree on what stands for them.
type Ends = ([(IpAddr, u16); 2], u8);

/// How far the times of a flow and its label may be apart, in nanoseconds: labels may be rounded.
const SLACK_NS: i64 = 1_000_000;

/// What a flow was, as a line of a file says.
#[derive(Clone, Debug)]
pub struct Label {
    /// Its ends, in any order.
    pub ends: [(IpAddr, u16); 2],
    /// The protocol number of IP.
    pub protocol: u8,
    /// Since when.
    pub first: Timestamp,
    /// Until when.
    pub last: Timestamp,
    /// The name of the attack that it was part of, and its technique; `None` of benign traffic.
    pub attack: Option<(String, String)>,
}

/// Labels of many flows.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    by_ends: BTreeMap<Ends, Vec<(Timestamp, Timestamp, Option<usize>)>>,
    /// Names of attacks and their techniques.
    attacks: Vec<(String, String)>,
    count: usize,
}

fn ends([one, other]: [(IpAddr, u16); 2], protocol: u8) -> Ends {
    let is_icmp = matches!(protocol, ICMP | ICMPV6);
    let end = |(host, port): (IpAddr, u16)| (host, if is_icmp { 0 } else { port });
    let (one, other) = (end(one), end(other));
    (if one <= other { [one, other] } else { [other, one] }, protocol)
}

impl Labels {
    /// Adds one.
    pub fn push(&mut self, label: Label) {
        let attack = label.attack.map(|attack| {
            self.attacks.iter().position(|it| it.0 == attack.0).unwrap_or_else(|| {
                self.attacks.push(attack);
                self.attacks.len() - 1
            })
        });
        let spans = self.by_ends.entry(ends(label.ends, label.protocol)).or_default();
        spans.push((label.first, label.last, attack));
        self.count += 1;
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Names of attacks and their techniques, in the order in which they were met.
    #[must_use]
    pub fn attacks(&self) -> &[(String, String)] {
        &self.attacks
    }

    /// What a flow was: `None` where no label is about it, else the place of its attack. Of
    /// several labels the one counts that shares most time with it.
    #[must_use]
    pub fn of(&self, flow: &Observed) -> Option<Option<usize>> {
        let own = [(flow.source, flow.source_port), (flow.destination, flow.destination_port)];
        let spans = self.by_ends.get(&ends(own, flow.protocol))?;
        let shared = |&(first, last, _): &(Timestamp, Timestamp, Option<usize>)| {
            flow.last.min(last).since(flow.first.max(first))
        };
        let best =
            spans.iter().filter(|span| shared(span) >= -SLACK_NS).max_by_key(|it| shared(it));
        best.map(|&(.., attack)| attack)
    }
}
