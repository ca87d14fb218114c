//! How TCP fares: every finding of the analysis with how often it was made and a filter to paste,
//! round-trip times of handshakes and of data, and the streams that fare worst.

use super::histogram::Histogram;
use super::ranking::{fill, percent};
use super::{Make, Setting, Settings, Statistic};
use crate::engine::{Fold, Needs, Partition};
use crate::flow::tcp::{Finding, FindingCounts, Found, Streams, Tally, TcpStream};
use crate::packet::Packet;
use crate::report::{Column, Ledger, Row, Section, Table};
use crate::value::{Kind, Unit, Value};

/// TCP's health.
pub static STATISTIC: Statistic = Statistic {
    name: "tcp",
    about: "TCP: retransmissions, losses, windows, round-trip times, and the worst streams",
    on_first_screen: false,
    settings: &[Setting::Limit],
    orders: &[],
    make: Make::Analyser(|settings| Box::new(Tcp::new(settings))),
};

/// Streams that are shown where no number is named.
const DEFAULT_ROWS: usize = 10;

struct Tcp {
    limit: usize,
    streams: Streams,
    found: FindingCounts,
    /// Of data that was acknowledged, each segment that certainly is the one that was answered.
    data: Histogram,
}

impl Tcp {
    fn new(settings: &Settings) -> Self {
        Self {
            limit: settings.limit.unwrap_or(DEFAULT_ROWS),
            streams: Streams::new(settings.max_entries),
            found: FindingCounts::default(),
            data: Histogram::default(),
        }
    }
}

impl Fold for Tcp {
    fn needs(&self) -> Needs {
        Needs::Hosts
    }

    fn packet(&mut self, packet: &Packet<'_>, partition: Partition) {
        let Self { streams, found, data, .. } = self;
        streams.packet(packet, partition.0, |_, _, seen| {
            found.add(seen.findings);
            // The first number is that of the SYN: its answer belongs to the handshake.
            let answers_data = seen.relative_acknowledgement > 1;
            if let Some(answered) = seen.answered.filter(|it| it.is_certain && answers_data) {
                data.add(answered.after_ns);
            }
        });
    }

    fn absorb(&mut self, sibling: Self) {
        self.streams.absorb(sibling.streams);
        self.found.absorb(&sibling.found);
        self.data.absorb(&sibling.data);
    }

    fn section(self: Box<Self>, _: &Ledger) -> Section {
        let Self { limit, streams, found: findings, data, .. } = *self;
        let Found { streams, numbers, left_out, unsplit } = streams.finish();
        let mut all = Tally::default();
        let mut handshakes = Histogram::default();
        for stream in &streams {
            all.absorb(&stream.tally);
            if let Some(nanoseconds) = stream.connection.handshake().certain_rtt() {
                handshakes.add(nanoseconds);
            }
        }
        let count = streams.len() as u64;
        let tables = vec![
            totals(&all, count),
            analysis(&findings, &all),
            round_trips(&handshakes, &data),
            worst(streams.into_iter().zip(numbers), limit),
        ];
        let notes = notes(left_out, unsplit, count);
        Section { name: STATISTIC.name, title: "TCP".to_owned(), tables, notes }
    }
}

fn totals(all: &Tally, streams: u64) -> Table {
    let mut table = Table::new(
        STATISTIC.name,
        "TCP",
        vec![
            Column::count("streams", "streams, as tshark tells them apart"),
            Column::count("segments", "segments, quotations in control messages not counted"),
            Column::bytes(
                "payload_bytes",
                "bytes of payload on the wire, also of what was sent again",
            ),
            Column::count("retransmissions", "segments that were sent again, of any kind"),
            Column::bytes("retransmitted_bytes", "bytes of payload in them"),
            rate("retransmitted_percent", "share of the segments that occupy sequence numbers"),
            Column::count("resets", "segments that break a connection off, or refuse it"),
        ],
    );
    table.push(vec![
        streams.into(),
        all.segments.into(),
        all.payload_bytes.into(),
        all.retransmissions.into(),
        all.retransmitted_bytes.into(),
        percent(all.retransmissions, all.sent),
        all.resets.into(),
    ]);
    table
}

const fn rate(name: &'static str, doc: &'static str) -> Column {
    Column::new(name, Kind::Float, Unit::Percent, doc)
}

