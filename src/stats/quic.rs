//! Who speaks QUIC with whom: versions, packets by type, and what the hellos in first packets say,
//! which keys that everyone can derive protect.

use super::counts::Counts;
use super::hellos::Hellos;
use super::tallies::{self, Tally};
use super::{Make, Setting, Settings, Statistic};
use crate::engine::{Fold, Needs, Partition};
use crate::packet::content::quic::{self, long_headers};
use crate::packet::content::tls::messages::each_handshake;
use crate::packet::{Message, Packet, ProtocolId, Transport};
use crate::report::{Column, Ledger, Section, Table};
use crate::value::Value;

/// Connections as far as they are in clear.
pub static STATISTIC: Statistic = Statistic {
    name: "quic",
    about: "QUIC: versions, packets by type, names, protocols, fingerprints, latency",
    on_first_screen: false,
    settings: &[Setting::Limit],
    orders: &[],
    make: Make::Analyser(|settings| Box::new(Quic::new(settings))),
};

/// Rows that are shown where no number is named.
const DEFAULT_ROWS: usize = 10;

const COUNTED: [Tally; 2] = [
    Tally::new("quic_versions", "Versions of QUIC", "version", "the version in long headers"),
    Tally::new(
        "packet_types",
        "Packets by type",
        "packet_type",
        "what a packet is for; a short header says no more",
    ),
];

struct Quic {
    limit: Option<usize>,
    hellos: Hellos,
    counts: [Counts; COUNTED.len()],
    datagrams: u64,
    bytes: u64,
}

impl Quic {
    fn new(settings: &Settings) -> Self {
        Self {
            limit: Some(settings.limit.unwrap_or(DEFAULT_ROWS)),
            hellos: Hellos::new(settings),
            counts: Tally::counts(&COUNTED, settings.max_entries),
            datagrams: 0,
            bytes: 0,
        }
    }

    fn datagram(&mut self, message: &Message<'_>, partition: Partition) {
        self.datagrams += 1;
        self.bytes += message.wire_bytes;
        let [versions, types] = &mut self.counts;
        let mut read = 0;
        for header in long_headers(message.bytes) {
            read += header.packet.len();
            types.add(partition, header.kind.name().as_bytes());
            if header.version != 0 {
                versions.add(partition, quic::version_name(header.version).as_bytes());
            }
        }
        // A packet with a short header takes all the rest.
        if message.bytes.get(read).is_some_and(|first| first & quic::LONG == 0) {
            types.add(partition, b"1-RTT");
        }
    }
}

impl Fold for Quic {
    fn needs(&self) -> Needs {
        Needs::Messages
    }

    fn packet(&mut self, packet: &Packet<'_>, partition: Partition) {
        for message in packet.messages() {
            match message.protocol {
                ProtocolId::Quic => self.datagram(&message, partition),
                ProtocolId::Tls if message.transport == Transport::Udp => {
                    each_handshake(&message, &mut |handshake| {
                        self.hellos.take((packet, &message), handshake, partition);
                    });
                }
                _ => {}
            }
        }
    }

    fn absorb(&mut self, sibling: Self) {
        self.hellos.absorb(sibling.hellos);
        tallies::absorb(&mut self.counts, sibling.counts);
        self.datagrams += sibling.datagrams;
        self.bytes += sibling.bytes;
    }

    fn section(self: Box<Self>, _: &Ledger) -> Section {
        let Self { limit, hellos, counts, datagrams, bytes } = *self;
        let mut notes = Vec::new();
        let mut columns = vec![
            Column::count("datagrams", "datagrams of QUIC"),
            Column::bytes("bytes", "bytes in them"),
        ];
        columns.extend(Hellos::columns());
        let mut cells = vec![Value::Unsigned(datagrams), Value::Unsigned(bytes)];
        cells.extend(hellos.cells());
        let mut totals = Table::new(STATISTIC.name, "QUIC", columns);
        totals.push(cells);
        let mut tables = vec![totals];
        Tally::report(&COUNTED, counts, limit, (&mut tables, &mut notes));
        hellos.report(limit, (&mut tables, &mut notes));
        Section { name: STATISTIC.name, title: "QUIC".to_owned(), tables, notes }
    }
}

#[cfg(test)]
mod tests;
