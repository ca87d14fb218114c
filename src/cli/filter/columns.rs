//! The columns that are shown of each packet: those that `-e` names, or a line that says what it is.

use std::net::IpAddr;

use anyhow::{Result, bail};

use super::export::{Export, Occurrence};
use crate::cli::nearest::nearest;
use crate::filter::Reach;
use crate::output::{Zone, plain};
use crate::packet::{FieldReader, Packet, ProtocolId, field};
use crate::report::{Column, Row};
use crate::value::{Kind, Unit, Value, escape};

/// What is shown of a packet.
pub enum Columns {
    /// Number, time, addresses, ports, protocol, length.
    Usual,
    /// Fields.
    Fields(Vec<FieldReader>, Export, Zone),
}

impl Columns {
    /// The usual columns, or these fields.
    ///
    /// # Errors
    /// When there is no such field.
    pub fn of(names: &[String], export: Export, zone: Zone) -> Result<Self> {
        if names.is_empty() {
            return Ok(Self::Usual);
        }
        let mut fields: Vec<FieldReader> = Vec::new();
        for name in names {
            let shown = escape(name);
            let Some(found) = FieldReader::by_name(name) else {
                match nearest(name, field::all().map(|reader| reader.field.name)) {
                    Some(nearest) => bail!("-e: no field `{shown}`; did you mean `{nearest}`?"),
                    None => bail!(
                        "-e: no field `{shown}`; `netsift filter --fields` lists what there is"
                    ),
                }
            };
            if fields.iter().any(|other| other.field.name == found.field.name) {
                bail!("-e: `{shown}` is named twice; columns have different names");
            }
            fields.push(found);
        }
        Ok(Self::Fields(fields, export, zone))
    }

    /// What has to be known of a packet for them.
    pub fn reach(&self) -> Reach {
        match self {
            Self::Usual => Reach::Applications,
            Self::Fields(fields, ..) => {
                fields.iter().map(Reach::of_field).max().unwrap_or_default()
            }
        }
    }

    /// The fields that are named.
    pub fn fields(&self) -> &[FieldReader] {
        match self {
            Self::Usual => &[],
            Self::Fields(fields, ..) => fields,
        }
    }

    /// Their descriptions.
    pub fn columns(&self) -> Vec<Column> {
        match self {
            Self::Usual => usual_columns(),
            Self::Fields(fields, ..) => fields
                .iter()
                .map(|FieldReader { field, .. }| {
                    Column::new(field.name, field.kind, field.unit, field.doc)
                })
                .collect(),
        }
    }

    /// What they show of a packet.
    pub fn row(&self, packet: &Packet<'_>) -> Row {
        let mut row = Row::new();
        self.put_row(packet, &mut row);
        row
    }

    /// The same, in the place of another row.
    pub fn put_row(&self, packet: &Packet<'_>, row: &mut Row) {
        match self {
            Self::Usual => *row = usual(packet),
            Self::Fields(fields, export, zone) => {
                row.clear();
                row.extend(fields.iter().map(|field| cell(field, packet, export, zone)));
            }
        }
    }
}

/// The value of a field, or several as one text.
fn cell(field: &FieldReader, packet: &Packet<'_>, export: &Export, zone: &Zone) -> Value<'static> {
    let mut found = Value::Null;
    field.read(packet, &mut |value| {
        if matches!(found, Value::Null) || export.occurrence == Occurrence::Last {
            found = value.into_owned();
        } else if export.occurrence == Occurrence::All {
            let before = match &found {
                // A text is escaped when it is written.
                Value::Text(text) => text.to_string(),
                other => plain(other, zone),
            };
            let text = match &value {
                Value::Text(text) => text.to_string(),
                other => plain(other, zone),
            };
            found = Value::from(format!("{before}{}{text}", export.aggregator));
        }
    });
    found
}

fn usual_columns() -> Vec<Column> {
    vec![
        Column::count("number", "position in the timeline, from 1"),
        Column::new("time", Kind::Time, Unit::None, "when the packet was captured"),
        Column::new(
            "source",
            Kind::Address,
            Unit::None,
            "address of the sender, of the innermost flow",
        ),
        Column::count("source_port", "port of the sender"),
        Column::new("destination", Kind::Address, Unit::None, "address of the receiver"),
        Column::count("destination_port", "port of the receiver"),
        Column::text("protocol", "the innermost protocol, by its Wireshark name"),
        Column::bytes("frame_bytes", "length on the wire"),
    ]
}

fn usual(packet: &Packet<'_>) -> Row {
    let flow = packet.flow();
    let hosts = packet.hosts();
    let (source, destination) = match hosts {
        Some(hosts) => (address(hosts.source), address(hosts.destination)),
        None => (hardware(packet, "eth.src"), hardware(packet, "eth.dst")),
    };
    let protocol = packet.layers().last().map(|layer| layer.protocol.name());
    vec![
        packet.raw.number.into(),
        Value::Time(packet.raw.at),
        source,
        flow.map(|flow| flow.source_port).into(),
        destination,
        flow.map(|flow| flow.destination_port).into(),
        Value::from(protocol.unwrap_or(ProtocolId::Data.name())),
        packet.raw.wire_bytes.into(),
    ]
}

fn address(address: IpAddr) -> Value<'static> {
    match address {
        IpAddr::V4(address) => Value::Ipv4(address),
        IpAddr::V6(address) => Value::Ipv6(address),
    }
}

/// The innermost hardware address, where there is no other.
fn hardware(packet: &Packet<'_>, name: &str) -> Value<'static> {
    let mut found = Value::Null;
    if let Some(field) = FieldReader::by_name(name) {
        field.read(packet, &mut |value| found = value.into_owned());
    }
    found
}
