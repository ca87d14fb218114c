//! What tshark says of a capture, read from its tables.

use std::net::IpAddr;
use std::path::Path;
use std::process::Command;

use netsift::packet::{ProtocolId, Role};

use super::choice::Choice;
use super::{Answers, Cell, Row, questions, spelling};

/// Everything said of one capture.
pub struct Theirs {
    pub answers: Answers,
    pub packets: u64,
}

/// The titles of its tables.
const TITLES: [(&str, &str); 6] = [
    ("eth", "Ethernet"),
    ("ip", "IPv4"),
    ("ipv6", "IPv6"),
    ("tcp", "TCP"),
    ("udp", "UDP"),
    ("sctp", "SCTP"),
];

pub fn read(file: &Path, interval_s: u64, choice: &Choice) -> Theirs {
    let mut command = Command::new("timeout");
    command.args(["120", "tshark", "-n", "-q"]);
    for question in questions() {
        let mut asked = spelling(&question, interval_s);
        if let Some(filter) = choice.filter() {
            asked.push(',');
            asked.push_str(&filter);
        }
        command.args(["-z", &asked]);
    }
    let output = command.arg("-r").arg(file).output().expect("tshark is installed");
    let text = String::from_utf8_lossy(&output.stdout);
    let mut theirs = Theirs { answers: Answers::new(), packets: 0 };
    let mut question = String::new();
    let mut path: Vec<&str> = Vec::new();
    for line in text.lines() {
        if let Some(asked) = heading(line) {
            question = asked;
            path.clear();
            theirs.answers.entry(question.clone()).or_default();
            continue;
        }
        let row = match question.as_str() {
            "io,phs" => hierarchy(line, &mut path),
            "plen,tree" => bucket(line, &mut theirs.packets),
            "io,stat" => bin(line, interval_s),
            asked if asked.starts_with("conv") => conversation(line, asked),
            asked => endpoint(line, asked),
        };
        theirs.answers.entry(question.clone()).or_default().extend(row);
    }
    theirs.answers.remove("");
    if let Some(rows) = theirs.answers.get_mut("conv,udp") {
        *rows = joined(std::mem::take(rows));
    }
    // Of a capture that takes no time, or too much, it writes a table without rows.
    theirs.answers.retain(|question, rows| question != "io,stat" || !rows.is_empty());
    theirs
}

/// The question whose answer begins here.
fn heading(line: &str) -> Option<String> {
    match line {
        "Protocol Hierarchy Statistics" => return Some("io,phs".to_owned()),
        "Packet Lengths:" => return Some("plen,tree".to_owned()),
        _ => {}
    }
    if line.starts_with("| IO Statistics") {
        return Some("io,stat".to_owned());
    }
    let (name, kind) = line.rsplit_once(' ')?;
    let (level, _) = TITLES.iter().find(|(_, title)| *title == name)?;
    match kind {
        "Conversations" => Some(format!("conv,{level}")),
        "Endpoints" => Some(format!("endpoints,{level}")),
        _ => None,
    }
}

/// `    ip       frames:12 bytes:3456`, two spaces for each protocol outside.
fn hierarchy<'a>(line: &'a str, path: &mut Vec<&'a str>) -> Option<Row> {
    let name = line.split_whitespace().next()?;
    let mut numbers = line.split_whitespace().skip(1);
    let packets = numbers.next()?.strip_prefix("frames:")?.parse().ok()?;
    let bytes = numbers.next()?.strip_prefix("bytes:")?.parse().ok()?;
    path.truncate((line.len() - line.trim_start().len()) / 2);
    // The tree has an item for each label of a stack; `frame.protocols` names the stack once.
    let is_label = name == "mpls" && path.last() == Some(&"mpls");
    path.push(name);
    let below = |name: &&str| {
        ProtocolId::by_name(name).is_some_and(|id| id.role() != Role::Application)
            && *name != "data"
    };
    let cells = vec![Cell::Count(packets), Cell::Count(bytes)];
    let mut shown: Vec<&str> = path.iter().copied().filter(|name| !ADDED.contains(name)).collect();
    shown.dedup_by(|label, stack| label == stack && *label == "mpls");
    (!is_label && !ADDED.contains(&name) && shown.iter().all(below))
        .then(|| Row { key: shown.join(":"), cells })
}

/// What tshark's tree has beside headers: the radio, from the headers before and after; comments
/// of the file; the control word of a pseudo-wire, twice; and, if a filter asks for numbers, the
/// frame around all.
const ADDED: [&str; 5] = ["frame", "wlan_radio", "pkt_comment", "pweth.cw", "pwethcw"];

/// `A <-> B  frames bytes  frames bytes  frames bytes  start  duration`.
fn conversation(line: &str, question: &str) -> Option<Row> {
    let (a, rest) = line.split_once("<->")?;
    let mut words = rest.split_whitespace();
    let ports = matches!(question, "conv,tcp" | "conv,udp" | "conv,sctp");
    let key = format!("{} <-> {}", end(a.trim(), ports), end(words.next()?, ports));
    let mut cells = Vec::new();
    for _ in 0..3 {
        cells.push(Cell::Count(words.next()?.parse().ok()?));
        cells.push(bytes(words.next()?, words.next()?)?);
    }
    cells.push(about(words.next()?)?);
    cells.push(about(words.next()?)?);
    Some(Row { key, cells })
}

