//! How much of each value of a field happened when: the innermost protocol, a host, a port, any
//! field. One row for each value and bin that have packets, so that a program can pivot it.
//!
//! Bins count from the first packet. When there are too many rows to keep, neighbouring bins are
//! joined two by two; when that does not help, further values count as others.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;

use super::value_key::{decode, encode};
use super::{Make, Order, Setting, Settings, Statistic, numbers};
use crate::engine::{Fold, Needs, Partition};
use crate::flow::Tally;
use crate::packet::{FieldReader, Packet};
use crate::report::{Column, Ledger, Section, Table};
use crate::value::{Kind, Timestamp, Unit, Value};

/// Values over time.
pub static STATISTIC: Statistic = Statistic {
    name: "trend",
    about: "values of a field over time (--by; without it the innermost protocol)",
    on_first_screen: false,
    settings: &[Setting::Interval, Setting::By, Setting::Limit],
    orders: &[Order::Packets, Order::Bytes],
    make: Make::Analyser(|settings| Box::new(Trend::new(settings))),
};

/// Values that are shown where no number is named.
const DEFAULT_VALUES: usize = 10;

type Bins = BTreeMap<i64, Tally>;

struct Trend {
    field: Option<FieldReader>,
    order: Order,
    limit: usize,
    interval_ns: i64,
    width_ns: i64,
    /// Bins of all values at most.
    most: usize,
    count: usize,
    values: HashMap<Box<[u8]>, Bins, RandomState>,
    /// What found no room.
    other: Bins,
    start: Option<Timestamp>,
    key: Vec<u8>,
}

impl Trend {
    fn new(settings: &Settings) -> Self {
        let interval_ns = i64::try_from(settings.interval_ns).unwrap_or(i64::MAX);
        Self {
            field: settings.by,
            order: settings.order.unwrap_or(Order::Packets),
            limit: settings.limit.unwrap_or(DEFAULT_VALUES),
            interval_ns,
            width_ns: if interval_ns == 0 { i64::MAX } else { interval_ns },
            most: settings.max_entries.max(1),
            count: 0,
            values: HashMap::default(),
            other: Bins::new(),
            start: None,
            key: Vec::new(),
        }
    }

    fn add(&mut self, since_start: i64, wire_bytes: u32) {
        let place = since_start.div_euclid(self.width_ns);
        if let Some(bins) = self.values.get_mut(&*self.key) {
            let before = bins.len();
            bins.entry(place).or_default().add(wire_bytes);
            self.count += bins.len() - before;
        } else if self.values.len() < self.most {
            let mut tally = Tally::default();
            tally.add(wire_bytes);
            self.values.insert(self.key.as_slice().into(), Bins::from([(place, tally)]));
            self.count += 1;
        } else {
            self.other.entry(place).or_default().add(wire_bytes);
        }
        while self.count > self.most && self.width_ns < i64::MAX / 2 {
            self.widen();
        }
    }

    /// Joins bins two by two.
    #[cold]
    fn widen(&mut self) {
        self.width_ns *= 2;
        let join = |bins: &mut Bins| {
            for (place, tally) in std::mem::take(bins) {
                bins.entry(place.div_euclid(2)).or_default().absorb(tally);
            }
            bins.len()
        };
        self.count = self.values.values_mut().map(join).sum();
        join(&mut self.other);
    }

    /// The values that are shown with their bins, the greatest first; the rest is added to others.
    fn shown(&mut self) -> Vec<(Box<[u8]>, Bins)> {
        let total = |bins: &Bins| {
            bins.values().fold(Tally::default(), |mut all, tally| {
                all.absorb(*tally);
                all
            })
        };
        let mut ranked: Vec<_> = std::mem::take(&mut self.values)
            .into_iter()
            .map(|(key, bins)| {
                let Tally { packets, bytes } = total(&bins);
                let measure = if self.order == Order::Bytes { bytes } else { packets };
                (Reverse(measure), key, bins)
            })
            .collect();
        ranked.sort_unstable_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
        let limit = if self.limit == 0 { ranked.len() } else { self.limit.min(ranked.len()) };
        for (_, _, bins) in ranked.split_off(limit) {
            for (place, tally) in bins {
                self.other.entry(place).or_default().absorb(tally);
            }
        }
        ranked.into_iter().map(|(_, key, bins)| (key, bins)).collect()
    }
}

impl Fold for Trend {
    fn needs(&self) -> Needs {
        self.field.map_or(Needs::Applications, |field| numbers::needs(&field).max(Needs::Layers))
    }

    fn in_order(&self) -> bool {
        // Which bins are joined, and what finds no room, depends on what came before.
        true
    }

    fn packet(&mut self, packet: &Packet<'_>, _: Partition) {
        let raw = packet.raw;
        self.start = Some(raw.start);
        let Some(field) = self.field else {
            let name = packet.layers().last().map_or("frame", |layer| layer.protocol.name());
            self.key.clear();
            encode(&Value::from(name), &mut self.key);
            return self.add(raw.since_start(), raw.wire_bytes);
        };
        let mut keys: Vec<Vec<u8>> = Vec::new();
        field.read(packet, &mut |value| {
            let mut key = Vec::new();
            encode(&value, &mut key);
            if !key.is_empty() && !keys.contains(&key) {
                keys.push(key);
            }
        });
        for key in keys {
            self.key = key;
            self.add(raw.since_start(), raw.wire_bytes);
        }
    }

