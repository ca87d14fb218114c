//! The most frequent values of any field.
//!
//! A packet counts once for each different value that it has. Values are kept apart by partition,
//! and each partition has its share of the limit, so that the outcome does not depend on the
//! number of workers; what finds no room is counted.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use super::ranking::{Measures, fill, percent, rank};
use super::value_key::{Key, MOST_BYTES, decode, encode};
use super::{Make, Order, Setting, Settings, Statistic, numbers};
use crate::engine::{Fold, Needs, Partition};
use crate::flow::Tally;
use crate::packet::{FieldReader, Packet};
use crate::report::{Column, Ledger, Section, Table};
use crate::value::{Kind, Timestamp, Unit, Value};

/// The most frequent values.
pub static STATISTIC: Statistic = Statistic {
    name: "top",
    about: "the most frequent values of a field (--by)",
    on_first_screen: false,
    settings: &[Setting::Limit, Setting::By],
    orders: &[Order::Packets, Order::Bytes, Order::Key],
    make: Make::Analyser(|settings| Box::new(Top::new(settings))),
};

/// The field that is ranked where none is named.
const DEFAULT_FIELD: &str = "ip.addr";
/// The rows that are shown where no number is named.
const DEFAULT_ROWS: usize = 10;

struct Top {
    field: Option<FieldReader>,
    order: Order,
    limit: usize,
    values: HashTable<Entry>,
    hasher: RandomState,
    /// Values of each partition, and the most of one.
    counts: [usize; Partition::COUNT],
    most: usize,
    /// Packets that have the field.
    with_field: Tally,
    /// All packets.
    all: Tally,
    /// Packets whose value found no room, once for each such value.
    other: Tally,
    /// The values of one packet.
    found: Found,
}

/// A value, and the packets that have it.
struct Entry {
    partition: u8,
    key: Key,
    tally: Tally,
}

/// The different values of one packet, one after the other; reused.
#[derive(Default)]
struct Found {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Found {
    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    fn push(&mut self, value: &Value<'_>) {
        let start = self.bytes.len();
        encode(value, &mut self.bytes);
        let (before, new) = self.bytes.split_at(start);
        let known = Self::cut(before, &self.ends).any(|value| value == new);
        if known || new.is_empty() {
            self.bytes.truncate(start);
        } else {
            self.ends.push(self.bytes.len());
        }
    }

    fn cut<'a>(bytes: &'a [u8], ends: &'a [usize]) -> impl Iterator<Item = &'a [u8]> {
        let starts = std::iter::once(&0).chain(ends);
        starts.zip(ends).map(|(&start, &end)| bytes.get(start..end).unwrap_or_default())
    }
}

impl Top {
    fn new(settings: &Settings) -> Self {
        Self {
            field: settings.by.or_else(|| FieldReader::by_name(DEFAULT_FIELD)),
            order: settings.order.unwrap_or(Order::Packets),
            limit: settings.limit.unwrap_or(DEFAULT_ROWS),
            values: HashTable::new(),
            hasher: RandomState::default(),
            counts: [0; Partition::COUNT],
            most: (settings.max_entries / Partition::COUNT).max(1),
            with_field: Tally::default(),
            all: Tally::default(),
            other: Tally::default(),
            found: Found::default(),
        }
    }

    fn count(&mut self, key: &[u8], partition: u8, wire_bytes: u32) {
        let hasher = &self.hasher;
        let hash = hasher.hash_one((partition, key));
        let same = |entry: &Entry| entry.partition == partition && entry.key.bytes() == key;
        if let Some(entry) = self.values.find_mut(hash, same) {
            entry.tally.add(wire_bytes);
            return;
        }
        let room = self.counts.get_mut(usize::from(partition));
        let Some(count) = room.filter(|count| **count < self.most) else {
            self.other.add(wire_bytes);
            return;
        };
        *count += 1;
        let mut entry = Entry { partition, key: Key::of(key), tally: Tally::default() };
        entry.tally.add(wire_bytes);
        self.values.insert_unique(hash, entry, |entry| {
            hasher.hash_one((entry.partition, entry.key.bytes()))
        });
    }

