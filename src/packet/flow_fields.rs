//! Fields of the flow that a packet belongs to: what all of its packets together tell, those behind
//! this one too. They are the columns of flow records, which take their descriptions from here, and
//! some sums of two columns.
//!
//! A packet has them where somebody read the capture before and says what was found
//! ([`Packet::of_flow`](super::Packet::of_flow)).

use super::Field;
use super::field::Read;
use crate::value::{Kind, Unit};

/// What stands before the name of a column.
pub const PREFIX: &str = "flow.";

const fn of_flow(name: &'static str, kind: Kind, unit: Unit, doc: &'static str) -> Field {
    Field { name, kind, unit, doc, read: Read::OfFlow }
}

/// The field of a column of flow records.
#[must_use]
pub const fn of_column(name: &str) -> Option<&'static Field> {
    let mut fields = FIELDS;
    while let Some((field, rest)) = fields.split_first() {
        let (_, column) = field.name.split_at(PREFIX.len());
        if is_same(column.as_bytes(), name.as_bytes()) {
            return Some(field);
        }
        fields = rest;
    }
    None
}

/// `==`, for constants.
const fn is_same(mut one: &[u8], mut other: &[u8]) -> bool {
    loop {
        match (one.split_first(), other.split_first()) {
            (None, None) => return true,
            (Some((first, rest)), Some((its, others))) if *first == *its => {
                (one, other) = (rest, others);
            }
            _ => return false,
        }
    }
}

