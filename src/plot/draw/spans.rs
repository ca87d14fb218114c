//! Values over time. Where there are more spans than pixels, each column of pixels shows the least
//! and the greatest value in it: peaks stay, however many points there are.

use super::frame::BELOW;
use super::{Area, SMALL, Sheet, count, whole};
use crate::plot::figure::{Panel, Span};
use crate::plot::scale::Scale;
use crate::plot::ticks::ticks;
use crate::value::Timestamp;

/// Room that a label of a tick needs.
pub const LABEL: f64 = 110.0;

/// Draws values over time.
pub fn draw(sheet: &mut Sheet<'_>, panel: &Panel, start: Timestamp, spans: &[Span], area: Area) {
    let (Some(first), Some(last)) = (spans.first(), spans.last()) else {
        return sheet.nothing(area);
    };
    let area = Area { bottom: area.bottom - BELOW, top: area.top + SMALL / 2.0, ..area };
    let room = whole(area.height() / 32.0).clamp(2, 6);
    let scale = Scale::over(spans.iter().map(|span| span.value), sheet.look.is_log, room);
    let inner = sheet.values_beside(&scale, panel.values.unit, area);
    let length = nanoseconds(last.to_ns.saturating_sub(first.from_ns)).max(1.0);
    let at = |ns: i64| nanoseconds(ns.saturating_sub(first.from_ns)) / length;
    let point = |ns: i64| Timestamp(start.0.saturating_add(ns));
    let marks = ticks(point(first.from_ns), point(last.to_ns), whole(inner.width() / LABEL).max(1));
    let marks: Vec<(f64, String)> = marks
        .into_iter()
        .map(|tick| (inner.left + at(tick.at.since(start)) * inner.width(), tick.label))
        .collect();
    let from = point(first.from_ns).rfc3339(0);
    let day = from.get(..10).unwrap_or_default();
    sheet.below(&marks, &format!("time, UTC, from {day}"), inner);
    let faint = sheet.look.theme.shade(sheet.colour, 0.45);
    for column in columns(spans, at, whole(inner.width())) {
        let y = |value: f64| inner.bottom - scale.place(value) * inner.height();
        let (left, right) = (inner.left + count(column.from), inner.left + count(column.to));
        if column.most > column.least {
            sheet.pen.rectangle((left, y(column.most)), (right, y(column.least)), faint);
        }
        // What is not nothing is seen.
        let top = y(column.least).min(inner.bottom - 1.0);
        if column.least > 0.0 {
            sheet.pen.rectangle((left, top), (right, inner.bottom), sheet.colour);
        }
    }
}

/// Neighbouring columns of pixels that look the same.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Column {
    from: usize,
    to: usize,
    least: f64,
    most: f64,
}

/// The least and greatest value of each column of pixels that has one.
fn columns(spans: &[Span], at: impl Fn(i64) -> f64, width: usize) -> Vec<Column> {
    let mut found: Vec<Column> = Vec::new();
    let mut end_ns = None;
    for span in spans {
        let place = |ns: i64| whole(at(ns) * count(width)).min(width);
        let from = place(span.from_ns).min(width.saturating_sub(1));
        let to = place(span.to_ns).max(from + 1);
        // Between spans nothing happened, and a column that has a gap shows it.
        let is_gap = end_ns.is_some_and(|end| end < span.from_ns);
        end_ns = Some(span.to_ns);
        let mut new = Column { from, to, least: span.value, most: span.value };
        if let Some(last) = found.last_mut().filter(|last| last.to > from) {
            if last.to == last.from + 1 {
                last.least = last.least.min(if is_gap { 0.0 } else { span.value });
                last.most = last.most.max(span.value);
                new.from = last.to;
            } else {
                // The last pixel of a wide span is shared with this one.
                let shared = last.to - 1;
                last.to = shared;
                let (least, most) = (last.least.min(span.value), last.most.max(span.value));
                found.push(Column { from: shared, to: shared + 1, least, most });
                new.from = shared + 1;
            }
        }
        if new.from < new.to {
            found.push(new);
        }
    }
    found.dedup_by(|next, last| {
        let same = last.to == next.from
            && last.least.total_cmp(&next.least).is_eq()
            && last.most.total_cmp(&next.most).is_eq();
        if same {
            last.to = next.to;
        }
        same
    });
    found
}

#[expect(clippy::cast_precision_loss, reason = "pictures need no more than 53 bits")]
pub fn nanoseconds(ns: i64) -> f64 {
    ns as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(values: &[f64]) -> Vec<Span> {
        let span = |(at, &value): (i64, &f64)| Span { from_ns: at, to_ns: at + 1, value };
        (0..).zip(values).map(span).collect()
    }

    #[test]
    fn a_peak_among_a_million_points_is_seen() {
        let mut values = vec![1.0; 1_000_000];
        values[777_777] = 50.0;
        let found = columns(&spans(&values), |ns| nanoseconds(ns) / 1e6, 800);
        assert!(found.iter().any(|column| column.most > 49.0 && column.from == 622));
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn a_gap_within_a_column_reaches_down_to_nothing() {
        let mut all = spans(&[5.0; 100]);
        all.remove(55);
        let found = columns(&all, |ns| nanoseconds(ns) / 100.0, 10);
        assert!(found.iter().any(|column| column.least < 1.0 && column.most > 4.0));
    }

    #[test]
    fn one_span_fills_the_width() {
        let found = columns(&spans(&[3.0]), nanoseconds, 100);
        assert_eq!(found, [Column { from: 0, to: 100, least: 3.0, most: 3.0 }]);
    }
}
