//! Points over time, several kinds in one pair of axes; what each colour means stands above the
//! data. Points that would fall on one another are drawn once.

use std::collections::BTreeSet;

use super::frame::BELOW;
use super::spans::{LABEL, nanoseconds};
use super::{Area, SMALL, Sheet, count, whole};
use crate::plot::figure::{Panel, Shape, Track};
use crate::plot::scale::Scale;
use crate::plot::ticks::ticks;
use crate::value::Timestamp;

/// Dots of a track at most. Chosen by us: more cannot be told apart, and make pictures large.
const MOST: usize = 1200;

/// Draws points over time.
pub fn draw(sheet: &mut Sheet<'_>, panel: &Panel, start: Timestamp, tracks: &[Track], area: Area) {
    let points = || tracks.iter().flat_map(|track| &track.points);
    let times = points().map(|point| point.0);
    let (Some(first), Some(last)) = (times.clone().min(), times.max()) else {
        return sheet.nothing(area);
    };
    let top = area.top + sheet.legend(tracks.iter().map(|track| track.name), area);
    let area = Area { bottom: area.bottom - BELOW, top: top + SMALL / 2.0, ..area };
    let room = whole(area.height() / 32.0).clamp(2, 6);
    let scale = Scale::over(points().map(|point| point.1), sheet.look.is_log, room);
    let inner = sheet.values_beside(&scale, panel.values.unit, area);
    let length = nanoseconds(last.saturating_sub(first)).max(1.0);
    let x = |ns: i64| inner.left + nanoseconds(ns.saturating_sub(first)) / length * inner.width();
    let y = |value: f64| inner.bottom - scale.place(value) * inner.height();
    let moment = |ns: i64| Timestamp(start.0.saturating_add(ns));
    let marks = ticks(moment(first), moment(last), whole(inner.width() / LABEL).max(1));
    let marks: Vec<(f64, String)> =
        marks.into_iter().map(|tick| (x(tick.at.since(start)), tick.label)).collect();
    let from = moment(first).rfc3339(0);
    let day = from.get(..10).unwrap_or_default();
    sheet.below(&marks, &format!("time, UTC, from {day}"), inner);
    for (place, track) in tracks.iter().enumerate() {
        let colour = sheet.look.theme.of(place);
        let places = track.points.iter().map(|&(ns, value)| (x(ns), y(value)));
        match track.shape {
            Shape::Dots => {
                for (x, y) in thinned(&places) {
                    sheet.pen.rectangle((x - 1.0, y - 1.0), (x + 1.5, y + 1.5), colour);
                }
            }
            Shape::Steps => sheet.pen.line(&steps(places), 1.5, colour),
        }
    }
}

/// Points on a grid of pixels that is as coarse as it takes.
pub(super) fn thinned(points: &(impl Iterator<Item = (f64, f64)> + Clone)) -> Vec<(f64, f64)> {
    let mut cell = 1.0;
    loop {
        let grid: BTreeSet<(usize, usize)> =
            points.clone().map(|(x, y)| (whole(x / cell), whole(y / cell))).collect();
        if grid.len() <= MOST {
            return grid.into_iter().map(|(x, y)| (count(x) * cell, count(y) * cell)).collect();
        }
        cell *= 1.5;
    }
}

/// A line that keeps each value until the next: of each column of pixels the ends, the least and
/// the greatest.
fn steps(points: impl Iterator<Item = (f64, f64)>) -> Vec<(f64, f64)> {
    let mut line: Vec<(f64, f64)> = Vec::new();
    let mut column: Vec<f64> = Vec::new();
    let mut at = 0;
    let flush = |line: &mut Vec<(f64, f64)>, column: &mut Vec<f64>, x: usize| {
        let (Some(&first), Some(&last)) = (column.first(), column.last()) else { return };
        let lowest = column.iter().copied().fold(first, f64::min);
        let highest = column.iter().copied().fold(first, f64::max);
        let x = count(x);
        line.extend(line.last().map(|before| (x, before.1)));
        line.extend([(x, first), (x, lowest), (x, highest), (x, last)]);
        line.dedup();
        column.clear();
    };
    for (x, y) in points {
        let x = whole(x.round());
        if x != at {
            flush(&mut line, &mut column, at);
            at = x;
        }
        column.push(y.round());
    }
    flush(&mut line, &mut column, at);
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_points_are_few_dots_and_none_is_far_from_its_own() {
        let all: Vec<(f64, f64)> =
            (0..1_000_000).map(|at| (f64::from(at % 997), f64::from(at % 331))).collect();
        let dots = thinned(&all.iter().copied());
        assert!((100..=MOST).contains(&dots.len()), "{}", dots.len());
        for (x, y) in all.iter().step_by(10_007) {
            let near = |dot: &(f64, f64)| (dot.0 - x).abs() < 40.0 && (dot.1 - y).abs() < 40.0;
            assert!(dots.iter().any(near));
        }
    }

    #[test]
    fn a_step_keeps_its_value_until_the_next() {
        let line = steps([(0.0, 9.0), (10.0, 5.0), (10.2, 1.0)].into_iter());
        assert_eq!(
            line,
            [(0.0, 9.0), (10.0, 9.0), (10.0, 5.0), (10.0, 1.0), (10.0, 5.0), (10.0, 1.0)]
        );
    }
}