/// Every finding, also those that were never made: that is an answer too.
fn analysis(findings: &FindingCounts, all: &Tally) -> Table {
    let mut table = Table::new(
        "tcp_analysis",
        "Findings in segments",
        vec![
            Column::text("finding", "what was found, under Wireshark's name"),
            Column::count("segments", "segments in which it was found"),
            rate("segments_percent", "share of all segments"),
            Column::text("filter", "finds the segments here and in Wireshark"),
        ],
    );
    for finding in Finding::ALL {
        let name = finding.name();
        let short = name.rsplit('.').next().unwrap_or(name);
        let count = findings.of(finding);
        table.push(vec![short.into(), count.into(), percent(count, all.segments), name.into()]);
    }
    table
}

fn round_trips(handshakes: &Histogram, data: &Histogram) -> Table {
    let mut columns = vec![
        Column::text("between", "what was measured"),
        Column::count("samples", "how often; what was sent twice is left out (Karn, RFC 6298)"),
    ];
    columns.extend(Histogram::columns());
    let mut table = Table::new("tcp_round_trips", "Round-trip times", columns);
    for (name, histogram) in [("handshake", handshakes), ("data", data)] {
        let mut row = vec![name.into(), histogram.count().into()];
        row.extend(histogram.cells());
        table.push(row);
    }
    table
}

/// The streams that had to send most again, or fared badly otherwise; those without trouble are
/// not there.
fn worst(streams: impl Iterator<Item = (TcpStream, u64)>, limit: usize) -> Table {
    let mut table = Table::new(
        "tcp_worst",
        "Worst streams",
        vec![
            Column::count("stream", "its number, as tshark gives it"),
            Column::new("client", Kind::Address, Unit::None, "who asked for the connection"),
            Column::count("client_port", "its port"),
            Column::new("server", Kind::Address, Unit::None, "the other end"),
            Column::count("server_port", "its port"),
            Column::count("segments", "segments both ways"),
            Column::bytes("payload_bytes", "bytes of payload both ways"),
            Column::count("retransmissions", "segments that were sent again"),
            rate("retransmitted_percent", "share of the segments that occupy sequence numbers"),
            Column::count("out_of_order", "segments that came late"),
            Column::count("lost_segments", "holes: something before was not captured"),
            Column::count("duplicate_acks", "acknowledgements that came again"),
            Column::count("zero_windows", "segments whose sender could take no more"),
            Column::count("resets", "segments that break it off"),
            Column::new(
                "handshake_s",
                Kind::Duration,
                Unit::Seconds,
                "duration of the handshake, where it is certain",
            ),
            Column::count("completeness", "its stages, as tcp.completeness"),
            Column::text("filter", "finds its packets here and in Wireshark"),
        ],
    );
    let mut streams: Vec<_> = streams.filter(|(it, _)| badness(&it.tally) > [0; 5]).collect();
    streams.sort_unstable_by_key(|(it, number)| (std::cmp::Reverse(badness(&it.tally)), *number));
    fill(&mut table, streams, Some(limit), |(stream, number)| row(stream, *number));
    table
}

/// What makes a stream worse than another, the first that differs: repetitions, then what the
/// network lost or mixed up, then receivers that were too slow, then resets.
const fn badness(tally: &Tally) -> [u64; 5] {
    let Tally { retransmissions, holes, out_of_order, zero_windows, resets, .. } = *tally;
    [retransmissions, holes, out_of_order, zero_windows, resets]
}

fn row(stream: &TcpStream, number: u64) -> Row {
    let Tally {
        segments,
        sent,
        payload_bytes,
        retransmissions,
        out_of_order,
        holes,
        duplicate_acks,
        zero_windows,
        resets,
        ..
    } = stream.tally;
    let [client, server] = stream.ends();
    let handshake = stream.connection.handshake();
    vec![
        number.into(),
        client.value(stream.pair.family),
        client.port.into(),
        server.value(stream.pair.family),
        server.port.into(),
        segments.into(),
        payload_bytes.into(),
        retransmissions.into(),
        percent(retransmissions, sent),
        out_of_order.into(),
        holes.into(),
        duplicate_acks.into(),
        zero_windows.into(),
        resets.into(),
        handshake.certain_rtt().map_or(Value::Null, Value::Duration),
        u32::from(handshake.completeness.0).into(),
        format!("tcp.stream == {number}").into(),
    ]
}

fn notes(left_out: u64, unsplit: u64, kept: u64) -> Vec<String> {
    let left_out = (left_out > 0).then(|| {
        format!(
            "{left_out} segments belong to streams beyond the {kept} that are kept; raise \
             --max-flows to see them"
        )
    });
    let joined = (unsplit > 0)
        .then(|| format!("{unsplit} streams on reused ports are counted with the one before"));
    left_out.into_iter().chain(joined).collect()
}

#[cfg(test)]
mod tests;
