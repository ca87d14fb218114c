//! TCP: the header and its options.

use pnet_packet::tcp::TcpPacket;

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector, Transport};
use crate::value::{Kind, Unit};

/// Bytes of a header without options.
const SHORTEST: usize = 20;

/// TCP.
pub const PROTOCOL: Protocol = Protocol {
    name: "tcp",
    title: "Transmission Control Protocol",
    source: "RFC 9293",
    role: Role::Transport,
    selectors: &[Selector::Ip(6)],
    decode,
    fields: &[
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
        Field::number("tcp.window_size_value", "window as sent, not scaled", &[Number::at(14, 2)]),
        Field::number("tcp.checksum", "checksum", &[Number::at(16, 2)]),
        Field::with("tcp.len", Kind::Unsigned, Unit::Bytes, "bytes of payload on the wire", |view, out| {
            out(view.payload_wire_bytes().into());
        }),
    ],
    ..Protocol::EMPTY
};

#[inline]
fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let available = input.bytes.len();
    let header = TcpPacket::new(input.bytes).ok_or_else(|| Fault::short(SHORTEST, available))?;
    let length = usize::from(header.get_data_offset()) * 4;
    if length < SHORTEST {
        return Ok(Header::whole(available).with_fault(Fault::length(SHORTEST, length)));
    }
    if length > available {
        return Ok(Header::whole(available).with_fault(Fault::short(length, available)));
    }
    let (source, destination) = (header.get_source(), header.get_destination());
    Ok(Header::new(length, Next::Ports { transport: Transport::Tcp, source, destination }))
}
