//! Points in a plane, several kinds in one pair of axes; what each colour means stands above the
//! data. Of points that would fall on one another, one is drawn; the last kind lies on top.

use super::frame::BELOW;
use super::tracks::thinned;
use super::{Anchor, Area, SMALL, Sheet, Writing, whole};
use crate::plot::figure::{Cloud, Panel};
use crate::plot::scale::{Scale, with_unit};
use crate::report::Column;

/// Draws points in a plane.
pub fn draw(sheet: &mut Sheet<'_>, panel: &Panel, across: &Column, clouds: &[Cloud], area: Area) {
    let points = || clouds.iter().flat_map(|cloud| &cloud.points);
    if points().next().is_none() {
        return sheet.nothing(area);
    }
    let mut top = area.top + sheet.legend(clouds.iter().map(|cloud| cloud.name), area);
    let theme = sheet.look.theme;
    // What goes up is said above its axis, what goes to the right below its own.
    let writing = Writing::new(SMALL, theme.pale_ink, Anchor::Start);
    let up = format!("↑ {}", named(&panel.values));
    sheet.fitted((area.left, top + SMALL / 2.0), &up, area.width(), writing);
    top += SMALL + 10.0;
    let area = Area { bottom: area.bottom - BELOW, top, ..area };
    let y = Scale::around(points().map(|it| it.1), whole(area.height() / 32.0).clamp(2, 6));
    let inner = sheet.values_beside(&y, panel.values.unit, area);
    let x = Scale::around(points().map(|it| it.0), whole(inner.width() / 90.0).clamp(2, 8));
    let ticks = x
        .ticks
        .iter()
        .map(|&tick| (inner.left + x.place(tick) * inner.width(), with_unit(tick, across.unit)));
    let ticks: Vec<(f64, String)> = ticks.collect();
    sheet.below(&ticks, &format!("→ {}", named(across)), inner);
    for (place, cloud) in clouds.iter().enumerate() {
        let colour = theme.of(place);
        let places = cloud.points.iter().map(|point| {
            let (right, up) = (x.place(point.0), y.place(point.1));
            (inner.left + right * inner.width(), inner.bottom - up * inner.height())
        });
        // Each kind is a little larger than the one before: those on top hide less than all.
        let half = 1.25 + if place == 0 { 0.0 } else { 0.75 };
        for (x, y) in thinned(&places) {
            sheet.pen.rectangle((x - half, y - half), (x + half, y + half), colour);
        }
    }
}

/// A column by name, and what it is.
fn named(column: &Column) -> String {
    if column.doc.is_empty() {
        return column.name.to_owned();
    }
    format!("{}: {}", column.name, column.doc)
}
