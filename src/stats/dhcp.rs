//! Who got which address: clients of DHCP with their names, leases and vendor classes, and how many
//! messages of each type there were.
//!
//! A client is its hardware address. What it says of itself and what a server gives it are those
//! of its latest message that says so. Clients are kept apart by partition, and each partition has
//! its share of the limit, so that the outcome does not depend on the number of workers.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use super::ranking::{Measures, fill, rank};
use super::{Make, Order, Setting, Settings, Statistic};
use crate::engine::{Fold, Needs, Partition};
use crate::packet::{FieldReader, Packet, ProtocolId};
use crate::report::{Column, Ledger, Section, Table};
use crate::value::{Kind, Timestamp, Unit, Value};

/// Clients, leases, message types.
pub static STATISTIC: Statistic = Statistic {
    name: "dhcp",
    about: "clients of DHCP: names, addresses, leases, vendor classes; message types",
    on_first_screen: false,
    settings: &[Setting::Limit],
    orders: &[Order::Packets, Order::First, Order::Key],
    make: Make::Analyser(|settings| Box::new(Dhcp::new(settings))),
};

/// Names of message types (RFC 2132 section 9.6, RFC 3203, RFC 4388, RFC 6926, RFC 7724).
const TYPES: [&str; 19] = [
    "bootp",
    "discover",
    "offer",
    "request",
    "decline",
    "ack",
    "nak",
    "release",
    "inform",
    "forcerenew",
    "leasequery",
    "leaseunassigned",
    "leaseunknown",
    "leaseactive",
    "bulkleasequery",
    "leasequerydone",
    "activeleasequery",
    "leasequerystatus",
    "tls",
];
/// The type of a message that gives an address, and of one that refuses it.
const ACK: u64 = 5;
const NAK: u64 = 6;

struct Dhcp {
    order: Order,
    limit: Option<usize>,
    fields: Fields,
    clients: BTreeMap<([u8; 6], u8), Client>,
    /// Clients of each partition, and the most of one.
    counts: [usize; Partition::COUNT],
    most: usize,
    /// Messages of each type; those without one are BOOTP.
    types: BTreeMap<u64, u64>,
    /// Messages of clients that found no room.
    left_out: u64,
}

/// What is read of a message.
#[derive(Clone, Copy)]
struct Fields {
    client: Option<FieldReader>,
    kind: Option<FieldReader>,
    given: Option<FieldReader>,
    server: Option<FieldReader>,
    lease: Option<FieldReader>,
    name: Option<FieldReader>,
    whole_name: Option<FieldReader>,
    class: Option<FieldReader>,
}

impl Fields {
    fn new() -> Self {
        let field = FieldReader::by_name;
        Self {
            client: field("dhcp.hw.mac_addr"),
            kind: field("dhcp.option.dhcp"),
            given: field("dhcp.ip.your"),
            server: field("dhcp.option.dhcp_server_id"),
            lease: field("dhcp.option.ip_address_lease_time"),
            name: field("dhcp.option.hostname"),
            whole_name: field("dhcp.fqdn.name"),
            class: field("dhcp.option.vendor_class_id"),
        }
    }
}

