//! The fields of TCP: those of the header and its options, and what the packets before tell of the
//! segment's stream.

use crate::packet::analysis::{Finding, InStream};
use crate::packet::bytes::{u8_at, u16_at, u32_at};
use crate::packet::field::StreamFinder;
use crate::packet::options::HeaderOptions;
use crate::packet::{Field, LayerView, Number};
use crate::value::{Kind, Unit, Value};

use super::SHORTEST;

/// Maximum segment size (RFC 9293 section 3.2).
const MSS: u8 = 2;
/// Window scale (RFC 7323 section 2).
const WINDOW_SCALE: u8 = 3;
/// Selective acknowledgements permitted (RFC 2018 section 2).
const SACK_PERMITTED: u8 = 4;
/// Selective acknowledgement (RFC 2018 section 3).
const SACK: u8 = 5;
/// Timestamps (RFC 7323 section 3).
const TIMESTAMPS: u8 = 8;

/// All of them.
pub const FIELDS: &[Field] = &[
    Field::number("tcp.srcport", "source port", &[Number::at(0, 2)]),
    Field::number("tcp.dstport", "destination port", &[Number::at(2, 2)]),
    Field::number("tcp.port", "source or destination port", &[Number::at(0, 2), Number::at(2, 2)]),
    Field::number("tcp.seq_raw", "sequence number as sent", &[Number::at(4, 4)]),
    Field::number("tcp.ack_raw", "acknowledgement number as sent", &[Number::at(8, 4)]),
    Field::length("tcp.hdr_len", "length of the header with options", &[Number::at(12, 1).bits(4, 15).times(4)]),
    Field::number("tcp.flags", "flags, twelve bits", &[Number::at(12, 2).bits(0, 0xfff)]),
    Field::flag("tcp.flags.syn", "opens the connection", Number::at(13, 1).bits(1, 1)),
    Field::flag("tcp.flags.ack", "the acknowledgement number counts", Number::at(13, 1).bits(4, 1)),
    Field::flag("tcp.flags.push", "hand the data on at once", Number::at(13, 1).bits(3, 1)),
    Field::flag("tcp.flags.fin", "the sender has no more to say", Number::at(13, 1).bits(0, 1)),
    Field::flag("tcp.flags.reset", "the connection is refused or broken off", Number::at(13, 1).bits(2, 1)),
    Field::flag("tcp.flags.urg", "the urgent pointer counts", Number::at(13, 1).bits(5, 1)),
    Field::flag("tcp.flags.ece", "congestion was seen, or ECN is offered", Number::at(13, 1).bits(6, 1)),
    Field::flag("tcp.flags.cwr", "the sender sends less", Number::at(13, 1).bits(7, 1)),
    Field::flag("tcp.flags.ae", "accurate ECN, formerly the nonce sum", Number::at(12, 1).bits(0, 1)),
    Field::number("tcp.urgent_pointer", "where urgent data ends", &[Number::at(18, 2)]),
    Field::number("tcp.window_size_value", "window as sent, not scaled", &[Number::at(14, 2)]),
    Field::number("tcp.checksum", "checksum", &[Number::at(16, 2)]),
    Field::with("tcp.len", Kind::Unsigned, Unit::Bytes, "bytes of payload on the wire", |view, out| {
        out(view.payload_wire_bytes().into());
    }),
    Field::with("tcp.option_kind", Kind::Unsigned, Unit::None, "kind of each option", |view, out| {
        options(view).for_each(|option| out(option.kind.into()));
    }),
    Field::with("tcp.options.mss_val", Kind::Unsigned, Unit::Bytes, "longest segment that the sender takes", |view, out| {
        options(view).values(MSS).filter_map(|value| u16_at(value, 0)).for_each(|number| out(number.into()));
    }),
    Field::with("tcp.options.wscale.shift", Kind::Unsigned, Unit::None, "bits by which windows are to be shifted", |view, out| {
        options(view).values(WINDOW_SCALE).filter_map(|value| u8_at(value, 0)).for_each(|number| out(number.into()));
    }),
    Field::with("tcp.options.sack_perm", Kind::Boolean, Unit::None, "selective acknowledgements are welcome", |view, out| {
        options(view).values(SACK_PERMITTED).for_each(|_| out(Value::Bool(true)));
    }),
    Field::with("tcp.options.sack_le", Kind::Unsigned, Unit::None, "where each selectively acknowledged block begins", |view, out| {
        blocks(view).for_each(|block| out(block.0.into()));
    }),
    Field::with("tcp.options.sack_re", Kind::Unsigned, Unit::None, "where each selectively acknowledged block ends", |view, out| {
        blocks(view).for_each(|block| out(block.1.into()));
    }),
    Field::with("tcp.options.timestamp.tsval", Kind::Unsigned, Unit::None, "sender's clock", |view, out| {
        options(view).values(TIMESTAMPS).filter_map(|value| u32_at(value, 0)).for_each(|number| out(number.into()));
    }),
    Field::with("tcp.options.timestamp.tsecr", Kind::Unsigned, Unit::None, "clock of the other side, echoed", |view, out| {
        options(view).values(TIMESTAMPS).filter_map(|value| u32_at(value, 4)).for_each(|number| out(number.into()));
    }),
    // What the packets before tell.
    Field::stream("tcp.stream", Kind::Unsigned, Unit::None, "number of the stream, from 0 on in the order of first packets", |it| {
        Some(Value::Unsigned(it.number))
    }),
    Field::stream("tcp.completeness", Kind::Unsigned, Unit::None, "stages of the stream before the packet: 1 SYN, 2 SYN-ACK, 4 ACK, 8 data, 16 FIN, 32 RST", |it| {
        Some(u32::from(it.seen?.completeness.0).into())
    }),
    Field::stream("tcp.seq", Kind::Unsigned, Unit::None, "sequence number, counted from the stream's first", |it| {
        Some(it.seen?.relative_sequence.into())
    }),
    Field::stream("tcp.nxtseq", Kind::Unsigned, Unit::None, "sequence number behind the segment, counted from the stream's first", |it| {
        Some(it.seen?.relative_next.into())
    }),
    Field::stream("tcp.ack", Kind::Unsigned, Unit::None, "acknowledgement number, counted from the other side's first", |it| {
        Some(it.seen?.relative_acknowledgement.into())
    }),
    Field::stream("tcp.window_size", Kind::Unsigned, Unit::Bytes, "window, scaled where the handshake tells how", |it| {
        Some(it.seen?.window.into())
    }),
    Field::stream("tcp.window_size_scalefactor", Kind::Signed, Unit::None, "factor of the window; -1 not known, -2 none", |it| {
        it.seen?.scale.map(|scale| Value::Signed(scale.factor()))
    }),
    Field::stream("tcp.time_relative", Kind::Duration, Unit::Seconds, "time since the first packet of the stream", |it| {
        it.seen.map(|_| Value::Duration(it.times.since_first))
    }),
    Field::stream("tcp.time_delta", Kind::Duration, Unit::Seconds, "time since the packet before in the stream", |it| {
        it.seen.map(|_| Value::Duration(it.times.since_previous))
    }),
    found("tcp.analysis", "there is something else under tcp.analysis", |it| yes(it.seen.is_some_and(|it| !it.is_silent()))),
    found("tcp.analysis.flags", "the analysis found something in the segment", |it| yes(it.seen.is_some_and(|it| !it.findings.is_empty()))),
    found("tcp.analysis.retransmission", "sent before, of any kind", |it| yes(has(it, Finding::Retransmission))),
    found("tcp.analysis.fast_retransmission", "sent again soon after duplicate acknowledgements", |it| yes(has(it, Finding::FastRetransmission))),
    found("tcp.analysis.spurious_retransmission", "sent again although it had been acknowledged", |it| yes(has(it, Finding::SpuriousRetransmission))),
    found("tcp.analysis.out_of_order", "came after what was sent later", |it| yes(has(it, Finding::OutOfOrder))),
    found("tcp.analysis.reused_ports", "a new stream on the ports of an earlier one", |it| yes(has(it, Finding::ReusedPorts))),
    found("tcp.analysis.lost_segment", "a segment before this one was not captured", |it| yes(has(it, Finding::LostSegment))),
    found("tcp.analysis.ack_lost_segment", "acknowledges what was not captured", |it| yes(has(it, Finding::AckLostSegment))),
    found("tcp.analysis.window_update", "nothing new but another window", |it| yes(has(it, Finding::WindowUpdate))),
    found("tcp.analysis.window_full", "fills the window that the other side offered", |it| yes(has(it, Finding::WindowFull))),
    found("tcp.analysis.keep_alive", "asks whether the other side is there", |it| yes(has(it, Finding::KeepAlive))),
    found("tcp.analysis.keep_alive_ack", "the answer to a keep-alive", |it| yes(has(it, Finding::KeepAliveAck))),
    found("tcp.analysis.duplicate_ack", "the acknowledgement before, once more", |it| yes(has(it, Finding::DuplicateAck))),
    found("tcp.analysis.zero_window_probe", "one byte into a window of zero", |it| yes(has(it, Finding::ZeroWindowProbe))),
    found("tcp.analysis.zero_window", "the sender can take no more", |it| yes(has(it, Finding::ZeroWindow))),
    found("tcp.analysis.zero_window_probe_ack", "the answer to a probe of a window of zero", |it| yes(has(it, Finding::ZeroWindowProbeAck))),
    Field::stream("tcp.analysis.duplicate_ack_num", Kind::Unsigned, Unit::None, "how many-th duplicate it is", |it| {
        it.seen?.duplicate.map(|(count, _)| count.into())
    }),
    Field::stream("tcp.analysis.duplicate_ack_frame", Kind::Unsigned, Unit::None, "packet whose acknowledgement it repeats", |it| {
        it.seen?.duplicate.map(|(_, of)| of.into())
    }),
    Field::stream("tcp.analysis.acks_frame", Kind::Unsigned, Unit::None, "packet that it acknowledges", |it| {
        it.seen?.answered.map(|answered| answered.number.into())
    }),
    Field::stream("tcp.analysis.ack_rtt", Kind::Duration, Unit::Seconds, "time since the packet that it acknowledges", |it| {
        some_time(it.seen?.answered.map(|answered| answered.after_ns))
    }),
    Field::stream("tcp.analysis.initial_rtt", Kind::Duration, Unit::Seconds, "time from SYN to the acknowledgement of the SYN-ACK", |it| {
        let seen = it.seen?;
        // tshark says it again with everything else that it finds, and only then.
        some_time(seen.initial_rtt.filter(|_| !seen.is_silent()))
    }),
    Field::stream("tcp.analysis.bytes_in_flight", Kind::Unsigned, Unit::Bytes, "bytes of the sender that nobody has acknowledged yet", |it| {
        it.seen?.bytes_in_flight.map(Value::from)
    }),
];

/// A field that is there and true where the analysis found something, and else not there.
const fn found(name: &'static str, doc: &'static str, find: StreamFinder) -> Field {
    Field::stream(name, Kind::Boolean, Unit::None, doc, find)
}

/// A span of time, where there is any: tshark has no field for none at all.
fn some_time(nanoseconds: Option<i64>) -> Option<Value<'static>> {
    nanoseconds.filter(|&it| it != 0).map(Value::Duration)
}

fn yes(found: bool) -> Option<Value<'static>> {
    found.then_some(Value::Bool(true))
}

fn has(stream: &InStream, finding: Finding) -> bool {
    stream.seen.is_some_and(|seen| seen.findings.contains(finding))
}

fn options<'a>(view: &LayerView<'a>) -> HeaderOptions<'a> {
    HeaderOptions::of(view.header(), SHORTEST)
}

/// The left and right edges of selectively acknowledged blocks.
fn blocks<'a>(view: &LayerView<'a>) -> impl Iterator<Item = (u32, u32)> + use<'a> {
    let edges = |block: &[u8]| Some((u32_at(block, 0)?, u32_at(block, 4)?));
    options(view).values(SACK).flat_map(|value| value.chunks_exact(8)).filter_map(edges)
}
