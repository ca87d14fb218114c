//! Services: which ports are talked to, over which transport, and how much.
//!
//! Of a conversation's two ports the service is the one that did not ask for the TCP connection;
//! where nobody was seen to ask, the one that a protocol announces; else the lower one.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ranking::{Measures, fill, rank};
use super::shortage::shortage;
use super::{Level, Make, Order, Setting, Settings, Statistic, View};
use crate::flow::{Conversation, Found, Tally};
use crate::packet::{ProtocolId, Selector};
use crate::report::{Column, Section, Table};
use crate::value::{Kind, Timestamp, Unit, Value};

/// Services.
pub static STATISTIC: Statistic = Statistic {
    name: "ports",
    about: "services: transport, port, name, conversations, packets, bytes each way",
    on_first_screen: true,
    settings: &[Setting::Limit],
    orders: &Order::ALL,
    make: Make::View(|settings| Box::new(Ports::new(settings))),
};

struct Ports {
    order: Order,
    limit: Option<usize>,
    services: BTreeMap<(Level, u16), Service>,
    notes: Vec<String>,
}

impl Ports {
    fn new(settings: &Settings) -> Self {
        Self {
            order: settings.order.unwrap_or(Order::Packets),
            limit: settings.limit,
            services: BTreeMap::new(),
            notes: vec![NOTE.to_owned()],
        }
    }
}

impl View for Ports {
    fn levels(&self) -> Vec<Level> {
        Level::ALL.into_iter().filter(|level| level.has_ports()).collect()
    }

    fn see(&mut self, found: &Arc<Found>) {
        if found.level.has_ports() {
            self.notes.extend(shortage(found));
            collect(found, &mut self.services);
        }
    }

    fn section(self: Box<Self>) -> Section {
        let Self { order, limit, services, notes } = *self;
        let mut services: Vec<_> = services.into_iter().collect();
        rank(&mut services, order, |(_, service)| service.measures());
        let mut table = Table::new(STATISTIC.name, "Services", columns());
        fill(&mut table, services, limit, |(key, service)| row(*key, service));
        Section { notes, ..Section::of(table) }
    }
}

const NOTE: &str = "the service is the port that was asked for; where no SYN was seen, the port \
    that a protocol announces, else the lower one";

/// All conversations with one service.
struct Service {
    conversations: u64,
    asked: Tally,
    answered: Tally,
    first: Timestamp,
    last: Timestamp,
}

impl Service {
    fn measures(&self) -> Measures {
        Measures {
            packets: self.asked.packets + self.answered.packets,
            bytes: self.asked.bytes + self.answered.bytes,
            first: self.first,
            duration_ns: self.last.since(self.first),
        }
    }
}

fn collect(found: &Found, services: &mut BTreeMap<(Level, u16), Service>) {
    for conversation in &found.conversations {
        let [low, high] = conversation.sides();
        let (port, sent, received) =
            if server(found.level, conversation) == 0 { low } else { high };
        let service = services.entry((found.level, port.port)).or_insert(Service {
            conversations: 0,
            asked: Tally::default(),
            answered: Tally::default(),
            first: conversation.first,
            last: conversation.last,
        });
        service.conversations += 1;
        service.asked.absorb(received);
        service.answered.absorb(sent);
        service.first = service.first.min(conversation.first);
        service.last = service.last.max(conversation.last);
    }
}

/// The place of the end that offers the service.
fn server(level: Level, conversation: &Conversation) -> usize {
    if let Some(asker) = conversation.asker() {
        return 1 - asker;
    }
    let [low, high] = &conversation.pair.ends;
    let known = |port| selector(level, port).is_some_and(|number| number.find().is_some());
    match (known(low.port), known(high.port)) {
        (true, false) => 0,
        (false, true) => 1,
        _ => usize::from(high.port < low.port),
    }
}

/// The numbering space of a level's ports.
const fn selector(level: Level, port: u16) -> Option<Selector> {
    match level {
        Level::Tcp => Some(Selector::Tcp(port)),
        Level::Udp => Some(Selector::Udp(port)),
        Level::Sctp => Some(Selector::Sctp(port)),
        Level::Eth | Level::Ip => None,
    }
}

fn columns() -> Vec<Column> {
    vec![
        Column::text("transport", "what carries it"),
        Column::count("port", "the port of the service"),
        Column::text("service", "the protocol that announces the port; content may be another"),
        Column::count("conversations", "conversations with it"),
        Column::packets("packets", "packets to it and from it"),
        Column::bytes("frame_bytes", "their bytes on the wire"),
        Column::packets("packets_to_service", "packets to it"),
        Column::bytes("frame_bytes_to_service", "their bytes on the wire"),
        Column::packets("packets_from_service", "packets from it"),
        Column::bytes("frame_bytes_from_service", "their bytes on the wire"),
        Column::new("first", Kind::Time, Unit::None, "time of the earliest packet"),
        Column::new("last", Kind::Time, Unit::None, "time of the latest packet"),
    ]
}

fn row((level, port): (Level, u16), service: &Service) -> Vec<Value<'static>> {
    let Measures { packets, bytes, .. } = service.measures();
    let name = selector(level, port).and_then(Selector::find).map(ProtocolId::name);
    vec![
        level.name().into(),
        port.into(),
        name.into(),
        service.conversations.into(),
        packets.into(),
        bytes.into(),
        service.asked.packets.into(),
        service.asked.bytes.into(),
        service.answered.packets.into(),
        service.answered.bytes.into(),
        Value::Time(service.first),
        Value::Time(service.last),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::testing::{any_split_says_the_same, column, numbers, section, tcp, udp};

    #[test]
    fn the_port_that_a_syn_asks_for_is_the_service() {
        // The client's port is the lower one.
        let frames = [
            tcp(0, (1, 5), (2, 50_000), 0x02, 1),
            tcp(1, (2, 50_000), (1, 5), 0x12, 9),
            tcp(2, (1, 5), (2, 50_000), 0x10, 2),
        ];
        let found = section(&STATISTIC, &Settings::default(), &frames);
        assert_eq!(numbers(&found, "ports", "port"), [50_000]);
        assert_eq!(numbers(&found, "ports", "packets_to_service"), [2]);
        assert_eq!(numbers(&found, "ports", "frame_bytes_from_service"), [54]);
    }

    #[test]
    fn without_a_syn_the_lower_port_is_the_service() {
        let frames = [
            udp(0, (1, 40_001), (2, 40_000), 0),
            udp(1, (3, 40_002), (2, 40_000), 0),
            udp(2, (2, 40_000), (3, 40_002), 0),
        ];
        let found = section(&STATISTIC, &Settings::default(), &frames);
        assert_eq!(numbers(&found, "ports", "port"), [40_000]);
        assert_eq!(numbers(&found, "ports", "conversations"), [2]);
        assert_eq!(numbers(&found, "ports", "packets"), [3]);
        assert_eq!(column(&found, "ports", "service"), [Value::Null]);
    }

    #[test]
    fn any_split_of_the_packets_says_the_same() {
        any_split_says_the_same(&STATISTIC, &Settings::default());
    }
}
