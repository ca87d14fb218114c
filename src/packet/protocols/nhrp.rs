//! NHRP: finds the far end of a tunnel in a network of many.

use crate::packet::{Fault, Field, Header, Input, Number, Protocol, Role, Selector};

/// Bytes of the fixed part.
const HEADER: usize = 20;

/// NBMA Next Hop Resolution Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "nhrp",
    title: "NBMA Next Hop Resolution Protocol",
    source: "RFC 2332",
    role: Role::Control,
    selectors: &[Selector::Ether(0x2001), Selector::Ip(54)],
    decode,
    fields: &[
        Field::number("nhrp.hdr.op.type", "type of message: 1 resolution request, 3 registration request, 7 error", &[Number::at(17, 1)]),
        Field::number("nhrp.hdr.pro.type", "kind of network address, an Ethertype", &[Number::at(2, 2)]),
        Field::number("nhrp.hdr.hopcnt", "hops left", &[Number::at(9, 1)]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    input.head::<HEADER>()?;
    Ok(Header::whole(input.bytes.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{truncations_are_faults, values};
    use crate::value::Value;

    #[rustfmt::skip]
    const GOOD: [u8; 20] = [
        0, 1, 8, 0, 0, 0, 0, 0, 0, 64,  // IPv4, hops
        0, 20, 0, 0, 0, 0, 1, 3, 0, 0,  // length, checksum, version, type
    ];

    #[test]
    fn the_header_is_read() {
        assert_eq!(values(Selector::Ether(0x2001), &GOOD, "nhrp.hdr.op.type"), [Value::Unsigned(3)]);
        assert_eq!(values(Selector::Ether(0x2001), &GOOD, "nhrp.hdr.hopcnt"), [Value::Unsigned(64)]);
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(decode, &GOOD, HEADER);
    }
}
