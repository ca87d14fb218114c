//! UDP: ports and a length. The payload ends where the length says.

use pnet_packet::udp::UdpPacket;

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector, Transport};
use crate::value::{Kind, Unit, Value};

/// Bytes of the header.
const HEADER: usize = 8;

/// UDP.
pub const PROTOCOL: Protocol = Protocol {
    name: "udp",
    title: "User Datagram Protocol",
    source: "RFC 768",
    role: Role::Transport,
    selectors: &[Selector::Ip(17)],
    decode,
    fields: &[
        Field::number("udp.srcport", "source port", &[Number::at(0, 2)]),
        Field::number("udp.dstport", "destination port", &[Number::at(2, 2)]),
        Field::number("udp.port", "source or destination port", &[Number::at(0, 2), Number::at(2, 2)]),
        Field::length("udp.length", "length of header and payload", &[Number::at(4, 2)]),
        Field::number("udp.checksum", "checksum, 0 for none", &[Number::at(6, 2)]),
        Field::stream("udp.stream", Kind::Unsigned, Unit::None, "number of the stream, from 0 on in the order of first packets", |it| {
            Some(Value::Unsigned(it.number))
        }),
        Field::stream("udp.time_relative", Kind::Duration, Unit::Seconds, "time since the first packet of the stream", |it| {
            Some(Value::Duration(it.times.since_first))
        }),
        Field::stream("udp.time_delta", Kind::Duration, Unit::Seconds, "time since the packet before in the stream", |it| {
            Some(Value::Duration(it.times.since_previous))
        }),
    ],
    ..Protocol::EMPTY
};

#[inline]
fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let available = input.bytes.len();
    let header = UdpPacket::new(input.bytes).ok_or_else(|| Fault::short(HEADER, available))?;
    let (source, destination) = (header.get_source(), header.get_destination());
    let found = Header::new(HEADER, Next::Ports { transport: Transport::Udp, source, destination });
    Ok(match usize::from(header.get_length()) {
        // RFC 2675 section 4: a jumbogram does not fit in the field.
        0 => found,
        length if length < HEADER => {
            Header::whole(HEADER).with_fault(Fault::length(HEADER, length))
        }
        length => found.with_total(length),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    const GOOD: [u8; 12] = [0xc0, 0, 0, 53, 0, 10, 0, 0, 0xca, 0xfe, 0, 0];

    #[test]
    fn payload_stops_at_the_udp_length() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!((header.length, header.total), (8, 10));
        assert!(matches!(header.next(), Next::Ports { source: 0xc000, destination: 53, .. }));
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(decode, &GOOD, HEADER);
    }

    #[test]
    fn a_length_below_the_header_is_a_fault() {
        let mut bytes = GOOD;
        bytes[5] = 7;
        assert_eq!(decode_alone(decode, &bytes).unwrap().fault(), Some(Fault::length(8, 7)));
    }

    #[test]
    fn a_length_of_zero_means_all_there_is() {
        let mut bytes = GOOD;
        bytes[5] = 0;
        let header = decode_alone(decode, &bytes).unwrap();
        assert_eq!((header.total, header.fault()), (usize::MAX, None));
    }

    #[test]
    fn a_length_beyond_the_packet_is_the_walks_to_judge() {
        let mut bytes = GOOD;
        bytes[5] = 200;
        assert_eq!(decode_alone(decode, &bytes).unwrap().total, 200);
    }
}
