//! DCCP: ports and a sequence number of 24 or 48 bits; congestion control without reliability.

use crate::packet::bytes::u8_at;
use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};
use crate::value::{Kind, Unit};

/// Bytes of the header with a short sequence number.
const SHORTEST: usize = 12;
/// Bytes of the header with a long sequence number.
const EXTENDED: usize = 16;

/// DCCP.
pub const PROTOCOL: Protocol = Protocol {
    name: "dccp",
    title: "Datagram Congestion Control Protocol",
    source: "RFC 4340",
    role: Role::Transport,
    selectors: &[Selector::Ip(33)],
    decode,
    fields: &[
        Field::number("dccp.srcport", "source port", &[Number::at(0, 2)]),
        Field::number("dccp.dstport", "destination port", &[Number::at(2, 2)]),
        Field::number("dccp.port", "source or destination port", &[Number::at(0, 2), Number::at(2, 2)]),
        Field::length("dccp.data_offset", "length of the header with options", &[Number::at(4, 1).times(4)]),
        Field::number("dccp.ccval", "value of the sender's congestion control", &[Number::at(5, 1).bits(4, 15)]),
        Field::number("dccp.cscov", "what the checksum covers", &[Number::at(5, 1).bits(0, 15)]),
        Field::number("dccp.checksum", "checksum", &[Number::at(6, 2)]),
        Field::number("dccp.type", "type of packet: 0 request, 1 response, 2 data, 3 acknowledgement, 7 reset", &[Number::at(8, 1).bits(1, 15)]),
        Field::flag("dccp.x", "the sequence number is long", Number::at(8, 1).bits(0, 1)),
        Field::with("dccp.seq_raw", Kind::Unsigned, Unit::None, "sequence number as sent", |view, out| {
            let long = is_extended(view.header());
            let place = if long { Number::at(10, 6) } else { Number::at(9, 3) };
            place.read(view.header()).into_iter().for_each(|number| out(number.into()));
        }),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let header = input.head::<SHORTEST>()?;
    let &[_, _, _, _, words, ..] = header;
    let length = usize::from(words) * 4;
    let least = if is_extended(header) { EXTENDED } else { SHORTEST };
    if length < least {
        return Ok(Header::whole(input.bytes.len()).with_fault(Fault::length(least, length)));
    }
    if length > input.bytes.len() {
        let fault = Fault::short(length, input.bytes.len());
        return Ok(Header::whole(input.bytes.len()).with_fault(fault));
    }
    // Nothing that the walk follows has a port of its own here.
    Ok(Header::new(length, Next::Nothing))
}

/// Whether the sequence number has 48 bits (RFC 4340 section 5.1).
fn is_extended(header: &[u8]) -> bool {
    u8_at(header, 8).is_some_and(|byte| byte & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults, values};
    use crate::value::Value;

    #[rustfmt::skip]
    const GOOD: [u8; 18] = [
        0x10, 0, 0x20, 0,  4, 0, 0, 0,   // ports, 16 bytes, checksum
        0x05, 0, 0, 0, 0, 0, 1, 2,       // DATA, long sequence number
        0xaa, 0xbb,                      // payload
    ];

    #[test]
    fn the_header_ends_at_the_data_offset() {
        assert_eq!(decode_alone(decode, &GOOD).unwrap().length, 16);
        assert_eq!(values(Selector::Ip(33), &GOOD, "dccp.seq_raw"), [Value::Unsigned(0x102)]);
        assert_eq!(values(Selector::Ip(33), &GOOD, "dccp.type"), [Value::Unsigned(2)]);
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(decode, &GOOD, SHORTEST);
    }

    #[test]
    fn lying_offsets_are_faults() {
        let mut bytes = GOOD;
        bytes[4] = 3;
        assert_eq!(decode_alone(decode, &bytes).unwrap().fault(), Some(Fault::length(16, 12)));
        bytes[4] = 5;
        assert_eq!(decode_alone(decode, &bytes).unwrap().fault(), Some(Fault::short(20, 18)));
    }
}
