//! The IPsec encapsulating security payload: an index and a number, the rest is encrypted.

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes before what is encrypted.
const HEADER: usize = 8;

/// The encapsulating security payload.
pub const PROTOCOL: Protocol = Protocol {
    name: "esp",
    title: "Encapsulating Security Payload",
    source: "RFC 4303",
    role: Role::Tunnel,
    selectors: &[Selector::Ip(50)],
    decode,
    fields: &[
        Field::number("esp.spi", "security parameters index", &[Number::at(0, 4)]),
        Field::number("esp.sequence", "sequence number", &[Number::at(4, 4)]),
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

    const GOOD: [u8; 10] = [0, 0, 0x12, 0x34, 0, 0, 0, 9, 0xee, 0xee];

    #[test]
    fn index_and_sequence_number_are_read() {
        let read = |name| values(Selector::Ip(50), &GOOD, name);
        assert_eq!(read("esp.spi"), [Value::Unsigned(0x1234)]);
        assert_eq!(read("esp.sequence"), [Value::Unsigned(9)]);
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(decode, &GOOD, HEADER);
    }
}
