//! How long packets are: tshark's buckets (`-z plen,tree`) and exact percentiles.

use std::collections::BTreeMap;

use super::ranking::{mean, per_second, percent};
use super::{Make, Statistic};
use crate::engine::{Fold, Needs, Partition};
use crate::packet::Packet;
use crate::report::{Column, Ledger, Section, Table};
use crate::value::{Kind, Unit};

/// Packet lengths.
pub static STATISTIC: Statistic = Statistic {
    name: "lengths",
    about: "how long packets are: tshark's buckets, percentiles",
    on_first_screen: false,
    settings: &[],
    orders: &[],
    make: Make::Analyser(|_| Box::new(Lengths::default())),
};

/// The least length of each bucket of `tshark -z plen,tree`; the last has no end.
const BUCKETS: [u32; 10] = [0, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120];
/// Lengths below this are counted one by one.
const EXACT: usize = 65_536;
/// Of longer ones this many leading bits are told apart: the error is below 0.4 percent.
const LEADING_BITS: u32 = 8;
/// The percentiles that are shown.
const PERCENTILES: [u64; 18] =
    [1, 2, 5, 10, 20, 25, 30, 40, 50, 60, 70, 75, 80, 90, 95, 98, 99, 100];

#[derive(Default)]
struct Lengths {
    /// Packets of each length, up to the longest below [`EXACT`].
    exact: Vec<u64>,
    /// Longer packets, by their length's leading bits.
    long: BTreeMap<u32, Lot>,
}

/// Packets of similar length.
#[derive(Clone, Copy, Default)]
struct Lot {
    packets: u64,
    bytes: u64,
    shortest: Option<u32>,
    longest: Option<u32>,
}

impl Lot {
    fn of(packets: u64, length: u32) -> Self {
        let bytes = packets.saturating_mul(length.into());
        Self { packets, bytes, shortest: Some(length), longest: Some(length) }
    }

    fn absorb(&mut self, other: &Self) {
        self.packets += other.packets;
        self.bytes = self.bytes.saturating_add(other.bytes);
        self.shortest = [self.shortest, other.shortest].into_iter().flatten().min();
        self.longest = self.longest.max(other.longest);
    }
}

impl Fold for Lengths {
    fn needs(&self) -> Needs {
        Needs::Records
    }

    #[inline]
    fn packet(&mut self, packet: &Packet<'_>, _: Partition) {
        let length = packet.raw.wire_bytes;
        match self.exact.get_mut(length as usize) {
            Some(count) => *count += 1,
            None => self.add(length),
        }
    }

    fn absorb(&mut self, sibling: Self) {
        self.grow(sibling.exact.len());
        for (own, other) in self.exact.iter_mut().zip(sibling.exact) {
            *own += other;
        }
        for (lead, lot) in &sibling.long {
            self.long.entry(*lead).or_default().absorb(lot);
        }
    }

    fn section(self: Box<Self>, ledger: &Ledger) -> Section {
        let duration_ns = ledger.kept.duration_ns().unwrap_or(0);
        Section {
            name: STATISTIC.name,
            title: "Packet lengths".to_owned(),
            tables: vec![self.buckets(duration_ns), self.percentiles()],
            notes: vec![],
        }
    }
}

impl Lengths {
    #[cold]
    fn add(&mut self, length: u32) {
        let place = length as usize;
        if place < EXACT {
            self.grow((place + 1).next_power_of_two());
            if let Some(count) = self.exact.get_mut(place) {
                *count += 1;
            }
        } else {
            let shift = u32::BITS - length.leading_zeros() - LEADING_BITS;
            self.long.entry(length >> shift << shift).or_default().absorb(&Lot::of(1, length));
        }
    }

    fn grow(&mut self, length: usize) {
        if self.exact.len() < length {
            self.exact.resize(length, 0);
        }
    }

    /// Lots by ascending length, each with the least length that it may hold.
    fn lots(&self) -> impl Iterator<Item = (u32, Lot)> {
        let exact = (0..).zip(&self.exact).filter(|&(_, &packets)| packets > 0);
        let exact = exact.map(|(length, &packets)| (length, Lot::of(packets, length)));
        exact.chain(self.long.iter().map(|(&lead, &lot)| (lead, lot)))
    }

