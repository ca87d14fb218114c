//! A figure as text, for a look without a picture. Unicode blocks; the same bytes on every
//! terminal of the same width.

use unicode_width::UnicodeWidthStr;

use super::figure::{Bar, Cell, Cloud, Figure, Marks, Panel, Span};
use super::label::{harmless, shortened};
use super::scale::{Scale, with_unit};
use super::ticks::shortest;
use crate::report::Column;
use crate::value::{Timestamp, Unit};

const EIGHTHS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const SHADES: [char; 5] = ['·', '░', '▒', '▓', '█'];

/// Lines that values over time take.
const ROWS: usize = 4;

/// The figure in so many columns of text.
#[must_use]
pub fn preview(figure: &Figure, width: usize, is_log: bool) -> String {
    let width = width.clamp(40, 400);
    let mut lines = vec![harmless(&figure.title), harmless(&figure.subtitle)];
    for panel in &figure.panels {
        lines.push(String::new());
        lines.push(harmless(&panel.title));
        match &panel.marks {
            Marks::Bars(bars) => bars_as_text(&mut lines, panel, bars, width, is_log),
            Marks::Spans { start, spans } => {
                spans_as_text(&mut lines, panel, *start, spans, width, is_log);
            }
            Marks::Stack { start, layers } => {
                say_where_nothing(&mut lines, layers.is_empty());
                for layer in layers {
                    lines.push(harmless(&layer.name));
                    spans_as_text(&mut lines, panel, *start, &layer.spans, width, is_log);
                }
            }
            Marks::Tracks { start, tracks } => {
                say_where_nothing(&mut lines, tracks.iter().all(|track| track.points.is_empty()));
                for track in tracks.iter().filter(|track| !track.points.is_empty()) {
                    lines.push(track.name.to_owned());
                    let point = |&(ns, value): &(i64, f64)| Span { from_ns: ns, to_ns: ns, value };
                    let spans: Vec<Span> = track.points.iter().map(point).collect();
                    spans_as_text(&mut lines, panel, *start, &spans, width, is_log);
                }
            }
            Marks::Scatter { across, clouds } => {
                clouds_as_text(&mut lines, (across, &panel.values), clouds, width);
            }
            Marks::Distribution(points) => {
                let point = |(value, share): &(f64, f64)| Bar {
                    label: with_unit(*value, panel.values.unit),
                    depth: 0,
                    value: *share,
                };
                let bars: Vec<Bar> = points.iter().map(point).collect();
                let mut shares = panel.clone();
                shares.values.unit = Unit::Percent;
                bars_as_text(&mut lines, &shares, &bars, width, false);
            }
            Marks::Cells { rows, cells, .. } => cells_as_text(&mut lines, panel, rows, cells),
        }
        if !panel.note.is_empty() {
            lines.push(panel.note.clone());
        }
    }
    lines.join("\n") + "\n"
}

fn bars_as_text(lines: &mut Vec<String>, panel: &Panel, bars: &[Bar], width: usize, is_log: bool) {
    let label = |bar: &Bar| {
        format!("{}{}", " ".repeat(bar.depth.min(8)), shortened(&harmless(&bar.label), width / 3))
    };
    let labels: Vec<String> = bars.iter().map(label).collect();
    let names = labels.iter().map(|label| label.width()).max().unwrap_or(0);
    let scale = Scale::over(bars.iter().map(|bar| bar.value), is_log, 5);
    let room = width.saturating_sub(names + 16).max(8);
    for (label, bar) in labels.iter().zip(bars) {
        let pad = " ".repeat(names.saturating_sub(label.width()));
        let blocks = "█".repeat(share_of(scale.place(bar.value), room));
        lines.push(format!("{label}{pad} {blocks} {}", with_unit(bar.value, panel.values.unit)));
    }
    say_where_nothing(lines, bars.is_empty());
}

