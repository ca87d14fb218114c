//! Values of a field over time (`--by`), read once for the charts that show them.

use super::Asked;
use crate::plot::reading::{each, nanoseconds, number, table, text, time};
use crate::report::Report;
use crate::value::{Timestamp, Value};

/// Bins of values over time.
#[derive(Debug, Default)]
pub struct ByValue {
    /// The field's name.
    pub title: String,
    /// From which times count.
    pub start: Timestamp,
    /// How wide a bin is, in nanoseconds.
    pub width_ns: i64,
    /// The values in their order.
    pub values: Vec<OfValue>,
}

/// A value and when it occurred.
#[derive(Debug, Default)]
pub struct OfValue {
    /// The value as text: not escaped.
    pub name: String,
    /// Bins that have packets, ascending.
    pub bins: Vec<Bin>,
}

/// What one span of time holds.
#[derive(Clone, Copy, Debug)]
pub struct Bin {
    /// Where it begins, in nanoseconds from the start.
    pub from_ns: i64,
    /// Packets.
    pub packets: f64,
    /// Their bytes on the wire.
    pub bytes: f64,
}

impl ByValue {
    /// Reads the table, where it is there, and joins bins until there are at most `most`, unless
    /// their width was chosen.
    pub fn read(report: &Report, asked: &Asked, most: i64) -> Option<Self> {
        let table = table(report, "trend", "trend")?;
        let mut found = Self { title: table.title.clone(), ..Self::default() };
        let mut start = None;
        let names = ["value", "start_s", "end_s", "time", "packets", "frame_bytes"];
        each(table, names, |[value, from, to, at, packets, bytes]| {
            let from_ns = nanoseconds(from);
            found.width_ns = nanoseconds(to).saturating_sub(from_ns).max(1);
            start = start.or(time(at).map(|at| Timestamp(at.0.saturating_sub(from_ns))));
            let name = if *value == Value::Null { "all others".to_owned() } else { text(value) };
            let bin = Bin { from_ns, packets: number(packets), bytes: number(bytes) };
            match found.values.last_mut().filter(|last| last.name == name) {
                Some(last) => last.bins.push(bin),
                None => found.values.push(OfValue { name, bins: vec![bin] }),
            }
        });
        found.start = start.unwrap_or_default();
        if !asked.is_interval_chosen {
            found.join(most);
        }
        Some(found)
    }

    /// Where the first and the last bin begin, where there is one.
    pub fn ends(&self) -> Option<(i64, i64)> {
        let begins = || self.values.iter().flat_map(|it| &it.bins).map(|bin| bin.from_ns);
        begins().min().zip(begins().max())
    }

    fn join(&mut self, most: i64) {
        let Some((first, last)) = self.ends() else { return };
        let width = self.width_ns.max(1);
        let count = last.div_euclid(width).saturating_sub(first.div_euclid(width)) + 1;
        let many = count / most + i64::from(count % most > 0);
        self.width_ns = width.saturating_mul(many.max(1));
        for OfValue { bins, .. } in &mut self.values {
            for bin in bins.iter_mut() {
                bin.from_ns = bin.from_ns.div_euclid(self.width_ns).saturating_mul(self.width_ns);
            }
            bins.dedup_by(|next, kept| {
                let same = next.from_ns == kept.from_ns;
                if same {
                    kept.packets += next.packets;
                    kept.bytes += next.bytes;
                }
                same
            });
        }
    }
}
