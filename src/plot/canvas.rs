//! The drawing library's only home: rectangles, lines and text, as SVG or as pixels, with a font
//! that comes with the program, so that a picture is the same on every machine.

use std::sync::OnceLock;

use plotters::coord::Shift;
use plotters::prelude::{
    BitMapBackend, Color, DrawingArea, DrawingBackend, IntoDrawingArea, IntoFont, PathElement,
    RGBColor, Rectangle, SVGBackend, Text,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontStyle, FontTransform, TextStyle, register_font};

use super::draw::{self, Anchor, Pen, Writing};
use super::figure::Figure;
use super::png::{EncodingError, encode};
use super::theme::{Rgb, Theme};

/// The name that SVG asks for, and what to take where it is missing.
const FONT: &str = "DejaVu Sans, sans-serif";

/// How a figure is drawn; nothing here changes what it says.
#[derive(Clone, Debug)]
pub struct Look {
    /// Width in pixels at 96 dots an inch.
    pub width: u32,
    /// Height likewise.
    pub height: u32,
    /// Dots an inch of PNG: the picture has `width * dpi / 96` pixels a row.
    pub dpi: u32,
    /// The colours.
    pub theme: Theme,
    /// Axes of numbers are logarithmic.
    pub is_log: bool,
}

/// Why a figure could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// The font that comes with the program does not load.
    #[error("the built-in font cannot be used")]
    Font,
    /// The drawing library refused.
    #[error("cannot draw: {0}")]
    Drawing(String),
    /// The pixels do not make a PNG.
    #[error("cannot encode the picture: {0}")]
    Encoding(#[from] EncodingError),
}

/// The figure as an SVG document.
///
/// # Errors
/// When the drawing library refuses.
pub fn svg(figure: &Figure, look: &Look) -> Result<Vec<u8>, DrawError> {
    load_font()?;
    let mut text = String::new();
    let backend = SVGBackend::with_string(&mut text, (look.width, look.height));
    draw_on(backend, figure, look, 1.0)?;
    Ok(text.into_bytes())
}

/// The figure as a PNG file.
///
/// # Errors
/// When the drawing library refuses.
pub fn png(figure: &Figure, look: &Look) -> Result<Vec<u8>, DrawError> {
    load_font()?;
    let scale = f64::from(look.dpi) / 96.0;
    let (width, height) =
        (pixels(f64::from(look.width) * scale), pixels(f64::from(look.height) * scale));
    let (width, height) = (width.max(1).unsigned_abs(), height.max(1).unsigned_abs());
    let bytes = usize::try_from(u64::from(width) * u64::from(height) * 3).unwrap_or(usize::MAX);
    let mut rgb = vec![0; bytes];
    draw_on(BitMapBackend::with_buffer(&mut rgb, (width, height)), figure, look, scale)?;
    Ok(encode(&rgb, (width, height), look.dpi)?)
}

fn load_font() -> Result<(), DrawError> {
    static LOADED: OnceLock<bool> = OnceLock::new();
    let load = || register_font(FONT, FontStyle::Normal, dejavu::sans::regular()).is_ok();
    if *LOADED.get_or_init(load) { Ok(()) } else { Err(DrawError::Font) }
}

fn draw_on<B: DrawingBackend>(
    backend: B,
    figure: &Figure,
    look: &Look,
    scale: f64,
) -> Result<(), DrawError> {
    let mut canvas = Canvas { area: backend.into_drawing_area(), scale, failed: None };
    draw::figure(&mut canvas, figure, look);
    let presented = canvas.area.present().map_err(|error| DrawError::Drawing(error.to_string()));
    canvas.failed.map_or(presented, |why| Err(DrawError::Drawing(why)))
}

/// A drawing area that takes coordinates at 96 dots an inch.
struct Canvas<B: DrawingBackend> {
    area: DrawingArea<B, Shift>,
    scale: f64,
    /// What went wrong first.
    failed: Option<String>,
}

impl<B: DrawingBackend> Canvas<B> {
    fn at(&self, (x, y): (f64, f64)) -> (i32, i32) {
        (pixels(x * self.scale), pixels(y * self.scale))
    }

    fn note<T, E: std::fmt::Display>(&mut self, result: Result<T, E>) {
        if let Err(error) = result {
            self.failed.get_or_insert_with(|| error.to_string());
        }
    }

    fn style(&self, writing: Writing) -> TextStyle<'static> {
        let horizontal = match writing.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let mut font = (FONT, writing.size * self.scale).into_font();
        if writing.is_upright {
            font = font.transform(FontTransform::Rotate270);
        }
        let color = colour(writing.colour).to_backend_color();
        TextStyle { font, color, pos: Pos::new(horizontal, VPos::Center) }
    }
}

impl<B: DrawingBackend> Pen for Canvas<B> {
    fn rectangle(&mut self, from: (f64, f64), to: (f64, f64), fill: Rgb) {
        let (from, to) = (self.at(from), self.at(to));
        let drawn = self.area.draw(&Rectangle::new([from, to], colour(fill).filled()));
        self.note(drawn);
    }

    fn line(&mut self, points: &[(f64, f64)], width: f64, ink: Rgb) {
        let points: Vec<_> = points.iter().map(|&point| self.at(point)).collect();
        let width = pixels(width * self.scale).max(1).unsigned_abs();
        let drawn = self.area.draw(&PathElement::new(points, colour(ink).stroke_width(width)));
        self.note(drawn);
    }

    fn text(&mut self, at: (f64, f64), text: &str, writing: Writing) {
        let style = self.style(writing);
        let drawn = self.area.draw(&Text::new(text.to_owned(), self.at(at), style));
        self.note(drawn);
    }

    fn width_of(&self, text: &str, size: f64) -> f64 {
        // Measured at one size whatever the resolution, so that all have the same layout.
        let font = (FONT, size * 8.0).into_font();
        font.box_size(text).map_or(0.0, |(width, _)| f64::from(width) / 8.0)
    }
}

fn colour((red, green, blue): Rgb) -> RGBColor {
    RGBColor(red, green, blue)
}

#[expect(clippy::cast_possible_truncation, reason = "pictures are small; what is not is clamped")]
fn pixels(length: f64) -> i32 {
    length.round().clamp(-1e6, 1e6) as i32
}
