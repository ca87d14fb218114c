//! Which names the addresses of a capture go by, as answers of DNS, mDNS and LLMNR in it say; no
//! server is asked.
//!
//! An address that answers a question goes by the name that was asked for, whatever names lead to
//! it; other records name their owner. Addresses that stand for none or for the host itself, which
//! blocking resolvers answer, name nothing.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::counts::Counts;
use super::{Make, Setting, Settings, Statistic};
use crate::engine::{Analyser, Fold, Needs, Partition};
use crate::packet::content::dns::{DnsMessage, Record, Section as Place};
use crate::packet::{Packet, ProtocolId};
use crate::report::{Column, Ledger, Section, Table};
use crate::value::{Kind, Unit, Value};

/// Names of addresses.
pub static STATISTIC: Statistic = Statistic {
    name: "names",
    about: "names of addresses, as answers of DNS, mDNS and LLMNR in the capture say",
    on_first_screen: false,
    settings: &[Setting::Limit],
    orders: &[],
    make: Make::Analyser(|settings| Box::new(Names::new(settings))),
};

/// Types of records (RFC 1035 section 3.2.2, RFC 3596 section 2.1).
const ADDRESS: u16 = 1;
const POINTER: u16 = 12;
const ADDRESS_V6: u16 = 28;

struct Names {
    limit: Option<usize>,
    /// Sixteen bytes of an address, IPv4 mapped (RFC 4291 section 2.5.5.2), and its name.
    said: Counts,
}

/// An analyser that learns names of at most `most` addresses, for [`learned`].
#[must_use]
pub fn learner(most: usize) -> Box<dyn Analyser> {
    Box::new(Names { limit: None, said: Counts::new(most) })
}

/// The name of each address that a [`learner`] saw: the one that most answers gave it, of equal
/// ones the first by the alphabet. Of another analyser none.
#[must_use]
pub fn learned(learner: Box<dyn Analyser>) -> BTreeMap<IpAddr, String> {
    let Ok(names) = learner.into_any().downcast::<Names>() else { return BTreeMap::new() };
    let mut by_address = BTreeMap::new();
    for (address, name, _) in names.ranked() {
        by_address.entry(address).or_insert(name);
    }
    by_address
}

impl Names {
    fn new(settings: &Settings) -> Self {
        Self { limit: settings.limit, said: Counts::new(settings.max_entries) }
    }

    fn message(&mut self, bytes: &[u8], partition: Partition) {
        let dns = DnsMessage { bytes };
        if !dns.is_response() || dns.code() != Some(0) {
            return;
        }
        let mut questions = dns.questions();
        let asked = questions.next().filter(|_| questions.next().is_none());
        for record in dns.records() {
            let Some((address, name)) = named(&dns, &record, asked.map(|it| it.name)) else {
                continue;
            };
            if address.is_unspecified() || address.is_loopback() || name.is_empty() {
                continue;
            }
            let bytes = match address {
                IpAddr::V4(address) => address.to_ipv6_mapped().octets(),
                IpAddr::V6(address) => address.octets(),
            };
            let key = [&bytes, name.to_ascii_lowercase().as_bytes()].concat();
            self.said.add(partition, &key);
        }
    }

    /// Addresses with their names and how many answers said so, the most frequent first.
    fn ranked(self) -> Vec<(IpAddr, String, u64)> {
        let split = |(key, count): (Box<[u8]>, u64)| {
            let (address, name) = key.split_first_chunk::<16>()?;
            let address = Ipv6Addr::from(*address).to_canonical();
            Some((address, String::from_utf8_lossy(name).into_owned(), count))
        };
        let mut ranked: Vec<_> = self.said.into_sums().into_iter().filter_map(split).collect();
        ranked.sort_unstable_by(|(address, name, count), (other, its, than)| {
            (Reverse(count), address, name).cmp(&(Reverse(than), other, its))
        });
        ranked
    }
}

/// The address of which a record says a name, and the name.
fn named(dns: &DnsMessage<'_>, record: &Record, asked: Option<usize>) -> Option<(IpAddr, String)> {
    let data = record.data(dns.bytes);
    let owner = || Some(dns.name(record.name)?.as_str().to_owned());
    let address = match record.kind {
        ADDRESS => IpAddr::from(Ipv4Addr::from(<[u8; 4]>::try_from(data).ok()?)),
        ADDRESS_V6 => IpAddr::from(Ipv6Addr::from(<[u8; 16]>::try_from(data).ok()?)),
        POINTER => {
            return Some((reversed(&owner()?)?, dns.name(record.data)?.as_str().to_owned()));
        }
        _ => return None,
    };
    let name = asked.filter(|_| record.section == Place::Answer).unwrap_or(record.name);
    Some((address, dns.name(name)?.as_str().to_owned()))
}

/// The address that a name of a reverse zone means (RFC 1035 section 3.5, RFC 3596 section 2.5).
fn reversed(name: &str) -> Option<IpAddr> {
    let name = name.to_ascii_lowercase();
    if let Some(labels) = name.strip_suffix(".in-addr.arpa") {
        let address = labels.rsplit('.').collect::<Vec<_>>().join(".");
        return Some(IpAddr::V4(address.parse().ok()?));
    }
    let digits = name.strip_suffix(".ip6.arpa")?.rsplit('.');
    let mut number = 0_u128;
    let mut count = 0;
    for digit in digits {
        let [digit] = digit.as_bytes() else { return None };
        number = number << 4 | u128::from(char::from(*digit).to_digit(16)?);
        count += 1;
    }
    (count == 32).then(|| IpAddr::V6(Ipv6Addr::from(number)))
}

impl Fold for Names {
    fn needs(&self) -> Needs {
        Needs::Messages
    }

    fn sees_all(&self) -> bool {
        // Who is asked for the traffic of a host is asked for its name too.
        true
    }

    fn packet(&mut self, packet: &Packet<'_>, partition: Partition) {
        for message in packet.messages() {
            if let ProtocolId::Dns | ProtocolId::Mdns | ProtocolId::Llmnr = message.protocol {
                self.message(message.bytes, partition);
            }
        }
    }

    fn absorb(&mut self, sibling: Self) {
        self.said.absorb(sibling.said);
    }

    fn section(self: Box<Self>, ledger: &Ledger) -> Section {
        let mut notes = ledger.loss_notes();
        notes.extend(self.said.note("names"));
        let columns = vec![
            Column::new("address", Kind::Address, Unit::None, "the address"),
            Column::text("name", "the name that was asked for, or of the record"),
            Column::count("answers", "answers that say so"),
        ];
        let mut table = Table::new(STATISTIC.name, "Names", columns);
        let most = self.limit.filter(|&limit| limit > 0).unwrap_or(usize::MAX);
        let ranked = self.ranked();
        let total = ranked.len() as u64;
        for (address, name, answers) in ranked.into_iter().take(most) {
            table.push(vec![Value::from(address), name.into(), answers.into()]);
        }
        table.rows_total = total;
        Section { notes, ..Section::of(table) }
    }
}

#[cfg(test)]
mod tests;
