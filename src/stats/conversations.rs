//! Who talked to whom, how much each way, and when: tshark's `-z conv,TYPE` for every level.

use std::sync::Arc;

use super::by_level::ByLevel;
use super::ranking::{Measures, fill, per_second, rank};
use super::{Level, Make, Order, Scope, Setting, Statistic};
use crate::flow::{Conversation, Found};
use crate::report::{Column, Table};
use crate::value::{Kind, Timestamp, Unit, Value};

/// Conversations.
pub static STATISTIC: Statistic = Statistic {
    name: "conversations",
    about: "who talked to whom: packets and bytes each way, first time, duration, rate",
    on_first_screen: true,
    settings: &[Setting::Limit, Setting::Levels],
    orders: &Order::ALL,
    make: Make::View(|settings| {
        Box::new(ByLevel::new(("conversations", "Conversations"), settings, NOTE, table))
    }),
};

const NOTE: &str = "A sent the first packet; bytes are those of whole frames on the wire; every \
    layer of a tunnel counts, packets that ICMP errors quote do not";

fn measures(conversation: &Conversation) -> Measures {
    let total = conversation.total();
    Measures {
        packets: total.packets,
        bytes: total.bytes,
        first: conversation.first,
        duration_ns: conversation.duration_ns(),
    }
}

/// The conversations stay where they are; the table makes its rows from their order.
fn table(found: &Arc<Found>, scope: Scope, order: Order, limit: Option<usize>) -> Table {
    let level = scope.level;
    let all = &found.conversations;
    let covered = |&place: &u32| all.get(place as usize).is_some_and(|it| scope.covers(&it.pair));
    let mut places: Vec<u32> = (0..).take(all.len()).filter(covered).collect();
    let measure = |&place: &u32| all.get(place as usize).map(measures).unwrap_or_default();
    rank(&mut places, order, measure);
    let title = format!("{} conversations", scope.title());
    let mut table = Table::new(scope.name(), title, columns(level));
    let found = Arc::clone(found);
    fill(&mut table, places, limit, move |&place| {
        let entry = found.conversations.get(place as usize);
        entry.map(|entry| row(level, found.start, entry)).unwrap_or_default()
    });
    table
}

fn columns(level: Level) -> Vec<Column> {
    let address = if level == Level::Eth { Kind::Mac } else { Kind::Address };
    let seconds = |name, kind, doc| Column::new(name, kind, Unit::Seconds, doc);
    let rate = |name, doc| Column::new(name, Kind::Float, Unit::BitsPerSecond, doc);
    let mut columns =
        vec![Column::new("address_a", address, Unit::None, "who sent the first packet")];
    if level.has_ports() {
        columns.push(Column::count("port_a", "its port"));
    }
    columns.push(Column::new("address_b", address, Unit::None, "who was sent the first packet"));
    if level.has_ports() {
        columns.push(Column::count("port_b", "its port"));
    }
    columns.extend([
        Column::packets("packets", "packets of both"),
        Column::bytes("frame_bytes", "bytes on the wire of both"),
        Column::packets("packets_a_to_b", "packets that A sent"),
        Column::bytes("frame_bytes_a_to_b", "bytes on the wire that A sent"),
        Column::packets("packets_b_to_a", "packets that B sent"),
        Column::bytes("frame_bytes_b_to_a", "bytes on the wire that B sent"),
        Column::new("first", Kind::Time, Unit::None, "time of the earliest packet"),
        seconds("start_s", Kind::Duration, "the same, from the capture's first packet"),
        seconds("duration_s", Kind::Duration, "from the earliest packet to the latest"),
        rate("bits_per_s_a_to_b", "rate of A's bytes over the duration"),
        rate("bits_per_s_b_to_a", "rate of B's bytes over the duration"),
    ]);
    columns
}

