//! How long TCP handshakes took, SYN to the ACK that ends them: median and 95th percentile over
//! time, and which share took at most so long.

use super::{Asked, Chart};
use crate::plot::figure::{Marks, Panel, Span};
use crate::plot::reading::{each, number, table, time};
use crate::report::{Column, Report};
use crate::value::{Kind, Timestamp, Unit};

/// Handshakes of TCP.
pub static CHART: Chart = Chart {
    name: "rtt",
    about: "round trips of TCP handshakes: over time, and their distribution",
    statistics: &["flows"],
    columns: 2,
    panels,
};

/// Spans of time in a picture, and points of a distribution. Chosen by us.
const BINS: i64 = 120;
const POINTS: usize = 200;

fn panels(report: &Report, _: &Asked) -> Vec<Panel> {
    let mut trips: Vec<(Timestamp, f64)> = Vec::new();
    if let Some(table) = table(report, "flows", "flows") {
        each(table, ["ts", "handshake_rtt_ns"], |[at, trip]| {
            let seconds = number(trip) / 1e9;
            if let Some(at) = time(at).filter(|_| seconds > 0.0) {
                trips.push((at, seconds));
            }
        });
    }
    trips.sort_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
    let start = trips.first().map(|first| first.0).unwrap_or_default();
    let length = trips.last().map_or(0, |last| last.0.since(start));
    let width = (length / BINS).saturating_add(1);
    let mut bins: Vec<(i64, Vec<f64>)> = Vec::new();
    for &(at, seconds) in &trips {
        let bin = at.since(start) / width;
        match bins.last_mut().filter(|last| last.0 == bin) {
            Some((_, held)) => held.push(seconds),
            None => bins.push((bin, vec![seconds])),
        }
    }
    for (_, held) in &mut bins {
        held.sort_by(f64::total_cmp);
    }
    let count = trips.len();
    let over_time = |name, title: &str, share: usize| {
        let span = |(bin, held): &(i64, Vec<f64>)| {
            let from_ns = bin.saturating_mul(width);
            let to_ns = from_ns.saturating_add(width);
            Span { from_ns, to_ns, value: percentile(held, share) }
        };
        let spans = bins.iter().map(span).collect();
        Panel {
            name,
            title: title.to_owned(),
            values: seconds(),
            marks: Marks::Spans { start, spans },
            note: if count == 0 { String::new() } else { format!("{count} handshakes") },
        }
    };
    let mut all: Vec<f64> = trips.iter().map(|trip| trip.1).collect();
    all.sort_by(f64::total_cmp);
    vec![
        over_time("median", "Median of handshakes, by the time of the SYN", 50),
        over_time("p95", "95th percentile of handshakes", 95),
        Panel {
            name: "distribution",
            title: "Share of handshakes that took at most so long".to_owned(),
            values: seconds(),
            marks: Marks::Distribution(distribution(&all)),
            note: String::new(),
        },
    ]
}

fn seconds() -> Column {
    Column::new("handshake_rtt_s", Kind::Float, Unit::Seconds, "SYN to the ACK behind the SYN-ACK")
}

/// The nearest-rank percentile of sorted values; 0 where there is none.
fn percentile(sorted: &[f64], share: usize) -> f64 {
    let rank = (sorted.len() * share).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or(0.0)
}

/// Values and the share in percent that is at most so great, at most as many as a picture shows.
fn distribution(sorted: &[f64]) -> Vec<(f64, f64)> {
    let mut points: Vec<(f64, f64)> = Vec::new();
    let steps = sorted.len().min(POINTS);
    for step in 1..=steps {
        let rank = (sorted.len() * step).div_ceil(steps);
        let Some(&value) = sorted.get(rank - 1) else { continue };
        let share = 100.0 * whole(rank) / whole(sorted.len());
        match points.last_mut().filter(|last| last.0 >= value) {
            Some(last) => last.1 = share,
            None => points.push((value, share)),
        }
    }
    points
}

fn whole(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}
