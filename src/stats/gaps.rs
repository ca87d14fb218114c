//! Times between packets: decades from a microsecond to a hundred seconds, and percentiles.

use super::histogram::Histogram;
use super::ranking::percent;
use super::{Make, Statistic};
use crate::engine::{Fold, Needs, Partition};
use crate::packet::Packet;
use crate::report::{Column, Ledger, Section, Table};
use crate::value::{Kind, Timestamp, Unit, Value};

/// Times between packets.
pub static STATISTIC: Statistic = Statistic {
    name: "gaps",
    about: "times between packets: decades, percentiles",
    on_first_screen: false,
    settings: &[],
    orders: &[],
    make: Make::Analyser(|_| Box::new(Gaps::default())),
};

/// The least time of each bucket in nanoseconds, and what it is called; the last has no end.
const BUCKETS: [(u64, &str); 10] = [
    (0, "below 1 µs"),
    (1_000, "1 µs"),
    (10_000, "10 µs"),
    (100_000, "100 µs"),
    (1_000_000, "1 ms"),
    (10_000_000, "10 ms"),
    (100_000_000, "100 ms"),
    (1_000_000_000, "1 s"),
    (10_000_000_000, "10 s"),
    (100_000_000_000, "100 s and more"),
];
/// The percentiles that are shown.
const PERCENTILES: [u64; 18] =
    [1, 2, 5, 10, 20, 25, 30, 40, 50, 60, 70, 75, 80, 90, 95, 98, 99, 100];

#[derive(Default)]
struct Gaps {
    last: Option<Timestamp>,
    buckets: [u64; BUCKETS.len()],
    times: Histogram,
    /// Packets that are earlier than the one before them.
    backwards: u64,
}

impl Fold for Gaps {
    fn needs(&self) -> Needs {
        Needs::Records
    }

    fn in_order(&self) -> bool {
        true
    }

    #[inline]
    fn packet(&mut self, packet: &Packet<'_>, _: Partition) {
        let at = packet.raw.at;
        let Some(last) = self.last.replace(at) else { return };
        let Ok(gap) = u64::try_from(at.since(last)) else {
            self.backwards += 1;
            return;
        };
        let place = BUCKETS.partition_point(|(least, _)| *least <= gap) - 1;
        if let Some(bucket) = self.buckets.get_mut(place) {
            *bucket += 1;
        }
        self.times.add(at.since(last));
    }

    fn absorb(&mut self, sibling: Self) {
        self.backwards += sibling.backwards;
        self.times.absorb(&sibling.times);
        for (own, other) in self.buckets.iter_mut().zip(sibling.buckets) {
            *own += other;
        }
    }

    fn section(self: Box<Self>, _: &Ledger) -> Section {
        let backwards = self.backwards;
        let notes = (backwards > 0).then(|| {
            format!("{backwards} packets are earlier than the one before them and are not counted")
        });
        Section {
            name: STATISTIC.name,
            title: "Times between packets".to_owned(),
            tables: vec![self.buckets(), self.percentiles()],
            notes: notes.into_iter().collect(),
        }
    }
}

impl Gaps {
    fn buckets(&self) -> Table {
        let columns = vec![
            Column::text("bucket", "the least time of the bucket; it ends where the next begins"),
            Column::new("from_s", Kind::Duration, Unit::Seconds, "the same as a number"),
            Column::count("gaps", "times between a packet and the one before it"),
            Column::new("percent", Kind::Float, Unit::Percent, "share of all"),
        ];
        let mut table = Table::new(STATISTIC.name, "Times between packets", columns);
        for ((least, name), &count) in BUCKETS.into_iter().zip(&self.buckets) {
            let from = Value::Duration(least.cast_signed());
            table.push(vec![name.into(), from, count.into(), percent(count, self.times.count())]);
        }
        table
    }

    fn percentiles(&self) -> Table {
        let columns = vec![
            Column::new("percentile", Kind::Unsigned, Unit::Percent, "share of the gaps"),
            Column::new(
                "gap_s",
                Kind::Duration,
                Unit::Seconds,
                "that are at most so long, to 0.8 %",
            ),
        ];
        let mut table =
            Table::new("percentiles", "Percentiles of the time between packets", columns);
        for share in PERCENTILES {
            let gap = self.times.percentile(share).map(u64::cast_signed);
            table.push(vec![share.into(), gap.map_or(Value::Null, Value::Duration)]);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Settings;
    use crate::stats::testing::{column, numbers, section, udp};

    #[test]
    fn each_packet_but_the_first_has_a_gap_unless_the_clock_went_back() {
        let frames = [0, 0, 1, 10, 9, 2009].map(|at| udp(at, (1, 1), (2, 2), 0));
        let found = section(&STATISTIC, &Settings::default(), &frames);
        // 0, 1 ms, 9 ms, back, 2 s.
        assert_eq!(numbers(&found, "gaps", "gaps"), [1, 0, 0, 0, 2, 0, 0, 1, 0, 0]);
        assert_eq!(found.notes.len(), 1);
        let gaps = column(&found, "percentiles", "gap_s");
        assert_eq!((&gaps[0], &gaps[5]), (&Value::Duration(0), &Value::Duration(0)));
        let Value::Duration(half) = gaps[8] else { panic!() };
        assert!((half - 1_000_000).abs() <= 1_000_000 / 128, "{half}");
        assert_eq!(gaps[16], Value::Duration(2_000_000_000));
    }

    #[test]
    fn of_one_packet_nothing_is_said() {
        let found = section(&STATISTIC, &Settings::default(), &[udp(0, (1, 1), (2, 2), 0)]);
        assert_eq!(numbers(&found, "gaps", "gaps"), [0; 10]);
        assert_eq!(column(&found, "percentiles", "gap_s"), [const { Value::Null }; 18]);
    }
}
