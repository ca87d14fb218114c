//! The input ledger as JSON: what was read, what was not, and where the damage is.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Zone;
use crate::report::{FileFault, FileLedger, Interface, Ledger, RecordTally};
use crate::value::Timestamp;

/// Most interfaces that are described one by one.
const MOST_INTERFACES: usize = 1000;

/// `input` of a document.
#[derive(Serialize)]
pub struct Input {
    partial: bool,
    packets_read: u64,
    packets_kept: u64,
    bytes_read: u64,
    bytes_skipped: u64,
    #[serde(flatten)]
    records: Records,
    kept: Records,
    /// Null where no file says anything of drops.
    kernel_drops: Option<u64>,
    link_types: BTreeSet<u16>,
    warnings: Vec<String>,
    files: Vec<File>,
    interfaces_total: u64,
    interfaces: Vec<Described>,
}

#[derive(Serialize)]
struct Records {
    frame_bytes: u64,
    captured_bytes: u64,
    snapped_packets: u64,
    out_of_order_packets: u64,
    shortest_frame_bytes: Option<u32>,
    longest_frame_bytes: Option<u32>,
    first_seen: Option<String>,
    first_seen_ns: Option<i64>,
    last_seen: Option<String>,
    last_seen_ns: Option<i64>,
}

#[derive(Serialize)]
struct File {
    name: String,
    format: Option<&'static str>,
    compression: Option<&'static str>,
    bytes_read: u64,
    bytes_skipped: u64,
    packets_read: u64,
    #[serde(flatten)]
    records: Records,
    comments: u64,
    sha256: Option<String>,
    faults_total: u64,
    faults: Vec<Fault>,
}

#[derive(Serialize)]
struct Fault {
    kind: &'static str,
    packet: Option<u64>,
    offset: Option<u64>,
    message: String,
}

#[derive(Serialize)]
struct Described {
    file: u32,
    link_type: u16,
    snap_length: u32,
    name: Option<String>,
    description: Option<String>,
    filter: Option<String>,
    packets: u64,
    kernel_drops: Option<u64>,
}

/// The ledger with times in `zone`.
pub fn input(ledger: &Ledger, zone: &Zone) -> Input {
    let drops: Vec<u64> = ledger.interfaces.iter().filter_map(|one| one.dropped).collect();
    Input {
        partial: ledger.partial,
        packets_read: ledger.records.packets,
        packets_kept: ledger.kept.packets,
        bytes_read: ledger.files.iter().map(|file| file.bytes_read).sum(),
        bytes_skipped: ledger.files.iter().map(|file| file.bytes_skipped).sum(),
        records: records(&ledger.records, zone),
        kept: records(&ledger.kept, zone),
        kernel_drops: (!drops.is_empty()).then(|| drops.iter().sum()),
        link_types: ledger.interfaces.iter().map(|one| one.link_type.0).collect(),
        warnings: warnings(ledger),
        files: ledger.files.iter().map(|one| file(one, zone)).collect(),
        interfaces_total: ledger.interface_count,
        interfaces: ledger.interfaces.iter().take(MOST_INTERFACES).map(interface).collect(),
    }
}

fn records(tally: &RecordTally, zone: &Zone) -> Records {
    let text = |at: Option<Timestamp>| at.map(|at| zone.rfc3339(at));
    Records {
        frame_bytes: tally.wire_bytes,
        captured_bytes: tally.captured_bytes,
        snapped_packets: tally.snapped,
        out_of_order_packets: tally.out_of_order,
        shortest_frame_bytes: tally.shortest,
        longest_frame_bytes: tally.longest,
        first_seen: text(tally.first),
        first_seen_ns: tally.first.map(|at| at.0),
        last_seen: text(tally.last),
        last_seen_ns: tally.last.map(|at| at.0),
    }
}

fn file(file: &FileLedger, zone: &Zone) -> File {
    File {
        name: file.name.clone(),
        format: file.format.map(crate::report::FileFormat::name),
        compression: file.compression.map(crate::report::Compression::name),
        bytes_read: file.bytes_read,
        bytes_skipped: file.bytes_skipped,
        packets_read: file.records.packets,
        records: records(&file.records, zone),
        comments: file.comments,
        sha256: file.sha256.clone(),
        faults_total: file.fault_count,
        faults: file.faults.iter().map(fault).collect(),
    }
}

fn fault(fault: &FileFault) -> Fault {
    Fault {
        kind: fault.kind.name(),
        packet: fault.packet,
        offset: fault.offset,
        message: fault.message.clone(),
    }
}

fn interface(interface: &Interface) -> Described {
    Described {
        file: interface.file,
        link_type: interface.link_type.0,
        snap_length: interface.snap_length,
        name: interface.name.clone(),
        description: interface.description.clone(),
        filter: interface.filter.clone(),
        packets: interface.packets,
        kernel_drops: interface.dropped,
    }
}

/// Every fault that is described, as one line each: file, packet, byte, message.
#[must_use]
pub fn warnings(ledger: &Ledger) -> Vec<String> {
    let mut lines = Vec::new();
    for file in &ledger.files {
        lines.extend(file.faults.iter().map(|fault| file.sentence(fault)));
        let untold = file.fault_count.saturating_sub(file.faults.len() as u64);
        if untold > 0 {
            lines.push(format!("{}: {untold} more faults", crate::value::escape(&file.name)));
        }
    }
    lines.extend(ledger.streams.shortage());
    lines
}