fn row(level: Level, start: Timestamp, entry: &Conversation) -> Vec<Value<'static>> {
    let family = entry.pair.family;
    let (total, there, back) = (entry.total(), entry.a_to_b(), entry.b_to_a());
    let duration = entry.duration_ns();
    let mut row = Vec::with_capacity(15);
    for end in [entry.a(), entry.b()] {
        row.push(end.value(family));
        if level.has_ports() {
            row.push(end.port.into());
        }
    }
    row.extend([
        total.packets.into(),
        total.bytes.into(),
        there.packets.into(),
        there.bytes.into(),
        back.packets.into(),
        back.bytes.into(),
        Value::Time(entry.first),
        Value::Duration(entry.first.since(start)),
        Value::Duration(duration),
        per_second(there.bytes.saturating_mul(8), duration),
        per_second(back.bytes.saturating_mul(8), duration),
    ]);
    row
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Settings;
    use crate::stats::testing::{
        any_split_says_the_same, column, ipv4, mixture, numbers, section, split, tcp, udp,
    };

    fn only(level: Level) -> Settings {
        Settings { scopes: vec![Scope::of(level)], ..Settings::default() }
    }

    #[test]
    fn a_is_who_spoke_first_whatever_the_addresses() {
        let frames = [
            udp(1000, (9, 99), (2, 53), 0),  // 42 bytes
            udp(1250, (2, 53), (9, 99), 10), // 52 bytes
            udp(1500, (9, 99), (2, 53), 1),  // 43 bytes
        ];
        let found = section(&STATISTIC, &Settings::default(), &frames);
        for table in ["eth", "ip", "udp"] {
            assert_eq!(numbers(&found, table, "packets_a_to_b"), [2], "{table}");
            assert_eq!(numbers(&found, table, "frame_bytes_a_to_b"), [85], "{table}");
            assert_eq!(numbers(&found, table, "packets_b_to_a"), [1], "{table}");
            assert_eq!(numbers(&found, table, "frame_bytes_b_to_a"), [52], "{table}");
        }
        assert_eq!(column(&found, "udp", "address_a"), [Value::Ipv4([10, 0, 0, 9].into())]);
        assert_eq!(numbers(&found, "udp", "port_a"), [99]);
        assert_eq!(column(&found, "eth", "address_a"), [Value::Mac([2, 0, 0, 0, 0, 9])]);
        assert_eq!(column(&found, "udp", "duration_s"), [Value::Duration(500_000_000)]);
        assert_eq!(column(&found, "udp", "bits_per_s_b_to_a"), [Value::Float(832.0)]);
    }

    #[test]
    fn the_start_is_counted_from_the_first_packet_of_the_capture() {
        let frames = [udp(1000, (1, 1), (2, 2), 0), udp(900, (3, 1), (4, 2), 0)];
        let settings = Settings { order: Some(Order::Key), ..only(Level::Ip) };
        let found = section(&STATISTIC, &settings, &frames);
        let start = column(&found, "ip", "start_s");
        assert_eq!(start, [Value::Duration(0), Value::Duration(-100_000_000)]);
    }

    #[test]
    fn ports_taken_again_are_two_conversations() {
        let (client, server) = ((1, 999), (2, 80));
        let frames = [
            tcp(0, client, server, 0x02, 100),
            tcp(1, server, client, 0x12, 500),
            tcp(2, client, server, 0x02, 100), // The same SYN again.
            tcp(3, client, server, 0x02, 777), // Another stream.
            tcp(4, server, client, 0x12, 900),
        ];
        let found = section(&STATISTIC, &Settings::default(), &frames);
        assert_eq!(numbers(&found, "tcp", "packets"), [3, 2]);
        assert_eq!(numbers(&found, "ip", "packets"), [5]);
    }

    #[test]
    fn a_tunnel_counts_outside_and_inside() {
        let inner = udp(0, (3, 1), (4, 2), 0);
        let found = section(&STATISTIC, &only(Level::Ip), &[ipv4(0, 1, 2, 4, &inner.bytes[14..])]);
        assert_eq!(numbers(&found, "ip", "packets"), [1, 1]);
        assert_eq!(numbers(&found, "ip", "frame_bytes"), [62, 62]);
    }

    #[test]
    fn a_host_that_talks_to_itself_sends_all() {
        let frames = [udp(0, (1, 7), (1, 8), 0), udp(0, (1, 8), (1, 7), 0)];
        let found = section(&STATISTIC, &Settings::default(), &frames);
        assert_eq!(numbers(&found, "udp", "packets_b_to_a"), [1]);
        assert_eq!(numbers(&found, "ip", "packets_a_to_b"), [2]);
        assert_eq!(numbers(&found, "ip", "packets_b_to_a"), [0]);
    }

    #[test]
    fn hosts_are_the_same_whether_ports_are_asked_for_or_not() {
        let order = Some(Order::Key);
        let alone = Settings { order, ..only(Level::Ip) };
        let all = Settings { order, ..Settings::default() };
        let find = |settings| {
            let found = section(&STATISTIC, &settings, &mixture());
            found.tables.into_iter().find(|table| table.name == "ip")
        };
        assert_eq!(find(alone), find(all));
    }

    /// Routers that take turns, a host that answers by another one, one hardware address for both.
    #[test]
    fn frames_are_the_same_whether_ports_are_asked_for_or_not() {
        let mut frames = mixture();
        for (place, frame) in frames.iter_mut().enumerate() {
            if let Some(octet) = frame.bytes.get_mut(if place % 3 == 0 { 5 } else { 11 }) {
                *octet = [*octet, 200, 201, 2][place / 150];
            }
        }
        let order = Some(Order::Key);
        let alone = Settings { order, ..only(Level::Eth) };
        let all = Settings { order, ..Settings::default() };
        let find = |settings| {
            let found = section(&STATISTIC, &settings, &frames);
            found.tables.into_iter().find(|table| table.name == "eth")
        };
        let expected = find(alone);
        assert!(expected.as_ref().is_some_and(|table| table.rows.len() > 20));
        assert_eq!(find(all), expected);
    }

    #[test]
    fn what_does_not_fit_is_counted_and_loses_no_packet() {
        let settings = Settings { max_entries: 64, ..only(Level::Udp) };
        let frames: Vec<_> =
            (0..200).map(|turn| udp(turn, (1, 1), (2, u16::try_from(turn).unwrap()), 0)).collect();
        let found = section(&STATISTIC, &settings, &frames);
        // All packets are of one pair of hosts, whose partition keeps one conversation.
        assert_eq!(numbers(&found, "udp", "packets"), [1]);
        assert!(found.notes[1].starts_with("udp: 199 packets (8358 bytes)"), "{:?}", found.notes);
    }

    #[test]
    fn equal_conversations_are_ordered_by_their_ends() {
        let frames = [udp(0, (5, 1), (6, 1), 0), udp(1, (2, 1), (1, 1), 0)];
        let found = section(&STATISTIC, &only(Level::Ip), &frames);
        let hosts = [Value::Ipv4([10, 0, 0, 2].into()), Value::Ipv4([10, 0, 0, 5].into())];
        assert_eq!(column(&found, "ip", "address_a"), hosts);
    }

    #[test]
    fn any_split_of_the_packets_says_the_same() {
        any_split_says_the_same(&STATISTIC, &Settings::default());
        any_split_says_the_same(&STATISTIC, &only(Level::Ip));
    }

    #[test]
    fn any_split_says_the_same_when_there_is_no_room() {
        let settings = Settings { max_entries: 64, ..Settings::default() };
        let whole = section(&STATISTIC, &settings, &mixture());
        assert!(whole.notes.len() > 1);
        assert_eq!(whole, split(&STATISTIC, &settings, &mixture(), 5, 3));
    }
}
