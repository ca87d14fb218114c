//! Every field that is read from messages of applications, held against tshark's field of the same
//! name, packet by packet.
//!
//! `NETSIFT_ORACLE_ONLY=dhcp.,ntp.` compares only the fields whose names begin so.

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::num::NonZeroUsize;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;

use netsift::engine::{Analyser, Fold, Needs, Options, Partition, run};
use netsift::packet::{FieldReader, Packet, ProtocolId, field};
use netsift::report::{Ledger, Section};
use netsift::source::{self, Inputs, Timeline};
use netsift::value::{Kind, Timestamp, Value};

use crate::{corpus, tshark};

/// Of all values of one packet for one field, at most one of so many may differ.
const ONE_OF: usize = 200;
/// Of those of one protocol, for the few packets that some have.
const ONE_OF_A_PROTOCOL: usize = 40;

/// What stands between the values of a cell.
const BETWEEN: char = '\u{1f}';

/// Fields that are read otherwise for a reason, which `DIFFERENCES.md` gives.
const APART: [&str; 1] = ["stun.att.type"];

/// Values by packet number and field.
type Cells = BTreeMap<(u64, &'static str), Vec<String>>;

#[test]
fn fields_of_messages_are_those_of_tshark() {
    let Some(folder) = corpus::folder() else { return };
    let fields = fields();
    let protocols: BTreeSet<&str> = fields.iter().map(|field| field.protocol.name()).collect();
    let mut shares: BTreeMap<&str, Share> = BTreeMap::new();
    for name in corpus::captures(&folder) {
        let path = folder.join("captures").join(&name);
        let mut ours = ours(&path, &fields);
        if ours.is_empty() && !may_have(&folder, &name, &protocols) {
            continue;
        }
        let (mut theirs, chains) = theirs(&path, &fields);
        for (packet, field) in keys(&ours, &theirs) {
            let our = ours.remove(&(packet, field)).unwrap_or_default();
            let their = theirs.remove(&(packet, field)).unwrap_or_default();
            // Who names a packet is compared elsewhere: see `applications.rs`.
            let chain = usize::try_from(packet - 1).ok().and_then(|place| chains.get(place));
            let is_named = chain.is_some_and(|chain| names(chain, field));
            if !is_named && (our.is_empty() || their.is_empty()) {
                continue;
            }
            let share = shares.entry(field.split('.').next().unwrap_or(field)).or_default();
            share.all += 1;
            if our != their {
                share.differing += 1;
                *share.places.entry((name.clone(), field)).or_default() += 1;
                show(&name, packet, field, &our, &their);
            }
        }
    }
    let (mut all, mut differing, mut offences) = (0, 0, String::new());
    for (protocol, share) in &shares {
        eprintln!("{protocol}: {} of {} differ {:?}", share.differing, share.all, share.places);
        (all, differing) = (all + share.all, differing + share.differing);
        if share.differing * ONE_OF_A_PROTOCOL > share.all {
            let _ = writeln!(offences, "{protocol}: {} of {}", share.differing, share.all);
        }
    }
    eprintln!("{differing} of {all} differ");
    assert!(all > 0, "nothing was compared");
    assert!(offences.is_empty(), "too many values differ from tshark's:\n{offences}");
    assert!(differing * ONE_OF <= all, "{differing} of {all} values differ from tshark's");
}

/// Whether a chain of protocols has that of a field, and not in a packet that ICMP quotes.
fn names(chain: &str, field: &str) -> bool {
    if chain.split(':').any(|layer| matches!(layer, "icmp" | "icmpv6")) {
        return false;
    }
    let protocol = FieldReader::by_name(field).map(|reader| reader.protocol.name());
    chain.split(':').any(|layer| Some(layer) == protocol || field.split('.').next() == Some(layer))
}

/// Compared values of one protocol.
#[derive(Default)]
struct Share {
    all: usize,
    differing: usize,
    places: BTreeMap<(String, &'static str), usize>,
}

fn keys(ours: &Cells, theirs: &Cells) -> BTreeSet<(u64, &'static str)> {
    ours.keys().chain(theirs.keys()).copied().collect()
}

/// The fields that both sides have.
fn fields() -> Vec<FieldReader> {
    let output = Command::new("tshark").args(["-G", "fields"]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let known: BTreeSet<&str> = text.lines().filter_map(|line| line.split('\t').nth(2)).collect();
    let only = std::env::var("NETSIFT_ORACLE_ONLY").unwrap_or_default();
    let only: Vec<&str> = only.split(',').collect();
    let asked = |reader: &FieldReader| {
        let name = reader.field.name;
        // `streams.rs` compares those of TLS, with settings of tshark's that give it all streams.
        reader.is_in_messages()
            && !matches!(reader.protocol, ProtocolId::Tls | ProtocolId::Quic)
            && known.contains(name)
            && !APART.contains(&name)
            && only.iter().any(|only| name.starts_with(only))
    };
    // One name may stand with several protocols; tshark knows it once.
    let mut names = BTreeSet::new();
    field::all().filter(asked).filter(|reader| names.insert(reader.field.name)).collect()
}

/// Whether tshark's decoding of the capture names one of the protocols.
fn may_have(folder: &Path, name: &str, protocols: &BTreeSet<&str>) -> bool {
    tshark::rows(folder, name).is_none_or(|rows| {
        rows.iter().any(|row| {
            let chain = row.get(tshark::Column::Protocols);
            chain.split(':').any(|layer| protocols.contains(layer))
        })
    })
}

/// Writes down the values of fields.
struct Notes {
    fields: Vec<FieldReader>,
    cells: Cells,
}

impl Fold for Notes {
    fn needs(&self) -> Needs {
        Needs::Messages
    }

    fn packet(&mut self, packet: &Packet<'_>, _: Partition) {
        if packet.messages().next().is_none() {
            return;
        }
        for reader in &self.fields {
            let mut values = Vec::new();
            reader.read(packet, &mut |value| values.push(text(&value)));
            if !values.is_empty() {
                self.cells.insert((packet.raw.number, reader.field.name), values);
            }
        }
    }

    fn absorb(&mut self, sibling: Self) {
        self.cells.extend(sibling.cells);
    }

    fn section(self: Box<Self>, _: &Ledger) -> Section {
        unreachable!("nobody asks for a section");
    }
}

fn ours(path: &Path, fields: &[FieldReader]) -> Cells {
    let inputs = Inputs { paths: vec![path.to_owned()], options: source::Options::default() };
    let mut timeline = Timeline::open(&inputs);
    let make = || {
        let notes = Notes { fields: fields.to_vec(), cells: Cells::new() };
        vec![Box::new(notes) as Box<dyn Analyser>]
    };
    let options = Options { jobs: NonZeroUsize::MIN, max_flows: 1_000_000 };
    let outcome = run(&mut timeline, &make, options, &AtomicBool::new(false));
    let notes: Box<dyn Any> = outcome.analysers.into_iter().next().unwrap().into_any();
    notes.downcast::<Notes>().unwrap().cells
}

/// A value of ours, in the form in which both are compared.
fn text(value: &Value<'_>) -> String {
    let hexadecimal = |bytes: &[u8]| {
        bytes.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    };
    match value {
        Value::Bool(flag) => u8::from(*flag).to_string(),
        Value::Unsigned(number) => number.to_string(),
        Value::Signed(number) => number.to_string(),
        Value::Time(Timestamp(at)) => at.to_string(),
        Value::Duration(nanoseconds) => nanoseconds.to_string(),
        Value::Ipv4(address) => address.to_string(),
        Value::Ipv6(address) => address.to_string(),
        Value::Mac(octets) => hexadecimal(octets),
        Value::Bytes(bytes) => hexadecimal(bytes),
        Value::Text(text) => readable(text),
        other => panic!("no field has {other:?}"),
    }
}

/// Text as tshark prints it: what is no printable character stands as an escape.
fn readable(text: &str) -> String {
    let mut readable = String::new();
    for one in text.chars() {
        match one {
            '\n' => readable.push_str("\\n"),
            '\r' => readable.push_str("\\r"),
            '\t' => readable.push_str("\\t"),
            one if one.is_control() => {
                let _ = write!(readable, "\\x{:02x}", u32::from(one));
            }
            one => readable.push(one),
        }
    }
    readable
}

/// The values that tshark has, and its chain of protocols of each packet.
fn theirs(path: &Path, fields: &[FieldReader]) -> (Cells, Vec<String>) {
    let mut command = Command::new("tshark");
    command.env("TZ", "UTC").arg("-n").arg("-r").arg(path);
    command.args(["-T", "fields", "-E", "occurrence=a", "-E", &format!("aggregator={BETWEEN}")]);
    command.args(["-e", "frame.time_epoch", "-e", "frame.protocols"]);
    for reader in fields {
        command.args(["-e", reader.field.name]);
    }
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let (mut cells, mut chains) = (Cells::new(), Vec::new());
    for line in BufReader::new(child.stdout.take().unwrap()).split(b'\n') {
        let line = String::from_utf8_lossy(&line.unwrap()).into_owned();
        let mut columns = line.split('\t');
        // tshark shows unknown and custom blocks of pcapng as if they were packets.
        let (time, chain) = (columns.next(), columns.next().unwrap_or_default());
        if (time, chain) == (Some(""), "data") {
            continue;
        }
        chains.push(chain.to_owned());
        let number = chains.len() as u64;
        for (reader, cell) in fields.iter().zip(columns) {
            if is_hidden(chain, reader.field.name) {
                continue;
            }
            let values = cell.split(BETWEEN).filter(|value| !value.is_empty());
            let values: Vec<_> =
                values.filter_map(|value| compared(value, reader.field.kind)).collect();
            if !values.is_empty() {
                cells.insert((number, reader.field.name), values);
            }
        }
    }
    // tshark fails on damaged captures, after it has shown what it could read.
    let _ = child.wait();
    (cells, chains)
}

/// Whether what tshark shows of DNS or HTTP is quoted by a control message, or decrypted with keys
/// that the capture holds.
fn is_hidden(protocols: &str, field: &str) -> bool {
    let hides = |name| matches!(name, "icmp" | "icmpv6" | "tls" | "quic" | "http2");
    (field.starts_with("dns.") || field.starts_with("http.")) && protocols.split(':').any(hides)
}

/// A value of tshark's, in the form in which both are compared; none where it has none.
fn compared(value: &str, kind: Kind) -> Option<String> {
    let number = || match value.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok().map(|number| number.to_string()),
        None => Some(value.to_owned()),
    };
    match kind {
        Kind::Boolean => Some(u8::from(matches!(value, "1" | "True")).to_string()),
        Kind::Unsigned | Kind::Signed => number(),
        Kind::Time => time(value),
        Kind::Duration => Some(nanoseconds(value)?.to_string()),
        Kind::Mac | Kind::Bytes => Some(value.replace(':', "")),
        _ => Some(value.to_owned()),
    }
}

fn nanoseconds(seconds: &str) -> Option<i64> {
    let (whole, fraction) = seconds.split_once('.')?;
    Some(whole.parse::<i64>().ok()? * 1_000_000_000 + fraction.parse::<i64>().ok()?)
}

/// `Feb  7, 2036 06:28:53.000000000 UTC` as nanoseconds since 1970; none of what is no time.
fn time(value: &str) -> Option<String> {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let words: Vec<&str> = value.split_whitespace().collect();
    let [month, day, year, clock, "UTC"] = words[..] else { return None };
    let month = i64::try_from(MONTHS.find(month)? / 3).ok()?;
    let day: i64 = day.trim_end_matches(',').parse().ok()?;
    let year: i64 = year.parse().ok()?;
    let [hours, minutes, seconds] = clock.split(':').collect::<Vec<_>>()[..] else { return None };
    // Days from the civil calendar (Hinnant), years beginning in March.
    let shifted = if month < 2 { year - 1 } else { year };
    let place = (153 * ((month + 10) % 12) + 2) / 5 + day - 1;
    let days = shifted * 365 + shifted.div_euclid(4) - shifted.div_euclid(100)
        + shifted.div_euclid(400)
        + place
        - 719_468;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    let whole = days * 86_400 + hours * 3_600 + minutes * 60;
    Some((whole * 1_000_000_000 + nanoseconds(seconds)?).to_string())
}

/// Prints a difference where `NETSIFT_ORACLE_SHOW` is a part of its capture's name and field.
fn show(capture: &str, packet: u64, field: &str, ours: &[String], theirs: &[String]) {
    let asked = std::env::var("NETSIFT_ORACLE_SHOW");
    if asked.is_ok_and(|part| format!("{capture} {field}").contains(&part)) {
        eprintln!("{capture} {packet} {field}: {ours:?} | {theirs:?}");
    }
}

#[test]
fn times_of_tshark_are_read() {
    assert_eq!(time("Jan  1, 1970 00:00:01.000000002 UTC"), Some("1000000002".to_owned()));
    assert_eq!(time("Feb  7, 2036 06:28:16.000000000 UTC"), Some("2085978496000000000".to_owned()));
    assert_eq!(time("NULL"), None);
}
