//! A figure: what a picture says, as plain data. Nothing here knows of pixels, colours or fonts.

use crate::report::{Column, Section, Table};
use crate::value::{Kind, Timestamp, Unit, Value};

/// One picture: a heading and panels, which stand in a grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The heading.
    pub title: String,
    /// The line below it: what was read.
    pub subtitle: String,
    /// How many panels stand side by side.
    pub columns: usize,
    /// The panels, row by row.
    pub panels: Vec<Panel>,
}

/// One pair of axes with what stands in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// The name in machine formats, unique in its figure.
    pub name: &'static str,
    /// The heading.
    pub title: String,
    /// What the numbers are; name, unit and meaning are those of the statistic's column.
    pub values: Column,
    /// The numbers.
    pub marks: Marks,
    /// What a reader has to know beside them, as that rows were left out; empty for nothing.
    pub note: String,
}

/// The numbers of a panel, by the way in which they are shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Marks {
    /// One bar for each label, in this order.
    Bars(Vec<Bar>),
    /// One value for each span of time; between spans the value is zero.
    Spans {
        /// The point in time from which spans count.
        start: Timestamp,
        /// The spans, which ascend and do not overlap.
        spans: Vec<Span>,
    },
    /// Several values for each span of time, which add up; between spans they are zero.
    Stack {
        /// The point in time from which spans count.
        start: Timestamp,
        /// The values, the first at the bottom.
        layers: Vec<Layer>,
    },
    /// Points over time, several kinds of them.
    Tracks {
        /// The point in time from which points count.
        start: Timestamp,
        /// The kinds, each with its own colour.
        tracks: Vec<Track>,
    },
    /// Points in a plane, several kinds of them; the panel's values lie along y.
    Scatter {
        /// What lies along x.
        across: Column,
        /// The kinds, each with its own colour, the last on top.
        clouds: Vec<Cloud>,
    },
    /// A line through points that ascend in both directions: a cumulative distribution. The
    /// panel's values lie along x, shares in percent along y.
    Distribution(Vec<(f64, f64)>),
    /// A matrix.
    Cells {
        /// The labels of the rows, from the top.
        rows: Vec<String>,
        /// The labels of the columns, from the left.
        columns: Vec<String>,
        /// The cells that have a value; the others have none.
        cells: Vec<Cell>,
    },
}

/// One of several values over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// What it is of, as the packets have it: not escaped.
    pub name: String,
    /// Its spans, which ascend, do not overlap, and are those of all layers.
    pub spans: Vec<Span>,
}

/// Points of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
    /// What they are.
    pub name: &'static str,
    /// How they are drawn.
    pub shape: Shape,
    /// Nanoseconds from the panel's start, and the value then, in the order of time.
    pub points: Vec<(i64, f64)>,
}

/// Points of one kind in a plane.
#[derive(Clone, Debug, PartialEq)]
pub struct Cloud {
    /// What they are.
    pub name: &'static str,
    /// How far each lies along x and along y.
    pub points: Vec<(f64, f64)>,
}

/// How points are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Each by itself.
    Dots,
    /// Each holds until the next.
    Steps,
}

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What it is the value of, as the packets or files have it: not escaped.
    pub label: String,
    /// How far below others it stands in a hierarchy, from 0.
    pub depth: usize,
    /// How long it is; not negative.
    pub value: f64,
}

/// One value for a span of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// Where it begins, in nanoseconds from the panel's start.
    pub from_ns: i64,
    /// Where it ends.
    pub to_ns: i64,
    /// The value.
    pub value: f64,
}

/// One cell of a matrix.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// Which row, from 0.
    pub row: usize,
    /// Which column, from 0.
    pub column: usize,
    /// The value.
    pub value: f64,
}

impl Figure {
    /// The numbers behind the picture: one table a panel.
    #[must_use]
    pub fn section(&self) -> Section {
        Section {
            name: "plot",
            title: self.title.clone(),
            tables: self.panels.iter().map(Panel::table).collect(),
            notes: Vec::new(),
        }
    }
}

