//! Every packet of every reference capture, decoded as tshark decodes it: lengths, time, the chain
//! of protocols down to the transport and through tunnels, addresses, VLANs, ports, flags.

use std::collections::BTreeSet;

use netsift::packet::{
    Decoded, FieldReader, Messages, Packet, ProtocolId, RawPacket, Role, decode,
};
use netsift::value::Value;

use crate::differences::{Counts, disagreement, listed};
use crate::tshark::{Column, Row};
use crate::{capture, corpus, tshark};

/// At most one packet of so many may differ, whatever the reasons are.
const ONE_OF: usize = 200;

/// Columns whose values a field of ours has as well, and the protocol they belong to.
const VALUES: [(&str, Column, &str); 13] = [
    ("eth.src", Column::EthernetSource, "eth"),
    ("eth.dst", Column::EthernetDestination, "eth"),
    ("vlan.id", Column::Vlan, "vlan"),
    ("ip.src", Column::Ipv4Source, "ip"),
    ("ip.dst", Column::Ipv4Destination, "ip"),
    ("ip.proto", Column::IpProtocol, "ip"),
    ("ipv6.src", Column::Ipv6Source, "ipv6"),
    ("ipv6.dst", Column::Ipv6Destination, "ipv6"),
    ("tcp.srcport", Column::TcpSource, "tcp"),
    ("tcp.dstport", Column::TcpDestination, "tcp"),
    ("tcp.flags", Column::TcpFlags, "tcp"),
    ("udp.srcport", Column::UdpSource, "udp"),
    ("udp.dstport", Column::UdpDestination, "udp"),
];

#[test]
fn every_packet_is_decoded_as_tshark_does() {
    let Some(folder) = corpus::folder() else { return };
    let (mut packets, mut differing) = (0_usize, 0_usize);
    let mut found = Counts::new();
    let mut decoded = Decoded::default();
    for name in corpus::captures(&folder) {
        let Some(rows) = tshark::rows(&folder, &name) else { continue };
        let mut rows = rows.iter().filter(|row| !is_block(row));
        let mut read = 0;
        capture::each_packet(&folder, &name, |raw| {
            read += 1;
            // Where tshark gave up, our reader may know more.
            let Some(row) = rows.next() else { return };
            decode(raw, &mut decoded);
            let packet =
                Packet { raw, decoded: &decoded, messages: Messages::default(), of_flow: &[] };
            let fields = differing_fields(&packet, row);
            packets += 1;
            differing += usize::from(!fields.is_empty());
            for field in fields {
                show(&name, field, &packet, row);
                *found.entry((name.clone(), field.to_owned())).or_default() += 1;
            }
        });
        match rows.count() {
            0 => {}
            left => *found.entry((name, "packets".to_owned())).or_default() += left,
        }
    }
    eprintln!("{differing} of {packets} packets differ from tshark's decoding");
    let disagreement = disagreement(&found, &listed());
    assert!(disagreement.is_empty(), "see tests/oracle/DIFFERENCES.md\n{disagreement}");
    assert!(packets > 250_000, "only {packets} packets were compared");
    assert!(differing * ONE_OF <= packets, "{differing} of {packets} packets differ");
}

/// Whether a row is no packet: tshark shows unknown and custom blocks of pcapng as if they were.
fn is_block(row: &Row) -> bool {
    row.get(Column::Time).is_empty() && row.get(Column::Protocols) == "data"
}

