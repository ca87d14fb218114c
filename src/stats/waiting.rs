//! Questions that wait for their answers, at most so many a partition.

use std::collections::VecDeque;
use std::hash::{BuildHasher, Hash};

use foldhash::fast::RandomState;
use hashbrown::HashMap;

use crate::engine::Partition;
use crate::packet::{Message, Packet};
use crate::value::Timestamp;

/// Most questions that wait on one connection. Chosen by us: clients that pipeline send a few.
const MOST_IN_A_ROW: usize = 64;

/// Questions by what their answers repeat.
#[derive(Debug)]
pub struct Waiting {
    seed: RandomState,
    asked: HashMap<u64, VecDeque<Timestamp>, RandomState>,
    taken: [usize; Partition::COUNT],
    most: usize,
    unanswered: u64,
    without_room: u64,
}

impl Waiting {
    /// Room for at most `most` keys, over all partitions.
    pub fn new(most: usize) -> Self {
        Self {
            seed: RandomState::default(),
            asked: HashMap::default(),
            taken: [0; Partition::COUNT],
            most: (most / Partition::COUNT).max(1),
            unanswered: 0,
            without_room: 0,
        }
    }

    /// What asks or answers between the same two ends, with what the answer repeats, as a key.
    /// None without addresses.
    pub fn key(
        &self,
        packet: &Packet<'_>,
        message: &Message<'_>,
        asks: bool,
        repeated: impl Hash,
    ) -> Option<u64> {
        let hosts = packet.hosts()?;
        let source = (hosts.source, packet.flow()?.source_port);
        let destination = (hosts.destination, packet.flow()?.destination_port);
        let ends =
            if asks == message.reversed { (destination, source) } else { (source, destination) };
        Some(self.seed.hash_one((ends, message.transport, repeated)))
    }

    /// A question.
    pub fn ask(&mut self, partition: Partition, key: u64, at: Timestamp) {
        if let Some(asked) = self.asked.get_mut(&key) {
            if asked.len() < MOST_IN_A_ROW {
                asked.push_back(at);
                self.unanswered += 1;
            } else {
                self.without_room += 1;
            }
            return;
        }
        match self.taken.get_mut(usize::from(partition.0)).filter(|taken| **taken < self.most) {
            Some(taken) => {
                *taken += 1;
                self.asked.insert(key, VecDeque::from([at]));
                self.unanswered += 1;
            }
            None => self.without_room += 1,
        }
    }

    /// Whether a question with this key waits.
    pub fn waits(&self, key: u64) -> bool {
        self.asked.contains_key(&key)
    }

    /// An answer: when the oldest question with this key was asked.
    pub fn answer(&mut self, partition: Partition, key: u64) -> Option<Timestamp> {
        let asked = self.asked.get_mut(&key)?;
        let at = asked.pop_front()?;
        if asked.is_empty() {
            self.asked.remove(&key);
            if let Some(taken) = self.taken.get_mut(usize::from(partition.0)) {
                *taken = taken.saturating_sub(1);
            }
        }
        self.unanswered -= 1;
        Some(at)
    }

    /// Takes over what a sibling has, of other partitions, at the end.
    pub fn absorb(&mut self, sibling: &Self) {
        self.unanswered += sibling.unanswered;
        self.without_room += sibling.without_room;
    }

    /// How many were not answered.
    pub const fn unanswered(&self) -> u64 {
        self.unanswered
    }

    /// What a reader has to know, if anything was left out.
    pub fn note(&self) -> Option<String> {
        let left_out = self.without_room;
        (left_out > 0).then(|| {
            format!("there was no room for more questions to wait: {left_out} are not matched")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_take_the_oldest_question() {
        let mut waiting = Waiting::new(64);
        waiting.ask(Partition(3), 7, Timestamp(1));
        waiting.ask(Partition(3), 7, Timestamp(2));
        assert!(waiting.waits(7));
        waiting.ask(Partition(3), 8, Timestamp(3));
        assert_eq!(waiting.answer(Partition(3), 7), Some(Timestamp(1)));
        assert_eq!(waiting.unanswered(), 1);
        assert!(waiting.note().is_some());
        assert_eq!(waiting.answer(Partition(3), 7), Some(Timestamp(2)));
        assert_eq!(waiting.answer(Partition(3), 7), None);
        assert!(!waiting.waits(7));
    }
}
