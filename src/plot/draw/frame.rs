//! Axes around data: grid lines, what ticks say, and what the axis is of.

use super::{Anchor, Area, SMALL, Sheet, Writing};
use crate::plot::scale::{Scale, called, with_unit};
use crate::value::Unit;

/// What stands below an axis: ticks, and the line that says what they are.
pub const BELOW: f64 = 2.0 * SMALL + 14.0;

impl Sheet<'_> {
    /// Says above the data what the colours mean, one line; answers how high that is.
    pub(super) fn legend<'t>(&mut self, names: impl Iterator<Item = &'t str>, area: Area) -> f64 {
        let mut left = area.left;
        for (place, name) in names.enumerate() {
            let theme = self.look.theme;
            let y = area.top + SMALL / 2.0;
            let room = area.right - left - 13.0;
            if room < 40.0 {
                break;
            }
            self.pen.rectangle((left, y - 4.0), (left + 8.0, y + 4.0), theme.of(place));
            let name = self.fit(name, room, SMALL);
            self.pen.text(
                (left + 13.0, y),
                &name,
                Writing::new(SMALL, theme.pale_ink, Anchor::Start),
            );
            left += 13.0 + self.pen.width_of(&name, SMALL) + 16.0;
        }
        SMALL + 8.0
    }

    /// An axis of values along the bottom; answers nothing, as its room was kept free before.
    pub(super) fn values_below(&mut self, scale: &Scale, unit: Unit, area: Area) {
        let ticks: Vec<(f64, String)> = scale
            .ticks
            .iter()
            .map(|&tick| (area.left + scale.place(tick) * area.width(), with_unit(tick, unit)))
            .collect();
        self.below(&ticks, called(unit), area);
    }

    /// An axis along the bottom, with grid lines. A tick without room for what it says is drawn
    /// without.
    pub(super) fn below(&mut self, ticks: &[(f64, String)], title: &str, area: Area) {
        let theme = self.look.theme;
        let y = area.bottom + 4.0 + SMALL / 2.0;
        let mut free_from = f64::NEG_INFINITY;
        for (x, label) in ticks {
            self.pen.line(&[(*x, area.top), (*x, area.bottom)], 1.0, theme.grid);
            let half = self.pen.width_of(label, SMALL) / 2.0;
            let middle = x.min(area.right - half + 8.0).max(area.left + half - 8.0);
            if middle - half > free_from {
                let writing = Writing::new(SMALL, theme.pale_ink, Anchor::Middle);
                self.pen.text((middle, y), label, writing);
                free_from = middle + half + 8.0;
            }
        }
        self.pen.line(&[(area.left, area.bottom), (area.right, area.bottom)], 1.0, theme.pale_ink);
        let writing = Writing::new(SMALL, theme.pale_ink, Anchor::End);
        self.fitted((area.right, y + SMALL + 4.0), title, area.width(), writing);
    }

    /// An axis of values at the left of what is left of the area, with grid lines; answers the
    /// area for the data.
    pub(super) fn values_beside(&mut self, scale: &Scale, unit: Unit, area: Area) -> Area {
        let theme = self.look.theme;
        let labels: Vec<String> = scale.ticks.iter().map(|&tick| with_unit(tick, unit)).collect();
        let left = area.left + self.widest(labels.iter().map(String::as_str)) + 8.0;
        let inner = Area { left, ..area };
        for (&tick, label) in scale.ticks.iter().zip(&labels) {
            let y = inner.bottom - scale.place(tick) * inner.height();
            self.pen.line(&[(inner.left, y), (inner.right, y)], 1.0, theme.grid);
            let writing = Writing::new(SMALL, theme.pale_ink, Anchor::End);
            self.pen.text((inner.left - 6.0, y), label, writing);
        }
        inner
    }
}