/// Rows of the same two ends as one. Dissectors of tshark (SNMP, RTP, GTP) set conversations up of
/// their own, and what they catch is counted apart, each way even.
fn joined(mut rows: Vec<Row>) -> Vec<Row> {
    let start = |row: &Row| if let Cell::About { value, .. } = row.cells[6] { value } else { 0.0 };
    rows.sort_by(|one, other| start(one).total_cmp(&start(other)));
    let mut joined: Vec<Row> = Vec::new();
    for mut row in rows {
        let (a, b) = row.key.split_once(" <-> ").unwrap();
        let turned = format!("{b} <-> {a}");
        let Some(first) = joined.iter_mut().find(|own| own.key == row.key || own.key == turned)
        else {
            joined.push(row);
            continue;
        };
        if first.key == turned {
            row.cells.swap(0, 2);
            row.cells.swap(1, 3);
        }
        let passed = start(&row) - start(first);
        for (own, more) in first.cells.iter_mut().zip(&row.cells).take(6) {
            *own = sum(own, more);
        }
        let [.., Cell::About { value: own, error }] = &mut first.cells[..] else { panic!() };
        let Cell::About { value: more, .. } = row.cells[7] else { panic!() };
        *own = own.max(passed + more);
        *error *= 2.0;
    }
    joined
}

fn sum(one: &Cell, other: &Cell) -> Cell {
    let ends = |cell: &Cell| match cell {
        Cell::Count(count) => (*count, *count),
        Cell::Between { least, most } => (*least, *most),
        other => panic!("{other:?}"),
    };
    let (one, other) = (ends(one), ends(other));
    let (least, most) = (one.0 + other.0, one.1 + other.1);
    if least == most { Cell::Count(least) } else { Cell::Between { least, most } }
}

fn end(text: &str, port: bool) -> String {
    if !port {
        return address(text);
    }
    let (host, port) = text.rsplit_once(':').unwrap();
    format!("{}:{port}", address(host))
}

/// The address as Rust writes it.
fn address(text: &str) -> String {
    text.parse::<IpAddr>().map_or_else(|_| text.to_owned(), |address| address.to_string())
}

fn bytes(value: &str, unit: &str) -> Option<Cell> {
    let value: u64 = value.parse().ok()?;
    let unit = match unit {
        "bytes" => return Some(Cell::Count(value)),
        "kB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        _ => return None,
    };
    Some(Cell::Between { least: value * unit, most: value * unit + unit - 1 })
}

/// A decimal number, off by at most one in its last place.
fn about(text: &str) -> Option<Cell> {
    let places = text.split_once('.').map_or(0, |(_, part)| part.len());
    let error = 10_f64.powi(-i32::try_from(places).ok()?) * 1.001;
    Some(Cell::About { value: text.parse().ok()?, error })
}

/// A number that tshark computes with the 24 bits of a C float.
fn single(cell: Cell) -> Cell {
    match cell {
        Cell::About { value, error } => Cell::About { value, error: error + value * 1.2e-7 },
        other => other,
    }
}

fn endpoint(line: &str, question: &str) -> Option<Row> {
    let mut words = line.split_whitespace();
    let mut key = address(words.next()?);
    if matches!(question, "endpoints,tcp" | "endpoints,udp" | "endpoints,sctp") {
        key = format!("{key} {}", words.next()?);
    }
    let cells: Option<Vec<Cell>> =
        words.map(|word| Some(Cell::Count(word.parse().ok()?))).collect();
    cells.filter(|cells| cells.len() == 6).map(|cells| Row { key, cells })
}

/// ` 40-79   247   54.10   54   66   0.0931   15.37%  ...`.
fn bucket(line: &str, packets: &mut u64) -> Option<Row> {
    let (name, rest) = line.split_at_checked(18)?;
    let words: Vec<&str> = rest.split_whitespace().collect();
    let [count, average, least, most, ..] = words[..] else { return None };
    // The rate before it is empty where no time passes.
    let percent = words.iter().find(|word| word.ends_with('%'))?;
    let count = count.parse().ok()?;
    if count == 0 {
        return None;
    }
    if name.trim() == "Packet Lengths" {
        *packets = count;
        return None;
    }
    let number = |text: &str| text.parse().map_or(Cell::Nothing, Cell::Count);
    let average = about(average).map_or(Cell::Nothing, single);
    let percent = about(percent.trim_end_matches('%'))?;
    let cells = vec![Cell::Count(count), average, number(least), number(most), percent];
    Some(Row { key: name.trim().to_owned(), cells })
}

/// `| 12 <> 13 |  5 | 600 |`; rows of nothing are left out.
fn bin(line: &str, interval_s: u64) -> Option<Row> {
    let (from, rest) = line.strip_prefix('|')?.split_once("<>")?;
    // Of a short capture it writes a fraction, which is zero.
    let from: u64 = from.split('.').next()?.trim().parse().ok()?;
    let mut cells = rest.split('|').skip(1).map(|cell| cell.trim().parse());
    let (packets, bytes) = (cells.next()?.ok()?, cells.next()?.ok()?);
    let cells = vec![Cell::Count(packets), Cell::Count(bytes)];
    (packets > 0).then(|| Row { key: (from / interval_s).to_string(), cells })
}
