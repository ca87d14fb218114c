//! Bars that lie: a label, a bar, its value.

use super::frame::BELOW;
use super::{Anchor, Area, SMALL, Sheet, Writing, count, whole};
use crate::plot::figure::{Bar, Panel};
use crate::plot::scale::{Scale, with_unit};

/// The least height of a row that can be read, and the greatest that looks well.
const ROW: (f64, f64) = (15.0, 34.0);
const INDENT: f64 = 10.0;

/// Draws bars; answers how many found no room.
pub fn draw(sheet: &mut Sheet<'_>, panel: &Panel, bars: &[Bar], area: Area) -> usize {
    if bars.is_empty() {
        sheet.nothing(area);
        return 0;
    }
    let theme = sheet.look.theme;
    let room = area.height() - BELOW;
    let (shown, rest) = bars.split_at(bars.len().min(whole(room / ROW.0).max(1)));
    let row = (room / count(shown.len())).min(ROW.1);
    let unit = panel.values.unit;
    let values: Vec<String> = shown.iter().map(|bar| with_unit(bar.value, unit)).collect();
    let beside = sheet.widest(values.iter().map(String::as_str)) + 10.0;
    let indent = |bar: &Bar| count(bar.depth.min(8)) * INDENT;
    let widest = |bar: &Bar| sheet.widest([bar.label.as_str()].into_iter()) + indent(bar);
    let names = shown.iter().map(widest).fold(0.0, f64::max).min(area.width() * 0.45);
    let inner = Area {
        left: area.left + names + 8.0,
        top: area.top,
        right: area.right - beside,
        bottom: area.top + row * count(shown.len()),
    };
    let ticks = whole(inner.width() / 90.0).clamp(2, 8);
    let scale = Scale::over(shown.iter().map(|bar| bar.value), sheet.look.is_log, ticks);
    sheet.values_below(&scale, unit, inner);
    for ((place, bar), value) in shown.iter().enumerate().zip(&values) {
        let top = inner.top + count(place) * row;
        let middle = top + row / 2.0;
        let thick = (row * 0.7).min(22.0) / 2.0;
        let length = scale.place(bar.value) * inner.width();
        // What is not nothing is seen.
        let length = if bar.value > 0.0 { length.max(1.0) } else { 0.0 };
        if length > 0.0 {
            let to = (inner.left + length, middle + thick);
            sheet.pen.rectangle((inner.left, middle - thick), to, sheet.colour);
        }
        let left = area.left + indent(bar);
        let writing = Writing::new(SMALL, theme.ink, Anchor::Start);
        sheet.fitted((left, middle), &bar.label, names - indent(bar), writing);
        let writing = Writing::new(SMALL, theme.pale_ink, Anchor::Start);
        sheet.pen.text((inner.left + length + 5.0, middle), value, writing);
    }
    rest.len()
}