    /// The values by ascending key, each once.
    fn sorted(values: HashTable<Entry>) -> Vec<Entry> {
        let mut values: Vec<Entry> = values.into_iter().collect();
        values.sort_unstable_by(|a, b| {
            (a.key.bytes(), a.partition).cmp(&(b.key.bytes(), b.partition))
        });
        values.dedup_by(|next, kept| {
            let same = next.key == kept.key;
            if same {
                kept.tally.absorb(next.tally);
            }
            same
        });
        values
    }
}

impl Fold for Top {
    fn needs(&self) -> Needs {
        let field = self.field.map(|field| numbers::needs(&field));
        field.unwrap_or_default().max(Needs::Hosts)
    }

    fn packet(&mut self, packet: &Packet<'_>, partition: Partition) {
        let wire_bytes = packet.raw.wire_bytes;
        self.all.add(wire_bytes);
        let Some(field) = self.field else { return };
        let mut found = std::mem::take(&mut self.found);
        found.clear();
        field.read(packet, &mut |value| found.push(&value));
        if !found.ends.is_empty() {
            self.with_field.add(wire_bytes);
        }
        for key in Found::cut(&found.bytes, &found.ends) {
            self.count(key, partition.0, wire_bytes);
        }
        self.found = found;
    }

    fn absorb(&mut self, sibling: Self) {
        self.all.absorb(sibling.all);
        self.with_field.absorb(sibling.with_field);
        self.other.absorb(sibling.other);
        for (own, other) in self.counts.iter_mut().zip(sibling.counts) {
            *own += other;
        }
        let hasher = &self.hasher;
        let hash = |entry: &Entry| hasher.hash_one((entry.partition, entry.key.bytes()));
        for entry in sibling.values {
            self.values.insert_unique(hash(&entry), entry, hash);
        }
    }

    fn section(self: Box<Self>, _: &Ledger) -> Section {
        let Self { field, order, limit, values, with_field, all, other, .. } = *self;
        let mut values = Self::sorted(values);
        rank(&mut values, order, |entry| Measures {
            packets: entry.tally.packets,
            bytes: entry.tally.bytes,
            first: Timestamp::default(),
            duration_ns: 0,
        });
        let name = field.map_or("", |field| field.field.name);
        let mut table = Table::new(STATISTIC.name, format!("Top {name}"), columns(field));
        let totals = totals(name, &values, with_field, other);
        let notes = notes(other, values.len());
        fill(&mut table, values, Some(limit), move |entry| {
            let Tally { packets, bytes } = entry.tally;
            vec![
                decode(entry.key.bytes()),
                packets.into(),
                bytes.into(),
                percent(packets, all.packets),
                percent(bytes, all.bytes),
            ]
        });
        let title = table.title.clone();
        Section { name: STATISTIC.name, title, tables: vec![table, totals], notes }
    }
}

fn notes(other: Tally, kept: usize) -> Vec<String> {
    let left_out = (other.packets > 0).then(|| {
        format!(
            "there was no room for more than {kept} values: any of them may lack up to {} packets \
             ({} bytes)",
            other.packets, other.bytes
        )
    });
    left_out.into_iter().collect()
}

fn columns(field: Option<FieldReader>) -> Vec<Column> {
    let (kind, unit, doc) = field.map_or((Kind::Text, Unit::None, "the value"), |reader| {
        (reader.field.kind, reader.field.unit, reader.field.doc)
    });
    let share = |name, doc| Column::new(name, Kind::Float, Unit::Percent, doc);
    vec![
        Column::new("value", kind, unit, doc),
        Column::packets("packets", "packets that have the value"),
        Column::bytes("frame_bytes", "their bytes on the wire"),
        share("packets_percent", "share of all packets"),
        share("frame_bytes_percent", "share of all bytes on the wire"),
    ]
}

fn totals(name: &'static str, values: &[Entry], with_field: Tally, other: Tally) -> Table {
    let columns = vec![
        Column::text("field", "the field"),
        Column::count("values", "different values that were kept"),
        Column::packets("packets", "packets that have the field"),
        Column::bytes("frame_bytes", "their bytes on the wire"),
        Column::packets("other_packets", "packets with values that found no room, once for each"),
        Column::bytes("other_frame_bytes", "their bytes on the wire"),
    ];
    let mut table = Table::new("totals", "All values", columns);
    table.push(vec![
        name.into(),
        Value::Unsigned(values.len() as u64),
        with_field.packets.into(),
        with_field.bytes.into(),
        other.packets.into(),
        other.bytes.into(),
    ]);
    table
}

// The longest key that is kept.
const _: () = assert!(MOST_BYTES <= 256);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::testing::{
        any_split_says_the_same, column, mixture, numbers, section, split, udp,
    };

