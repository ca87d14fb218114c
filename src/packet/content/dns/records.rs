//! Resource records: a name, a type, a class, a time to live, and data behind its length
//! (RFC 1035 section 4.1.3).

use super::name;
use crate::packet::bytes::{u16_at, u32_at};

/// Where a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// It answers.
    Answer,
    /// It names who has the authority.
    Authority,
    /// It may help.
    Additional,
}

impl Section {
    /// The section of each record, given how many records sections have.
    pub fn of_each(counts: [u16; 3]) -> impl Iterator<Item = Self> {
        let sections = [Self::Answer, Self::Authority, Self::Additional];
        sections
            .into_iter()
            .zip(counts)
            .flat_map(|(section, count)| (0..count).map(move |_| section))
    }
}

/// A record. Places count from the message's first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// Where it stands.
    pub section: Section,
    /// Where its name begins.
    pub name: usize,
    /// Its type.
    pub kind: u16,
    /// Its class, with the bit that mDNS puts on top; in options the size of datagrams.
    pub class: u16,
    /// Seconds for which it may be kept; in options flags.
    pub time_to_live: u32,
    /// Where its data begins.
    pub data: usize,
    /// Bytes of its data as it says.
    pub length: u16,
}

impl Record {
    /// The record at a place, and where it ends; its data may be cut.
    pub fn read(bytes: &[u8], at: usize, section: Section) -> Option<(Self, usize)> {
        let end = name::skip(bytes, at)?;
        let record = Self {
            section,
            name: at,
            kind: u16_at(bytes, end)?,
            class: u16_at(bytes, end + 2)?,
            time_to_live: u32_at(bytes, end + 4)?,
            data: end + 10,
            length: u16_at(bytes, end + 8)?,
        };
        Some((record, record.data + usize::from(record.length)))
    }

    /// Its data in the message, as far as captured.
    pub fn data<'a>(&self, message: &'a [u8]) -> &'a [u8] {
        let rest = message.get(self.data..).unwrap_or_default();
        rest.get(..usize::from(self.length)).unwrap_or(rest)
    }
}
