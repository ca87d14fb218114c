//! What the messages of one application say, field by field: how often each value occurs. Which
//! fields, and how their values are shown, is a file for each application.

pub mod ftp;
pub mod modbus;
pub mod mqtt;
pub mod ntp;
pub mod sip;
pub mod smtp;
pub mod snmp;
pub mod ssh;

use super::Settings;
use super::counts::Counts;
use super::tallies::{self, Tally};
use crate::engine::{Fold, Needs, Partition};
use crate::packet::content::hex::hex;
use crate::packet::field::{Field, Read};
use crate::packet::{Message, Packet, ProtocolId};
use crate::report::{Column, Ledger, Section, Table};
use crate::value::Value;

/// Rows that are shown where no number is named.
const DEFAULT_ROWS: usize = 10;

/// What is counted of an application.
#[derive(Debug)]
pub struct Said {
    /// Whose messages.
    pub protocol: ProtocolId,
    /// The heading.
    pub title: &'static str,
    /// A table for each of these.
    pub asked: &'static [Asked],
}

/// A field whose values are counted.
#[derive(Debug)]
pub struct Asked {
    /// Its name.
    pub field: &'static str,
    /// The table of its values.
    pub tally: Tally,
    /// How values are shown.
    pub shown: Shown,
}

/// How values are shown.
#[derive(Clone, Copy, Debug)]
pub enum Shown {
    /// As they are.
    Whole,
    /// In capitals: words whose case means nothing.
    Capitals,
    /// In small letters: names whose case means nothing.
    Small,
    /// Each word between commas for itself.
    Words,
    /// Numbers by these names.
    Named(&'static [(u64, &'static str)]),
}

/// Counts what messages say.
pub struct Counted {
    name: &'static str,
    said: &'static Said,
    limit: Option<usize>,
    fields: Vec<Option<&'static Field>>,
    counts: Vec<Counts>,
    messages: u64,
    bytes: u64,
}

impl Counted {
    /// Nothing yet, for the statistic with this name.
    pub fn new(name: &'static str, said: &'static Said, settings: &Settings) -> Self {
        let all = said.protocol.get().fields;
        let field = |asked: &Asked| all.iter().find(|field| field.name == asked.field);
        Self {
            name,
            said,
            limit: Some(settings.limit.unwrap_or(DEFAULT_ROWS)),
            fields: said.asked.iter().map(field).collect(),
            counts: said.asked.iter().map(|_| Counts::new(settings.max_entries)).collect(),
            messages: 0,
            bytes: 0,
        }
    }

    fn message(&mut self, message: &Message<'_>, partition: Partition) {
        self.messages += 1;
        self.bytes += message.wire_bytes;
        for ((field, counts), asked) in
            self.fields.iter().zip(&mut self.counts).zip(self.said.asked)
        {
            let Some(Read::Message(read)) = field.map(|field| field.read) else { continue };
            read(message, &mut |value| {
                asked.shown.each(&value, &mut |key| counts.add(partition, key.as_bytes()));
            });
        }
    }
}

impl Shown {
    /// Hands out what is counted of a value.
    fn each(self, value: &Value<'_>, out: &mut dyn FnMut(&str)) {
        let text = match value {
            Value::Text(text) => text.as_ref(),
            other => return out(&self.number(other)),
        };
        match self {
            Self::Capitals => out(&text.to_uppercase()),
            Self::Small => out(&text.to_lowercase()),
            Self::Words => text.split(',').for_each(out),
            Self::Whole | Self::Named(_) => out(text),
        }
    }

    /// A value that is no text: a number by its name, else as it is.
    fn number(self, value: &Value<'_>) -> String {
        let number = match value {
            Value::Unsigned(number) => Some(*number),
            Value::Signed(number) => u64::try_from(*number).ok(),
            _ => None,
        };
        let named = match self {
            Self::Named(names) => names.iter().find(|(its, _)| Some(*its) == number),
            _ => None,
        };
        named.map_or_else(|| plain(value), |(_, name)| (*name).to_owned())
    }
}

/// A value as text, as far as fields of messages have it.
fn plain(value: &Value<'_>) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Unsigned(value) => value.to_string(),
        Value::Signed(value) => value.to_string(),
        Value::Ipv4(value) => value.to_string(),
        Value::Ipv6(value) => value.to_string(),
        Value::Text(value) => value.to_string(),
        Value::Mac(value) => hex(value),
        Value::Bytes(value) => hex(value),
        Value::Null | Value::Float(_) | Value::Time(_) | Value::Duration(_) => String::new(),
    }
}

impl Fold for Counted {
    fn needs(&self) -> Needs {
        Needs::Messages
    }

    fn packet(&mut self, packet: &Packet<'_>, partition: Partition) {
        for message in packet.messages().filter(|it| it.protocol == self.said.protocol) {
            self.message(&message, partition);
        }
    }

    fn absorb(&mut self, sibling: Self) {
        tallies::absorb(&mut self.counts, sibling.counts);
        self.messages += sibling.messages;
        self.bytes += sibling.bytes;
    }

    fn section(self: Box<Self>, ledger: &Ledger) -> Section {
        let Self { name, said, limit, counts, messages, bytes, .. } = *self;
        let columns = vec![
            Column::count("messages", "messages that were read"),
            Column::bytes("bytes", "bytes of these messages"),
        ];
        let mut totals = Table::new(name, said.title, columns);
        totals.push(vec![messages.into(), bytes.into()]);
        let (mut tables, mut notes) = (vec![totals], ledger.loss_notes());
        let tallies = said.asked.iter().map(|asked| &asked.tally);
        Tally::report(tallies, counts, limit, (&mut tables, &mut notes));
        Section { name, title: said.title.to_owned(), tables, notes }
    }
}

#[cfg(test)]
mod tests;