    fn absorb(&mut self, mut sibling: Self) {
        while self.width_ns < sibling.width_ns {
            self.widen();
        }
        while sibling.width_ns < self.width_ns {
            sibling.widen();
        }
        let mut theirs: Vec<_> = sibling.values.into_iter().collect();
        theirs.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        for (key, bins) in theirs {
            let own = self.values.entry(key).or_default();
            for (place, tally) in bins {
                own.entry(place).or_default().absorb(tally);
            }
        }
        for (place, tally) in sibling.other {
            self.other.entry(place).or_default().absorb(tally);
        }
        self.count = self.values.values().map(Bins::len).sum();
        self.start = self.start.or(sibling.start);
    }

    fn section(mut self: Box<Self>, ledger: &Ledger) -> Section {
        let shown = self.shown();
        let name = self.field.map_or("protocol", |field| field.field.name);
        let mut table =
            Table::new(STATISTIC.name, format!("{name} over time"), columns(self.field));
        let start = self.start.unwrap_or_default();
        let one = self.interval_ns == 0;
        let width = if one { ledger.kept.duration_ns().unwrap_or(0) } else { self.width_ns };
        let others = (Box::default(), std::mem::take(&mut self.other));
        for (key, bins) in shown.into_iter().chain([others]) {
            for (place, tally) in bins {
                let offset = if one { 0 } else { place.saturating_mul(self.width_ns) };
                table.push(vec![
                    decode(&key),
                    Value::Duration(offset),
                    Value::Duration(offset.saturating_add(width)),
                    Value::Time(Timestamp(start.0.saturating_add(offset))),
                    tally.packets.into(),
                    tally.bytes.into(),
                ]);
            }
        }
        let mut section = Section::of(table);
        if !one && self.width_ns > self.interval_ns {
            section.notes.push(format!(
                "more than {} rows: the interval is {} times the one asked for",
                self.most,
                self.width_ns / self.interval_ns
            ));
        }
        section
    }
}

fn columns(field: Option<FieldReader>) -> Vec<Column> {
    let (kind, unit) = field.map_or((Kind::Text, Unit::None), |it| (it.field.kind, it.field.unit));
    let span = |name, doc| Column::new(name, Kind::Duration, Unit::Seconds, doc);
    vec![
        Column::new("value", kind, unit, "the value; empty for all others together"),
        span("start_s", "where the bin begins, from the first packet"),
        span("end_s", "where it ends"),
        Column::new("time", Kind::Time, Unit::None, "its beginning as a point in time"),
        Column::packets("packets", "packets in the bin that have the value"),
        Column::bytes("frame_bytes", "their bytes on the wire"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::testing::{Frame, column, numbers, section, tcp, udp};

    fn frames() -> [Frame; 5] {
        [
            udp(0, (1, 1), (2, 2), 0),
            udp(100, (1, 1), (3, 2), 0),
            udp(1500, (1, 1), (2, 2), 0),
            tcp(1600, (1, 1), (2, 2), 2, 0),
            udp(9000, (4, 1), (4, 9), 0),
        ]
    }

    #[test]
    fn each_value_has_a_row_for_each_bin_with_packets() {
        let by = FieldReader::by_name("udp.dstport");
        let found = section(&STATISTIC, &Settings { by, ..Settings::default() }, &frames());
        let values = [2_u64, 2, 9].map(Value::Unsigned);
        assert_eq!(column(&found, "trend", "value"), values);
        assert_eq!(numbers(&found, "trend", "packets"), [2, 1, 1]);
        let seconds = |all: [i64; 3]| all.map(|it| Value::Duration(it * 1_000_000_000));
        assert_eq!(column(&found, "trend", "start_s"), seconds([0, 1, 9]));
        assert_eq!(column(&found, "trend", "end_s"), seconds([1, 2, 10]));
    }

    #[test]
    fn without_a_field_it_is_the_innermost_protocol_and_the_rest_is_one_value() {
        let settings = Settings { limit: Some(1), ..Settings::default() };
        let found = section(&STATISTIC, &settings, &frames());
        let values = column(&found, "trend", "value");
        assert_eq!(values, ["udp".into(), "udp".into(), "udp".into(), Value::Null]);
        assert_eq!(numbers(&found, "trend", "packets"), [2, 1, 1, 1]);
    }

    #[test]
    fn too_many_rows_make_bins_wider_and_then_values_fewer() {
        let by = FieldReader::by_name("udp.srcport");
        let settings = Settings { by, max_entries: 4, ..Settings::default() };
        let frames: Vec<Frame> =
            (0..16).map(|at| udp(at * 1000, (1, u16::from(at > 7) + 1), (2, 2), 0)).collect();
        let found = section(&STATISTIC, &settings, &frames);
        assert_eq!(numbers(&found, "trend", "packets"), [4; 4]);
        assert_eq!(found.notes.len(), 1);
        let many: Vec<Frame> = (1..=6).map(|port| udp(0, (1, port), (2, 2), 0)).collect();
        let found = section(&STATISTIC, &settings, &many);
        assert_eq!(numbers(&found, "trend", "packets"), [1, 1, 1, 1, 2]);
    }
}
