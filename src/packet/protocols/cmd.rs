//! Cisco MetaData: the security group of the sender, in front of the frame's own type.

use crate::packet::bytes::{u8_at, u16_at};
use crate::packet::{Fault, Field, Header, Input, LayerView, Protocol, Role, Selector, type_or_length};
use crate::value::{Kind, Unit, Value};

/// Bytes of the tag after the Ethertype that announces it.
const HEADER: usize = 8;

/// Cisco MetaData.
pub const PROTOCOL: Protocol = Protocol {
    name: "cmd",
    title: "Cisco MetaData",
    source: "Cisco TrustSec",
    role: Role::Link,
    selectors: &[Selector::Ether(0x8909)],
    decode,
    fields: &[
        Field::optional("cmd.version", Kind::Unsigned, Unit::None, "version", |view| {
            u8_at(view.header(), tag(view)).map(Value::from)
        }),
        Field::optional("cmd.sgt", Kind::Unsigned, Unit::None, "security group tag", |view| {
            u16_at(view.header(), tag(view) + 4).map(Value::from)
        }),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[a, b, _, _, _, _, y, z] = input.head::<HEADER>()?;
    let rest = input.bytes.get(HEADER..).unwrap_or_default();
    let number = if input.previous.role() == Role::Tunnel { [a, b] } else { [y, z] };
    Ok(type_or_length::header(HEADER, u16::from_be_bytes(number), rest))
}

/// Where the tag begins: in a tunnel the type stands before it, in a frame behind it.
fn tag(view: &LayerView<'_>) -> usize {
    let tunnelled = view.outside().is_some_and(|layer| layer.protocol.role() == Role::Tunnel);
    if tunnelled { 2 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{is_a_tag, raw};
    use crate::packet::{Decoded, FieldReader, Messages, Packet};

    /// Version, length, option, group 7, type, payload.
    const GOOD: [u8; 9] = [0x01, 0x01, 0x00, 0x01, 0x00, 0x07, 0x08, 0x00, 0x45];

    #[test]
    fn the_type_behind_it_announces_what_follows() {
        is_a_tag(decode, &GOOD, HEADER);
    }

    #[test]
    fn in_a_tunnel_the_type_stands_first() {
        #[rustfmt::skip]
        let bytes = [
            0x45, 0, 0, 33,  0, 0, 0, 0,  64, 47, 0, 0,  10, 0, 0, 1,  10, 0, 0, 2, // IPv4
            0, 0, 0x89, 0x09,                                                       // GRE
            0x86, 0xdd,  1, 1, 0, 1, 0, 7,                                          // IPv6, group 7
            0x60,
        ];
        let raw = raw(228, &bytes);
        let mut decoded = Decoded::default();
        crate::packet::decode(&raw, &mut decoded);
        let names: Vec<_> = decoded.layers().iter().map(|layer| layer.protocol.name()).collect();
        assert_eq!(names, ["ip", "gre", "cmd", "ipv6"]);
        let packet = Packet { raw: &raw, decoded: &decoded, messages: Messages::default(), of_flow: &[] };
        let mut found = Vec::new();
        let field = FieldReader::by_name("cmd.sgt").unwrap();
        field.read(&packet, &mut |value| found.push(value.into_owned()));
        assert_eq!(found, [Value::Unsigned(7)]);
    }
}