impl Panel {
    /// The numbers of this panel.
    #[must_use]
    pub fn table(&self) -> Table {
        let value = self.values.clone();
        let seconds = |name, doc| Column::new(name, Kind::Duration, Unit::Seconds, doc);
        let time = Column::new("time", Kind::Time, Unit::None, "the same as a point in time");
        let share =
            Column::new("share_percent", Kind::Float, Unit::Percent, "how many are at most that");
        let columns = match &self.marks {
            Marks::Bars(_) => vec![Column::text("label", "what the bar stands for"), value],
            Marks::Spans { .. } => vec![
                seconds("start_s", "where the span begins, from the first packet"),
                seconds("end_s", "where it ends"),
                time,
                value,
            ],
            Marks::Stack { .. } => vec![
                Column::text("layer", "what the value is of"),
                seconds("start_s", "where the span begins, from the first packet"),
                seconds("end_s", "where it ends"),
                time,
                value,
            ],
            Marks::Tracks { .. } => vec![
                Column::text("track", "what the point is"),
                seconds("start_s", "when, from the first packet"),
                time,
                value,
            ],
            Marks::Scatter { across, .. } => {
                vec![Column::text("kind", "what the point is"), across.clone(), value]
            }
            Marks::Distribution(_) => vec![value, share],
            Marks::Cells { .. } => vec![
                Column::text("row", "the row of the matrix"),
                Column::text("column", "the column of the matrix"),
                value,
            ],
        };
        let mut table = Table::new(self.name, self.title.clone(), columns);
        match &self.marks {
            Marks::Bars(bars) => bars
                .iter()
                .for_each(|bar| table.push(vec![bar.label.clone().into(), bar.value.into_cell()])),
            Marks::Spans { start, spans } => spans.iter().for_each(|span| {
                table.push(vec![
                    Value::Duration(span.from_ns),
                    Value::Duration(span.to_ns),
                    Value::Time(Timestamp(start.0.saturating_add(span.from_ns))),
                    span.value.into_cell(),
                ]);
            }),
            Marks::Stack { start, layers } => {
                let spans = layers
                    .iter()
                    .flat_map(|layer| layer.spans.iter().map(|span| (layer.name.clone(), span)));
                for (name, span) in spans {
                    let at = Timestamp(start.0.saturating_add(span.from_ns));
                    table.push(vec![
                        name.into(),
                        Value::Duration(span.from_ns),
                        Value::Duration(span.to_ns),
                        Value::Time(at),
                        span.value.into_cell(),
                    ]);
                }
            }
            Marks::Tracks { start, tracks } => {
                let points = tracks.iter().flat_map(|track| {
                    track.points.iter().map(|&(ns, value)| (track.name, ns, value))
                });
                for (name, ns, value) in points {
                    let at = Timestamp(start.0.saturating_add(ns));
                    let time = [Value::Duration(ns), Value::Time(at)];
                    table.push([&[name.into()], &time[..], &[value.into_cell()]].concat());
                }
            }
            Marks::Scatter { clouds, .. } => {
                for cloud in clouds {
                    for (x, y) in &cloud.points {
                        table.push(vec![cloud.name.into(), x.into_cell(), y.into_cell()]);
                    }
                }
            }
            Marks::Distribution(points) => points
                .iter()
                .for_each(|&(value, share)| table.push(vec![value.into_cell(), share.into_cell()])),
            Marks::Cells { rows, columns, cells } => {
                let name = |names: &[String], at: usize| names.get(at).cloned().unwrap_or_default();
                for cell in cells {
                    let names = [name(rows, cell.row).into(), name(columns, cell.column).into()];
                    table.push([&names[..], &[cell.value.into_cell()]].concat());
                }
            }
        }
        table
    }
}

/// A number of a figure as a cell of a table.
trait IntoCell {
    fn into_cell(self) -> Value<'static>;
}

impl IntoCell for f64 {
    fn into_cell(self) -> Value<'static> {
        if self.is_finite() { Value::Float(self) } else { Value::Null }
    }
}
