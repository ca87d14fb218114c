//! Which findings are told: not the same again within a while, and no more than so many a minute, by the
//! clock of the capture. What is held back is counted, and told in one sentence at the end.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use super::post::{Courier, PAUSES, Undelivered};
use super::{Message, Sink};
use crate::value::Timestamp;

/// When to tell.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Least weight of what is told.
    pub least: u8,
    /// For how long the same is not told again, in nanoseconds.
    pub cool_down_ns: i64,
    /// Most messages in a minute; 0 for any number.
    pub per_minute: usize,
    /// How long sinks may take at the end.
    pub patience: Duration,
    /// Pauses before further tries.
    pub pauses: Vec<Duration>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            least: 2,
            cool_down_ns: 600_000_000_000,
            per_minute: 60,
            patience: Duration::from_secs(30),
            pauses: PAUSES.to_vec(),
        }
    }
}

const MINUTE_NS: i64 = 60_000_000_000;
/// Things that were told and are remembered. Chosen by us.
const MOST_KEYS: usize = 65_536;

/// What became of the messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Messages that were handed to the sinks.
    pub told: u64,
    /// The same as one shortly before.
    pub repeated: u64,
    /// More than a minute may have.
    pub over_rate: u64,
    /// What sinks did not take.
    pub undelivered: Vec<Undelivered>,
}

/// Sinks, and what they were told.
pub struct Outbox {
    policy: Policy,
    couriers: Vec<Courier>,
    last: BTreeMap<String, Timestamp>,
    minute: VecDeque<Timestamp>,
    told: Told,
}

impl Outbox {
    /// Starts a thread for each sink.
    #[must_use]
    pub fn new(policy: Policy, sinks: Vec<(String, Box<dyn Sink>)>) -> Self {
        let start = |(name, sink)| Courier::start(name, sink, &policy.pauses);
        let couriers = sinks.into_iter().map(start).collect();
        let (last, minute, told) = (BTreeMap::new(), VecDeque::new(), Told::default());
        Self { policy, couriers, last, minute, told }
    }

    /// Tells a message, unless it is held back. Messages with one key are the same thing again.
    pub fn offer(&mut self, key: &str, message: &Message) {
        if message.weight < self.policy.least {
            return;
        }
        let at = message.at;
        let before = self.last.get(key).copied();
        if before.is_some_and(|before| at.since(before).abs() < self.policy.cool_down_ns) {
            self.told.repeated += 1;
            return;
        }
        while self.minute.front().is_some_and(|&first| at.since(first) >= MINUTE_NS) {
            self.minute.pop_front();
        }
        if self.policy.per_minute > 0 && self.minute.len() >= self.policy.per_minute {
            self.told.over_rate += 1;
            return;
        }
        if self.policy.per_minute > 0 {
            self.minute.push_back(at);
        }
        self.remember(key, at);
        self.told.told += 1;
        self.couriers.iter_mut().for_each(|courier| courier.offer(message));
    }

    fn remember(&mut self, key: &str, at: Timestamp) {
        if self.last.len() >= MOST_KEYS {
            let cool_down_ns = self.policy.cool_down_ns;
            self.last.retain(|_, before| at.since(*before) < cool_down_ns);
        }
        if self.last.len() < MOST_KEYS {
            self.last.insert(key.to_owned(), at);
        }
    }

    /// Says what was held back, and waits for the sinks as long as the policy allows.
    #[must_use]
    pub fn finish(mut self) -> Told {
        if let Some(message) = self.summary() {
            self.couriers.iter_mut().for_each(|courier| courier.offer(&message));
        }
        let deadline = Instant::now() + self.policy.patience;
        let mut told = self.told;
        told.undelivered =
            self.couriers.into_iter().filter_map(|courier| courier.finish(deadline)).collect();
        told
    }

    /// What was held back, where anything was.
    fn summary(&self) -> Option<Message> {
        let Told { told, repeated, over_rate, .. } = &self.told;
        let held = repeated + over_rate;
        if held == 0 {
            return None;
        }
        let (seconds, most) = (self.policy.cool_down_ns / 1_000_000_000, self.policy.per_minute);
        let text = format!(
            "{held} alerts were held back and {told} told: {repeated} the same as one within {seconds} s, \
             {over_rate} more than {most} a minute"
        );
        let json = format!(
            "{{\"record\":\"held-back\",\"told\":{told},\"repeated\":{repeated},\"over_rate\":{over_rate},\
             \"message\":\"{text}\",\"tool\":\"netsift\"}}"
        );
        let at = self.minute.back().copied().unwrap_or_default();
        let (severity, detector) = ("info".to_owned(), "outbox".to_owned());
        Some(Message { weight: 0, severity, detector, text, facts: Vec::new(), json, at })
    }
}