/// Every field, in the order of the columns.
#[rustfmt::skip]
pub static FIELDS: &[Field] = &[
    of_flow("flow.ts", Kind::Time, Unit::None, "time of the earliest packet"),
    of_flow("flow.uid", Kind::Text, Unit::None, "name of the record: C and 17 digits to the base of 62, made of community id, ts and first_frame by SHA-1"),
    of_flow("flow.id.orig_h", Kind::Address, Unit::None, "address of the originator, which direction_rule tells"),
    of_flow("flow.id.orig_p", Kind::Unsigned, Unit::None, "its port; of ICMP the type"),
    of_flow("flow.id.resp_h", Kind::Address, Unit::None, "address of the responder"),
    of_flow("flow.id.resp_p", Kind::Unsigned, Unit::None, "its port; of ICMP the type that answers, or the code where none does"),
    of_flow("flow.proto", Kind::Text, Unit::None, "tcp, udp, sctp or icmp (also ICMPv6)"),
    of_flow("flow.service", Kind::Text, Unit::None, "applications by Wireshark's names, in the order in which they were recognised; of TCP the last"),
    of_flow("flow.duration", Kind::Duration, Unit::Seconds, "from the earliest packet to the latest, without those that followed when both ends had closed; none where that is zero"),
    of_flow("flow.orig_bytes", Kind::Unsigned, Unit::Bytes, "payload of the originator: of TCP by sequence numbers, SYN and FIN left out, whether captured or not, else the sum of lengths; none without duration"),
    of_flow("flow.resp_bytes", Kind::Unsigned, Unit::Bytes, "payload of the responder, likewise"),
    of_flow("flow.conn_state", Kind::Text, Unit::None, "S0 S1 SF REJ S2 S3 RSTO RSTR RSTOS0 RSTRH SH SHR OTH"),
    of_flow("flow.missed_bytes", Kind::Unsigned, Unit::Bytes, "bytes of both that were acknowledged and not captured, while both ends were properly open"),
    of_flow("flow.history", Kind::Text, Unit::None, "what happened, in order of the first time, upper case by the originator: s SYN, h SYN-ACK, a ACK, d data, f FIN, r RST, c bad checksum, g gap, t retransmission, w zero window, i FIN and RST, q SYN with FIN or RST, ^ flipped, x ended for want of room; + for more than fit"),
    of_flow("flow.orig_pkts", Kind::Unsigned, Unit::Packets, "packets of the originator"),
    of_flow("flow.orig_ip_bytes", Kind::Unsigned, Unit::Bytes, "bytes of its innermost IP packets, headers included"),
    of_flow("flow.resp_pkts", Kind::Unsigned, Unit::Packets, "packets of the responder"),
    of_flow("flow.resp_ip_bytes", Kind::Unsigned, Unit::Bytes, "bytes of its innermost IP packets, headers included"),
    of_flow("flow.community_id", Kind::Text, Unit::None, "Community ID version 1, seed 0"),
    of_flow("flow.end_reason", Kind::Text, Unit::None, "why the record ends: idle_timeout, active_timeout, end_of_flow (FINs of both or a RST), ports_reused, end_of_capture, lack_of_resources"),
    of_flow("flow.direction_rule", Kind::Text, Unit::None, "by what the originator was told: syn, syn_ack, port, icmp_type, first_packet, continued"),
    of_flow("flow.flipped", Kind::Boolean, Unit::None, "whether the first packet came from the responder"),
    of_flow("flow.first_frame", Kind::Unsigned, Unit::None, "position of the first packet in the timeline, from 1"),
    of_flow("flow.last_frame", Kind::Unsigned, Unit::None, "position of the last packet"),
    of_flow("flow.last", Kind::Time, Unit::None, "time of the latest packet"),
    of_flow("flow.total_duration", Kind::Duration, Unit::Seconds, "from the earliest packet to the latest, all of them"),
    of_flow("flow.orig_frame_bytes", Kind::Unsigned, Unit::Bytes, "bytes on the wire of the originator's whole frames"),
    of_flow("flow.resp_frame_bytes", Kind::Unsigned, Unit::Bytes, "the same of the responder"),
    of_flow("flow.orig_payload_bytes", Kind::Unsigned, Unit::Bytes, "bytes that the originator's transport carried, repeated ones too"),
    of_flow("flow.resp_payload_bytes", Kind::Unsigned, Unit::Bytes, "the same of the responder"),
    of_flow("flow.orig_retransmissions", Kind::Unsigned, Unit::None, "payloads of the originator that came again or late (letter t)"),
    of_flow("flow.resp_retransmissions", Kind::Unsigned, Unit::None, "the same of the responder"),
    of_flow("flow.orig_zero_windows", Kind::Unsigned, Unit::None, "windows of zero that the originator sent (letter w), 65535 for that or more"),
    of_flow("flow.resp_zero_windows", Kind::Unsigned, Unit::None, "the same of the responder"),
    of_flow("flow.orig_gaps", Kind::Unsigned, Unit::None, "gaps in what the originator sent (letter g), 65535 for that or more"),
    of_flow("flow.resp_gaps", Kind::Unsigned, Unit::None, "the same of the responder"),
    of_flow("flow.orig_bad_checksums", Kind::Unsigned, Unit::Packets, "packets of the originator whose TCP or UDP checksum does not hold (letter c), as far as they were captured whole; 65535 is that or more"),
    of_flow("flow.resp_bad_checksums", Kind::Unsigned, Unit::Packets, "the same of the responder"),
    of_flow("flow.orig_tcp_flags", Kind::Unsigned, Unit::None, "all flags that the originator ever set, as the number of RFC 9293: 1 FIN, 2 SYN, 4 RST, 8 PSH, 16 ACK, 32 URG, 64 ECE, 128 CWR"),
    of_flow("flow.resp_tcp_flags", Kind::Unsigned, Unit::None, "the same of the responder"),
    of_flow("flow.orig_fin", Kind::Unsigned, Unit::Packets, "packets of the originator with FIN; of FIN, SYN, RST and URG 65535 is that or more"),
    of_flow("flow.orig_syn", Kind::Unsigned, Unit::Packets, "the same with SYN"),
    of_flow("flow.orig_rst", Kind::Unsigned, Unit::Packets, "the same with RST"),
    of_flow("flow.orig_psh", Kind::Unsigned, Unit::Packets, "the same with PSH"),
    of_flow("flow.orig_ack", Kind::Unsigned, Unit::Packets, "the same with ACK"),
    of_flow("flow.orig_urg", Kind::Unsigned, Unit::Packets, "the same with URG"),
    of_flow("flow.resp_fin", Kind::Unsigned, Unit::Packets, "packets of the responder with FIN"),
    of_flow("flow.resp_syn", Kind::Unsigned, Unit::Packets, "the same with SYN"),
    of_flow("flow.resp_rst", Kind::Unsigned, Unit::Packets, "the same with RST"),
    of_flow("flow.resp_psh", Kind::Unsigned, Unit::Packets, "the same with PSH"),
    of_flow("flow.resp_ack", Kind::Unsigned, Unit::Packets, "the same with ACK"),
    of_flow("flow.resp_urg", Kind::Unsigned, Unit::Packets, "the same with URG"),
    of_flow("flow.syn_ack_ns", Kind::Signed, Unit::None, "nanoseconds from the first SYN to the first SYN-ACK at the capture point"),
    of_flow("flow.handshake_ack_ns", Kind::Signed, Unit::None, "nanoseconds from there to the originator's first ACK"),
    of_flow("flow.handshake_rtt_ns", Kind::Signed, Unit::None, "nanoseconds from the first SYN to the originator's first ACK behind the SYN-ACK: the sum of both"),
    of_flow("flow.vlan", Kind::Unsigned, Unit::None, "identifier of the outermost VLAN tag of the first packet"),
    of_flow("flow.inner_vlan", Kind::Unsigned, Unit::None, "identifier of the tag inside it"),
    of_flow("flow.outer_orig_h", Kind::Address, Unit::None, "address of the IP header next around the flow, on the originator's side, by the first packet; none outside tunnels"),
    of_flow("flow.outer_resp_h", Kind::Address, Unit::None, "the same on the responder's side"),
    of_flow("flow.packets", Kind::Unsigned, Unit::Packets, "packets of both"),
    of_flow("flow.bytes", Kind::Unsigned, Unit::Bytes, "bytes on the wire of the whole frames of both"),
    of_flow("flow.ip_bytes", Kind::Unsigned, Unit::Bytes, "bytes of the innermost IP packets of both, headers included"),
    of_flow("flow.payload_bytes", Kind::Unsigned, Unit::Bytes, "bytes that the transport carried for both, repeated ones too"),
];
