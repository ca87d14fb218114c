//! Names of hosts, as answers of DNS in the capture itself say.

use std::collections::BTreeMap;
use std::net::IpAddr;

use super::{Source, about, holds_hosts};
use crate::report::{Column, Row};
use crate::value::{Kind, Value};

/// Names by addresses.
pub struct Hosts {
    names: BTreeMap<IpAddr, String>,
}

impl Hosts {
    /// These names.
    #[must_use]
    pub const fn new(names: BTreeMap<IpAddr, String>) -> Self {
        Self { names }
    }
}

impl Source for Hosts {
    fn columns(&self, columns: &[Column]) -> Vec<Column> {
        let doc = "the name by which answers of DNS in the capture call it";
        let hosts = columns.iter().filter(|column| holds_hosts(column));
        hosts.map(|column| about(column, "name", Kind::Text, doc)).collect()
    }

    fn cells(&self, columns: &[Column], row: &[Value<'static>], out: &mut Row) {
        for (_, value) in columns.iter().zip(row).filter(|(column, _)| holds_hosts(column)) {
            let address = match value {
                Value::Ipv4(address) => Some(IpAddr::from(*address)),
                Value::Ipv6(address) => Some(IpAddr::from(*address)),
                _ => None,
            };
            let name = address.and_then(|address| self.names.get(&address));
            out.push(name.map_or(Value::Null, |name| name.clone().into()));
        }
    }
}
