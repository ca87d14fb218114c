//! IPv4: header, options, fragments. The payload ends where the total length says.

use pnet_packet::ipv4::Ipv4Packet;

use crate::packet::options::HeaderOptions;
use crate::packet::{Fault, Field, Header, Input, LayerView, Next, Number, Protocol, Role, Selector};
use crate::value::{Kind, Unit, Value};

/// Bytes of a header without options.
const SHORTEST: usize = 20;
/// More fragments follow, among the three flags.
const MORE: u8 = 1;
/// IPv6, as the protocol number of a packet inside another.
const IPV6: Selector = Selector::Ip(41);

/// IPv4.
pub const PROTOCOL: Protocol = Protocol {
    name: "ip",
    title: "Internet Protocol Version 4",
    source: "RFC 791",
    role: Role::Network,
    selectors: &[Selector::Ether(0x0800), Selector::Llc(0x06), Selector::Ip(4), Selector::Ppp(0x0021), Selector::Nlpid(0xcc), Selector::Link(228)],
    decode,
    fields: &[
        Field::ipv4("ip.src", "source address", &[12]),
        Field::ipv4("ip.dst", "destination address", &[16]),
        Field::ipv4("ip.addr", "source or destination address", &[12, 16]),
        Field::number("ip.version", "version, 4", &[Number::at(0, 1).bits(4, 15)]),
        Field::length("ip.hdr_len", "length of the header with options", &[Number::at(0, 1).bits(0, 15).times(4)]),
        Field::number("ip.dsfield", "differentiated services field, eight bits", &[Number::at(1, 1)]),
        Field::number("ip.dsfield.dscp", "differentiated services code point", &[Number::at(1, 1).bits(2, 63)]),
        Field::number("ip.dsfield.ecn", "explicit congestion notification", &[Number::at(1, 1).bits(0, 3)]),
        Field::optional("ip.len", Kind::Unsigned, Unit::Bytes, "total length field; what there is, where that is 0 as the card fills it in", total_length),
        Field::number("ip.id", "identification", &[Number::at(4, 2)]),
        Field::number("ip.flags", "flags: 4 reserved, 2 don't fragment, 1 more fragments", &[Number::at(6, 1).bits(5, 7)]),
        Field::flag("ip.flags.rb", "the reserved flag is set", Number::at(6, 1).bits(7, 1)),
        Field::flag("ip.flags.df", "don't fragment", Number::at(6, 1).bits(6, 1)),
        Field::flag("ip.flags.mf", "more fragments", Number::at(6, 1).bits(5, 1)),
        Field::length("ip.frag_offset", "where the fragment belongs in its packet", &[Number::at(6, 2).bits(0, 0x1fff).times(8)]),
        Field::number("ip.ttl", "time to live", &[Number::at(8, 1)]),
        Field::number("ip.proto", "protocol number of the payload", &[Number::at(9, 1)]),
        Field::number("ip.checksum", "header checksum", &[Number::at(10, 2)]),
        Field::with("ip.opt.type", Kind::Unsigned, Unit::None, "kind of each option: 7 record route, 68 timestamp, 131 and 137 source routes, 148 router alert", |view, out| {
            HeaderOptions::of(view.header(), SHORTEST).for_each(|option| out(option.kind.into()));
        }),
    ],
    ..Protocol::EMPTY
};

