//! A matrix: the stronger the colour, the greater the value. What colours mean stands beside it.

use super::{Anchor, Area, SMALL, Sheet, Writing, count, whole};
use crate::plot::figure::{Cell, Panel};
use crate::plot::scale::{Scale, with_unit};

/// The least size of a cell whose label can be read.
const LEAST: f64 = 15.0;

/// Draws a matrix; answers how many rows or columns found no room.
pub fn draw(
    sheet: &mut Sheet<'_>,
    panel: &Panel,
    (rows, columns): (&[String], &[String]),
    cells: &[Cell],
    area: Area,
) -> usize {
    if cells.is_empty() {
        sheet.nothing(area);
        return 0;
    }
    let theme = sheet.look.theme;
    let unit = panel.values.unit;
    // Traffic spreads over decades; of equal steps all but the greatest would be pale.
    let scale = Scale::over(cells.iter().map(|cell| cell.value), true, 6);
    let legends: Vec<String> = scale.ticks.iter().map(|&tick| with_unit(tick, unit)).collect();
    let legend = sheet.widest(legends.iter().map(String::as_str)) + 46.0;
    let widest = |names: &[String]| sheet.widest(names.iter().map(String::as_str));
    let beside = (widest(rows) + 8.0).min(area.width() * 0.3);
    let below = (widest(columns) + 8.0).min(area.height() * 0.4);
    let inner = Area {
        left: area.left + beside,
        top: area.top,
        right: area.right - legend,
        bottom: area.bottom - below,
    };
    let fitting = |room: f64, names: &[String]| names.len().min(whole(room / LEAST).max(1));
    let (high, wide) = (fitting(inner.height(), rows), fitting(inner.width(), columns));
    let size = (inner.height() / count(high)).min(40.0);
    let across = (inner.width() / count(wide)).min(64.0);
    let end = (inner.left + across * count(wide), inner.top + size * count(high));
    for place in 0..=high {
        let y = inner.top + size * count(place);
        sheet.pen.line(&[(inner.left, y), (end.0, y)], 1.0, theme.grid);
    }
    for place in 0..=wide {
        let x = inner.left + across * count(place);
        sheet.pen.line(&[(x, inner.top), (x, end.1)], 1.0, theme.grid);
    }
    for cell in cells.iter().filter(|cell| cell.row < high && cell.column < wide) {
        let fill = theme.shade(sheet.colour, scale.place(cell.value));
        let (x, y) = (inner.left + across * count(cell.column), inner.top + size * count(cell.row));
        sheet.pen.rectangle((x + 1.0, y + 1.0), (x + across - 1.0, y + size - 1.0), fill);
    }
    for (place, name) in rows.iter().take(high).enumerate() {
        let writing = Writing::new(SMALL, theme.ink, Anchor::End);
        let at = (inner.left - 6.0, inner.top + size * (count(place) + 0.5));
        sheet.fitted(at, name, beside - 8.0, writing);
    }
    for (place, name) in columns.iter().take(wide).enumerate() {
        let upright = Writing::new(SMALL, theme.ink, Anchor::End);
        let at = (inner.left + across * (count(place) + 0.5), end.1 + 6.0);
        sheet.fitted(at, name, below - 8.0, Writing { is_upright: true, ..upright });
    }
    let left = end.0 + 18.0;
    for (place, (&tick, text)) in scale.ticks.iter().zip(&legends).enumerate() {
        let y = inner.top + count(place) * 20.0;
        let fill = theme.shade(sheet.colour, scale.place(tick));
        sheet.pen.rectangle((left, y), (left + 16.0, y + 16.0), fill);
        let writing = Writing::new(SMALL, theme.pale_ink, Anchor::Start);
        sheet.pen.text((left + 22.0, y + 8.0), text, writing);
    }
    (rows.len() - high).max(columns.len() - wide)
}
