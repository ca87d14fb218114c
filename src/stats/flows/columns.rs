//! The columns of flow records, each with its meaning and how it is read: Zeek's first, in Zeek's
//! order and with its meaning, then ours.

use crate::flow::{End, FlowRecord, Side, community_id, uid};
use crate::packet::ProtocolId;
use crate::report::Column;
use crate::value::{Kind, Unit, Value};

/// A record, and what several columns are made of.
pub struct Shown<'a> {
    /// The record.
    pub record: &'a FlowRecord,
    /// Its community id.
    pub community_id: String,
}

impl<'a> Shown<'a> {
    /// Prepares a record.
    pub fn new(record: &'a FlowRecord) -> Self {
        Self { record, community_id: community_id(&record.account.key) }
    }

    fn address(&self, of: impl Fn([End; 2]) -> End) -> Value<'static> {
        of(self.record.hosts()).value(self.record.account.key.pair.family)
    }

    /// What needs a span of time to mean anything, in Zeek as well: nothing in a flow without one.
    fn over_time(&self, value: impl Into<Value<'static>>) -> Value<'static> {
        if self.record.duration_ns() > 0 { value.into() } else { Value::Null }
    }

    fn is_tcp(&self) -> bool {
        self.record.account.key.protocol_name() == "tcp"
    }

    fn of_tcp(&self, value: impl Into<Value<'static>>) -> Value<'static> {
        if self.is_tcp() { value.into() } else { Value::Null }
    }

    fn vlan(&self, of: impl Fn([Option<u16>; 2]) -> Option<u16>) -> Value<'static> {
        let surroundings = self.record.account.surroundings.as_ref();
        surroundings.and_then(|around| of(around.vlans)).into()
    }

    /// An address of the tunnel, on the originator's side or the responder's.
    fn outer(&self, of_originator: bool) -> Value<'static> {
        let account = &self.record.account;
        let Some(outer) = account.surroundings.as_ref().and_then(|around| around.outer) else {
            return Value::Null;
        };
        match if of_originator == account.is_flipped { outer.destination } else { outer.source } {
            std::net::IpAddr::V4(address) => Value::Ipv4(address),
            std::net::IpAddr::V6(address) => Value::Ipv6(address),
        }
    }
}