/// The fields in which a packet differs from tshark's row.
fn differing_fields(packet: &Packet<'_>, row: &Row) -> Vec<&'static str> {
    let mut fields = Vec::new();
    let raw = packet.raw;
    let number = |column| row.get(column).parse::<u64>().ok();
    if number(Column::WireBytes) != Some(raw.wire_bytes.into()) {
        fields.push("frame.len");
    }
    if number(Column::CapturedBytes) != Some(raw.captured().len() as u64) {
        fields.push("frame.cap_len");
    }
    // A simple packet block has no time; tshark leaves it empty, our timeline goes on.
    let time = row.get(Column::Time);
    if !time.is_empty() && nanoseconds(time) != Some(raw.at.0.into()) {
        fields.push("frame.time_epoch");
    }
    let (theirs, beyond) = chain(row.get(Column::Protocols));
    if our_chain(packet) != theirs {
        fields.push("frame.protocols");
    }
    for (field, column, protocol) in VALUES {
        let ours = values(packet, field);
        let theirs = row.values(column);
        // What lies inside an application is its own affair: a packet in a log, a certificate.
        let same = if beyond.contains(protocol) && theirs.len() > ours.len() {
            ours.iter().zip(&theirs).all(|(our, their)| our == their)
        } else {
            ours == theirs
        };
        if !same {
            fields.push(field);
        }
    }
    fields
}

/// The part of tshark's chain that the walk decodes, and the protocols beyond it.
fn chain(protocols: &str) -> (Vec<&str>, BTreeSet<&str>) {
    let mut names = protocols.split(':').filter(|name| !PSEUDO.contains(name)).peekable();
    let mut walked: Vec<&str> = Vec::new();
    while let Some(name) = names.next_if(|name| is_walked(name)) {
        if !TWICE.contains(&name) || walked.last() != Some(&name) {
            walked.push(name);
        }
    }
    (walked, names.collect())
}

/// Names that tshark notes for steps of its own, which are no layers.
const PSEUDO: [&str; 2] = ["ethertype", "wlan_radio"];

/// Protocols that tshark notes twice a layer.
const TWICE: [&str; 1] = ["igmp"];

fn is_walked(name: &str) -> bool {
    ProtocolId::by_name(name).is_some_and(|id| {
        !matches!(id.role(), Role::Application | Role::Frame) && id != ProtocolId::Data
    })
}

fn our_chain(packet: &Packet<'_>) -> Vec<&'static str> {
    let mut names: Vec<_> = packet.layers().iter().map(|layer| layer.protocol.name()).collect();
    // tshark has EAP inside EAPOL in its tree, and does not name it here.
    if names.ends_with(&["eapol", "eap"]) {
        names.pop();
    }
    names
}

/// Our values of a field as tshark writes them.
fn values(packet: &Packet<'_>, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    let field = FieldReader::by_name(name).unwrap_or_else(|| panic!("there is no field {name}"));
    field.read(packet, &mut |value| {
        found.push(match value {
            Value::Unsigned(flags) if name == "tcp.flags" => format!("0x{flags:04x}"),
            Value::Unsigned(number) => number.to_string(),
            Value::Ipv4(address) => address.to_string(),
            Value::Ipv6(address) => address.to_string(),
            Value::Mac(octets) => octets.map(|octet| format!("{octet:02x}")).join(":"),
            other => panic!("{name} is {other:?}"),
        });
    });
    found
}

/// Seconds with nine decimals as nanoseconds.
fn nanoseconds(text: &str) -> Option<i128> {
    let (seconds, fraction) = text.split_once('.')?;
    let sign = if seconds.starts_with('-') { -1 } else { 1 };
    let (seconds, fraction): (i128, i128) = (seconds.parse().ok()?, fraction.parse().ok()?);
    Some(seconds * 1_000_000_000 + sign * fraction)
}

/// Prints a difference where `NETSIFT_ORACLE_SHOW` is a part of its capture's name and field.
fn show(capture: &str, field: &str, packet: &Packet<'_>, row: &Row) {
    let asked = std::env::var("NETSIFT_ORACLE_SHOW");
    if !asked.is_ok_and(|part| format!("{capture} {field}").contains(&part)) {
        return;
    }
    let RawPacket { number, at, wire_bytes, .. } = packet.raw;
    let chain = our_chain(packet).join(":");
    let (ours, theirs) = VALUES.iter().find(|(name, ..)| *name == field).map_or_else(
        || (format!("{wire_bytes} {}", at.0), row.get(Column::Time)),
        |&(name, column, _)| (values(packet, name).join(","), row.get(column)),
    );
    let (bytes, protocols) = (row.get(Column::WireBytes), row.get(Column::Protocols));
    eprintln!("{capture} {number} {field}: {chain} {ours} | {theirs} {bytes} {protocols}");
}