/// The first value of a field.
fn first(field: Option<FieldReader>, packet: &Packet<'_>) -> Option<Value<'static>> {
    let mut found = None;
    field?.read(packet, &mut |value| {
        if found.is_none() {
            found = Some(value.into_owned());
        }
    });
    found
}

fn number(field: Option<FieldReader>, packet: &Packet<'_>) -> Option<u64> {
    first(field, packet).and_then(|value| match value {
        Value::Unsigned(number) => Some(number),
        _ => None,
    })
}

fn address(field: Option<FieldReader>, packet: &Packet<'_>) -> Option<Ipv4Addr> {
    first(field, packet).and_then(|value| match value {
        Value::Ipv4(address) if !address.is_unspecified() => Some(address),
        _ => None,
    })
}

fn text(field: Option<FieldReader>, packet: &Packet<'_>) -> Option<String> {
    first(field, packet).and_then(|value| match value {
        Value::Text(text) if !text.is_empty() => Some(text.into_owned()),
        _ => None,
    })
}

/// When something was said: time and packet.
type When = (Timestamp, u64);

/// What was said last, and when.
type Latest<T> = Option<(When, T)>;

/// Keeps what was said later; of one moment, the greater, so that no order of merging matters.
fn keep<T: Ord>(own: &mut Latest<T>, other: Latest<T>) {
    if other > *own {
        *own = other;
    }
}

/// A lease: address, server, seconds.
type Lease = (Ipv4Addr, Option<Ipv4Addr>, Option<u64>);

/// What is known of a client.
struct Client {
    packets: u64,
    bytes: u64,
    acks: u64,
    naks: u64,
    first: Timestamp,
    last: Timestamp,
    name: Latest<String>,
    class: Latest<String>,
    lease: Latest<Lease>,
}

impl Client {
    fn absorb(&mut self, other: Self) {
        self.packets += other.packets;
        self.bytes += other.bytes;
        self.acks += other.acks;
        self.naks += other.naks;
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        keep(&mut self.name, other.name);
        keep(&mut self.class, other.class);
        keep(&mut self.lease, other.lease);
    }
}

impl Dhcp {
    fn new(settings: &Settings) -> Self {
        Self {
            order: settings.order.unwrap_or(Order::Packets),
            limit: settings.limit,
            fields: Fields::new(),
            clients: BTreeMap::new(),
            counts: [0; Partition::COUNT],
            most: (settings.max_entries / Partition::COUNT).max(1),
            types: BTreeMap::new(),
            left_out: 0,
        }
    }

    /// What a packet says of its client.
    fn seen(&self, packet: &Packet<'_>, kind: Option<u64>) -> Client {
        let Fields { given, server, lease, name, whole_name, class, .. } = self.fields;
        let at = packet.raw.at;
        let when = (at, packet.raw.number);
        let dated = |text: Option<String>| text.map(|text| (when, text));
        let lease = (kind == Some(ACK)).then(|| {
            let address = address(given, packet)?;
            let server = self::address(server, packet);
            Some((when, (address, server, number(lease, packet))))
        });
        Client {
            packets: 1,
            bytes: packet.raw.wire_bytes.into(),
            acks: u64::from(kind == Some(ACK)),
            naks: u64::from(kind == Some(NAK)),
            first: at,
            last: at,
            name: dated(text(whole_name, packet).or_else(|| text(name, packet))),
            class: dated(text(class, packet)),
            lease: lease.flatten(),
        }
    }
}

impl Fold for Dhcp {
    fn needs(&self) -> Needs {
        Needs::Messages
    }

    fn packet(&mut self, packet: &Packet<'_>, partition: Partition) {
        if !packet.messages().any(|message| message.protocol == ProtocolId::Dhcp) {
            return;
        }
        let kind = number(self.fields.kind, packet);
        *self.types.entry(kind.unwrap_or_default()).or_default() += 1;
        let Some(Value::Mac(octets)) = first(self.fields.client, packet) else { return };
        let seen = self.seen(packet, kind);
        let key = (octets, partition.0);
        if let Some(client) = self.clients.get_mut(&key) {
            return client.absorb(seen);
        }
        let room = self.counts.get_mut(usize::from(partition.0));
        match room.filter(|count| **count < self.most) {
            Some(count) => {
                *count += 1;
                self.clients.insert(key, seen);
            }
            None => self.left_out += 1,
        }
    }

    fn absorb(&mut self, sibling: Self) {
        for (kind, messages) in sibling.types {
            *self.types.entry(kind).or_default() += messages;
        }
        for (own, other) in self.counts.iter_mut().zip(sibling.counts) {
            *own += other;
        }
        self.left_out += sibling.left_out;
        // No two siblings have the same partition.
        self.clients.extend(sibling.clients);
    }

    fn section(self: Box<Self>, _: &Ledger) -> Section {
        let Self { order, limit, clients, types, left_out, .. } = *self;
        let mut merged: BTreeMap<[u8; 6], Client> = BTreeMap::new();
        for ((octets, _), client) in clients {
            match merged.get_mut(&octets) {
                Some(own) => own.absorb(client),
                None => drop(merged.insert(octets, client)),
            }
        }
        let classes = classes(&merged);
        let mut clients: Vec<_> = merged.into_iter().collect();
        rank(&mut clients, order, |(_, client)| Measures {
            packets: client.packets,
            bytes: client.bytes,
            first: client.first,
            duration_ns: client.last.since(client.first),
        });
        let kept = clients.len();
        let mut table = Table::new(STATISTIC.name, "Clients of DHCP", columns());
        fill(&mut table, clients, limit, row);
        let notes = (left_out > 0).then(|| {
            format!("there was no room for more than {kept} clients: {left_out} messages of others")
        });
        Section {
            name: STATISTIC.name,
            title: "DHCP".to_owned(),
            tables: vec![table, kinds(&types), classes],
            notes: notes.into_iter().collect(),
        }
    }
}

fn columns() -> Vec<Column> {
    vec![
        Column::new("client", Kind::Mac, Unit::None, "the client's hardware address"),
        Column::text("host_name", "the name that it gave last"),
        Column::new("address", Kind::Ipv4, Unit::None, "the address that it was given last"),
        Column::new("lease_s", Kind::Duration, Unit::Seconds, "for how long"),
        Column::new("server", Kind::Ipv4, Unit::None, "by which server"),
        Column::text("vendor_class", "what sort of client it says it is"),
        Column::packets("packets", "packets of the client and to it"),
        Column::count("acks", "addresses and settings confirmed"),
        Column::count("naks", "addresses refused"),
        Column::new("first_seen", Kind::Time, Unit::None, "its first packet"),
        Column::new("last_seen", Kind::Time, Unit::None, "its last packet"),
    ]
}

fn row((octets, client): &([u8; 6], Client)) -> Vec<Value<'static>> {
    let said = |text: &Latest<String>| text.as_ref().map(|(_, text)| text.clone());
    let lease = client.lease.as_ref().map(|&(_, lease)| lease);
    let (address, server, seconds) = lease
        .map_or((None, None, None), |(address, server, seconds)| (Some(address), server, seconds));
    let ipv4 = |address: Option<Ipv4Addr>| address.map_or(Value::Null, Value::Ipv4);
    let nanoseconds = seconds.and_then(|seconds| i64::try_from(seconds * 1_000_000_000).ok());
    vec![
        Value::Mac(*octets),
        said(&client.name).into(),
        ipv4(address),
        nanoseconds.map_or(Value::Null, Value::Duration),
        ipv4(server),
        said(&client.class).into(),
        client.packets.into(),
        client.acks.into(),
        client.naks.into(),
        Value::Time(client.first),
        Value::Time(client.last),
    ]
}

fn kinds(types: &BTreeMap<u64, u64>) -> Table {
    let columns = vec![
        Column::text("name", "the type in words; bootp has none"),
        Column::count("type", "its number"),
        Column::packets("packets", "messages of this type"),
    ];
    let mut table = Table::new("message_types", "Message types", columns);
    for (&kind, &packets) in types {
        let name = usize::try_from(kind).ok().and_then(|kind| TYPES.get(kind));
        table.push(vec![(*name.unwrap_or(&"unknown")).into(), kind.into(), packets.into()]);
    }
    table
}

/// Vendor classes by name, with the clients whose last word they are.
fn classes(clients: &BTreeMap<[u8; 6], Client>) -> Table {
    let mut found: BTreeMap<&str, u64> = BTreeMap::new();
    for (_, class) in clients.values().filter_map(|client| client.class.as_ref()) {
        *found.entry(class).or_default() += 1;
    }
    let columns = vec![
        Column::text("vendor_class", "what clients say they are"),
        Column::count("clients", "how many say so"),
    ];
    let mut table = Table::new("vendor_classes", "Vendor classes", columns);
    for (class, clients) in found {
        table.push(vec![class.to_owned().into(), clients.into()]);
    }
    table
}

#[cfg(test)]
mod tests;
