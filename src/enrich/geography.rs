//! Where addresses are and who announces them, from databases in MaxMind's format (MaxMind DB File
//! Format 2.0), as MaxMind, DB-IP and IPinfo publish them.

use std::fs;
use std::net::IpAddr;
use std::path::Path;

use maxminddb::{LookupResult, PathElement, Reader};

use super::{Source, Unusable, about, holds_hosts};
use crate::report::{Column, Row};
use crate::value::{Kind, Value};

/// Where a database keeps the code of the country: MaxMind's and DB-IP's place, then IPinfo's.
const COUNTRY: [&[&str]; 3] = [&["country", "iso_code"], &["country_code"], &["country"]];
const NUMBER: [&[&str]; 2] = [&["autonomous_system_number"], &["asn"]];
const NAME: [&[&str]; 3] = [&["autonomous_system_organization"], &["as_name"], &["name"]];

/// One or several databases: what one does not know, the next one may.
pub struct Geography {
    databases: Vec<Reader<Vec<u8>>>,
    has_countries: bool,
    has_systems: bool,
}

impl Geography {
    /// Reads databases.
    ///
    /// # Errors
    /// When a file cannot be read or is no such database.
    pub fn open(files: &[impl AsRef<Path>]) -> Result<Self, Unusable> {
        let mut this = Self { databases: Vec::new(), has_countries: false, has_systems: false };
        for file in files {
            let file = file.as_ref();
            let bytes = fs::read(file).map_err(|error| Unusable::new(file, &error))?;
            let database = Reader::from_source(bytes).map_err(|error| {
                Unusable::new(file, &format!("no database of addresses: {error}"))
            })?;
            // What a database is called says what it holds; of others both may be expected.
            let kind = database.metadata().database_type.to_ascii_lowercase();
            let (countries, systems) =
                (kind.contains("country") || kind.contains("city"), kind.contains("asn"));
            this.has_countries |= countries || !systems;
            this.has_systems |= systems || !countries;
            this.databases.push(database);
        }
        Ok(this)
    }

    /// The first text or number that a database has at one of these places.
    fn find(&self, address: IpAddr, places: &[&[&str]]) -> Option<Value<'static>> {
        self.databases.iter().find_map(|database| {
            // A damaged entry is as good as none: an answer about packets does not fail for it.
            let found = database.lookup(address).ok().filter(LookupResult::has_data)?;
            places.iter().find_map(|place| {
                let path: Vec<_> = place.iter().map(|key| PathElement::Key(key)).collect();
                // Of the kinds of numbers that a database may have, this takes every one.
                if let Ok(Some(number)) = found.decode_path::<i64>(&path) {
                    return u64::try_from(number).ok().map(Value::Unsigned);
                }
                let text = found.decode_path::<String>(&path).ok()??;
                Some(Value::Text(text.into()))
            })
        })
    }

    /// The number of the autonomous system; IPinfo writes `AS64496`.
    fn system(&self, address: IpAddr) -> Value<'static> {
        match self.find(address, &NUMBER) {
            Some(Value::Text(text)) => {
                let digits = text.strip_prefix("AS").unwrap_or(&text);
                digits.parse::<u64>().map_or(Value::Null, Value::Unsigned)
            }
            Some(number @ Value::Unsigned(_)) => number,
            _ => Value::Null,
        }
    }

    fn text(&self, address: IpAddr, places: &[&[&str]]) -> Value<'static> {
        self.find(address, places).filter(|it| matches!(it, Value::Text(_))).unwrap_or(Value::Null)
    }
}

impl Source for Geography {
    fn columns(&self, columns: &[Column]) -> Vec<Column> {
        let mut added = Vec::new();
        for column in columns.iter().filter(|column| holds_hosts(column)) {
            if self.has_countries {
                let doc = "ISO 3166 code of the country, by the database of --geoip";
                added.push(about(column, "country", Kind::Text, doc));
            }
            if self.has_systems {
                let doc = "number of the autonomous system, by the database of --geoip";
                added.push(about(column, "as", Kind::Unsigned, doc));
                added.push(about(column, "as_name", Kind::Text, "who runs it"));
            }
        }
        added
    }

    fn cells(&self, columns: &[Column], row: &[Value<'static>], out: &mut Row) {
        for (_, value) in columns.iter().zip(row).filter(|(column, _)| holds_hosts(column)) {
            let address = match value {
                Value::Ipv4(address) => Some(IpAddr::from(*address)),
                Value::Ipv6(address) => Some(IpAddr::from(*address)),
                _ => None,
            };
            let of = |say: &dyn Fn(IpAddr) -> Value<'static>| address.map_or(Value::Null, say);
            if self.has_countries {
                out.push(of(&|address| self.text(address, &COUNTRY)));
            }
            if self.has_systems {
                out.push(of(&|address| self.system(address)));
                out.push(of(&|address| self.text(address, &NAME)));
            }
        }
    }
}
