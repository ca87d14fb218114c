//! How much happened when: packets and bits a second.
//!
//! Unless the width of bins was chosen, neighbours are joined until there are as many as a picture
//! shows well. Joined bins are exact: their counts are sums.

use super::by_value::{self, ByValue, OfValue};
use super::{Asked, Chart, Measure};
use crate::plot::figure::{Layer, Marks, Panel, Span};
use crate::plot::reading::{each, nanoseconds, number, table, time};
use crate::plot::scale;
use crate::report::{Column, Report, Table};
use crate::value::{Kind, Timestamp, Unit};

/// Packets and bits over time.
pub static CHART: Chart = Chart {
    name: "timeline",
    about: "packets and bits a second over time; with --by one value upon another",
    statistics: &["timeline", "trend"],
    columns: 1,
    panels,
};

/// Bins that a picture shows well, where nobody chose their width. Chosen by us.
const BINS: i64 = 240;

/// What the statistic says of one bin.
#[derive(Clone, Copy, Debug, Default)]
struct Bin {
    from_ns: i64,
    packets: f64,
    bytes: f64,
}

fn panels(report: &Report, asked: &Asked) -> Vec<Panel> {
    if let Some(found) = ByValue::read(report, asked, BINS) {
        return stacked(&found);
    }
    let mut start = None;
    let mut fine = None;
    let found = table(report, "timeline", "timeline");
    if let Some(table) = found {
        each(table, ["start_s", "time", "frame_bytes", "bits_per_s"], |[from, at, bytes, rate]| {
            let from_ns = nanoseconds(from);
            start = start.or(time(at).map(|at| Timestamp(at.0.saturating_sub(from_ns))));
            // The rate is over the interval, so that it tells how long that is.
            fine = fine.or(width_ns(number(bytes), number(rate)));
        });
    }
    let fine = fine.unwrap_or(1);
    let read = |packets: &str, bytes: &str| {
        let mut bins = found.map(|table| bins(table, packets, bytes)).unwrap_or_default();
        let width = if asked.is_interval_chosen { fine } else { join(&mut bins, fine) };
        (bins, width)
    };
    let (bins, width) = read("packets", "frame_bytes");
    let start = start.unwrap_or_default();
    let over = scale::span(seconds(width));
    let panel = |name, title: &str, unit, doc, bins: &[Bin], value: fn(&Bin) -> f64| Panel {
        name,
        title: if bins.is_empty() { title.to_owned() } else { format!("{title}, bins of {over}") },
        values: Column::new(name, Kind::Float, unit, doc),
        marks: Marks::Spans {
            start,
            spans: bins
                .iter()
                .map(|bin| Span {
                    from_ns: bin.from_ns,
                    to_ns: bin.from_ns.saturating_add(width),
                    value: value(bin) / seconds(width),
                })
                .collect(),
        },
        note: String::new(),
    };
    let packets: fn(&Bin) -> f64 = |bin| bin.packets;
    let rate: fn(&Bin) -> f64 = |bin| bin.bytes * 8.0;
    let (of_packets, of_bits) = (Unit::PacketsPerSecond, Unit::BitsPerSecond);
    let mut panels = vec![
        panel("packets_per_s", "Packets a second", of_packets, "packets", &bins, packets),
        panel("bits_per_s", "Bits a second", of_bits, "bits on the wire", &bins, rate),
    ];
    // Series with filters of their own, each by what is measured.
    for column in found.map(|table| table.columns.as_slice()).unwrap_or_default() {
        let Some(name) = column.name.strip_suffix(".packets") else { continue };
        let (bins, _) = read(column.name, &format!("{name}.frame_bytes"));
        panels.push(match asked.measure {
            Measure::Packets => {
                let title = format!("Packets a second, {name}");
                panel(column.name, &title, of_packets, column.doc, &bins, packets)
            }
            Measure::Bytes => {
                let title = format!("Bits a second, {name}");
                panel(column.name, &title, of_bits, column.doc, &bins, rate)
            }
        });
    }
    panels
}

/// What a table says of each bin in these columns.
fn bins(table: &Table, packets: &str, bytes: &str) -> Vec<Bin> {
    let mut bins = Vec::new();
    each(table, ["start_s", packets, bytes], |[from, packets, bytes]| {
        let (packets, bytes) = (number(packets), number(bytes));
        bins.push(Bin { from_ns: nanoseconds(from), packets, bytes });
    });
    bins
}

/// The same by values of a field, one upon another.
fn stacked(found: &ByValue) -> Vec<Panel> {
    let width = found.width_ns.max(1);
    let over = scale::span(seconds(width));
    let panel = |name, title: &str, unit, doc, value: fn(f64, f64) -> f64| {
        let layers = found.values.iter().map(|OfValue { name, bins }| {
            let span = |&by_value::Bin { from_ns, packets, bytes }: &by_value::Bin| Span {
                from_ns,
                to_ns: from_ns.saturating_add(width),
                value: value(packets, bytes) / seconds(width),
            };
            Layer { name: name.clone(), spans: bins.iter().map(span).collect() }
        });
        let about =
            if found.values.is_empty() { String::new() } else { format!(", bins of {over}") };
        Panel {
            name,
            title: format!("{title}, {}{about}", found.title),
            values: Column::new(name, Kind::Float, unit, doc),
            marks: Marks::Stack { start: found.start, layers: layers.collect() },
            note: String::new(),
        }
    };
    vec![
        panel("packets_per_s", "Packets a second", Unit::PacketsPerSecond, "packets", |it, _| it),
        panel(
            "bits_per_s",
            "Bits a second",
            Unit::BitsPerSecond,
            "bits on the wire",
            |_, bytes| bytes * 8.0,
        ),
    ]
}

/// The width of a bin of so many bytes at such a rate, in nanoseconds.
#[expect(clippy::cast_possible_truncation, reason = "a float that is too large saturates")]
fn width_ns(bytes: f64, bits_per_s: f64) -> Option<i64> {
    let width = (bytes * 8.0 / bits_per_s * 1e9).round();
    (width.is_finite() && width >= 1.0).then_some(width as i64)
}

/// Joins neighbours until at most [`BINS`] cover the time; answers their width.
fn join(bins: &mut Vec<Bin>, width: i64) -> i64 {
    let (Some(first), Some(last)) = (bins.first(), bins.last()) else { return width };
    let (first, last) = (first.from_ns.div_euclid(width), last.from_ns.div_euclid(width));
    let count = last.saturating_sub(first).saturating_add(1);
    let many = count / BINS + i64::from(count % BINS > 0);
    let width = width.saturating_mul(many.max(1));
    for bin in bins.iter_mut() {
        bin.from_ns = bin.from_ns.div_euclid(width).saturating_mul(width);
    }
    bins.dedup_by(|next, kept| {
        let same = next.from_ns == kept.from_ns;
        if same {
            kept.packets += next.packets;
            kept.bytes += next.bytes;
        }
        same
    });
    width
}

#[expect(clippy::cast_precision_loss, reason = "pictures need no more than 53 bits")]
fn seconds(ns: i64) -> f64 {
    ns as f64 / 1e9
}
