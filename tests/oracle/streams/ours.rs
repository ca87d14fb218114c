//! What we read from messages, written as tshark writes it.

use std::collections::BTreeMap;
use std::path::Path;

use netsift::engine::Partition;
use netsift::flow::{Applications, Assembler};
use netsift::packet::{Decoded, FieldReader, Packet, decode};
use netsift::value::Value;

use super::{Cells, Compared, Style};
use crate::capture;

/// The cells of each packet that has any of the fields, by number.
pub fn read(folder: &Path, name: &str, compared: &Compared) -> BTreeMap<u64, Cells> {
    let readers: Vec<(FieldReader, Style)> = compared
        .fields
        .iter()
        .map(|&(name, style)| {
            (FieldReader::by_name(name).unwrap_or_else(|| panic!("no field {name}")), style)
        })
        .collect();
    let mut decoded = Decoded::default();
    let mut applications = Applications::new(1_000_000);
    let mut assembler = Assembler::default();
    let mut found = BTreeMap::new();
    capture::each_packet(folder, name, |raw| {
        decode(raw, &mut decoded);
        let partition = Partition::of(raw, &decoded).0;
        if let Some(flow) = applications.look_up(raw, &decoded) {
            applications.name(partition, raw, &mut decoded, &flow);
        }
        assembler.packet(partition, raw, &decoded);
        let packet =
            Packet { raw, decoded: &decoded, messages: assembler.messages(), of_flow: &[] };
        let cells: Cells =
            readers.iter().map(|&(reader, style)| cell(&packet, reader, style)).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            found.insert(raw.number, cells);
        }
    });
    found
}

fn cell(packet: &Packet<'_>, reader: FieldReader, style: Style) -> String {
    let mut values = Vec::new();
    reader.read(packet, &mut |value| values.push(text(&value, style)));
    values.join(",")
}

fn text(value: &Value<'_>, style: Style) -> String {
    match (value, style) {
        (Value::Unsigned(number), Style::Hex(digits)) => {
            format!("0x{number:0digits$x}")
        }
        (Value::Unsigned(number), _) => number.to_string(),
        (Value::Text(text), _) => text.to_string(),
        (Value::Bytes(bytes), _) => {
            bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
        }
        (other, _) => panic!("{other:?}"),
    }
}
