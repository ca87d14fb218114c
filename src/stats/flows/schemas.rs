//! Flow records under the names of others: which columns they have, what they call them, and in
//! which units they count. Each is a list of names; a cell is one of ours, converted or joined.

use super::columns::{COLUMNS, FlowColumn, Shown};
use crate::flow::EndReason;
use crate::report::Column;
use crate::stats::FlowSchema;
use crate::value::{Kind, Unit, Value};

/// A column under another name.
struct Renamed {
    name: &'static str,
    /// Ours.
    of: &'static str,
    convert: Convert,
}

/// What happens to a cell on the way.
#[derive(Clone, Copy)]
enum Convert {
    /// Nothing.
    Same,
    /// Times and spans as whole milliseconds, rounded down.
    Milliseconds,
    /// Times and spans as whole nanoseconds.
    Nanoseconds,
    /// The sum with another of our columns.
    Plus(&'static str),
    /// Text as something else.
    Text(Kind, fn(&str) -> Value<'static>),
    /// What is missing is 0.
    OrZero,
    /// Addresses of IPv4 alone, or of IPv6 alone.
    OfVersion(u8),
    /// The number of the protocol of IP.
    ProtocolNumber,
    /// The version of IP, as a number and as a word.
    Version,
    VersionName,
    /// Never anything: readers expect the column.
    Unset,
}

use Convert::{
    Milliseconds, Nanoseconds, OfVersion, OrZero, Plus, ProtocolNumber, Same, Text, Unset, Version,
    VersionName,
};

const fn from(name: &'static str, of: &'static str, convert: Convert) -> Renamed {
    Renamed { name, of, convert }
}

const fn same(name: &'static str) -> Renamed {
    Renamed { name, of: name, convert: Same }
}

/// Zeek's conn.log, with the columns of its policies for community ids and VLANs behind.
const ZEEK: &[Renamed] = &[
    same("ts"),
    same("uid"),
    same("id.orig_h"),
    same("id.orig_p"),
    same("id.resp_h"),
    same("id.resp_p"),
    same("proto"),
    from("service", "service", Text(Kind::Text, service_of_zeek)),
    same("duration"),
    same("orig_bytes"),
    same("resp_bytes"),
    same("conn_state"),
    from("local_orig", "flipped", Unset),
    from("local_resp", "flipped", Unset),
    same("missed_bytes"),
    same("history"),
    same("orig_pkts"),
    same("orig_ip_bytes"),
    same("resp_pkts"),
    same("resp_ip_bytes"),
    from("tunnel_parents", "uid", Unset),
    from("ip_proto", "proto", ProtocolNumber),
    same("community_id"),
    same("vlan"),
    same("inner_vlan"),
];

/// NFStream; bytes as with its accounting mode 0: whole frames.
const NFSTREAM: &[Renamed] = &[
    from("expiration_id", "end_reason", Text(Kind::Signed, expiration)),
    from("src_ip", "id.orig_h", Same),
    from("src_port", "id.orig_p", Same),
    from("dst_ip", "id.resp_h", Same),
    from("dst_port", "id.resp_p", Same),
    from("protocol", "proto", ProtocolNumber),
    from("ip_version", "id.orig_h", Version),
    from("vlan_id", "vlan", OrZero),
    from("bidirectional_first_seen_ms", "ts", Milliseconds),
    from("bidirectional_last_seen_ms", "last", Milliseconds),
    from("bidirectional_duration_ms", "total_duration", Milliseconds),
    from("bidirectional_packets", "orig_pkts", Plus("resp_pkts")),
    from("bidirectional_bytes", "orig_frame_bytes", Plus("resp_frame_bytes")),
    from("src2dst_packets", "orig_pkts", Same),
    from("src2dst_bytes", "orig_frame_bytes", Same),
    from("dst2src_packets", "resp_pkts", Same),
    from("dst2src_bytes", "resp_frame_bytes", Same),
    from("bidirectional_syn_packets", "orig_syn", Plus("resp_syn")),
    from("bidirectional_ack_packets", "orig_ack", Plus("resp_ack")),
    from("bidirectional_psh_packets", "orig_psh", Plus("resp_psh")),
    from("bidirectional_rst_packets", "orig_rst", Plus("resp_rst")),
    from("bidirectional_fin_packets", "orig_fin", Plus("resp_fin")),
    from("bidirectional_urg_packets", "orig_urg", Plus("resp_urg")),
    from("src2dst_syn_packets", "orig_syn", OrZero),
    from("src2dst_ack_packets", "orig_ack", OrZero),
    from("src2dst_psh_packets", "orig_psh", OrZero),
    from("src2dst_rst_packets", "orig_rst", OrZero),
    from("src2dst_fin_packets", "orig_fin", OrZero),
    from("src2dst_urg_packets", "orig_urg", OrZero),
    from("dst2src_syn_packets", "resp_syn", OrZero),
    from("dst2src_ack_packets", "resp_ack", OrZero),
    from("dst2src_psh_packets", "resp_psh", OrZero),
    from("dst2src_rst_packets", "resp_rst", OrZero),
    from("dst2src_fin_packets", "resp_fin", OrZero),
    from("dst2src_urg_packets", "resp_urg", OrZero),
    from("application_name", "service", Same),
];

/// Elastic Common Schema; bytes of whole frames, the duration in nanoseconds.
const ECS: &[Renamed] = &[
    from("event.start", "ts", Same),
    from("event.end", "last", Same),
    from("event.duration", "total_duration", Nanoseconds),
    from("source.ip", "id.orig_h", Same),
    from("source.port", "id.orig_p", Same),
    from("source.packets", "orig_pkts", Same),
    from("source.bytes", "orig_frame_bytes", Same),
    from("destination.ip", "id.resp_h", Same),
    from("destination.port", "id.resp_p", Same),
    from("destination.packets", "resp_pkts", Same),
    from("destination.bytes", "resp_frame_bytes", Same),
    from("network.type", "id.orig_h", VersionName),
    from("network.transport", "proto", Same),
    from("network.iana_number", "proto", ProtocolNumber),
    from("network.protocol", "service", Same),
    from("network.community_id", "community_id", Same),
    from("network.packets", "orig_pkts", Plus("resp_pkts")),
    from("network.bytes", "orig_frame_bytes", Plus("resp_frame_bytes")),
    from("network.vlan.id", "vlan", Same),
    from("network.inner.vlan.id", "inner_vlan", Same),
    from("event.reason", "end_reason", Same),
];

/// Information elements of IPFIX (IANA), those of the other direction with `reverse` before them
/// (RFC 5103). Octets are those of IP packets.
const IPFIX: &[Renamed] = &[
    from("flowStartNanoseconds", "ts", Nanoseconds),
    from("flowEndNanoseconds", "last", Nanoseconds),
    from("flowDurationMilliseconds", "total_duration", Milliseconds),
    from("sourceIPv4Address", "id.orig_h", OfVersion(4)),
    from("destinationIPv4Address", "id.resp_h", OfVersion(4)),
    from("sourceIPv6Address", "id.orig_h", OfVersion(6)),
    from("destinationIPv6Address", "id.resp_h", OfVersion(6)),
    from("ipVersion", "id.orig_h", Version),
    from("protocolIdentifier", "proto", ProtocolNumber),
    from("sourceTransportPort", "id.orig_p", Same),
    from("destinationTransportPort", "id.resp_p", Same),
    from("packetDeltaCount", "orig_pkts", Same),
    from("octetDeltaCount", "orig_ip_bytes", Same),
    from("reversePacketDeltaCount", "resp_pkts", Same),
    from("reverseOctetDeltaCount", "resp_ip_bytes", Same),
    from("tcpControlBits", "orig_tcp_flags", Same),
    from("reverseTcpControlBits", "resp_tcp_flags", Same),
    from("flowEndReason", "end_reason", Text(Kind::Unsigned, end_of_ipfix)),
    from("applicationName", "service", Same),
    from("vlanId", "vlan", Same),
];

/// A column of a schema, and how its cells are made.
pub struct SchemaColumn {
    /// What it is.
    pub column: Column,
    own: &'static FlowColumn,
    other: Option<&'static FlowColumn>,
    convert: Convert,
}

/// The columns of a schema.
pub fn columns(schema: FlowSchema) -> Vec<SchemaColumn> {
    let list = match schema {
        FlowSchema::Netsift => return COLUMNS.iter().map(as_it_is).collect(),
        FlowSchema::Zeek => ZEEK,
        FlowSchema::Nfstream => NFSTREAM,
        FlowSchema::Ecs => ECS,
        FlowSchema::Ipfix => IPFIX,
    };
    list.iter().filter_map(renamed).collect()
}

fn ours(name: &str) -> Option<&'static FlowColumn> {
    COLUMNS.iter().find(|column| column.name == name)
}

fn as_it_is(own: &'static FlowColumn) -> SchemaColumn {
    SchemaColumn { column: own.column(), own, other: None, convert: Same }
}

fn renamed(renamed: &Renamed) -> Option<SchemaColumn> {
    let own = ours(renamed.of)?;
    let other = if let Plus(other) = renamed.convert { ours(other) } else { None };
    let Column { kind, unit, doc, .. } = own.column();
    let (kind, unit, doc) = match renamed.convert {
        Same | Plus(_) | OrZero => (kind, unit, doc),
        Unset => (kind, Unit::None, "never set"),
        Milliseconds if kind == Kind::Time => (Kind::Signed, Unit::None, "milliseconds since 1970"),
        Milliseconds => (Kind::Signed, Unit::None, "milliseconds between first and last packet"),
        Nanoseconds if kind == Kind::Time => (Kind::Signed, Unit::None, "nanoseconds since 1970"),
        Nanoseconds => (Kind::Signed, Unit::None, "nanoseconds between first and last packet"),
        Text(kind, _) => (kind, Unit::None, doc),
        OfVersion(4) => (Kind::Ipv4, Unit::None, doc),
        OfVersion(_) => (Kind::Ipv6, Unit::None, doc),
        ProtocolNumber => (Kind::Unsigned, Unit::None, "protocol number of IP"),
        Version => (Kind::Unsigned, Unit::None, "version of IP"),
        VersionName => (Kind::Text, Unit::None, "ipv4 or ipv6"),
    };
    let column = Column::new(renamed.name, kind, unit, doc);
    Some(SchemaColumn { column, own, other, convert: renamed.convert })
}

impl SchemaColumn {
    /// The cell of a record.
    pub fn cell(&self, shown: &Shown<'_>) -> Value<'static> {
        match self.convert {
            Same => return (self.own.read)(shown),
            Unset => return Value::Null,
            ProtocolNumber => return shown.record.account.key.protocol.into(),
            _ => {}
        }
        let cell = (self.own.read)(shown);
        match (self.convert, cell) {
            (Milliseconds, Value::Time(at)) => Value::Signed(at.0.div_euclid(1_000_000)),
            (Milliseconds, Value::Duration(span)) => Value::Signed(span.div_euclid(1_000_000)),
            (Nanoseconds, Value::Time(at)) => Value::Signed(at.0),
            (Nanoseconds, Value::Duration(span)) => Value::Signed(span),
            (Plus(_), Value::Unsigned(one)) => match self.other.map(|other| (other.read)(shown)) {
                Some(Value::Unsigned(other)) => one.saturating_add(other).into(),
                _ => Value::Unsigned(one),
            },
            (OrZero | Plus(_), Value::Null) => Value::Unsigned(0),
            (Text(_, convert), Value::Text(text)) => convert(&text),
            (OfVersion(4), Value::Ipv6(_)) | (OfVersion(6), Value::Ipv4(_)) => Value::Null,
            (Version, Value::Ipv4(_)) => Value::Unsigned(4),
            (Version, _) => Value::Unsigned(6),
            (VersionName, Value::Ipv4(_)) => "ipv4".into(),
            (VersionName, _) => "ipv6".into(),
            (_, cell) => cell,
        }
    }
}

/// Applications that Zeek calls otherwise than Wireshark.
const SERVICES_OF_ZEEK: [(&str, &str); 9] = [
    ("tls", "ssl"),
    ("kerberos", "krb"),
    ("dcerpc", "dce_rpc"),
    ("smb2", "smb"),
    ("mdns", "dns"),
    ("llmnr", "dns"),
    ("nbns", "dns"),
    ("pgsql", "postgresql"),
    ("pop", "pop3"),
];

fn service_of_zeek(ours: &str) -> Value<'static> {
    let names = ours.split(',').map(|name| {
        let known = SERVICES_OF_ZEEK.iter().find(|(wireshark, _)| *wireshark == name);
        known.map_or(name, |(_, zeek)| zeek)
    });
    names.collect::<Vec<_>>().join(",").into()
}

/// NFStream: 0 for idle, 1 for active, -1 for a reason of the user's own; the end of the capture
/// is idle there.
fn expiration(reason: &str) -> Value<'static> {
    Value::Signed(match reason {
        "active_timeout" => 1,
        "lack_of_resources" => -1,
        _ => 0,
    })
}

