//! What tshark reads from messages.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use super::{Cells, Compared};
use crate::tshark::{self, Column, Row};

/// The streams of a capture, and which of them tshark names as the protocol.
#[derive(Debug)]
pub struct Streams {
    /// The stream of each packet; empty where there is none.
    of_packets: Vec<String>,
    named: BTreeSet<String>,
}

impl Streams {
    /// Those of a capture where tshark names the protocol in some packet.
    pub fn of(folder: &Path, capture: &str, protocol: &str) -> Option<Self> {
        let rows = tshark::rows(folder, capture)?;
        let is_named = |row: &Row| row.get(Column::Protocols).split(':').any(|it| it == protocol);
        let stream = |row: &Row| row.get(Column::TcpStream).to_owned();
        let named: BTreeSet<_> = rows.iter().filter(|row| is_named(row)).map(stream).collect();
        (!named.is_empty()).then(|| Self { of_packets: rows.iter().map(stream).collect(), named })
    }

    /// Whether a packet belongs to such a stream, or to no stream.
    pub fn has(&self, packet: u64) -> bool {
        let place = usize::try_from(packet).unwrap() - 1;
        self.of_packets.get(place).is_none_or(|it| it.is_empty() || self.named.contains(it))
    }
}

/// The cells of each packet with the protocol, by number.
pub fn read(capture: &Path, compared: &Compared) -> BTreeMap<u64, Cells> {
    // Some captures hold the keys of what they encrypt; we do not decrypt.
    let without_keys = tempfile::Builder::new().suffix(".pcapng").tempfile().unwrap();
    let name = capture.to_string_lossy();
    let capture = if name.contains(".pcapng") {
        let mut editcap = Command::new("editcap");
        editcap.arg("--discard-all-secrets").arg(capture).arg(without_keys.path());
        assert!(editcap.output().expect("editcap is installed").status.success(), "{name}");
        without_keys.path()
    } else {
        capture
    };
    let mut tshark = Command::new("tshark");
    tshark.arg("-n").arg("-r").arg(capture);
    // As we do: what comes out of order is put in order.
    tshark.args(["-o", "tcp.reassemble_out_of_order:TRUE"]);
    tshark.args([
        "-Y",
        compared.filter,
        "-T",
        "fields",
        "-E",
        "occurrence=a",
        "-E",
        "separator=/t",
    ]);
    tshark.args(["-e", "frame.number"]);
    for (field, _) in compared.fields {
        tshark.args(["-e", field]);
    }
    let output = tshark.output().expect("tshark is installed");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut found = BTreeMap::new();
    for line in text.lines() {
        let mut cells = line.split('\t').map(str::to_owned);
        let Some(Ok(number)) = cells.next().map(|cell| cell.parse()) else { continue };
        let cells = compared.fields.iter().map(|_| cells.next().unwrap_or_default());
        found.insert(number, cells.collect());
    }
    found
}
