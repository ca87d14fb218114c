//! Which fields there are, as filters, exports and other statistics name them. Needs no packets.

use super::{Make, Statistic};
use crate::engine::{Fold, Needs, Partition};
use crate::packet::{Packet, field};
use crate::report::{Column, Ledger, Section, Table};

/// The list of fields.
pub static STATISTIC: Statistic = Statistic {
    name: "fields",
    about: "what fields there are: protocol, kind, unit, meaning, source",
    on_first_screen: false,
    settings: &[],
    orders: &[],
    make: Make::Analyser(|_| Box::new(Fields)),
};

struct Fields;

impl Fold for Fields {
    fn needs(&self) -> Needs {
        Needs::Ledger
    }

    fn packet(&mut self, _: &Packet<'_>, _: Partition) {}

    fn absorb(&mut self, _: Self) {}

    fn section(self: Box<Self>, _: &Ledger) -> Section {
        section()
    }
}

/// Every field, in the order of the table of protocols. The same for every capture.
#[must_use]
pub fn section() -> Section {
    let columns = vec![
        Column::text("field", "Wireshark's name"),
        Column::text("protocol", "the protocol whose header has it"),
        Column::text("kind", "the sort of value"),
        Column::text("unit", "what a number counts, empty for a pure number"),
        Column::text("meaning", "what it says"),
        Column::text("source", "the document that defines the protocol"),
    ];
    let mut table = Table::new(STATISTIC.name, "Fields", columns);
    for reader in field::all() {
        let (protocol, field) = (reader.protocol.get(), reader.field);
        let (protocol, source) = if reader.is_of_flows() {
            ("flow", "`netsift stats flows`; two passes, `netsift filter` alone")
        } else {
            (protocol.name, protocol.source)
        };
        table.push(vec![
            field.name.into(),
            protocol.into(),
            field.kind.name().into(),
            field.unit.name().into(),
            field.doc.into(),
            source.into(),
        ]);
    }
    Section::of(table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::testing::column;

    #[test]
    fn well_known_fields_are_there_with_their_protocol() {
        let found = section();
        let names = column(&found, "fields", "field");
        let place = names.iter().position(|name| *name == "tcp.port".into()).unwrap();
        assert_eq!(column(&found, "fields", "protocol")[place], "tcp".into());
        assert_eq!(column(&found, "fields", "source")[place], "RFC 9293".into());
    }
}