    fn by(name: &str) -> Settings {
        Settings { by: FieldReader::by_name(name), ..Settings::default() }
    }

    #[test]
    fn every_value_of_a_packet_counts_once() {
        let frames = [udp(0, (1, 7), (2, 7), 0), udp(1, (1, 7), (2, 9), 10)];
        let found = section(&STATISTIC, &by("udp.port"), &frames);
        assert_eq!(numbers(&found, "top", "value"), [7, 9]);
        assert_eq!(numbers(&found, "top", "packets"), [2, 1]);
        assert_eq!(numbers(&found, "top", "frame_bytes"), [94, 52]);
        assert_eq!(numbers(&found, "totals", "packets"), [2]);
    }

    #[test]
    fn equal_counts_are_ordered_by_value_as_a_number() {
        let frames = [udp(0, (1, 1000), (2, 9), 0), udp(0, (1, 80), (2, 9), 0)];
        let found = section(&STATISTIC, &by("udp.srcport"), &frames);
        assert_eq!(numbers(&found, "top", "value"), [80, 1000]);
    }

    #[test]
    fn bytes_rank_otherwise_than_packets() {
        let frames =
            [udp(0, (1, 1), (2, 9), 0), udp(0, (1, 1), (2, 9), 0), udp(0, (1, 2), (2, 9), 500)];
        let settings = Settings { order: Some(Order::Bytes), limit: Some(1), ..by("udp.srcport") };
        let found = section(&STATISTIC, &settings, &frames);
        assert_eq!(numbers(&found, "top", "value"), [2]);
        assert_eq!(found.tables[0].rows_total, 2);
    }

    #[test]
    fn packets_without_the_field_count_for_the_share_only() {
        let frames = [udp(0, (1, 1), (2, 9), 0), crate::stats::testing::ipv4(0, 1, 2, 253, &[])];
        let found = section(&STATISTIC, &by("udp.srcport"), &frames);
        assert_eq!(column(&found, "top", "packets_percent"), [Value::Float(50.0)]);
    }

    #[test]
    fn what_finds_no_room_is_counted() {
        let settings = Settings { max_entries: 64, ..by("udp.srcport") };
        let frames: Vec<_> = (1..=9).map(|port| udp(0, (1, port), (2, 9), 0)).collect();
        let found = section(&STATISTIC, &settings, &frames);
        assert_eq!(numbers(&found, "totals", "other_packets"), [8]);
        assert_eq!(found.notes.len(), 1);
    }

    #[test]
    fn any_split_of_the_packets_says_the_same() {
        for name in ["ip.addr", "udp.port", "eth.src", "frame.protocols", "frame.len"] {
            any_split_says_the_same(&STATISTIC, &by(name));
        }
        let tight = Settings { max_entries: 128, ..by("udp.length") };
        let whole = section(&STATISTIC, &tight, &mixture());
        assert_eq!(whole, split(&STATISTIC, &tight, &mixture(), 7, 2));
    }
}
