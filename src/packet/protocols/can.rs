//! CAN: frames of the bus in vehicles and machines, as Linux' SocketCAN gives them.

use crate::packet::bytes::array_at;
use crate::packet::{Fault, Field, Header, Input, LayerView, Next, Number, Protocol, Role, Selector};
use crate::value::{Kind, Unit, Value};

/// Bytes of the header.
const HEADER: usize = 8;
/// The flag of an identifier of 29 bits.
const EXTENDED: u32 = 0x8000_0000;
/// The flag of a frame that asks for data.
const REMOTE: u32 = 0x4000_0000;
/// The flag of an error.
const ERROR: u32 = 0x2000_0000;

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
            let word = word(view)?;
            Some(Value::from(word & if word & EXTENDED == 0 { 0x7ff } else { 0x1fff_ffff }))
        }),
        Field::optional("can.flags.xtd", Kind::Boolean, Unit::None, "the identifier has 29 bits", |view| {
            word(view).map(|word| Value::Bool(word & EXTENDED != 0))
        }),
        Field::optional("can.flags.rtr", Kind::Boolean, Unit::None, "asks for a frame instead of carrying data", |view| {
            word(view).map(|word| Value::Bool(word & REMOTE != 0))
        }),
        Field::optional("can.flags.err", Kind::Boolean, Unit::None, "an error frame", |view| {
            word(view).map(|word| Value::Bool(word & ERROR != 0))
        }),
        Field::length("can.len", "length of the data", &[Number::at(4, 1)]),
    ],
    ..Protocol::EMPTY
};

/// Identifier and flags: in network order under their own link type, under another (cooked
/// capture) as the machine had them, which is taken to be little-endian.
fn word(view: &LayerView<'_>) -> Option<u32> {
    let bytes = array_at(view.header(), 0)?;
    Some(if view.index == 0 { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
}

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