/// A column and what it shows of a record.
pub struct FlowColumn {
    /// What it is.
    pub column: Column,
    /// Its cell.
    pub read: fn(&Shown<'_>) -> Value<'static>,
}

type Read = fn(&Shown<'_>) -> Value<'static>;

const fn text(name: &'static str, doc: &'static str, read: Read) -> FlowColumn {
    FlowColumn { column: Column::text(name, doc), read }
}

const fn count(name: &'static str, doc: &'static str, read: Read) -> FlowColumn {
    FlowColumn { column: Column::count(name, doc), read }
}

const fn bytes(name: &'static str, doc: &'static str, read: Read) -> FlowColumn {
    FlowColumn { column: Column::bytes(name, doc), read }
}

const fn packets(name: &'static str, doc: &'static str, read: Read) -> FlowColumn {
    FlowColumn { column: Column::packets(name, doc), read }
}

const fn address(name: &'static str, doc: &'static str, read: Read) -> FlowColumn {
    FlowColumn { column: Column::new(name, Kind::Address, Unit::None, doc), read }
}

const fn span(name: &'static str, doc: &'static str, read: Read) -> FlowColumn {
    FlowColumn { column: Column::new(name, Kind::Duration, Unit::Seconds, doc), read }
}

fn originator([originator, _]: [End; 2]) -> End {
    originator
}

fn responder([_, responder]: [End; 2]) -> End {
    responder
}

fn flag(side: &Side, bit: usize) -> u64 {
    side.flag_counts().get(bit).copied().unwrap_or_default()
}

fn letters(shown: &Shown<'_>) -> Value<'static> {
    let letters = shown.record.account.history.letters();
    if letters.is_empty() {
        return Value::Null;
    }
    String::from_utf8_lossy(letters).into_owned().into()
}

fn service(shown: &Shown<'_>) -> Value<'static> {
    let services = shown.record.account.services;
    match services.map(|service| service.map(ProtocolId::name)) {
        [None, ..] => Value::Null,
        [Some(name), None, _] => name.into(),
        names => names.into_iter().flatten().collect::<Vec<_>>().join(",").into(),
    }
}

fn duration(shown: &Shown<'_>) -> Value<'static> {
    shown.over_time(Value::Duration(shown.record.duration_ns()))
}

fn missed(shown: &Shown<'_>) -> Value<'static> {
    shown.record.ends.iter().map(|end| end.missed).sum::<u64>().into()
}

fn nanoseconds(span: Option<i64>) -> Value<'static> {
    span.map_or(Value::Null, Value::Signed)
}

/// Every column.
#[rustfmt::skip]
pub static COLUMNS: &[FlowColumn] = &[
    FlowColumn {
        column: Column::new("ts", Kind::Time, Unit::None, "time of the earliest packet"),
        read: |shown| Value::Time(shown.record.account.first),
    },
    text("uid", "name of the record: C and 17 digits to the base of 62, made of community id, ts and first_frame by SHA-1", |shown| uid(shown.record, &shown.community_id).into()),
    address("id.orig_h", "address of the originator, which direction_rule tells", |shown| shown.address(originator)),
    count("id.orig_p", "its port; of ICMP the type", |shown| originator(shown.record.hosts()).port.into()),
    address("id.resp_h", "address of the responder", |shown| shown.address(responder)),
    count("id.resp_p", "its port; of ICMP the type that answers, or the code where none does", |shown| responder(shown.record.hosts()).port.into()),
    text("proto", "tcp, udp, sctp or icmp (also ICMPv6)", |shown| shown.record.account.key.protocol_name().into()),
    text("service", "applications by Wireshark's names, in the order in which they were recognised; of TCP the last", service),
    span("duration", "from the earliest packet to the latest, without those that followed when both ends had closed; none where that is zero", duration),
    bytes("orig_bytes", "payload of the originator: of TCP by sequence numbers, SYN and FIN left out, whether captured or not, else the sum of lengths; none without duration", |shown| { let [end, _] = shown.record.ends; shown.over_time(end.size) }),
    bytes("resp_bytes", "payload of the responder, likewise", |shown| { let [_, end] = shown.record.ends; shown.over_time(end.size) }),
    text("conn_state", "S0 S1 SF REJ S2 S3 RSTO RSTR RSTOS0 RSTRH SH SHR OTH", |shown| shown.record.conn_state().name().into()),
    bytes("missed_bytes", "bytes of both that were acknowledged and not captured, while both ends were properly open", missed),
    text("history", "what happened, in order of the first time, upper case by the originator: s SYN, h SYN-ACK, a ACK, d data, f FIN, r RST, c bad checksum, g gap, t retransmission, w zero window, i FIN and RST, q SYN with FIN or RST, ^ flipped, x ended for want of room; + for more than fit", letters),
    packets("orig_pkts", "packets of the originator", |shown| shown.record.sent().packets.into()),
    bytes("orig_ip_bytes", "bytes of its innermost IP packets, headers included", |shown| shown.record.sent().ip_bytes.into()),
    packets("resp_pkts", "packets of the responder", |shown| shown.record.answered().packets.into()),
    bytes("resp_ip_bytes", "bytes of its innermost IP packets, headers included", |shown| shown.record.answered().ip_bytes.into()),
    text("community_id", "Community ID version 1, seed 0", |shown| shown.community_id.clone().into()),
    text("end_reason", "why the record ends: idle_timeout, active_timeout, end_of_flow (FINs of both or a RST), ports_reused, end_of_capture, lack_of_resources", |shown| shown.record.end.name().into()),
    text("direction_rule", "by what the originator was told: syn, syn_ack, port, icmp_type, first_packet, continued", |shown| shown.record.account.rule.name().into()),
    FlowColumn {
        column: Column::new("flipped", Kind::Boolean, Unit::None, "whether the first packet came from the responder"),
        read: |shown| Value::Bool(shown.record.account.is_flipped),
    },
    count("first_frame", "position of the first packet in the timeline, from 1", |shown| shown.record.account.first_frame.into()),
    count("last_frame", "position of the last packet", |shown| shown.record.account.last_frame.into()),
    FlowColumn {
        column: Column::new("last", Kind::Time, Unit::None, "time of the latest packet"),
        read: |shown| Value::Time(shown.record.account.last),
    },
    span("total_duration", "from the earliest packet to the latest, all of them", |shown| Value::Duration(shown.record.account.last.since(shown.record.account.first))),
    bytes("orig_frame_bytes", "bytes on the wire of the originator's whole frames", |shown| shown.record.sent().frame_bytes.into()),
    bytes("resp_frame_bytes", "the same of the responder", |shown| shown.record.answered().frame_bytes.into()),
    bytes("orig_payload_bytes", "bytes that the originator's transport carried, repeated ones too", |shown| shown.record.sent().payload_bytes.into()),
    bytes("resp_payload_bytes", "the same of the responder", |shown| shown.record.answered().payload_bytes.into()),
    count("orig_retransmissions", "payloads of the originator that came again or late (letter t)", |shown| { let [end, _] = shown.record.ends; shown.of_tcp(end.retransmissions) }),
    count("resp_retransmissions", "the same of the responder", |shown| { let [_, end] = shown.record.ends; shown.of_tcp(end.retransmissions) }),
    count("orig_zero_windows", "windows of zero that the originator sent (letter w), 65535 for that or more", |shown| { let [end, _] = shown.record.ends; shown.of_tcp(end.zero_windows) }),
    count("resp_zero_windows", "the same of the responder", |shown| { let [_, end] = shown.record.ends; shown.of_tcp(end.zero_windows) }),
    count("orig_gaps", "gaps in what the originator sent (letter g), 65535 for that or more", |shown| { let [end, _] = shown.record.ends; shown.of_tcp(end.gaps) }),
    count("resp_gaps", "the same of the responder", |shown| { let [_, end] = shown.record.ends; shown.of_tcp(end.gaps) }),
    packets("orig_bad_checksums", "packets of the originator whose TCP or UDP checksum does not hold (letter c), as far as they were captured whole; 65535 is that or more", |shown| u64::from(shown.record.sent().bad_checksums).into()),
    packets("resp_bad_checksums", "the same of the responder", |shown| u64::from(shown.record.answered().bad_checksums).into()),
    count("orig_tcp_flags", "all flags that the originator ever set, as the number of RFC 9293: 1 FIN, 2 SYN, 4 RST, 8 PSH, 16 ACK, 32 URG, 64 ECE, 128 CWR", |shown| shown.of_tcp(shown.record.sent().flags_seen)),
    count("resp_tcp_flags", "the same of the responder", |shown| shown.of_tcp(shown.record.answered().flags_seen)),
    packets("orig_fin", "packets of the originator with FIN; of FIN, SYN, RST and URG 65535 is that or more", |shown| shown.of_tcp(flag(shown.record.sent(), 0))),
    packets("orig_syn", "the same with SYN", |shown| shown.of_tcp(flag(shown.record.sent(), 1))),
    packets("orig_rst", "the same with RST", |shown| shown.of_tcp(flag(shown.record.sent(), 2))),
    packets("orig_psh", "the same with PSH", |shown| shown.of_tcp(flag(shown.record.sent(), 3))),
    packets("orig_ack", "the same with ACK", |shown| shown.of_tcp(flag(shown.record.sent(), 4))),
    packets("orig_urg", "the same with URG", |shown| shown.of_tcp(flag(shown.record.sent(), 5))),
    packets("resp_fin", "packets of the responder with FIN", |shown| shown.of_tcp(flag(shown.record.answered(), 0))),
    packets("resp_syn", "the same with SYN", |shown| shown.of_tcp(flag(shown.record.answered(), 1))),
    packets("resp_rst", "the same with RST", |shown| shown.of_tcp(flag(shown.record.answered(), 2))),
    packets("resp_psh", "the same with PSH", |shown| shown.of_tcp(flag(shown.record.answered(), 3))),
    packets("resp_ack", "the same with ACK", |shown| shown.of_tcp(flag(shown.record.answered(), 4))),
    packets("resp_urg", "the same with URG", |shown| shown.of_tcp(flag(shown.record.answered(), 5))),
    FlowColumn {
        column: Column::new("syn_ack_ns", Kind::Signed, Unit::None, "nanoseconds from the first SYN to the first SYN-ACK at the capture point"),
        read: |shown| { let [span, _] = shown.record.handshake_ns(); nanoseconds(span) },
    },
    FlowColumn {
        column: Column::new("handshake_ack_ns", Kind::Signed, Unit::None, "nanoseconds from there to the originator's first ACK"),
        read: |shown| { let [_, span] = shown.record.handshake_ns(); nanoseconds(span) },
    },
    FlowColumn {
        column: Column::new("handshake_rtt_ns", Kind::Signed, Unit::None, "nanoseconds from the first SYN to the originator's first ACK behind the SYN-ACK: the sum of both"),
        read: |shown| { let [there, back] = shown.record.handshake_ns(); nanoseconds(there.zip(back).map(|(there, back)| there.saturating_add(back))) },
    },
    count("vlan", "identifier of the outermost VLAN tag of the first packet", |shown| shown.vlan(|[outer, _]| outer)),
    count("inner_vlan", "identifier of the tag inside it", |shown| shown.vlan(|[_, inner]| inner)),
    address("outer_orig_h", "address of the IP header next around the flow, on the originator's side, by the first packet; none outside tunnels", |shown| shown.outer(true)),
    address("outer_resp_h", "the same on the responder's side", |shown| shown.outer(false)),
];
