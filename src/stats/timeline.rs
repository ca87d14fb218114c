//! Packets, bytes and fields over time: tshark's `-z io,stat`.
//!
//! Bins count from the first packet. Only bins that have packets exist, so a gap of ten years
//! costs nothing. When there are too many, neighbours are joined two by two.

use std::collections::BTreeMap;

use super::ranking::per_second;
use super::{Aggregate, Make, Part, Series, Setting, Settings, Statistic, numbers};
use crate::engine::{Fold, Needs, Partition};
use crate::filter::Expression;
use crate::flow::Tally;
use crate::packet::Packet;
use crate::report::{Column, Ledger, Section, Table};
use crate::value::{Kind, Timestamp, Unit, Value};

/// The timeline.
pub static STATISTIC: Statistic = Statistic {
    name: "timeline",
    about: "packets, bytes, those that match filters, and any field's count, sum, min, avg, max over time",
    on_first_screen: false,
    settings: &[Setting::Interval, Setting::Series],
    orders: &[],
    make: Make::Analyser(|settings| Box::new(Timeline::new(settings))),
};

struct Timeline {
    series: Vec<Series>,
    parts: Vec<Part>,
    /// Width of a bin as asked for, in nanoseconds; 0 for one bin that holds everything.
    interval_ns: i64,
    /// Width as it is: doubled until the bins are few enough, so that it does not depend on the
    /// order of packets.
    width_ns: i64,
    most: usize,
    bins: BTreeMap<i64, Bin>,
    /// The bin of the packet before, which is most often that of the next.
    current: Bin,
    current_place: i64,
    /// Where it begins, in nanoseconds from the first packet.
    current_start: i64,
    start: Option<Timestamp>,
}

/// What happened in one span of time.
#[derive(Clone, Debug, Default)]
struct Bin {
    tally: Tally,
    /// One for each series.
    joined: Vec<Joined>,
    /// One for each filter.
    parts: Vec<Tally>,
}

/// Values joined to one.
#[derive(Clone, Copy, Debug, Default)]
struct Joined {
    count: u64,
    sum: i128,
    least: Option<i128>,
    most: Option<i128>,
}

impl Joined {
    fn add(&mut self, value: &Value<'_>) {
        self.count += 1;
        if let Some(number) = numbers::whole(value) {
            self.sum = self.sum.saturating_add(number);
            self.least = Some(self.least.map_or(number, |least| least.min(number)));
            self.most = Some(self.most.map_or(number, |most| most.max(number)));
        }
    }

    fn absorb(&mut self, other: &Self) {
        self.count += other.count;
        self.sum = self.sum.saturating_add(other.sum);
        self.least = [self.least, other.least].into_iter().flatten().min();
        self.most = self.most.max(other.most);
    }

    fn value(&self, series: &Series) -> Value<'static> {
        let kind = series.field.field.kind;
        let number = |found: Option<i128>| found.map_or(Value::Null, |n| numbers::value(n, kind));
        match series.aggregate {
            Aggregate::Count => self.count.into(),
            Aggregate::Sum => numbers::value(self.sum, kind),
            Aggregate::Min => number(self.least),
            Aggregate::Max => number(self.most),
            Aggregate::Avg => self.mean(kind),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a mean needs no more than 53 bits")]
    fn mean(&self, kind: Kind) -> Value<'static> {
        let scale = if kind == Kind::Duration { 1e9 } else { 1.0 };
        let numbers = self.least.is_some();
        Value::ratio(self.sum as f64, if numbers { self.count as f64 * scale } else { 0.0 })
    }
}

impl Bin {
    fn absorb(&mut self, other: Self) {
        self.tally.absorb(other.tally);
        if self.joined.is_empty() {
            self.joined = other.joined;
        } else {
            self.joined.iter_mut().zip(&other.joined).for_each(|(own, other)| own.absorb(other));
        }
        if self.parts.is_empty() {
            self.parts = other.parts;
        } else {
            self.parts.iter_mut().zip(other.parts).for_each(|(own, other)| own.absorb(other));
        }
    }
}

impl Timeline {
    fn new(settings: &Settings) -> Self {
        let interval_ns = i64::try_from(settings.interval_ns).unwrap_or(i64::MAX);
        Self {
            series: settings.series.clone(),
            parts: settings.parts.clone(),
            interval_ns,
            width_ns: if interval_ns == 0 { i64::MAX } else { interval_ns },
            most: (settings.max_entries / (1 + 2 * settings.series.len() + settings.parts.len()))
                .max(2),
            bins: BTreeMap::new(),
            current: Bin::default(),
            current_place: 0,
            current_start: 0,
            start: None,
        }
    }

    /// Whether a time lies in the current bin. Before its start, the difference wraps around.
    #[inline]
    fn is_current(&self, since_start: i64) -> bool {
        let inside = since_start.wrapping_sub(self.current_start).cast_unsigned();
        inside < self.width_ns.cast_unsigned() || self.interval_ns == 0
    }

    /// Makes the bin of a time the current one.
    #[cold]
    fn turn_to(&mut self, since_start: i64) {
        self.put_away();
        self.current_place = since_start.div_euclid(self.width_ns);
        self.current_start = self.current_place.saturating_mul(self.width_ns);
    }

    /// Puts the current bin away.
    fn put_away(&mut self) {
        if self.current.tally.packets > 0 {
            let bin = std::mem::take(&mut self.current);
            self.bins.entry(self.current_place).or_default().absorb(bin);
        }
        while self.bins.len() > self.most && self.width_ns < i64::MAX / 2 {
            self.widen();
        }
    }

