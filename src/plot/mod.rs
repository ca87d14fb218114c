//! Charts: functions from a report to a figure, one file each, and from a figure to a picture.
//!
//! A chart reads the tables of statistics and answers with panels of plain data. A figure can be
//! drawn (SVG, PNG), shown in a terminal, or written as the numbers that it is made of. The
//! command line's choices and help are read from [`CHARTS`].

mod canvas;
mod charts;
mod draw;
mod figure;
mod label;
mod png;
mod reading;
mod scale;
mod terminal;
mod theme;
mod ticks;
mod vega;

pub use canvas::{DrawError, Look, png, svg};
pub use charts::{Asked, CHARTS, Chart, FEATURES, Measure};
pub use figure::{Bar, Cell, Cloud, Figure, Layer, Marks, Panel, Shape, Span, Track};
pub use terminal::preview;
pub use theme::Theme;
pub use vega::vega_lite;
