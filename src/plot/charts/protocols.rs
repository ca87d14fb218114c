//! Which protocols there are: a bar for each, below the one that carries it.

use super::{Asked, Chart};
use crate::plot::figure::{Bar, Marks, Panel};
use crate::plot::reading::{each, number, table, text};
use crate::report::Report;

/// The protocol hierarchy.
pub static CHART: Chart = Chart {
    name: "protocols",
    about: "protocols, each below the one that carries it",
    statistics: &["protocols"],
    columns: 1,
    panels,
};

fn panels(report: &Report, asked: &Asked) -> Vec<Panel> {
    let mut bars = Vec::new();
    if let Some(table) = table(report, "protocols", "protocols") {
        each(table, ["protocol", "depth", asked.measure.column()], |[name, depth, value]| {
            // The tables count depth from 1.
            let depth = (0..64).find(|&at| f64::from(at + 1) >= number(depth)).unwrap_or(64);
            let depth = usize::try_from(depth).unwrap_or(0);
            bars.push(Bar { label: text(name), depth, value: number(value) });
        });
    }
    let all = bars.len();
    keep_greatest(&mut bars, asked.limit);
    let note =
        if bars.len() < all { format!("{} of {all} lines", bars.len()) } else { String::new() };
    let title = format!("Protocols, {}", asked.measure.name());
    let values = asked.measure.values();
    vec![Panel { name: "protocols", title, values, marks: Marks::Bars(bars), note }]
}

/// Leaves out the least, so that the others keep their order. What carries another has at least
/// as much as that, so that no line loses the one above it.
fn keep_greatest(bars: &mut Vec<Bar>, limit: usize) {
    let mut ranks: Vec<(usize, f64)> = bars.iter().map(|bar| bar.value).enumerate().collect();
    ranks.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    let kept: std::collections::BTreeSet<usize> =
        ranks.into_iter().take(limit).map(|(place, _)| place).collect();
    let mut place = 0;
    bars.retain(|_| {
        place += 1;
        kept.contains(&(place - 1))
    });
}