    /// Joins bins two by two.
    #[cold]
    fn widen(&mut self) {
        self.width_ns *= 2;
        for (place, bin) in std::mem::take(&mut self.bins) {
            self.bins.entry(place.div_euclid(2)).or_default().absorb(bin);
        }
    }
}

impl Fold for Timeline {
    fn needs(&self) -> Needs {
        let fields = self.series.iter().map(|series| numbers::needs(&series.field));
        let of_series = self.series.iter().filter_map(|series| series.filter.as_ref());
        let filters = self.parts.iter().map(|part| &part.filter).chain(of_series);
        let filters = filters.map(|filter| numbers::needs_of(filter.reach()));
        fields.chain(filters).max().unwrap_or_default().max(Needs::Records)
    }

    #[inline]
    fn packet(&mut self, packet: &Packet<'_>, _: Partition) {
        let raw = packet.raw;
        if !self.is_current(raw.since_start()) {
            self.turn_to(raw.since_start());
        }
        self.start = Some(raw.start);
        self.current.tally.add(raw.wire_bytes);
        if !self.parts.is_empty() {
            self.current.parts.resize(self.parts.len(), Tally::default());
            for (part, tally) in self.parts.iter().zip(&mut self.current.parts) {
                if part.filter.matches(packet) {
                    tally.add(raw.wire_bytes);
                }
            }
        }
        if self.series.is_empty() {
            return;
        }
        self.current.joined.resize(self.series.len(), Joined::default());
        for (series, joined) in self.series.iter().zip(&mut self.current.joined) {
            if series.filter.as_ref().is_none_or(|filter| filter.matches(packet)) {
                series.field.read(packet, &mut |value| joined.add(&value));
            }
        }
    }

    fn absorb(&mut self, mut sibling: Self) {
        self.put_away();
        sibling.put_away();
        while self.width_ns < sibling.width_ns {
            self.widen();
        }
        while sibling.width_ns < self.width_ns {
            sibling.widen();
        }
        for (place, bin) in sibling.bins {
            self.bins.entry(place).or_default().absorb(bin);
        }
        self.put_away();
        self.start = self.start.or(sibling.start);
    }

    fn section(mut self: Box<Self>, ledger: &Ledger) -> Section {
        self.put_away();
        let mut table = Table::new(STATISTIC.name, "Timeline", columns(&self.series, &self.parts));
        let start = self.start.unwrap_or_default();
        let one = self.interval_ns == 0;
        let width = if one { ledger.kept.duration_ns().unwrap_or(0) } else { self.width_ns };
        for (&place, bin) in &self.bins {
            let offset = if one { 0 } else { place.saturating_mul(self.width_ns) };
            let mut row = vec![
                Value::Duration(offset),
                Value::Time(Timestamp(start.0.saturating_add(offset))),
                bin.tally.packets.into(),
                bin.tally.bytes.into(),
                per_second(bin.tally.bytes.saturating_mul(8), width),
            ];
            for tally in &bin.parts {
                row.extend([tally.packets.into(), tally.bytes.into()]);
            }
            row.extend(self.series.iter().zip(&bin.joined).map(|(series, j)| j.value(series)));
            table.push(row);
        }
        let mut section = Section::of(table);
        if !one && self.width_ns > self.interval_ns {
            section.notes.push(format!(
                "more than {} bins: the interval is {} times the one asked for",
                self.most,
                self.width_ns / self.interval_ns
            ));
        }
        section
    }
}

fn columns(series: &[Series], parts: &[Part]) -> Vec<Column> {
    let mut columns = vec![
        Column::new(
            "start_s",
            Kind::Duration,
            Unit::Seconds,
            "where the bin begins, from the first packet",
        ),
        Column::new("time", Kind::Time, Unit::None, "the same as a point in time"),
        Column::packets("packets", "packets in the bin"),
        Column::bytes("frame_bytes", "their bytes on the wire"),
        Column::new("bits_per_s", Kind::Float, Unit::BitsPerSecond, "their rate over the interval"),
    ];
    for Part { name, .. } in parts {
        // As with series: a few bytes for each that the user typed.
        let [packets, bytes] =
            ["packets", "frame_bytes"].map(|what| &*String::leak(format!("{name}.{what}")));
        columns.push(Column::packets(packets, "packets in the bin that match its filter"));
        columns.push(Column::bytes(bytes, "their bytes on the wire"));
    }
    columns.extend(series.iter().map(column));
    columns
}

/// The column of a series: `sum(tcp.len)`, with its filter behind it as tshark spells it.
fn column(series: &Series) -> Column {
    let field = series.field.field;
    let (name, kind) = match series.aggregate {
        Aggregate::Count => ("count", Kind::Unsigned),
        Aggregate::Sum => ("sum", field.kind),
        Aggregate::Min => ("min", field.kind),
        Aggregate::Avg => ("avg", Kind::Float),
        Aggregate::Max => ("max", field.kind),
    };
    // The name lives as long as the program: a few bytes for each series that the user typed.
    let filter = series.filter.as_ref().map(Expression::text).unwrap_or_default();
    let name = String::leak(format!("{name}({}){filter}", field.name));
    let unit = if series.aggregate == Aggregate::Count { Unit::None } else { field.unit };
    Column::new(name, kind, unit, field.doc)
}

#[cfg(test)]
mod tests;
