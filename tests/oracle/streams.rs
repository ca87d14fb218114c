//! Fields of handshakes, of TLS and QUIC, held against those of tshark, packet by packet: streams
//! must be put in order, cut and read as tshark does.
//!
//! A protocol is a line in `PROTOCOLS`, and a list of fields.

mod listed;
mod ours;

mod quic;
mod theirs;
mod tls;

use std::collections::BTreeMap;

use crate::corpus;
use crate::differences::{Counts, disagreement};

/// A protocol whose fields are compared.
#[derive(Clone, Copy, Debug)]
pub struct Compared {
    /// Its name in tshark's chain of protocols.
    pub name: &'static str,
    /// Which packets tshark is asked about.
    pub filter: &'static str,
    /// Its fields and how tshark writes them.
    pub fields: &'static [(&'static str, Style)],
    /// Values that must be compared at least, so that a test that compares nothing fails.
    pub least: usize,
    /// At most one value of so many may differ, whatever the reasons are.
    pub one_of: usize,
}

/// How tshark writes a field.
#[derive(Clone, Copy, Debug)]
pub enum Style {
    /// As it is: decimal numbers, text, bytes in hexadecimal.
    Plain,
    /// A hexadecimal number of so many digits.
    Hex(usize),
}

const PROTOCOLS: &[Compared] = &[tls::COMPARED, quic::COMPARED];

/// The values of each field of one packet, joined by commas, in the order of the list.
pub type Cells = Vec<String>;

#[test]
fn every_field_of_handshakes_is_read_as_tshark_reads_it() {
    let Some(folder) = corpus::folder() else { return };
    let mut found = Counts::new();
    let mut failures = Vec::new();
    for compared in PROTOCOLS {
        let (mut values, mut differing) = (0, 0);
        for name in corpus::captures(&folder) {
            let path = folder.join("captures").join(&name);
            let Some(streams) = theirs::Streams::of(&folder, &name, compared.name) else {
                continue;
            };
            let mut theirs = theirs::read(&path, compared);
            let empty = vec![String::new(); compared.fields.len()];
            let mut ours: BTreeMap<u64, Cells> = ours::read(&folder, &name, compared);
            let packets: std::collections::BTreeSet<u64> =
                ours.keys().chain(theirs.keys()).copied().collect();
            // How streams are named is another comparison.
            for packet in packets.into_iter().filter(|&packet| streams.has(packet)) {
                let our = ours.remove(&packet).unwrap_or_else(|| empty.clone());
                let their = theirs.remove(&packet).unwrap_or_else(|| empty.clone());
                for ((our, their), (field, _)) in our.iter().zip(&their).zip(compared.fields) {
                    if our.is_empty() && their.is_empty() {
                        continue;
                    }
                    values += 1;
                    if our != their {
                        differing += 1;
                        show(&name, packet, field, our, their);
                        *found.entry((name.clone(), (*field).to_owned())).or_default() += 1;
                    }
                }
            }
        }
        eprintln!("{}: {differing} of {values} fields of packets differ", compared.name);
        if values < compared.least {
            failures.push(format!("{}: only {values} were compared", compared.name));
        }
        if differing * compared.one_of > values {
            failures.push(format!("{}: {differing} of {values} differ", compared.name));
        }
    }
    let disagreement = disagreement(&found, &listed::listed());
    assert!(disagreement.is_empty(), "see tests/oracle/DIFFERENCES.md\n{disagreement}");
    assert!(failures.is_empty(), "{failures:?}");
}

/// Prints a difference where `NETSIFT_ORACLE_SHOW` is a part of its capture's name and field.
fn show(capture: &str, packet: u64, field: &str, our: &str, their: &str) {
    let asked = std::env::var("NETSIFT_ORACLE_SHOW");
    if asked.is_ok_and(|part| format!("{capture} {field}").contains(&part)) {
        eprintln!("{capture} {packet} {field}\n  ours   {our}\n  tshark {their}");
    }
}
