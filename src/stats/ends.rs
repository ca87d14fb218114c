//! Which hosts it was whose packets have a value that a table counts: what it takes to say of some
//! hosts alone what is said of all.

use std::cmp::Reverse;
use std::net::{IpAddr, Ipv6Addr};

use super::Settings;
use super::counts::Counts;
use crate::engine::Partition;
use crate::packet::Packet;
use crate::report::{Column, Table};
use crate::value::{Kind, Unit, Value};

/// Most values of pairs that are kept. Chosen by us: what is shown of them is less.
const MOST: usize = 1 << 16;

/// The longest value in bytes that is told from others.
const LONGEST: usize = 200;

/// How often two hosts had each value, where somebody asked for that.
#[derive(Debug)]
pub struct Ends(Option<Counts>);

impl Ends {
    /// None yet.
    pub fn new(settings: &Settings) -> Self {
        Self(settings.ends.then(|| Counts::new(settings.max_entries.min(MOST))))
    }

    /// Counts a value of a table for the two hosts of a packet.
    pub fn add(&mut self, packet: &Packet<'_>, partition: Partition, table: &str, value: &str) {
        let Some(counts) = &mut self.0 else { return };
        let Some(hosts) = packet.hosts() else { return };
        let (one, other) = (bytes(hosts.source), bytes(hosts.destination));
        let value = value.get(..value.floor_char_boundary(LONGEST)).unwrap_or_default();
        let (low, high) = (one.min(other), one.max(other));
        let key = [&low[..], &high, table.as_bytes(), &[0], value.as_bytes()].concat();
        counts.add(partition, &key);
    }

    /// Takes over what a sibling counted, of other partitions.
    pub fn absorb(&mut self, sibling: Self) {
        if let (Some(own), Some(other)) = (&mut self.0, sibling.0) {
            own.absorb(other);
        }
    }

    /// What was counted as a table, the most frequent first, where somebody asked for it.
    pub fn report(self, (tables, notes): (&mut Vec<Table>, &mut Vec<String>)) {
        let Some(counts) = self.0 else { return };
        notes.extend(counts.note("values of hosts"));
        let address = |name| Column::new(name, Kind::Address, Unit::None, "one of the two hosts");
        let columns = vec![
            Column::text("table", "which table counts the value"),
            Column::text("value", "the value"),
            address("address_a"),
            address("address_b"),
            Column::count("messages", "messages or packets between them that have it"),
        ];
        let mut table = Table::new("ends", "Values by hosts", columns);
        let mut rows = counts.into_sums();
        rows.sort_unstable_by(|(key, count), (other, than)| {
            (Reverse(count), key).cmp(&(Reverse(than), other))
        });
        for (key, count) in rows {
            let Some((low, rest)) = key.split_first_chunk::<16>() else { continue };
            let Some((high, rest)) = rest.split_first_chunk::<16>() else { continue };
            let mut texts = rest.splitn(2, |byte| *byte == 0).map(String::from_utf8_lossy);
            let mut text = || texts.next().unwrap_or_default().into_owned().into();
            let cells = vec![text(), text(), shown(*low), shown(*high), Value::Unsigned(count)];
            table.push(cells);
        }
        tables.push(table);
    }
}

/// An address in sixteen bytes, IPv4 mapped (RFC 4291 section 2.5.5.2).
fn bytes(address: IpAddr) -> [u8; 16] {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().octets(),
        IpAddr::V6(address) => address.octets(),
    }
}

fn shown(bytes: [u8; 16]) -> Value<'static> {
    let address = Ipv6Addr::from(bytes);
    address.to_ipv4_mapped().map_or(Value::Ipv6(address), Value::Ipv4)
}
