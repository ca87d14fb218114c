//! Segments of TCP, one row each: what a graph of time and sequence numbers is drawn from.

use super::{Make, Setting, Settings, Statistic, numbers};
use crate::engine::{Fold, Needs, Partition};
use crate::packet::{FieldReader, HostPair, Packet, Transport};
use crate::report::{Column, Ledger, Rows, Section, Table};
use crate::value::{Kind, Timestamp, Unit, Value};

/// Segments.
pub static STATISTIC: Statistic = Statistic {
    name: "segments",
    about: "segments of TCP, one row each (--stream): sequence numbers, windows, findings",
    on_first_screen: false,
    settings: &[Setting::Limit, Setting::Stream],
    orders: &[],
    make: Make::Analyser(|settings| Box::new(Segments::new(settings))),
};

/// The fields that are kept of each, as Wireshark calls them.
const FIELDS: [&str; 6] =
    ["tcp.stream", "tcp.seq", "tcp.len", "tcp.ack", "tcp.window_size", "tcp.flags"];

struct Segments {
    fields: [Option<FieldReader>; FIELDS.len()],
    stream: Option<u64>,
    limit: Option<usize>,
    most: usize,
    rows: Vec<Segment>,
    left_out: u64,
}

/// A segment.
#[derive(Clone, Copy)]
struct Segment {
    frame: u64,
    at: Timestamp,
    since_start: i64,
    hosts: HostPair,
    ports: [u16; 2],
    values: [Option<u32>; FIELDS.len()],
}

impl Segments {
    fn new(settings: &Settings) -> Self {
        Self {
            fields: FIELDS.map(FieldReader::by_name),
            stream: settings.stream,
            limit: settings.limit.filter(|&limit| limit > 0),
            most: settings.max_entries,
            rows: Vec::new(),
            left_out: 0,
        }
    }
}

impl Fold for Segments {
    fn needs(&self) -> Needs {
        let fields = self.fields.iter().flatten();
        fields.map(numbers::needs).max().unwrap_or_default()
    }

    fn packet(&mut self, packet: &Packet<'_>, _: Partition) {
        let Some(flow) = packet.flow().filter(|flow| flow.transport == Transport::Tcp) else {
            return;
        };
        // Of a packet with several the innermost, which is the one that the flow is of.
        let values = self.fields.map(|field| {
            let mut last = None;
            field?.read(packet, &mut |value| last = numbers::whole(&value));
            u32::try_from(last?).ok()
        });
        let [stream, ..] = values;
        if self.stream.is_some_and(|wanted| stream.map(u64::from) != Some(wanted)) {
            return;
        }
        if self.rows.len() >= self.most {
            self.left_out += 1;
            return;
        }
        let raw = packet.raw;
        self.rows.push(Segment {
            frame: raw.number,
            at: raw.at,
            since_start: raw.since_start(),
            hosts: flow.hosts,
            ports: [flow.source_port, flow.destination_port],
            values,
        });
    }

    fn absorb(&mut self, sibling: Self) {
        self.rows.extend(sibling.rows);
        self.rows.sort_unstable_by_key(|segment| segment.frame);
        self.left_out += sibling.left_out;
    }

    fn section(self: Box<Self>, _: &Ledger) -> Section {
        let Self { rows, limit, left_out, most, .. } = *self;
        let mut table = Table::new(STATISTIC.name, "Segments of TCP", columns());
        table.rows_total = rows.len() as u64;
        let count = limit.map_or(rows.len(), |limit| limit.min(rows.len()));
        let make = move |at: usize| rows.get(at).map(row).unwrap_or_default();
        table.rows = Rows::Made { count, make: Box::new(make) };
        let mut section = Section::of(table);
        if left_out > 0 {
            section.notes.push(format!(
                "{left_out} segments behind the first {most} are not shown: name a --stream, or \
                 raise --max-flows"
            ));
        }
        section
    }
}

fn row(segment: &Segment) -> Vec<Value<'static>> {
    let Segment { frame, at, since_start, hosts, ports: [from, to], values } = segment;
    let mut row = vec![
        (*frame).into(),
        Value::Duration(*since_start),
        Value::Time(*at),
        hosts.source.into(),
        u64::from(*from).into(),
        hosts.destination.into(),
        u64::from(*to).into(),
    ];
    row.extend(values.map(|value| value.map_or(Value::Null, |value| u64::from(value).into())));
    row
}

fn columns() -> Vec<Column> {
    let number = |name, unit, doc| Column::new(name, Kind::Unsigned, unit, doc);
    let address = |name, doc| Column::new(name, Kind::Address, Unit::None, doc);
    vec![
        number("frame", Unit::None, "position in the timeline, from 1"),
        Column::new("start_s", Kind::Duration, Unit::Seconds, "time since the first packet"),
        Column::new("time", Kind::Time, Unit::None, "when it was captured"),
        address("source", "who sent it"),
        number("source_port", Unit::None, "from which port"),
        address("destination", "to whom"),
        number("destination_port", Unit::None, "to which port"),
        number("stream", Unit::None, "tcp.stream"),
        number("seq", Unit::Bytes, "tcp.seq: counted from the stream's first"),
        number("payload_bytes", Unit::Bytes, "tcp.len"),
        number("ack", Unit::Bytes, "tcp.ack: counted from the other side's first"),
        number(
            "window_bytes",
            Unit::Bytes,
            "tcp.window_size: scaled where the handshake tells how",
        ),
        number("flags", Unit::None, "tcp.flags as a number"),
    ]
}
