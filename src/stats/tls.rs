//! Who speaks TLS on TCP with whom, in which version, with which ciphers and certificates, and how
//! soon servers answer.

use super::certificates::Certificates;
use super::counts::Counts;
use super::hellos::Hellos;
use super::tallies::{self, Tally};
use super::{Make, Setting, Settings, Statistic};
use crate::engine::{Fold, Needs, Partition};
use crate::packet::content::tls::alert;
use crate::packet::content::tls::messages::{alerts, each_handshake};
use crate::packet::{Message, Packet, ProtocolId, Transport};
use crate::report::{Column, Ledger, Section, Table};
use crate::value::Value;

/// Handshakes.
pub static STATISTIC: Statistic = Statistic {
    name: "tls",
    about: "TLS: versions, ciphers, names, certificates, fingerprints, alerts, latency",
    on_first_screen: false,
    settings: &[Setting::Limit, Setting::ExpiresWithin],
    orders: &[],
    make: Make::Analyser(|settings| Box::new(Tls::new(settings))),
};

/// Rows that are shown where no number is named.
const DEFAULT_ROWS: usize = 10;

const ALERTS: [Tally; 1] = [Tally::new(
    "alerts",
    "Alerts",
    "alert",
    "how bad, and what; alerts that are encrypted are not seen",
)];

struct Tls {
    limit: Option<usize>,
    hellos: Hellos,
    certificates: Certificates,
    alerts: [Counts; 1],
    alert_count: u64,
}

impl Tls {
    fn new(settings: &Settings) -> Self {
        let most = settings.max_entries;
        Self {
            limit: Some(settings.limit.unwrap_or(DEFAULT_ROWS)),
            hellos: Hellos::new(settings),
            certificates: Certificates::new(most, settings.expires_within_ns),
            alerts: Tally::counts(&ALERTS, most),
            alert_count: 0,
        }
    }

    fn message(&mut self, packet: &Packet<'_>, message: &Message<'_>, partition: Partition) {
        each_handshake(message, &mut |handshake| {
            self.hellos.take((packet, message), handshake, partition);
            self.certificates.take(handshake, packet.raw.at, partition);
        });
        for one in alerts(message) {
            self.alert_count += 1;
            for counts in &mut self.alerts {
                counts.add(partition, alert::words(one).as_bytes());
            }
        }
    }
}

impl Fold for Tls {
    fn needs(&self) -> Needs {
        Needs::Messages
    }

    fn packet(&mut self, packet: &Packet<'_>, partition: Partition) {
        // What comes in datagrams was inside QUIC, which is a statistic of its own.
        let is_its = |message: &Message<'_>| {
            message.protocol == ProtocolId::Tls && message.transport != Transport::Udp
        };
        for message in packet.messages().filter(is_its) {
            self.message(packet, &message, partition);
        }
    }

    fn absorb(&mut self, sibling: Self) {
        self.hellos.absorb(sibling.hellos);
        self.certificates.absorb(sibling.certificates);
        tallies::absorb(&mut self.alerts, sibling.alerts);
        self.alert_count += sibling.alert_count;
    }

    fn section(self: Box<Self>, ledger: &Ledger) -> Section {
        let Self { limit, hellos, certificates, alerts, alert_count } = *self;
        let mut notes = ledger.loss_notes();
        let certificates = certificates.found();
        notes.extend(certificates.note.clone());
        let mut columns = Hellos::columns();
        columns.push(Column::count("alerts", "alerts that were not encrypted"));
        columns.extend(Certificates::columns());
        let mut cells = hellos.cells();
        cells.push(Value::Unsigned(alert_count));
        cells.extend(certificates.cells());
        let mut totals = Table::new(STATISTIC.name, "TLS", columns);
        totals.push(cells);
        let mut tables = vec![totals];
        hellos.report(limit, (&mut tables, &mut notes));
        tables.push(certificates.table(limit));
        Tally::report(&ALERTS, alerts, limit, (&mut tables, &mut notes));
        Section { name: STATISTIC.name, title: "TLS".to_owned(), tables, notes }
    }
}

#[cfg(test)]
mod tests;
