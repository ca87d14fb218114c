//! Where everything stands in a picture: headings, panels in a grid, axes around the data. Nothing
//! covers the data: names stand beside it, and what finds no room is left out and said.

mod bars;
mod cells;
mod distribution;
mod frame;
mod scatter;
mod spans;
mod stack;
mod tracks;

use super::canvas::Look;
use super::figure::{Figure, Marks, Panel};
use super::label::{harmless, shortened};
use super::theme::Rgb;

/// What pictures are drawn with. Coordinates are pixels at 96 dots an inch, from the upper left.
pub trait Pen {
    /// A filled rectangle.
    fn rectangle(&mut self, from: (f64, f64), to: (f64, f64), fill: Rgb);
    /// A line through points.
    fn line(&mut self, points: &[(f64, f64)], width: f64, ink: Rgb);
    /// One line of text, the middle of its height at this point.
    fn text(&mut self, at: (f64, f64), text: &str, writing: Writing);
    /// How wide a text is.
    fn width_of(&self, text: &str, size: f64) -> f64;
}

/// Which part of a text its point is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub struct Writing {
    /// Height in pixels at 96 dots an inch.
    pub size: f64,
    /// Its colour.
    pub colour: Rgb,
    /// Which part of it its point is.
    pub anchor: Anchor,
    /// Turned a quarter to the left: it reads from below.
    pub is_upright: bool,
}

impl Writing {
    fn new(size: f64, colour: Rgb, anchor: Anchor) -> Self {
        Self { size, colour, anchor, is_upright: false }
    }
}

/// A part of the picture.
#[derive(Clone, Copy, Debug)]
struct Area {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Area {
    fn width(&self) -> f64 {
        (self.right - self.left).max(1.0)
    }

    fn height(&self) -> f64 {
        (self.bottom - self.top).max(1.0)
    }
}

/// What is drawn with, and how.
struct Sheet<'a> {
    pen: &'a mut dyn Pen,
    look: &'a Look,
    /// The colour of the panel's data.
    colour: Rgb,
}

const MARGIN: f64 = 18.0;
const GAP: f64 = 26.0;
/// Heights of text.
const TITLE: f64 = 19.0;
const HEADING: f64 = 14.0;
const SMALL: f64 = 12.0;

/// Draws a figure.
pub fn figure(pen: &mut dyn Pen, figure: &Figure, look: &Look) {
    let theme = look.theme;
    let (width, height) = (f64::from(look.width), f64::from(look.height));
    pen.rectangle((0.0, 0.0), (width, height), theme.background);
    let mut sheet = Sheet { pen, look, colour: theme.of(0) };
    let room = width - 2.0 * MARGIN;
    let mut top = MARGIN;
    for (text, size, colour) in
        [(&figure.title, TITLE, theme.ink), (&figure.subtitle, SMALL, theme.pale_ink)]
    {
        if !text.is_empty() {
            let writing = Writing::new(size, colour, Anchor::Start);
            sheet.fitted((MARGIN, top + size / 2.0), text, room, writing);
            top += size + 7.0;
        }
    }
    top += 6.0;
    let columns = figure.columns.clamp(1, figure.panels.len().max(1));
    let rows = figure.panels.len().div_ceil(columns);
    let share =
        |room: f64, parts: usize| (room - GAP * count(parts.saturating_sub(1))) / count(parts);
    let (wide, high) = (share(room, columns), share(height - MARGIN - top, rows));
    for (place, panel) in figure.panels.iter().enumerate() {
        sheet.colour = theme.of(place);
        let left = MARGIN + count(place % columns) * (wide + GAP);
        let top = top + count(place / columns) * (high + GAP);
        sheet.panel(panel, Area { left, top, right: left + wide, bottom: top + high });
    }
}

impl Sheet<'_> {
    fn panel(&mut self, panel: &Panel, mut area: Area) {
        let theme = self.look.theme;
        if !panel.title.is_empty() {
            let writing = Writing::new(HEADING, theme.ink, Anchor::Start);
            let at = (area.left, area.top + HEADING / 2.0);
            self.fitted(at, &panel.title, area.width(), writing);
            area.top += HEADING + 12.0;
        }
        let left_out = match &panel.marks {
            Marks::Bars(bars) => bars::draw(self, panel, bars, room_for_note(area)),
            Marks::Spans { start, spans } => {
                spans::draw(self, panel, *start, spans, room_for_note(area));
                0
            }
            Marks::Stack { start, layers } => {
                stack::draw(self, panel, *start, layers, room_for_note(area));
                0
            }
            Marks::Tracks { start, tracks } => {
                tracks::draw(self, panel, *start, tracks, room_for_note(area));
                0
            }
            Marks::Scatter { across, clouds } => {
                scatter::draw(self, panel, across, clouds, room_for_note(area));
                0
            }
            Marks::Distribution(points) => {
                distribution::draw(self, panel, points, room_for_note(area));
                0
            }
            Marks::Cells { rows, columns, cells } => {
                cells::draw(self, panel, (rows, columns), cells, room_for_note(area))
            }
        };
        let more =
            if left_out > 0 { format!("no room for {left_out} more") } else { String::new() };
        let notes: Vec<&str> =
            [panel.note.as_str(), &more].into_iter().filter(|note| !note.is_empty()).collect();
        let writing = Writing::new(SMALL, theme.pale_ink, Anchor::Start);
        let at = (area.left, area.bottom - SMALL / 2.0);
        self.fitted(at, &notes.join("; "), area.width(), writing);
    }

    /// Says that there is nothing.
    fn nothing(&mut self, area: Area) {
        let writing = Writing::new(HEADING, self.look.theme.pale_ink, Anchor::Middle);
        let at = (f64::midpoint(area.left, area.right), f64::midpoint(area.top, area.bottom));
        self.pen.text(at, "nothing to show", writing);
    }

    /// Writes a text into so much room; its middle is left out where it is too long.
    fn fitted(&mut self, at: (f64, f64), text: &str, room: f64, writing: Writing) {
        let text = self.fit(text, room, writing.size);
        if !text.is_empty() {
            self.pen.text(at, &text, writing);
        }
    }

    /// A text that is not wider than there is room.
    fn fit(&self, text: &str, room: f64, size: f64) -> String {
        let mut shown = harmless_line(text);
        let mut length = shown.chars().count();
        let whole = shown.clone();
        while length > 1 && self.pen.width_of(&shown, size) > room {
            length -= 1;
            shown = shortened(&whole, length);
        }
        shown
    }

    /// The widest of some texts.
    fn widest<'t>(&self, texts: impl Iterator<Item = &'t str>) -> f64 {
        texts.map(|text| self.pen.width_of(&harmless(text), SMALL)).fold(0.0, f64::max)
    }
}

/// Headings may be longer than labels.
fn harmless_line(text: &str) -> String {
    text.split(' ').map(harmless).collect::<Vec<_>>().join(" ")
}

/// Leaves the last line to notes.
fn room_for_note(area: Area) -> Area {
    Area { bottom: area.bottom - SMALL - 6.0, ..area }
}

#[expect(clippy::cast_precision_loss, reason = "panels and rows are few")]
fn count(n: usize) -> f64 {
    n as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
fn whole(n: f64) -> usize {
    n.clamp(0.0, 1e6) as usize
}
