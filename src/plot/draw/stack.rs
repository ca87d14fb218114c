//! Several values over time, one upon another, so that the height is their sum. What each colour
//! means stands above the data. Where there are more spans than pixels, each column of pixels shows
//! the one with the greatest sum.

use std::collections::BTreeMap;

use super::frame::BELOW;
use super::spans::{LABEL, nanoseconds};
use super::{Area, SMALL, Sheet, count, whole};
use crate::plot::figure::{Layer, Panel};
use crate::plot::label::harmless;
use crate::plot::scale::Scale;
use crate::plot::ticks::ticks;
use crate::value::Timestamp;

/// Draws layers, the first at the bottom.
pub fn draw(sheet: &mut Sheet<'_>, panel: &Panel, start: Timestamp, layers: &[Layer], area: Area) {
    // Of each span, by where it begins: its end, and the height of each layer.
    let mut bins: BTreeMap<i64, (i64, Vec<f64>)> = BTreeMap::new();
    for (place, layer) in layers.iter().enumerate() {
        for span in &layer.spans {
            let (_, heights) =
                bins.entry(span.from_ns).or_insert_with(|| (span.to_ns, vec![0.0; layers.len()]));
            if let Some(height) = heights.get_mut(place) {
                *height += span.value;
            }
        }
    }
    let ends = bins.first_key_value().zip(bins.last_key_value());
    let Some(((&first, _), (_, &(last, _)))) = ends else { return sheet.nothing(area) };
    let names: Vec<String> = layers.iter().map(|layer| harmless(&layer.name)).collect();
    let top = area.top + sheet.legend(names.iter().map(String::as_str), area);
    let area = Area { bottom: area.bottom - BELOW, top: top + SMALL / 2.0, ..area };
    let sum = |heights: &[f64]| heights.iter().sum::<f64>();
    let sums: Vec<f64> = bins.values().map(|(_, heights)| sum(heights)).collect();
    let room = whole(area.height() / 32.0).clamp(2, 6);
    // Shares of a logarithm mean nothing: the axis is even, whatever was asked for.
    let scale = Scale::over(sums.iter().copied(), false, room);
    let inner = sheet.values_beside(&scale, panel.values.unit, area);
    let length = nanoseconds(last.saturating_sub(first)).max(1.0);
    let x = |ns: i64| inner.left + nanoseconds(ns.saturating_sub(first)) / length * inner.width();
    let moment = |ns: i64| Timestamp(start.0.saturating_add(ns));
    let marks = ticks(moment(first), moment(last), whole(inner.width() / LABEL).max(1));
    let marks: Vec<(f64, String)> =
        marks.into_iter().map(|tick| (x(tick.at.since(start)), tick.label)).collect();
    let from = moment(first).rfc3339(0);
    let day = from.get(..10).unwrap_or_default();
    sheet.below(&marks, &format!("time, UTC, from {day}"), inner);
    let mut columns: BTreeMap<usize, (usize, &[f64])> = BTreeMap::new();
    for (from_ns, (to_ns, heights)) in &bins {
        let left = whole(x(*from_ns));
        let right = whole(x(*to_ns)).max(left + 1);
        let there = columns.entry(left).or_insert((right, heights));
        if sum(heights) > sum(there.1) {
            *there = (right.max(there.0), heights);
        }
    }
    for (left, (right, heights)) in columns {
        let mut below = 0.0;
        for (place, height) in heights.iter().enumerate().filter(|(_, height)| **height > 0.0) {
            let y = |value: f64| inner.bottom - scale.place(value) * inner.height();
            let (top, bottom) = (y(below + height), y(below));
            let colour = sheet.look.theme.of(place);
            sheet.pen.rectangle((count(left), top), (count(right), bottom), colour);
            below += height;
        }
    }
}
