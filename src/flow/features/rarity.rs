//! Rarity: how seldom the ends of a flow were seen in a baseline. A key that was counted c times
//! among N has the rarity -ln((c + 1) / (N + 1)): 0 for what is always there, ln(N + 1) for what
//! never was. Originators alone have none: every new laptop would alarm.

use foldhash::fast::RandomState;
use hashbrown::HashMap;

use super::ports::{Host, Purpose};
use crate::flow::pair::Family;
use crate::flow::records::FlowRecord;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// Protocol and port.
    Port(u8, u16),
    /// Responder, protocol and port.
    Service(Family, [u8; 16], u8, u16),
    /// Originator, responder, protocol and port.
    Use(Family, [u8; 16], [u8; 16], u8, u16),
    /// Responder.
    Host(Family, [u8; 16]),
    /// A type that was asked for in the domain name system.
    NameType(u16),
}

/// The rarities of a flow.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rare {
    /// Of its protocol and port.
    pub port: f64,
    /// Of its responder, protocol and port.
    pub service: f64,
    /// Of its originator, responder, protocol and port.
    pub usage: f64,
    /// Of its responder.
    pub host: f64,
    /// Of the rarest type that it asked for in the domain name system; 0 where it asked for none.
    pub name_type: f64,
}

/// How often everything was seen.
#[derive(Clone, Debug, Default)]
pub struct Rarity {
    most: usize,
    counts: HashMap<Key, u64, RandomState>,
    flows: u64,
    /// Flows that asked the domain name system for anything.
    asking: u64,
    left_out: u64,
}

impl Rarity {
    /// Nothing seen yet; at most `most` keys will be counted. What comes when there is no room is
    /// counted in [`Self::left_out`], and stays as rare as what was never seen.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most, ..Self::default() }
    }

    /// Learns a flow.
    pub fn learn(&mut self, record: &FlowRecord) {
        self.flows += 1;
        for key in keys(&Purpose::of(record)) {
            self.count(key);
        }
        let mut asks = false;
        for kind in kinds(record) {
            asks = true;
            self.count(Key::NameType(kind));
        }
        self.asking += u64::from(asks);
    }

    fn count(&mut self, key: Key) {
        if let Some(count) = self.counts.get_mut(&key) {
            *count += 1;
        } else if self.counts.len() < self.most {
            self.counts.insert(key, 1);
        } else {
            self.left_out += 1;
        }
    }

    /// How rare a flow is. One that was learned itself, `is_learned`, is left out of the counts:
    /// otherwise what occurs once would look less rare in the baseline than ever after.
    #[must_use]
    pub fn rare(&self, record: &FlowRecord, is_learned: bool) -> Rare {
        let [port, service, usage, host] =
            keys(&Purpose::of(record)).map(|key| self.of(key, self.flows, is_learned));
        let of_kind = |kind| self.of(Key::NameType(kind), self.asking, is_learned);
        let name_type = kinds(record).map(of_kind).fold(0.0, f64::max);
        Rare { port, service, usage, host, name_type }
    }

    #[expect(clippy::cast_precision_loss, reason = "a rarity is a measure, not a count")]
    fn of(&self, key: Key, all: u64, is_learned: bool) -> f64 {
        let own = u64::from(is_learned);
        let count = self.counts.get(&key).copied().unwrap_or_default().saturating_sub(own);
        let all = all.saturating_sub(own).max(count);
        ((all as f64 + 1.0) / (count as f64 + 1.0)).ln()
    }

    /// How often a key was seen.
    #[must_use]
    pub fn seen(&self, key: &Key) -> u64 {
        self.counts.get(key).copied().unwrap_or_default()
    }

    /// Sightings of keys that found no room.
    #[must_use]
    pub const fn left_out(&self) -> u64 {
        self.left_out
    }

    /// How many flows were learned, and how many of them asked the domain name system.
    #[must_use]
    pub const fn flows(&self) -> [u64; 2] {
        [self.flows, self.asking]
    }

    /// Every key with its count, in the order of keys, to be saved.
    #[must_use]
    pub fn entries(&self) -> Vec<(Key, u64)> {
        let mut entries: Vec<_> = self.counts.iter().map(|(key, count)| (*key, *count)).collect();
        entries.sort_unstable();
        entries
    }

    /// What was saved, to be applied or to learn more.
    #[must_use]
    pub fn restore(
        most: usize,
        [flows, asking]: [u64; 2],
        entries: impl IntoIterator<Item = (Key, u64)>,
    ) -> Self {
        let mut left_out = 0;
        let mut counts = HashMap::default();
        for (key, count) in entries {
            if counts.len() < most {
                counts.insert(key, count);
            } else {
                left_out += count;
            }
        }
        Self { most, counts, flows, asking, left_out }
    }
}

fn keys(purpose: &Purpose) -> [Key; 4] {
    let Purpose { source, destination, protocol, port } = *purpose;
    let Host { family, address } = destination;
    [
        Key::Port(protocol, port),
        Key::Service(family, address, protocol, port),
        Key::Use(family, source.address, address, protocol, port),
        Key::Host(family, address),
    ]
}

fn kinds(record: &FlowRecord) -> impl Iterator<Item = u16> {
    let names = record.measured.as_ref().and_then(|measured| measured.names.as_ref());
    names.map(|names| names.kinds).unwrap_or_default().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_comes_back_and_room_is_kept_to() {
        let mut rarity = Rarity::new(2);
        for key in [Key::Port(6, 80), Key::Port(6, 80), Key::NameType(1), Key::Port(17, 53)] {
            rarity.count(key);
        }
        assert_eq!((rarity.seen(&Key::Port(6, 80)), rarity.seen(&Key::Port(17, 53))), (2, 0));
        assert_eq!((rarity.left_out(), rarity.entries().len()), (1, 2));
        let again = Rarity::restore(2, rarity.flows(), rarity.entries());
        assert_eq!(again.entries(), rarity.entries());
        assert_eq!(Rarity::restore(1, [0, 0], rarity.entries()).left_out(), 1);
    }

    #[test]
    fn what_was_never_seen_is_rarest() {
        let rarity = Rarity::restore(9, [7, 0], [(Key::Port(6, 80), 7)]);
        assert!(rarity.of(Key::Port(6, 80), 7, false).abs() < 1e-12);
        // -ln((0 + 1) / (7 + 1)).
        assert!((rarity.of(Key::Port(6, 22), 7, false) - 8.0_f64.ln()).abs() < 1e-12);
        // One of the seven is the flow itself: six of six are left.
        assert!(rarity.of(Key::Port(6, 80), 7, true).abs() < 1e-12);
    }
}
