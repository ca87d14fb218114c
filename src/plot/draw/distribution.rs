//! A cumulative distribution: which share of all is at most so large.

use super::frame::BELOW;
use super::{Area, SMALL, Sheet, whole};
use crate::plot::figure::Panel;
use crate::plot::scale::Scale;
use crate::value::Unit;

/// Draws a distribution as steps: a share is reached at a value, and holds until the next.
pub fn draw(sheet: &mut Sheet<'_>, panel: &Panel, points: &[(f64, f64)], area: Area) {
    if points.is_empty() {
        return sheet.nothing(area);
    }
    let area = Area { bottom: area.bottom - BELOW, top: area.top + SMALL / 2.0, ..area };
    let shares = Scale::over([100.0].into_iter(), false, 5);
    let inner = sheet.values_beside(&shares, Unit::Percent, area);
    let room = whole(inner.width() / 90.0).clamp(2, 8);
    let values = Scale::over(points.iter().map(|(value, _)| *value), sheet.look.is_log, room);
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
