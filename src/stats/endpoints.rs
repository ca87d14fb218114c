//! Every host (and port) with what it sent and received: tshark's `-z endpoints,TYPE`.
//!
//! An endpoint is the sum over its conversations; one that talks to itself sends and receives
//! each packet, as in Wireshark.

use std::sync::Arc;

use super::by_level::ByLevel;
use super::ranking::{Measures, fill, per_second, rank};
use super::{Level, Make, Order, Scope, Setting, Statistic};
use crate::flow::{Conversation, End, Family, Found, Tally};
use crate::report::{Column, Table};
use crate::value::{Kind, Timestamp, Unit, Value};

/// Endpoints.
pub static STATISTIC: Statistic = Statistic {
    name: "endpoints",
    about: "every host and port: packets and bytes sent and received, first time, duration, rate",
    on_first_screen: false,
    settings: &[Setting::Limit, Setting::Levels],
    orders: &Order::ALL,
    make: Make::View(|settings| {
        Box::new(ByLevel::new(("endpoints", "Endpoints"), settings, NOTE, table))
    }),
};

const NOTE: &str = "bytes are those of whole frames on the wire; every layer of a tunnel counts, \
    packets that ICMP errors quote do not";

/// One end of conversations.
struct Endpoint {
    family: Family,
    end: End,
    sent: Tally,
    received: Tally,
    first: Timestamp,
    last: Timestamp,
}

impl Endpoint {
    fn both(conversation: &Conversation) -> impl Iterator<Item = Self> + use<> {
        let Conversation { pair, first, last, .. } = *conversation;
        let side = move |(end, sent, received)| Self {
            family: pair.family,
            end,
            sent,
            received,
            first,
            last,
        };
        conversation.sides().into_iter().map(side)
    }

    fn absorb(&mut self, other: &Self) {
        self.sent.absorb(other.sent);
        self.received.absorb(other.received);
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
    }

    fn measures(&self) -> Measures {
        Measures {
            packets: self.sent.packets + self.received.packets,
            bytes: self.sent.bytes + self.received.bytes,
            first: self.first,
            duration_ns: self.last.since(self.first),
        }
    }
}

fn table(found: &Arc<Found>, scope: Scope, order: Order, limit: Option<usize>) -> Table {
    let level = scope.level;
    let covered = found.conversations.iter().filter(|it| scope.covers(&it.pair));
    let mut endpoints: Vec<Endpoint> = covered.flat_map(Endpoint::both).collect();
    endpoints.sort_unstable_by_key(|endpoint| (endpoint.family, endpoint.end));
    endpoints.dedup_by(|next, kept| {
        let same = (next.family, next.end) == (kept.family, kept.end);
        if same {
            kept.absorb(next);
        }
        same
    });
    rank(&mut endpoints, order, Endpoint::measures);
    let title = format!("{} endpoints", scope.title());
    let mut table = Table::new(scope.name(), title, columns(level));
    let start = found.start;
    fill(&mut table, endpoints, limit, move |endpoint| row(level, start, endpoint));
    table
}

fn columns(level: Level) -> Vec<Column> {
    let address = if level == Level::Eth { Kind::Mac } else { Kind::Address };
    let seconds = |name, doc| Column::new(name, Kind::Duration, Unit::Seconds, doc);
    let rate = |name, doc| Column::new(name, Kind::Float, Unit::BitsPerSecond, doc);
    let mut columns = vec![Column::new("address", address, Unit::None, "the host")];
    if level.has_ports() {
        columns.push(Column::count("port", "its port"));
    }
    columns.extend([
        Column::packets("packets", "packets sent and received"),
        Column::bytes("frame_bytes", "bytes on the wire sent and received"),
        Column::packets("packets_sent", "packets sent"),
        Column::bytes("frame_bytes_sent", "bytes on the wire sent"),
        Column::packets("packets_received", "packets received"),
        Column::bytes("frame_bytes_received", "bytes on the wire received"),
        Column::new("first", Kind::Time, Unit::None, "time of the earliest packet"),
        seconds("start_s", "the same, from the capture's first packet"),
        seconds("duration_s", "from the earliest packet to the latest"),
        rate("bits_per_s_sent", "rate of the bytes sent over the duration"),
        rate("bits_per_s_received", "rate of the bytes received over the duration"),
    ]);
    columns
}

fn row(level: Level, start: Timestamp, endpoint: &Endpoint) -> Vec<Value<'static>> {
    let Endpoint { family, end, sent, received, first, .. } = *endpoint;
    let Measures { packets, bytes, duration_ns, .. } = endpoint.measures();
    let mut row = Vec::with_capacity(13);
    row.push(end.value(family));
    if level.has_ports() {
        row.push(end.port.into());
    }
    row.extend([
        packets.into(),
        bytes.into(),
        sent.packets.into(),
        sent.bytes.into(),
        received.packets.into(),
        received.bytes.into(),
        Value::Time(first),
        Value::Duration(first.since(start)),
        Value::Duration(duration_ns),
        per_second(sent.bytes.saturating_mul(8), duration_ns),
        per_second(received.bytes.saturating_mul(8), duration_ns),
    ]);
    row
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Settings;
    use crate::stats::testing::{any_split_says_the_same, column, numbers, section, udp};

    #[test]
    fn an_endpoint_is_the_sum_of_its_conversations() {
        let frames = [
            udp(0, (1, 53), (2, 9), 0),    // 42 bytes
            udp(1000, (3, 9), (1, 53), 8), // 50 bytes
        ];
        let found = section(&STATISTIC, &Settings::default(), &frames);
        let host = |last| Value::Ipv4([10, 0, 0, last].into());
        assert_eq!(column(&found, "ip", "address"), [host(1), host(2), host(3)]);
        assert_eq!(numbers(&found, "udp", "port"), [53, 9, 9]);
        assert_eq!(numbers(&found, "udp", "packets"), [2, 1, 1]);
        assert_eq!(numbers(&found, "udp", "frame_bytes_sent"), [42, 0, 50]);
        assert_eq!(numbers(&found, "udp", "frame_bytes_received"), [50, 42, 0]);
        let seconds = [1_000_000_000, 0, 0].map(Value::Duration);
        assert_eq!(column(&found, "udp", "duration_s"), seconds);
        assert_eq!(
            column(&found, "ip", "bits_per_s_sent")[..2],
            [Value::Float(336.0), Value::Null]
        );
    }

    #[test]
    fn a_host_that_talks_to_itself_sends_and_receives() {
        let found = section(&STATISTIC, &Settings::default(), &[udp(0, (1, 7), (1, 7), 0)]);
        assert_eq!(numbers(&found, "ip", "packets"), [2]);
        assert_eq!(numbers(&found, "ip", "packets_sent"), [1]);
        assert_eq!(numbers(&found, "ip", "packets_received"), [1]);
    }

    #[test]
    fn any_split_of_the_packets_says_the_same() {
        any_split_says_the_same(&STATISTIC, &Settings::default());
    }
}
