//! What clients and servers say first in TLS, whatever carries it: versions, ciphers, names,
//! protocols inside, fingerprints, and how soon servers answer.

use super::Settings;
use super::counts::Counts;
use super::ends::Ends;
use super::histogram::Histogram;
use super::tallies::{self, Tally};
use super::waiting::Waiting;
use crate::engine::Partition;
use crate::packet::content::cursor::u16s;
use crate::packet::content::text::legible;
use crate::packet::content::tls::handshake::Handshake;
use crate::packet::content::tls::hello::Hello;
use crate::packet::content::tls::ja4::Carrier;
use crate::packet::content::tls::{cipher, ja3, ja4, version};
use crate::packet::{Message, Packet, Transport};
use crate::report::{Column, Rows, Table};
use crate::value::{Kind, Unit, Value};

/// What is counted.
const COUNTED: [Tally; 9] = [
    Tally::new("versions", "Versions", "version", "the version that servers chose"),
    Tally::new("offered_versions", "Versions offered", "version", "the highest that clients offer"),
    Tally::new("ciphers", "Ciphers", "cipher", "the cipher suite that servers chose"),
    Tally::new("server_names", "Server names", "server_name", "the host that clients want"),
    Tally::new(
        "alpn",
        "Protocols offered",
        "protocol",
        "a protocol that clients would speak inside",
    ),
    Tally::new(
        "alpn_chosen",
        "Protocols chosen",
        "protocol",
        "the one chosen, where not encrypted",
    ),
    Tally::new("ja3", "JA3", "ja3", "fingerprint of clients"),
    Tally::new("ja3s", "JA3S", "ja3s", "fingerprint of servers"),
    Tally::new("ja4", "JA4", "ja4", "fingerprint of clients, whatever the order of extensions"),
];

/// Hellos of clients and servers.
pub struct Hellos {
    totals: Totals,
    latency: Histogram,
    counts: [Counts; COUNTED.len()],
    ends: Ends,
    waiting: Waiting,
}

#[derive(Default)]
struct Totals {
    clients: u64,
    servers: u64,
    matched: u64,
    retries: u64,
    old_versions: u64,
    old_ciphers: u64,
}

impl Hellos {
    /// None yet.
    pub fn new(settings: &Settings) -> Self {
        let most = settings.max_entries;
        Self {
            totals: Totals::default(),
            latency: Histogram::default(),
            counts: Tally::counts(&COUNTED, most),
            ends: Ends::new(settings),
            waiting: Waiting::new(most),
        }
    }

    /// Takes a message of the handshake, where it is a hello.
    pub fn take(
        &mut self,
        (packet, message): (&Packet<'_>, &Message<'_>),
        handshake: &Handshake<'_>,
        partition: Partition,
    ) {
        let Some(hello) = Hello::read(handshake) else { return };
        let key = self.waiting.key(packet, message, hello.is_clients, ());
        if hello.is_clients {
            self.of_client(&hello, (packet, message.transport), partition);
            if let Some(key) = key {
                self.waiting.ask(partition, key, packet.raw.at);
            }
            return;
        }
        self.of_server(&hello, packet, partition);
        if let Some(asked) = key.and_then(|key| self.waiting.answer(partition, key)) {
            self.totals.matched += 1;
            self.latency.add(packet.raw.at.since(asked));
        }
    }

