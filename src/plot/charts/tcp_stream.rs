//! One stream of TCP: which sequence numbers were sent when, and acknowledged when, one panel for
//! each direction; as tcptrace's time-sequence graphs.

use std::collections::BTreeMap;

use super::{Asked, Chart};
use crate::plot::figure::{Marks, Panel, Shape, Track};
use crate::plot::reading::{each, nanoseconds, number, table, text, time};
use crate::report::{Column, Report};
use crate::value::{Kind, Timestamp, Unit};

/// One stream of TCP.
pub static CHART: Chart = Chart {
    name: "tcp-stream",
    about: "one stream of TCP: sequence numbers sent and acknowledged over time; --stream names it",
    statistics: &["segments"],
    columns: 1,
    panels,
};

/// A segment as far as it is drawn.
struct Segment {
    ends: (String, String),
    since_ns: i64,
    seq: f64,
    payload: f64,
    ack: f64,
}

fn panels(report: &Report, _: &Asked) -> Vec<Panel> {
    let mut streams: BTreeMap<u64, Vec<Segment>> = BTreeMap::new();
    let mut start = None;
    if let Some(table) = table(report, "segments", "segments") {
        let names = [
            "stream",
            "start_s",
            "time",
            "source",
            "source_port",
            "destination",
            "destination_port",
            "seq",
            "payload_bytes",
            "ack",
        ];
        each(table, names, |[stream, since, at, from, port, to, its, seq, payload, ack]| {
            let since_ns = nanoseconds(since);
            start = start.or(time(at).map(|at| Timestamp(at.0.saturating_sub(since_ns))));
            let stream = text(stream).parse().unwrap_or(u64::MAX);
            streams.entry(stream).or_default().push(Segment {
                ends: (end(&text(from), &text(port)), end(&text(to), &text(its))),
                since_ns,
                seq: number(seq),
                payload: number(payload),
                ack: number(ack),
            });
        });
    }
    let all = streams.len();
    // Where no stream was named, the one that carries most, of equal ones the first.
    let bytes = |segments: &[Segment]| segments.iter().map(|segment| segment.payload).sum::<f64>();
    let most =
        streams.iter().rev().max_by(|(_, one), (_, other)| bytes(one).total_cmp(&bytes(other)));
    let (stream, segments) = most.map(|(&stream, segments)| (stream, segments)).unzip();
    let segments: &[Segment] = segments.map_or(&[], Vec::as_slice);
    let note = if all > 1 {
        format!(
            "the stream with most payload of {all}: {}; --stream names another",
            stream.unwrap_or(0)
        )
    } else {
        String::new()
    };
    let first = segments.first().map(|segment| segment.ends.clone()).unwrap_or_default();
    let second = (first.1.clone(), first.0.clone());
    let start = start.unwrap_or_default();
    let mut panels: Vec<Panel> = [("client", first), ("server", second)]
        .map(|(name, ends)| direction(name, &ends, stream, segments, start, note.clone()))
        .into();
    // Of one direction alone the other has nothing to show.
    panels.dedup_by(|next, _| next.table().rows.is_empty());
    panels
}

/// What one end sent, and the other acknowledged.
fn direction(
    name: &'static str,
    ends: &(String, String),
    stream: Option<u64>,
    segments: &[Segment],
    start: Timestamp,
    note: String,
) -> Panel {
    let mut sent = Vec::new();
    let mut acknowledged = Vec::new();
    for segment in segments {
        if segment.ends == *ends {
            sent.push((segment.since_ns, segment.seq + segment.payload));
        } else if segment.ack > 0.0 {
            acknowledged.push((segment.since_ns, segment.ack));
        }
    }
    let title = match stream {
        Some(stream) => format!("{} to {}, stream {stream}", ends.0, ends.1),
        None => "Sequence numbers".to_owned(),
    };
    let tracks = vec![
        Track { name: "sent, up to its end", shape: Shape::Dots, points: sent },
        Track { name: "acknowledged", shape: Shape::Steps, points: acknowledged },
    ];
    Panel {
        name,
        title,
        values: Column::new("seq", Kind::Float, Unit::Bytes, "sequence number from the first"),
        marks: Marks::Tracks { start, tracks },
        note,
    }
}

fn end(address: &str, port: &str) -> String {
    if address.contains(':') { format!("[{address}]:{port}") } else { format!("{address}:{port}") }
}
