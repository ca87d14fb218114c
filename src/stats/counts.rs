//! How often keys occur, with a limit a partition, so that any number of workers leaves out the same.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use super::ranking::percent;
use crate::engine::Partition;
use crate::report::{Column, Table};
use crate::value::{Kind, Unit, Value};

/// The longest key in bytes; what begins alike is one.
const LONGEST: usize = 256;

/// Keys and how often each occurs.
#[derive(Debug)]
pub struct Counts {
    seed: RandomState,
    entries: HashTable<Entry>,
    taken: [usize; Partition::COUNT],
    most: usize,
    all: u64,
    without_room: u64,
}

#[derive(Debug)]
struct Entry {
    partition: u8,
    key: Box<[u8]>,
    count: u64,
}

impl Counts {
    /// Counts of at most `most` keys, over all partitions.
    pub fn new(most: usize) -> Self {
        Self {
            seed: RandomState::default(),
            entries: HashTable::new(),
            taken: [0; Partition::COUNT],
            most: (most / Partition::COUNT).max(1),
            all: 0,
            without_room: 0,
        }
    }

    /// Counts a key.
    pub fn add(&mut self, partition: Partition, key: &[u8]) {
        let key = key.get(..LONGEST).unwrap_or(key);
        self.all += 1;
        let Self { seed, entries, .. } = self;
        let hash = seed.hash_one((partition.0, key));
        let same = |entry: &Entry| entry.partition == partition.0 && *entry.key == *key;
        if let Some(entry) = entries.find_mut(hash, same) {
            entry.count += 1;
            return;
        }
        match self.taken.get_mut(usize::from(partition.0)).filter(|taken| **taken < self.most) {
            Some(taken) => {
                *taken += 1;
                let entry = Entry { partition: partition.0, key: key.into(), count: 1 };
                let hasher = |entry: &Entry| seed.hash_one((entry.partition, &*entry.key));
                entries.insert_unique(hash, entry, hasher);
            }
            None => self.without_room += 1,
        }
    }

    /// Takes over what a sibling counted, of other partitions.
    pub fn absorb(&mut self, sibling: Self) {
        self.all += sibling.all;
        self.without_room += sibling.without_room;
        for (own, other) in self.taken.iter_mut().zip(sibling.taken) {
            *own += other;
        }
        let Self { seed, entries, .. } = self;
        let hasher = |entry: &Entry| seed.hash_one((entry.partition, &*entry.key));
        for entry in sibling.entries {
            entries.insert_unique(hasher(&entry), entry, hasher);
        }
    }

    /// The most frequent keys as a table; equal ones are in the order of their keys.
    pub fn table(
        self,
        name: &'static str,
        title: &'static str,
        (key, doc): (&'static str, &'static str),
        limit: Option<usize>,
    ) -> Table {
        let all = self.all;
        let mut rows = self.into_sums();
        rows.sort_unstable_by(|(key, count), (other, than)| {
            (Reverse(count), key).cmp(&(Reverse(than), other))
        });
        let columns = vec![
            Column::text(key, doc),
            Column::count("messages", "messages that have it"),
            Column::new("percent", Kind::Float, Unit::Percent, "share of all that have one"),
        ];
        let mut table = Table::new(name, title, columns);
        let total = rows.len() as u64;
        for (key, count) in rows.into_iter().take(limit.filter(|it| *it > 0).unwrap_or(usize::MAX))
        {
            let text = String::from_utf8_lossy(&key).into_owned();
            table.push(vec![text.into(), Value::Unsigned(count), percent(count, all)]);
        }
        table.rows_total = total;
        table
    }

    /// The keys and how often each was counted over all partitions, in any order.
    pub fn into_sums(self) -> Vec<(Box<[u8]>, u64)> {
        let mut joined: HashMap<Box<[u8]>, u64> = HashMap::new();
        for entry in self.entries {
            *joined.entry(entry.key).or_default() += entry.count;
        }
        joined.into_iter().collect()
    }

    /// What a reader has to know, if anything was left out.
    pub fn note(&self, what: &str) -> Option<String> {
        let left_out = self.without_room;
        (left_out > 0).then(|| {
            format!("there was no room for more {what}: {left_out} messages are not in the table")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_come_first_and_the_limit_is_by_partition() {
        let (mut one, mut other) = (Counts::new(128), Counts::new(128));
        for key in [&b"b"[..], b"a", b"c", b"b"] {
            one.add(Partition(0), key);
        }
        other.add(Partition(1), b"a");
        other.add(Partition(1), b"d");
        one.absorb(other);
        assert_eq!(one.note("keys").unwrap().matches("1 messages").count(), 1);
        let table = one.table("t", "", ("key", ""), Some(2));
        let rows: Vec<_> = table.rows.iter().map(|row| (row[0].clone(), row[1].clone())).collect();
        let row = |key: &'static str, count| (Value::from(key), Value::Unsigned(count));
        assert_eq!(rows, [row("a", 2), row("b", 2)]);
        assert_eq!(table.rows_total, 3);
    }
}
