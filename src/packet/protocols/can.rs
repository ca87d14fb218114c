//! CAN: frames of the bus in vehicles and machines, as Linux' SocketCAN gives them.

use crate::packet::bytes::u32_at;
use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};
use crate::value::{Kind, Unit, Value};

/// Bytes of the header.
const HEADER: usize = 8;
/// The flag of an identifier of 29 bits.
const EXTENDED: u32 = 0x8000_0000;

/// CAN.
pub const PROTOCOL: Protocol = Protocol {
    name: "can",
    title: "Controller Area Network",
    source: "ISO 11898-1, LINKTYPE_CAN_SOCKETCAN of tcpdump.org",
    role: Role::Link,
    selectors: &[Selector::Link(227), Selector::Ether(0x000c)],
    decode,
    fields: &[
        Field::optional("can.id", Kind::Unsigned, Unit::None, "identifier, of 11 or 29 bits", |view| {
            let word = u32_at(view.header(), 0)?;
            Some(Value::from(word & if word & EXTENDED == 0 { 0x7ff } else { 0x1fff_ffff }))
        }),
        Field::flag("can.flags.xtd", "the identifier has 29 bits", Number::at(0, 1).bits(7, 1)),
        Field::flag("can.flags.rtr", "asks for a frame instead of carrying data", Number::at(0, 1).bits(6, 1)),
        Field::flag("can.flags.err", "an error frame", Number::at(0, 1).bits(5, 1)),
        Field::length("can.len", "length of the data", &[Number::at(4, 1)]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[_, _, _, _, length, ..] = input.head::<HEADER>()?;
    Ok(Header::new(HEADER, Next::Nothing).with_total(HEADER + usize::from(length)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    /// Identifier 0x123, length 2, padding, data, padding.
    const GOOD: [u8; 12] = [0, 0, 0x01, 0x23, 2, 0, 0, 0, 0xaa, 0xbb, 0, 0];

    #[test]
    fn the_data_ends_at_the_length() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!((header.length, header.total), (8, 10));
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &GOOD, HEADER);
    }
}