/// The numbers of flowEndReason (information element 136).
fn end_of_ipfix(reason: &str) -> Value<'static> {
    let found = EndReason::ALL.into_iter().find(|known| known.name() == reason);
    found.map(EndReason::ipfix).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Timestamp;

    #[test]
    fn every_name_of_ours_in_a_schema_is_one() {
        for (schema, list) in [
            (FlowSchema::Zeek, ZEEK),
            (FlowSchema::Nfstream, NFSTREAM),
            (FlowSchema::Ecs, ECS),
            (FlowSchema::Ipfix, IPFIX),
        ] {
            assert_eq!(columns(schema).len(), list.len(), "{}", schema.name());
            for entry in list {
                let other = if let Plus(other) = entry.convert { other } else { entry.of };
                assert!(ours(entry.of).is_some() && ours(other).is_some(), "{}", entry.name);
            }
        }
    }

    #[test]
    fn names_of_services_and_reasons_are_those_of_the_schema() {
        assert_eq!(service_of_zeek("stun,tls"), "stun,ssl".into());
        assert_eq!(end_of_ipfix("ports_reused"), Value::Unsigned(3));
        assert_eq!(end_of_ipfix("lack_of_resources"), Value::Unsigned(5));
        assert_eq!(expiration("active_timeout"), Value::Signed(1));
        assert_eq!(Timestamp(-1).0.div_euclid(1_000_000), -1);
    }
}
