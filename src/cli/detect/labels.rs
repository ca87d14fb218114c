//! `netsift detect --eval LABELS.csv`: reading what flows were.

use std::net::IpAddr;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::cli::output::shown;
use crate::detect::{Label, Labels};
use crate::value::{Timestamp, escape};

/// Columns that have to be there.
const NEEDED: [&str; 8] =
    ["start_time", "end_time", "src_ip", "src_port", "dst_ip", "dst_port", "proto", "label"];

/// Reads labels: a table with a header.
///
/// # Errors
/// When the file cannot be read, or holds something else; the line is named.
pub fn read(path: &Path) -> Result<Labels> {
    let name = shown(path);
    let file = std::fs::File::open(path).with_context(|| name.clone())?;
    let mut table = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file);
    let header = table.headers().with_context(|| name.clone())?.clone();
    let place = |wanted: &str| header.iter().position(|it| it == wanted);
    let mut places = [0; NEEDED.len()];
    for (to, wanted) in places.iter_mut().zip(NEEDED) {
        let Some(at) = place(wanted) else {
            bail!("{name}: no column `{wanted}`; labels have the columns {}", NEEDED.join(","));
        };
        *to = at;
    }
    let (attack, technique) = (place("attack"), place("technique"));
    let mut labels = Labels::default();
    for record in table.records() {
        let record = record.with_context(|| name.clone())?;
        let line = record.position().map_or(0, csv::Position::line);
        let cells = places.map(|at| record.get(at).unwrap_or_default());
        let optional = |at: Option<usize>| at.and_then(|at| record.get(at)).unwrap_or_default();
        let label = label(cells, optional(attack), optional(technique));
        labels.push(label.with_context(|| format!("{name}: line {line}"))?);
    }
    if labels.is_empty() {
        bail!("{name}: no labels");
    }
    Ok(labels)
}

fn label(cells: [&str; NEEDED.len()], attack: &str, technique: &str) -> Result<Label> {
    let [first, last, source, source_port, destination, destination_port, protocol, label] = cells;
    let time = |text: &str| {
        Timestamp::parse(text).with_context(|| format!("`{}` is no time", escape(text)))
    };
    let host = |text: &str| -> Result<IpAddr> {
        text.parse().with_context(|| format!("`{}` is no address", escape(text)))
    };
    let port = |text: &str| -> Result<u16> {
        match text {
            "" => Ok(0),
            text => text.parse().with_context(|| format!("`{}` is no port", escape(text))),
        }
    };
    let is_attack = match label.to_ascii_lowercase().as_str() {
        "0" | "benign" | "normal" | "" => false,
        "1" | "attack" | "malicious" => true,
        _ => bail!("`{}` is no label; write 0 for benign and 1 for an attack", escape(label)),
    };
    let name = if attack.is_empty() { "attack" } else { attack };
    let source = host(source)?;
    let protocol = match protocol.to_ascii_lowercase().as_str() {
        "tcp" => 6,
        "udp" => 17,
        "sctp" => 132,
        "icmp" if source.is_ipv6() => 58,
        "icmp" => 1,
        "icmp6" | "icmpv6" | "ipv6-icmp" => 58,
        text => text.parse().with_context(|| format!("`{}` is no protocol", escape(text)))?,
    };
    Ok(Label {
        ends: [(source, port(source_port)?), (host(destination)?, port(destination_port)?)],
        protocol,
        first: time(first)?,
        last: time(last)?,
        attack: is_attack.then(|| (name.to_owned(), technique.to_owned())),
    })
}