    fn buckets(&self, duration_ns: i64) -> Table {
        let mut all = Lot::default();
        let mut buckets = [Lot::default(); BUCKETS.len()];
        for (length, lot) in self.lots() {
            all.absorb(&lot);
            let place = BUCKETS.partition_point(|&least| least <= length) - 1;
            if let Some(bucket) = buckets.get_mut(place) {
                bucket.absorb(&lot);
            }
        }
        let mut table = Table::new(STATISTIC.name, "Packet lengths", columns());
        let ends = BUCKETS.iter().skip(1).map(|&next| Some(next - 1)).chain([None]);
        for ((&from, to), lot) in BUCKETS.iter().zip(ends).zip(&buckets) {
            let name = to.map_or(format!("{from} and more"), |to| format!("{from}-{to}"));
            table.push(vec![
                name.into(),
                lot.packets.into(),
                lot.bytes.into(),
                mean(lot.bytes, lot.packets),
                lot.shortest.into(),
                lot.longest.into(),
                per_second(lot.packets, duration_ns),
                percent(lot.packets, all.packets),
            ]);
        }
        table
    }

    fn percentiles(&self) -> Table {
        let lots: Vec<(u32, u64)> =
            self.lots().map(|(length, lot)| (length, lot.packets)).collect();
        let packets: u64 = lots.iter().map(|&(_, packets)| packets).sum();
        let columns = vec![
            Column::new("percentile", Kind::Unsigned, Unit::Percent, "share of the packets"),
            Column::bytes("frame_bytes", "that are at most this long on the wire (nearest rank)"),
        ];
        let mut table = Table::new("percentiles", "Percentiles of the length", columns);
        for percentile in PERCENTILES {
            let rank = (u128::from(packets) * u128::from(percentile)).div_ceil(100);
            let mut below = 0_u128;
            let found = lots.iter().find(|&&(_, packets)| {
                below += u128::from(packets);
                below >= rank
            });
            let length = found.filter(|_| rank > 0).map(|&(length, _)| length);
            table.push(vec![percentile.into(), length.into()]);
        }
        table
    }
}

fn columns() -> Vec<Column> {
    vec![
        Column::text("bucket", "lengths on the wire in bytes, both ends included"),
        Column::packets("packets", "packets of these lengths"),
        Column::bytes("frame_bytes", "their bytes on the wire"),
        Column::new("average_bytes", Kind::Float, Unit::Bytes, "their mean length"),
        Column::bytes("shortest_bytes", "the shortest of them"),
        Column::bytes("longest_bytes", "the longest of them"),
        Column::new(
            "packets_per_s",
            Kind::Float,
            Unit::PacketsPerSecond,
            "packets a second, over the capture's duration",
        ),
        Column::new("packets_percent", Kind::Float, Unit::Percent, "share of all packets"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Settings;
    use crate::stats::testing::{Frame, any_split_says_the_same, column, numbers, section};
    use crate::value::Value;

    fn frames(lengths: impl IntoIterator<Item = usize>) -> Vec<Frame> {
        let frame = |length| Frame { at_ms: 0, bytes: vec![0; length] };
        lengths.into_iter().map(frame).collect()
    }

    fn percentiles(lengths: impl IntoIterator<Item = usize>) -> Vec<u64> {
        let found = section(&STATISTIC, &Settings::default(), &frames(lengths));
        numbers(&found, "percentiles", "frame_bytes")
    }

    #[test]
    fn buckets_begin_where_those_of_tshark_do() {
        let lengths = [19, 20, 39, 40, 79, 80, 5119, 5120, 70_000];
        let found = section(&STATISTIC, &Settings::default(), &frames(lengths));
        assert_eq!(numbers(&found, "lengths", "packets"), [1, 2, 2, 1, 0, 0, 0, 0, 1, 2]);
        assert_eq!(column(&found, "lengths", "average_bytes")[1], Value::Float(29.5));
        assert_eq!(column(&found, "lengths", "average_bytes")[4], Value::Null);
        assert_eq!(column(&found, "lengths", "longest_bytes")[9], Value::Unsigned(70_000));
    }

    #[test]
    fn percentiles_of_one_to_a_hundred_are_themselves() {
        assert_eq!(percentiles(1..=100), PERCENTILES);
    }

    #[test]
    fn percentiles_are_lengths_that_occur() {
        assert!(percentiles([60, 1514]).iter().all(|length| [60, 1514].contains(length)));
        assert_eq!(percentiles([60, 1514])[8], 60);
    }

    #[test]
    fn very_long_packets_are_off_by_less_than_half_a_percent() {
        let found = percentiles([1_000_003])[8];
        assert!((995_000..=1_000_003).contains(&found), "{found}");
    }

    #[test]
    fn any_split_of_the_packets_says_the_same() {
        any_split_says_the_same(&STATISTIC, &Settings::default());
    }
}