/// The total length; of packets that are cut into segments behind the capture point, as the header
/// and what follows it.
fn total_length(view: &LayerView<'_>) -> Option<Value<'static>> {
    let total = Number::at(2, 2).read(view.header())?;
    let on_wire = view.layer.wire_end - view.layer.start;
    Some(if total == 0 { on_wire.into() } else { total.into() })
}

#[inline]
fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let available = input.bytes.len();
    match input.bytes.first().map_or(4, |first| first >> 4) {
        4 => {}
        // Its sender numbered it wrongly; Wireshark reads it all the same.
        6 => return Ok(Header::new(0, Next::By(IPV6)).with_fault(Fault::value(6))),
        other => return Err(Fault::value(other.into())),
    }
    let header = Ipv4Packet::new(input.bytes).ok_or_else(|| Fault::short(SHORTEST, available))?;
    let length = usize::from(header.get_header_length()) * 4;
    if length < SHORTEST {
        return Err(Fault::length(SHORTEST, length));
    }
    if length > available {
        return Err(Fault::short(length, available));
    }
    let total = match usize::from(header.get_total_length()) {
        // Segmentation offload: the card fills the length in after the capture point.
        0 => usize::MAX,
        total if total < length => return Err(Fault::length(length, total)),
        total => total,
    };
    let protocol = header.get_next_level_protocol().0;
    let is_first = header.get_fragment_offset() == 0;
    let next = if is_first && header.get_flags() & MORE == 0 {
        Next::By(Selector::Ip(protocol.into()))
    } else {
        Next::Fragment { protocol, is_first }
    };
    Ok(Header::new(length, next).with_total(total))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults, values};

    #[rustfmt::skip]
    const GOOD: [u8; 24] = [
        0x45, 0x00, 0x00, 0x18, 0x12, 0x34, 0x40, 0x00, 0x40, 0x11, 0x00, 0x00, // version .. checksum
        192, 0, 2, 1,  198, 51, 100, 7,                                         // addresses
        0xde, 0xad, 0xbe, 0xef,                                                 // payload
    ];

    #[test]
    fn a_good_header_announces_its_protocol_and_length() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!((header.length, header.total), (20, 24));
        assert!(matches!(header.next(), Next::By(Selector::Ip(17))));
        assert!(header.fault().is_none());
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &GOOD, SHORTEST);
    }

    #[test]
    fn a_header_length_beyond_the_packet_is_a_fault() {
        let mut bytes = GOOD;
        bytes[0] = 0x4f;
        assert_eq!(decode_alone(decode, &bytes).unwrap_err(), Fault::short(60, 24));
    }

    #[test]
    fn a_header_length_below_twenty_is_a_fault() {
        let mut bytes = GOOD;
        bytes[0] = 0x44;
        assert_eq!(decode_alone(decode, &bytes).unwrap_err(), Fault::length(20, 16));
    }

    #[test]
    fn a_length_that_the_card_fills_in_is_that_of_all_there_is() {
        let mut bytes = GOOD;
        assert_eq!(values(Selector::Ip(4), &bytes, "ip.len"), [Value::Unsigned(24)]);
        bytes[2..4].fill(0);
        assert_eq!(values(Selector::Ip(4), &bytes, "ip.len"), [Value::Unsigned(24)]);
    }

    #[test]
    fn a_total_length_of_zero_means_all_there_is() {
        let mut bytes = GOOD;
        bytes[3] = 0;
        let header = decode_alone(decode, &bytes).unwrap();
        assert_eq!(header.total, usize::MAX);
        assert!(header.fault().is_none());
    }

    #[test]
    fn a_total_length_below_the_header_is_a_fault() {
        let mut bytes = GOOD;
        bytes[3] = 19;
        assert_eq!(decode_alone(decode, &bytes).unwrap_err(), Fault::length(20, 19));
    }

    #[test]
    fn fragments_are_announced_as_such() {
        let mut bytes = GOOD;
        let announced = |bytes: &[u8]| decode_alone(decode, bytes).unwrap().next();
        bytes[6] = 0x20;
        assert_eq!(announced(&bytes), Next::Fragment { protocol: 17, is_first: true });
        bytes[7] = 1;
        assert_eq!(announced(&bytes), Next::Fragment { protocol: 17, is_first: false });
        bytes[6] = 0;
        assert_eq!(announced(&bytes), Next::Fragment { protocol: 17, is_first: false });
    }

    #[test]
    fn options_belong_to_the_header() {
        let mut bytes = GOOD;
        bytes[0] = 0x46;
        bytes[20..].copy_from_slice(&[148, 4, 0, 0]);
        let found = values(Selector::Ip(4), &bytes, "ip.opt.type");
        assert_eq!(found, [crate::value::Value::Unsigned(148)]);
    }

    #[test]
    fn version_6_is_read_as_such_and_another_is_a_fault() {
        let mut bytes = GOOD;
        bytes[0] = 0x65;
        let header = decode_alone(decode, &bytes).unwrap();
        assert!(matches!(header.next(), Next::By(IPV6)));
        assert_eq!((header.length, header.fault()), (0, Some(Fault::value(6))));
        bytes[0] = 0x15;
        assert_eq!(decode_alone(decode, &bytes).unwrap_err(), Fault::value(1));
    }
}
