//! A figure as a Vega-Lite specification (version 5) with its numbers inside: open it in the Vega
//! editor, in a notebook, or change it at will.

use serde_json::{Map, Value as Json, json};

use super::figure::{Cloud, Figure, Marks, Panel};
use super::label::harmless;
use super::scale::called;
use crate::value::Timestamp;

/// The figure as the text of a specification.
#[must_use]
pub fn vega_lite(figure: &Figure) -> String {
    let document = json!({
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": { "text": harmless(&figure.title), "subtitle": harmless(&figure.subtitle) },
        "columns": figure.columns,
        "concat": figure.panels.iter().map(panel).collect::<Vec<_>>(),
    });
    format!("{document:#}\n")
}

fn panel(panel: &Panel) -> Json {
    let name = panel.values.name;
    let value = json!({
        "field": name, "type": "quantitative", "title": called(panel.values.unit)
    });
    let (mark, encoding, rows) = match &panel.marks {
        Marks::Bars(bars) => {
            let label = |depth: usize, label: &str| " ".repeat(depth) + &harmless(label);
            let row = |(place, bar): (usize, &super::figure::Bar)| {
                let text = label(bar.depth, &bar.label);
                object([("place", json!(place)), ("label", json!(text)), (name, json!(bar.value))])
            };
            let y = json!({
                "field": "label", "type": "nominal", "title": null, "sort": {"field": "place"}
            });
            let rows: Vec<Json> = bars.iter().enumerate().map(row).collect();
            ("bar", json!({ "y": y, "x": value }), rows)
        }
        Marks::Spans { start, spans } => {
            let time = |ns: i64| Timestamp(start.0.saturating_add(ns)).rfc3339(0);
            let row = |span: &super::figure::Span| {
                let (from, to) = (json!(time(span.from_ns)), json!(time(span.to_ns)));
                object([("from", from), ("to", to), (name, json!(span.value))])
            };
            let x = json!({
                "field": "from", "type": "temporal", "scale": {"type": "utc"}, "title": "time, UTC"
            });
            let encoding = json!({ "x": x, "x2": {"field": "to"}, "y": value });
            ("bar", encoding, spans.iter().map(row).collect())
        }
        Marks::Stack { start, layers } => {
            let time = |ns: i64| Timestamp(start.0.saturating_add(ns)).rfc3339(9);
            let rows = layers.iter().flat_map(|layer| {
                layer.spans.iter().map(|span| {
                    let (from, to) = (json!(time(span.from_ns)), json!(time(span.to_ns)));
                    let layer = json!(harmless(&layer.name));
                    object([
                        ("from", from),
                        ("to", to),
                        ("layer", layer),
                        (name, json!(span.value)),
                    ])
                })
            });
            let x = json!({
                "field": "from", "type": "temporal", "scale": {"type": "utc"}, "title": "time, UTC"
            });
            let colour = json!({ "field": "layer", "type": "nominal", "title": null });
            let encoding = json!({ "x": x, "x2": {"field": "to"}, "y": value, "color": colour });
            ("bar", encoding, rows.collect())
        }
        Marks::Tracks { start, tracks } => {
            let time = |ns: i64| Timestamp(start.0.saturating_add(ns)).rfc3339(9);
            let rows = tracks.iter().flat_map(|track| {
                track.points.iter().map(|&(ns, number)| {
                    let (at, track) = (json!(time(ns)), json!(track.name));
                    object([("time", at), ("track", track), (name, json!(number))])
                })
            });
            let x = json!({
                "field": "time", "type": "temporal", "scale": {"type": "utc"}, "title": "time, UTC"
            });
            let colour = json!({ "field": "track", "type": "nominal", "title": null });
            let encoding = json!({ "x": x, "y": value, "color": colour });
            ("point", encoding, rows.collect())
        }
        Marks::Scatter { across, clouds } => plane(across.name, name, clouds),
        Marks::Distribution(points) => {
            let row = |&(value, share): &(f64, f64)| {
                object([(name, json!(value)), ("share_percent", json!(share))])
            };
            let y =
                json!({ "field": "share_percent", "type": "quantitative", "title": "share, %" });
            ("line", json!({ "x": value, "y": y }), points.iter().map(row).collect())
        }
        Marks::Cells { rows, columns, cells } => {
            let named = |names: &[String], at: usize| json!(names.get(at).map(|it| harmless(it)));
            let row = |cell: &super::figure::Cell| {
                let (row, column) = (named(rows, cell.row), named(columns, cell.column));
                object([("row", row), ("column", column), (name, json!(cell.value))])
            };
            let side = |field: &str| json!({ "field": field, "type": "nominal", "title": null });
            let encoding = json!({ "x": side("column"), "y": side("row"), "color": value });
            ("rect", encoding, cells.iter().map(row).collect())
        }
    };
    let mut mark = json!({ "type": mark });
    if let (Marks::Distribution(_), Some(mark)) = (&panel.marks, mark.as_object_mut()) {
        mark.insert("interpolate".to_owned(), json!("step-after"));
    }
    json!({
        "title": harmless(&panel.title),
        "data": { "values": rows },
        "mark": mark,
        "encoding": encoding,
    })
}

/// Points in a plane: mark, encoding, rows.
fn plane(across: &str, up: &str, clouds: &[Cloud]) -> (&'static str, Json, Vec<Json>) {
    let rows = clouds.iter().flat_map(|cloud| {
        cloud.points.iter().map(|&(x, y)| {
            object([("kind", json!(cloud.name)), (across, json!(x)), (up, json!(y))])
        })
    });
    let side = |field| json!({ "field": field, "type": "quantitative", "title": field });
    let colour = json!({ "field": "kind", "type": "nominal", "title": null });
    let encoding = json!({ "x": side(across), "y": side(up), "color": colour });
    ("point", encoding, rows.collect())
}

fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    Json::Object(
        members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>(),
    )
}
