//! A cumulative distribution: which share of all is at most so large.

use super::frame::BELOW;
use super::{Area, SMALL, Sheet, whole};
use crate::plot::figure::Panel;
use crate::plot::scale::Scale;
use crate::value::Unit;

/// Where the greatest value is more than so many times the median, an even axis shows no more than
/// that: it is logarithmic then.
const SKEWED: f64 = 50.0;

/// Draws a distribution as steps: a share is reached at a value, and holds until the next.
pub fn draw(sheet: &mut Sheet<'_>, panel: &Panel, points: &[(f64, f64)], area: Area) {
    if points.is_empty() {
        return sheet.nothing(area);
    }
    let area = Area { bottom: area.bottom - BELOW, top: area.top + SMALL / 2.0, ..area };
    let shares = Scale::over([100.0].into_iter(), false, 5);
    let inner = sheet.values_beside(&shares, Unit::Percent, area);
    let room = whole(inner.width() / 90.0).clamp(2, 8);
    let is_log = sheet.look.is_log || is_skewed(points);
    let values = Scale::over(points.iter().map(|(value, _)| *value), is_log, room);
    sheet.values_below(&values, panel.values.unit, inner);
    let mut line = Vec::new();
    let mut y = inner.bottom;
    for &(value, share) in points {
        let x = inner.left + values.place(value) * inner.width();
        line.push((x, y));
        y = inner.bottom - shares.place(share) * inner.height();
        line.push((x, y));
    }
    line.dedup();
    sheet.pen.line(&line, 2.0, sheet.colour);
}

fn is_skewed(points: &[(f64, f64)]) -> bool {
    let median = points.iter().find(|(_, share)| *share >= 50.0).map(|(value, _)| *value);
    let greatest = points.last().map(|(value, _)| *value);
    matches!((median, greatest), (Some(median), Some(greatest)) if greatest > SKEWED * median)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_is_logarithmic_where_an_even_one_would_show_the_greatest_value_alone() {
        assert!(is_skewed(&[(0.0, 1.0), (0.001, 50.0), (1.0, 99.0), (9.0, 100.0)]));
        assert!(!is_skewed(&[(60.0, 1.0), (90.0, 50.0), (1514.0, 100.0)]));
        assert!(!is_skewed(&[]) && !is_skewed(&[(0.0, 100.0)]));
    }
}
