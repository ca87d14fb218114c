//! IPComp: a packet in compressed form.

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes of the header.
const HEADER: usize = 4;

/// IP Payload Compression.
pub const PROTOCOL: Protocol = Protocol {
    name: "ipcomp",
    title: "IP Payload Compression",
    source: "RFC 3173",
    role: Role::Tunnel,
    selectors: &[Selector::Ip(108)],
    decode,
    fields: &[
        Field::number("ipcomp.next_header", "protocol number of what is compressed", &[Number::at(0, 1)]),
        Field::number("ipcomp.cpi", "compression parameter index, 2 for deflate", &[Number::at(2, 2)]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    input.head::<HEADER>()?;
    Ok(Header::new(HEADER, Next::Nothing))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{truncations_are_faults, values};
    use crate::value::Value;

    #[rustfmt::skip]
    const GOOD: [u8; 6] = [
        4, 0, 0, 2,  // IPv4, deflate
        0x78, 0x9c,
    ];

    #[test]
    fn the_header_is_read() {
        assert_eq!(values(Selector::Ip(108), &GOOD, "ipcomp.next_header"), [Value::Unsigned(4)]);
        assert_eq!(values(Selector::Ip(108), &GOOD, "ipcomp.cpi"), [Value::Unsigned(2)]);
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(decode, &GOOD, HEADER);
    }
}