fn spans_as_text(
    lines: &mut Vec<String>,
    panel: &Panel,
    start: Timestamp,
    spans: &[Span],
    width: usize,
    is_log: bool,
) {
    let (Some(first), Some(last)) = (spans.first(), spans.last()) else {
        return say_where_nothing(lines, true);
    };
    let length = i128::from(last.to_ns) - i128::from(first.from_ns);
    let mut greatest = vec![0.0_f64; width];
    for span in spans {
        let place = |ns: i64| {
            let since = (i128::from(ns) - i128::from(first.from_ns)).max(0);
            let wide = i128::try_from(width).unwrap_or(1);
            usize::try_from(since * wide / length.max(1)).unwrap_or(0)
        };
        let (from, to) = (place(span.from_ns), place(span.to_ns));
        for column in greatest.iter_mut().take(to.max(from + 1)).skip(from) {
            *column = column.max(span.value);
        }
    }
    let scale = Scale::over(greatest.iter().copied(), is_log, 4);
    for row in (0..ROWS).rev() {
        let block = |value: &f64| {
            let height = share_of(scale.place(*value), ROWS * 8);
            EIGHTHS.get(height.saturating_sub(row * 8).min(8)).copied().unwrap_or(' ')
        };
        let line: String = greatest.iter().map(block).collect();
        lines.push(line.trim_end().to_owned());
    }
    let time = |ns: i64| shortest(Timestamp(start.0.saturating_add(ns)));
    let peak = spans.iter().map(|span| span.value).fold(0.0, f64::max);
    let peak = with_unit(peak, panel.values.unit);
    lines.push(format!("{} to {}, at most {peak}", time(first.from_ns), time(last.to_ns)));
}

/// Rows that a plane takes.
const PLANE: usize = 12;

fn clouds_as_text(
    lines: &mut Vec<String>,
    (across, up): (&Column, &Column),
    clouds: &[Cloud],
    width: usize,
) {
    let points = || clouds.iter().flat_map(|cloud| &cloud.points);
    if points().next().is_none() {
        return say_where_nothing(lines, true);
    }
    let x = Scale::around(points().map(|point| point.0), 5);
    let y = Scale::around(points().map(|point| point.1), 5);
    let mut plane = vec![vec![' '; width]; PLANE];
    for (cloud, mark) in clouds.iter().zip(['·', '█', '▒', '░']) {
        for point in &cloud.points {
            let column = share_of(x.place(point.0), width - 1);
            let row = PLANE - 1 - share_of(y.place(point.1), PLANE - 1);
            if let Some(place) = plane.get_mut(row).and_then(|row| row.get_mut(column)) {
                *place = mark;
            }
        }
    }
    for row in plane {
        lines.push(row.into_iter().collect::<String>().trim_end().to_owned());
    }
    let marks = clouds.iter().zip(['·', '█', '▒', '░']);
    let legend: Vec<String> = marks.map(|(it, mark)| format!("{mark} {}", it.name)).collect();
    let end = |scale: &Scale, column: &Column| {
        let [least, most] = scale.ends().map(|end| with_unit(end, column.unit));
        format!("{} {least} to {most}", column.name)
    };
    lines.push(format!(
        "{}; to the right {}, up {}",
        legend.join(", "),
        end(&x, across),
        end(&y, up)
    ));
}

fn cells_as_text(lines: &mut Vec<String>, panel: &Panel, rows: &[String], cells: &[Cell]) {
    let labels: Vec<String> = rows.iter().map(|row| shortened(&harmless(row), 40)).collect();
    let names = labels.iter().map(|label| label.width()).max().unwrap_or(0);
    let scale = Scale::over(cells.iter().map(|cell| cell.value), true, 5);
    for (row, label) in labels.iter().enumerate() {
        let mut line = vec![' '; rows.len()];
        for cell in cells.iter().filter(|cell| cell.row == row) {
            let shade = share_of(scale.place(cell.value), SHADES.len() - 1);
            if let (Some(place), Some(&shade)) = (line.get_mut(cell.column), SHADES.get(shade)) {
                *place = shade;
            }
        }
        let pad = " ".repeat(names.saturating_sub(label.width()));
        let line: String = line.into_iter().flat_map(|shade| [shade, shade]).collect();
        lines.push(format!("{label}{pad} {}", line.trim_end()));
    }
    let greatest = cells.iter().map(|cell| cell.value).fold(0.0, f64::max);
    if !cells.is_empty() {
        lines.push(format!("columns as rows; at most {}", with_unit(greatest, panel.values.unit)));
    }
    say_where_nothing(lines, cells.is_empty());
}

fn say_where_nothing(lines: &mut Vec<String>, is_empty: bool) {
    if is_empty {
        lines.push("nothing to show".to_owned());
    }
}

/// A share of a whole number, rounded up: what is not nothing is seen.
fn share_of(share: f64, whole: usize) -> usize {
    (0..=whole).find(|&part| fraction(part, whole) >= share - 1e-9).unwrap_or(whole)
}

#[expect(clippy::cast_precision_loss, reason = "columns of a terminal are few")]
fn fraction(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}