    fn of_client(
        &mut self,
        hello: &Hello<'_>,
        (packet, transport): (&Packet<'_>, Transport),
        partition: Partition,
    ) {
        self.totals.clients += 1;
        let carrier = if transport == Transport::Udp { Carrier::Quic } else { Carrier::Tcp };
        let [_, offered, _, names, protocols, _, ja3, _, ja4] = &mut self.counts;
        offered.add(partition, version::name(hello.best_version()).as_bytes());
        for name in hello.extensions.server_names() {
            let name = legible(name).to_ascii_lowercase();
            names.add(partition, name.as_bytes());
            self.ends.add(packet, partition, "server_names", &name);
        }
        for protocol in hello.extensions.protocols() {
            protocols.add(partition, legible(protocol).as_bytes());
        }
        ja3.add(partition, ja3::digest(&ja3::line(hello)).as_bytes());
        ja4.add(partition, ja4::fingerprint(hello, carrier).as_bytes());
    }

    fn of_server(&mut self, hello: &Hello<'_>, packet: &Packet<'_>, partition: Partition) {
        self.totals.servers += 1;
        if hello.is_retry() {
            // What it chose is said again in the hello that is to come.
            self.totals.retries += 1;
            return;
        }
        let [versions, _, ciphers, _, _, protocols, _, ja3s, _] = &mut self.counts;
        let version = version::name(hello.best_version());
        versions.add(partition, version.as_bytes());
        self.ends.add(packet, partition, "versions", &version);
        self.totals.old_versions += u64::from(version::is_deprecated(&version));
        for cipher in u16s(hello.ciphers).map(cipher::name) {
            ciphers.add(partition, cipher.as_bytes());
            self.ends.add(packet, partition, "ciphers", &cipher);
            self.totals.old_ciphers += u64::from(cipher::is_deprecated(&cipher));
        }
        for protocol in hello.extensions.protocols() {
            protocols.add(partition, legible(protocol).as_bytes());
        }
        ja3s.add(partition, ja3::digest(&ja3::line(hello)).as_bytes());
    }

    /// Takes over what a sibling found, of other partitions.
    pub fn absorb(&mut self, sibling: Self) {
        let Totals { clients, servers, matched, retries, old_versions, old_ciphers } =
            sibling.totals;
        self.totals.clients += clients;
        self.totals.servers += servers;
        self.totals.matched += matched;
        self.totals.retries += retries;
        self.totals.old_versions += old_versions;
        self.totals.old_ciphers += old_ciphers;
        self.latency.absorb(&sibling.latency);
        tallies::absorb(&mut self.counts, sibling.counts);
        self.ends.absorb(sibling.ends);
        self.waiting.absorb(&sibling.waiting);
    }

    /// The columns of [`Self::cells`].
    pub fn columns() -> Vec<Column> {
        let mut columns = vec![
            Column::count("client_hellos", "handshakes that clients opened, and tried again"),
            Column::count("server_hellos", "answers to them"),
            Column::count("matched", "answers to a hello that was seen"),
            Column::count("unanswered", "hellos of clients without an answer that was seen"),
            Column::count("retries", "answers that ask for another hello"),
            Column::count("deprecated_versions", "servers that chose a version before TLS 1.2"),
            Column::count(
                "deprecated_ciphers",
                "servers that chose NULL, anon, EXPORT, RC2, RC4, DES, 3DES, IDEA or MD5",
            ),
        ];
        columns.extend(Histogram::columns());
        columns
    }

    /// Totals, and how soon servers answered.
    pub fn cells(&self) -> Vec<Value<'static>> {
        let Totals { clients, servers, matched, retries, old_versions, old_ciphers } = self.totals;
        let unanswered = self.waiting.unanswered();
        let numbers = [clients, servers, matched, unanswered, retries, old_versions, old_ciphers];
        numbers.map(Value::Unsigned).into_iter().chain(self.latency.cells()).collect()
    }

    /// What was counted, as tables, with notes on what was left out.
    pub fn report(
        self,
        limit: Option<usize>,
        (tables, notes): (&mut Vec<Table>, &mut Vec<String>),
    ) {
        notes.extend(self.waiting.note());
        let first = tables.len();
        Tally::report(&COUNTED, self.counts, limit, (&mut *tables, notes));
        for table in tables.iter_mut().skip(first) {
            match table.name {
                "versions" | "offered_versions" => mark(table, version::is_deprecated),
                "ciphers" => mark(table, cipher::is_deprecated),
                _ => {}
            }
        }
        self.ends.report((tables, notes));
    }
}

/// Says of each row whether it should be used any more.
fn mark(table: &mut Table, is_deprecated: fn(&str) -> bool) {
    let doc = "whether it must or should not be used any more";
    table.columns.push(Column::new("deprecated", Kind::Boolean, Unit::None, doc));
    let rows = table.rows.iter().map(|row| {
        let is_deprecated = matches!(row.first(), Some(Value::Text(name)) if is_deprecated(name));
        row.iter().cloned().chain([Value::Bool(is_deprecated)]).collect()
    });
    table.rows = Rows::Ready(rows.collect());
}
