//! The columns of flow records, each with its meaning and how it is read: Zeek's first, in Zeek's
//! order and with its meaning, then ours.

use crate::flow::{End, FlowRecord, Side, community_id, uid};
use crate::packet::{ProtocolId, flow_fields};
use crate::report::Column;
use crate::value::Value;

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
    /// Its name.
    pub name: &'static str,
    /// Its cell.
    pub read: Read,
}

type Read = fn(&Shown<'_>) -> Value<'static>;

impl FlowColumn {
    /// What it is.
    pub fn column(&self) -> Column {
        // Every column has a field, which a test holds.
        flow_fields::of_column(self.name).map_or(Column::text(self.name, ""), |field| {
            Column::new(self.name, field.kind, field.unit, field.doc)
        })
    }
}

const fn column(name: &'static str, read: Read) -> FlowColumn {
    FlowColumn { name, read }
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

/// Every column. What it means stands with the field of that name.
#[rustfmt::skip]
pub static COLUMNS: &[FlowColumn] = &[
    column("ts", |shown| Value::Time(shown.record.account.first)),
    column("uid", |shown| uid(shown.record, &shown.community_id).into()),
    column("id.orig_h", |shown| shown.address(originator)),
    column("id.orig_p", |shown| originator(shown.record.hosts()).port.into()),
    column("id.resp_h", |shown| shown.address(responder)),
    column("id.resp_p", |shown| responder(shown.record.hosts()).port.into()),
    column("proto", |shown| shown.record.account.key.protocol_name().into()),
    column("service", service),
    column("duration", duration),
    column("orig_bytes", |shown| { let [end, _] = shown.record.ends; shown.over_time(end.size) }),
    column("resp_bytes", |shown| { let [_, end] = shown.record.ends; shown.over_time(end.size) }),
    column("conn_state", |shown| shown.record.conn_state().name().into()),
    column("missed_bytes", missed),
    column("history", letters),
    column("orig_pkts", |shown| shown.record.sent().packets.into()),
    column("orig_ip_bytes", |shown| shown.record.sent().ip_bytes.into()),
    column("resp_pkts", |shown| shown.record.answered().packets.into()),
    column("resp_ip_bytes", |shown| shown.record.answered().ip_bytes.into()),
    column("community_id", |shown| shown.community_id.clone().into()),
    column("end_reason", |shown| shown.record.end.name().into()),
    column("direction_rule", |shown| shown.record.account.rule.name().into()),
    column("flipped", |shown| Value::Bool(shown.record.account.is_flipped)),
    column("first_frame", |shown| shown.record.account.first_frame.into()),
    column("last_frame", |shown| shown.record.account.last_frame.into()),
    column("last", |shown| Value::Time(shown.record.account.last)),
    column("total_duration", |shown| Value::Duration(shown.record.account.last.since(shown.record.account.first))),
    column("orig_frame_bytes", |shown| shown.record.sent().frame_bytes.into()),
    column("resp_frame_bytes", |shown| shown.record.answered().frame_bytes.into()),
    column("orig_payload_bytes", |shown| shown.record.sent().payload_bytes.into()),
    column("resp_payload_bytes", |shown| shown.record.answered().payload_bytes.into()),
    column("orig_retransmissions", |shown| { let [end, _] = shown.record.ends; shown.of_tcp(end.retransmissions) }),
    column("resp_retransmissions", |shown| { let [_, end] = shown.record.ends; shown.of_tcp(end.retransmissions) }),
    column("orig_zero_windows", |shown| { let [end, _] = shown.record.ends; shown.of_tcp(end.zero_windows) }),
    column("resp_zero_windows", |shown| { let [_, end] = shown.record.ends; shown.of_tcp(end.zero_windows) }),
    column("orig_gaps", |shown| { let [end, _] = shown.record.ends; shown.of_tcp(end.gaps) }),
    column("resp_gaps", |shown| { let [_, end] = shown.record.ends; shown.of_tcp(end.gaps) }),
    column("orig_bad_checksums", |shown| u64::from(shown.record.sent().bad_checksums).into()),
    column("resp_bad_checksums", |shown| u64::from(shown.record.answered().bad_checksums).into()),
    column("orig_tcp_flags", |shown| shown.of_tcp(shown.record.sent().flags_seen)),
    column("resp_tcp_flags", |shown| shown.of_tcp(shown.record.answered().flags_seen)),
    column("orig_fin", |shown| shown.of_tcp(flag(shown.record.sent(), 0))),
    column("orig_syn", |shown| shown.of_tcp(flag(shown.record.sent(), 1))),
    column("orig_rst", |shown| shown.of_tcp(flag(shown.record.sent(), 2))),
    column("orig_psh", |shown| shown.of_tcp(flag(shown.record.sent(), 3))),
    column("orig_ack", |shown| shown.of_tcp(flag(shown.record.sent(), 4))),
    column("orig_urg", |shown| shown.of_tcp(flag(shown.record.sent(), 5))),
    column("resp_fin", |shown| shown.of_tcp(flag(shown.record.answered(), 0))),
    column("resp_syn", |shown| shown.of_tcp(flag(shown.record.answered(), 1))),
    column("resp_rst", |shown| shown.of_tcp(flag(shown.record.answered(), 2))),
    column("resp_psh", |shown| shown.of_tcp(flag(shown.record.answered(), 3))),
    column("resp_ack", |shown| shown.of_tcp(flag(shown.record.answered(), 4))),
    column("resp_urg", |shown| shown.of_tcp(flag(shown.record.answered(), 5))),
    column("syn_ack_ns", |shown| { let [span, _] = shown.record.handshake_ns(); nanoseconds(span) }),
    column("handshake_ack_ns", |shown| { let [_, span] = shown.record.handshake_ns(); nanoseconds(span) }),
    column("handshake_rtt_ns", |shown| { let [there, back] = shown.record.handshake_ns(); nanoseconds(there.zip(back).map(|(there, back)| there.saturating_add(back))) }),
    column("vlan", |shown| shown.vlan(|[outer, _]| outer)),
    column("inner_vlan", |shown| shown.vlan(|[_, inner]| inner)),
    column("outer_orig_h", |shown| shown.outer(true)),
    column("outer_resp_h", |shown| shown.outer(false)),
];

/// Sums of two columns, which only fields have.
#[rustfmt::skip]
pub static SUMS: &[FlowColumn] = &[
    column("packets", |shown| sum(shown, |side| side.packets)),
    column("bytes", |shown| sum(shown, |side| side.frame_bytes)),
    column("ip_bytes", |shown| sum(shown, |side| side.ip_bytes)),
    column("payload_bytes", |shown| sum(shown, |side| side.payload_bytes)),
];

fn sum(shown: &Shown<'_>, of: fn(&Side) -> u64) -> Value<'static> {
    of(shown.record.sent()).saturating_add(of(shown.record.answered())).into()
}
