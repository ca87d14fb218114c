//! Who made hardware, by the front of its address: registries as the IEEE publishes them
//! (`oui.txt`, `oui.csv`, `mam.csv`, `oui36.csv`) and Wireshark's `manuf`.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use super::{Source, Unusable, about};
use crate::report::{Column, Row};
use crate::value::{Kind, Value};

/// Lengths of fronts in bits that registries assign: small, medium and large blocks.
const LENGTHS: [u8; 3] = [36, 28, 24];

/// Makers by fronts of addresses.
pub struct Makers {
    /// By the number of bits and the front, shifted to the right.
    by_front: HashMap<(u8, u64), Box<str>>,
}

impl Makers {
    /// Reads registries; of two that name the same front the first counts.
    ///
    /// # Errors
    /// When a file cannot be read, or no line of it names a maker.
    pub fn open(files: &[impl AsRef<Path>]) -> Result<Self, Unusable> {
        let mut by_front = HashMap::new();
        for file in files {
            let file = file.as_ref();
            let bytes = fs::read(file).map_err(|error| Unusable::new(file, &error))?;
            let text = String::from_utf8_lossy(&bytes);
            let mut any = false;
            for (front, maker) in text.lines().filter_map(line) {
                any = true;
                by_front.entry(front).or_insert_with(|| maker.into());
            }
            if !any {
                let reason =
                    "names no makers; oui.txt or oui.csv of the IEEE and Wireshark's manuf do";
                return Err(Unusable::new(file, reason));
            }
        }
        Ok(Self { by_front })
    }

    fn of(&self, address: [u8; 6]) -> Value<'static> {
        let number = address.iter().fold(0, |number, &byte| number << 8 | u64::from(byte));
        // The bits that say "to a group" and "made up here" (IEEE 802-2014 section 8.2).
        let [first, ..] = address;
        if first & 1 != 0 {
            return Value::Null;
        }
        let found =
            LENGTHS.iter().find_map(|&bits| self.by_front.get(&(bits, number >> (48 - bits))));
        found.map_or(Value::Null, |maker| Value::Text(maker.to_string().into()))
    }
}

/// What one line of a registry says: a front, and who has it.
fn line(line: &str) -> Option<((u8, u64), &str)> {
    if line.starts_with('#') {
        return None;
    }
    if let Some((front, maker)) = line.split_once("(hex)") {
        return Some((front_of(front.trim(), None)?, maker.trim()));
    }
    if let Some(rest) = line.strip_prefix("MA-") {
        // `MA-L,0050C2,"Somebody, Inc.",address`: the registry, the front, the name.
        let (_, rest) = rest.split_once(',')?;
        let (front, rest) = rest.split_once(',')?;
        let maker = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next()?,
            None => rest.split(',').next()?,
        };
        return Some((front_of(front, None)?, maker));
    }
    // `00:00:0C<tab>Cisco<tab>Cisco Systems, Inc`, longer fronts as `00:1B:C5:00:00:00/36`.
    let mut parts = line.split('\t').map(str::trim).filter(|part| !part.is_empty());
    let front = parts.next()?;
    let short = parts.next()?;
    let (front, bits) = match front.split_once('/') {
        Some((front, bits)) => (front, Some(bits.parse().ok()?)),
        None => (front, None),
    };
    Some((front_of(front, bits)?, parts.next().unwrap_or(short)))
}

/// A front in hexadecimal digits with or without marks between them.
fn front_of(text: &str, bits: Option<u8>) -> Option<(u8, u64)> {
    let (mut number, mut digits) = (0_u64, 0_u8);
    for one in text.chars().filter(|one| !matches!(one, ':' | '-' | '.')) {
        number = number << 4 | u64::from(one.to_digit(16)?);
        digits += 1;
        if digits > 12 {
            return None;
        }
    }
    let bits = bits.unwrap_or(digits * 4);
    if !LENGTHS.contains(&bits) || bits > digits * 4 {
        return None;
    }
    Some((bits, number >> (digits * 4 - bits)))
}

impl Source for Makers {
    fn columns(&self, columns: &[Column]) -> Vec<Column> {
        let hardware = columns.iter().filter(|column| column.kind == Kind::Mac);
        hardware
            .map(|column| {
                about(column, "vendor", Kind::Text, "who made it, by the registry of --oui")
            })
            .collect()
    }

    fn cells(&self, columns: &[Column], row: &[Value<'static>], out: &mut Row) {
        for (_, value) in columns.iter().zip(row).filter(|(column, _)| column.kind == Kind::Mac) {
            out.push(match value {
                Value::Mac(address) => self.of(*address),
                _ => Value::Null,
            });
        }
    }
}
