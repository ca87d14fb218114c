//! TCP: the header and its options.

use pnet_packet::tcp::TcpPacket;

use crate::packet::bytes::{u8_at, u16_at, u32_at};
use crate::packet::options::HeaderOptions;
use crate::packet::{Fault, Field, Header, Input, LayerView, Next, Number, Protocol, Role, Selector, Transport};
use crate::value::{Kind, Unit, Value};

/// Bytes of a header without options.
const SHORTEST: usize = 20;
/// Bytes that are believed where the data offset, the last of them, lies.
const BELIEVED: usize = 13;
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
    ],
    ..Protocol::EMPTY
};

#[inline]
fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let available = input.bytes.len();
    let header = TcpPacket::new(input.bytes).ok_or_else(|| Fault::short(SHORTEST, available))?;
    let length = usize::from(header.get_data_offset()) * 4;
    if length < SHORTEST {
        return Ok(Header::new(BELIEVED, Next::Nothing).with_fault(Fault::length(SHORTEST, length)));
    }
    if length > available {
        return Ok(Header::whole(available).with_fault(Fault::short(length, available)));
    }
    let (source, destination) = (header.get_source(), header.get_destination());
    Ok(Header::new(length, Next::Ports { transport: Transport::Tcp, source, destination }))
}

fn options<'a>(view: &LayerView<'a>) -> HeaderOptions<'a> {
    HeaderOptions::of(view.header(), SHORTEST)
}

/// The left and right edges of selectively acknowledged blocks.
fn blocks<'a>(view: &LayerView<'a>) -> impl Iterator<Item = (u32, u32)> + use<'a> {
    let edges = |block: &[u8]| Some((u32_at(block, 0)?, u32_at(block, 4)?));
    options(view).values(SACK).flat_map(|value| value.chunks_exact(8)).filter_map(edges)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults, values};

    #[rustfmt::skip]
    const SYN: [u8; 42] = [
        0xc0, 0x00, 0x01, 0xbb,  0, 0, 0, 1,  0, 0, 0, 0,  // ports, numbers
        0xa0, 0x02, 0xfa, 0xf0,  0, 0, 0, 0,               // 40 bytes, SYN, window, checksum
        2, 4, 0x05, 0xb4,  4, 2,                           // maximum segment size, SACK permitted
        8, 10, 0, 0, 0, 7, 0, 0, 0, 6,                     // timestamps
        1,  3, 3, 9,                                       // padding, window scale
        0xca, 0xfe,                                        // payload
    ];

    fn read(bytes: &[u8], name: &str) -> Vec<Value<'static>> {
        values(Selector::Ip(6), bytes, name)
    }

    #[test]
    fn a_good_header_ends_at_its_data_offset() {
        let header = decode_alone(decode, &SYN).unwrap();
        assert_eq!((header.length, header.total), (40, usize::MAX));
        assert!(matches!(header.next(), Next::Ports { source: 0xc000, destination: 443, .. }));
    }

    #[test]
    fn every_truncation_of_the_fixed_header_is_a_fault() {
        truncations_are_faults(decode, &SYN, SHORTEST);
    }

    #[test]
    fn lying_data_offsets_are_faults() {
        let mut bytes = SYN;
        bytes[12] = 0x40;
        assert_eq!(decode_alone(decode, &bytes).unwrap().fault(), Some(Fault::length(20, 16)));
        bytes[12] = 0xf0;
        assert_eq!(decode_alone(decode, &bytes).unwrap().fault(), Some(Fault::short(60, 42)));
    }

    #[test]
    fn options_are_read() {
        assert_eq!(read(&SYN, "tcp.options.mss_val"), [Value::Unsigned(1460)]);
        assert_eq!(read(&SYN, "tcp.options.wscale.shift"), [Value::Unsigned(9)]);
        assert_eq!(read(&SYN, "tcp.options.sack_perm"), [Value::Bool(true)]);
        assert_eq!(read(&SYN, "tcp.options.timestamp.tsval"), [Value::Unsigned(7)]);
        assert_eq!(read(&SYN, "tcp.options.timestamp.tsecr"), [Value::Unsigned(6)]);
        assert_eq!(read(&SYN, "tcp.option_kind").len(), 5);
    }

    #[test]
    fn blocks_of_a_selective_acknowledgement_are_read_in_order() {
        let mut bytes = SYN;
        bytes[20..38].copy_from_slice(&[5, 18, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4]);
        let numbers = |list: [u64; 2]| list.map(Value::Unsigned);
        assert_eq!(read(&bytes, "tcp.options.sack_le"), numbers([1, 3]));
        assert_eq!(read(&bytes, "tcp.options.sack_re"), numbers([2, 4]));
    }
}
