//! Lists of addresses, networks and names that somebody warns of.
//!
//! One entry a line: an address, a network as `192.0.2.0/24`, or a domain, which stands for all
//! names below it too. What follows `#` or `;` is a comment; of a line of a hosts file
//! (`0.0.0.0 name`) the name counts. Entries are sorted numbers and one long text: a million take
//! some 30 MB.

use std::borrow::Cow;
use std::fs;
use std::net::{IpAddr, Ipv6Addr};
use std::path::Path;

use super::{Source, Unusable, holds_hosts};
use crate::report::{Column, Row};
use crate::value::{Kind, Unit, Value};

/// The front of an address, in IPv6's numbering, and how many bits of it count.
type Network = (u128, u8);

/// Columns whose text may be the name of a host. Others hold words that are none.
const NAMES: [&str; 8] =
    ["name", "host", "server_name", "value", "subject", "domain", "query", "host_name"];

fn holds_names(column: &Column) -> bool {
    column.kind == Kind::Text && NAMES.contains(&column.name)
}

/// What is warned of.
#[derive(Default)]
pub struct Blocklist {
    /// Networks, sorted.
    networks: Vec<Network>,
    /// Bits that networks have, the most first: each is searched for by itself.
    lengths: Vec<u8>,
    /// Domains in small letters, one after the other, and where each begins, sorted by domain.
    text: String,
    domains: Vec<(u32, u32)>,
}

impl Blocklist {
    /// Reads lists.
    ///
    /// # Errors
    /// When a file cannot be read, or a line is no entry: the first such line is named.
    pub fn open(files: &[impl AsRef<Path>]) -> Result<Self, Unusable> {
        let mut list = Self::default();
        for file in files {
            let file = file.as_ref();
            let bytes = fs::read(file).map_err(|error| Unusable::new(file, &error))?;
            let text = std::str::from_utf8(&bytes).map_err(|error| Unusable::new(file, &error))?;
            for (number, line) in text.lines().enumerate() {
                list.add(line).map_err(|reason| {
                    let line = crate::value::escape(line.trim());
                    Unusable::new(file, &format!("line {}: {reason}: {line}", number + 1))
                })?;
            }
        }
        list.networks.sort_unstable();
        list.networks.dedup();
        list.lengths = list.networks.iter().map(|network| network.1).collect();
        list.lengths.sort_unstable_by(|one, other| other.cmp(one));
        list.lengths.dedup();
        let Self { text, domains, .. } = &mut list;
        let domain = |&(start, end): &(u32, u32)| text.get(start as usize..end as usize);
        domains.sort_unstable_by(|one, other| domain(one).cmp(&domain(other)));
        domains.dedup_by(|one, other| domain(one) == domain(other));
        Ok(list)
    }

    /// Adds what a line says.
    fn add(&mut self, line: &str) -> Result<(), &'static str> {
        let entry = line.split(['#', ';']).next().unwrap_or_default().trim();
        let mut words = entry.split_ascii_whitespace();
        let (Some(first), second) = (words.next(), words.next()) else { return Ok(()) };
        match (network(first), second) {
            // A hosts file; names of the machine itself are in each of them.
            (Some(_), Some(name)) if !name.contains('.') => Ok(()),
            (Some(_), Some(name)) => self.add_domain(name),
            (Some(network), None) => {
                self.networks.push(network);
                Ok(())
            }
            (None, None) => self.add_domain(first),
            (None, Some(_)) => Err("not an address, a network or a domain"),
        }
    }

    fn add_domain(&mut self, name: &str) -> Result<(), &'static str> {
        let name = name.strip_prefix("*.").unwrap_or(name).trim_matches('.');
        if !is_name(name) {
            return Err("not an address, a network or a domain");
        }
        let start = self.text.len();
        self.text.extend(name.chars().map(|one| one.to_ascii_lowercase()));
        let place = |at| u32::try_from(at).map_err(|_| "the list is larger than 4 GB");
        self.domains.push((place(start)?, place(self.text.len())?));
        Ok(())
    }

    /// The narrowest network of the list in which an address is.
    fn find_address(&self, address: IpAddr) -> Option<String> {
        let number = number(address);
        let is_v4 = address.is_ipv4();
        self.lengths.iter().find_map(|&bits| {
            let front = front(number, bits);
            self.networks.binary_search(&(front, bits)).ok()?;
            let shown = if is_v4 { bits.checked_sub(96)? } else { bits };
            let whole = if is_v4 { 32 } else { 128 };
            let base = Ipv6Addr::from(front);
            let base = if is_v4 { base.to_ipv4_mapped()?.to_string() } else { base.to_string() };
            Some(if shown == whole { base } else { format!("{base}/{shown}") })
        })
    }

    /// The domain of the list that a name is, or is below.
    fn find_name(&self, name: &str) -> Option<String> {
        if self.domains.is_empty() || !is_name(name) {
            return None;
        }
        let name = name.to_ascii_lowercase();
        let mut rest = name.trim_end_matches('.');
        loop {
            let domain = |&(start, end): &(u32, u32)| self.text.get(start as usize..end as usize);
            if self.domains.binary_search_by(|it| domain(it).cmp(&Some(rest))).is_ok() {
                return Some(rest.to_owned());
            }
            rest = rest.split_once('.')?.1;
        }
    }
}

/// A network, or an address as one.
fn network(text: &str) -> Option<Network> {
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address, Some(bits.parse::<u8>().ok()?)),
        None => (text, None),
    };
    let address: IpAddr = address.parse().ok()?;
    let before = if address.is_ipv4() { 96 } else { 0 };
    let bits = bits.unwrap_or(128 - before).checked_add(before).filter(|&bits| bits <= 128)?;
    Some((front(number(address), bits), bits))
}

/// An address as a number, IPv4 in its place among those of IPv6 (RFC 4291 section 2.5.5.2).
fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

fn front(number: u128, bits: u8) -> u128 {
    let mask = u128::MAX.checked_shl(128 - u32::from(bits)).unwrap_or(0);
    number & mask
}

/// Whether text can be the name of a host: labels of letters, digits, hyphens and underscores.
fn is_name(text: &str) -> bool {
    let label = |label: &str| {
        let spelt =
            |one: u8| one.is_ascii_alphanumeric() || matches!(one, b'-' | b'_') || one >= 0x80;
        (1..=63).contains(&label.len()) && label.bytes().all(spelt)
    };
    text.len() <= 255 && text.trim_end_matches('.').split('.').all(label)
}

impl Source for Blocklist {
    fn columns(&self, columns: &[Column]) -> Vec<Column> {
        let any = columns.iter().any(|it| holds_hosts(it) || holds_names(it));
        let doc = "the first entry of --blocklist that an address or a name of the row is in";
        any.then(|| Column::new("listed", Kind::Text, Unit::None, doc)).into_iter().collect()
    }

    fn cells(&self, columns: &[Column], row: &[Value<'static>], out: &mut Row) {
        let found = columns.iter().zip(row).find_map(|(column, value)| match value {
            Value::Ipv4(address) => self.find_address((*address).into()),
            Value::Ipv6(address) => self.find_address((*address).into()),
            Value::Text(text) if holds_names(column) => self.find_name(text),
            _ => None,
        });
        out.push(found.map_or(Value::Null, |entry| Value::Text(Cow::Owned(entry))));
    }
}
