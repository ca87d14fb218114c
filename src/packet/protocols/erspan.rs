//! ERSPAN: mirrored Ethernet frames inside GRE, type II and III.

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes of a header of type II.
const TYPE_II: usize = 8;
/// Bytes of a header of type III without its platform part.
const TYPE_III: usize = 12;
/// Bytes of the platform part.
const PLATFORM: usize = 8;
/// Ethernet, by its link type.
const ETHERNET: Next = Next::By(Selector::Link(1));

/// ERSPAN.
pub const PROTOCOL: Protocol = Protocol {
    name: "erspan",
    title: "Encapsulated Remote Switch Packet Analysis",
    source: "draft-foschiano-erspan-03",
    role: Role::Tunnel,
    selectors: &[Selector::Ether(0x88be), Selector::Ether(0x22eb)],
    decode,
    fields: &[
        Field::number("erspan.version", "version, 1 for type II, 2 for type III", &[Number::at(0, 1).bits(4, 15)]),
        Field::number("erspan.vlan", "VLAN of the mirrored frame", &[Number::at(0, 2).bits(0, 0xfff)]),
        Field::number("erspan.cos", "class of service of the mirrored frame", &[Number::at(2, 1).bits(5, 7)]),
        Field::flag("erspan.truncated", "the mirrored frame was cut", Number::at(2, 1).bits(2, 1)),
        Field::number("erspan.spanid", "mirror session", &[Number::at(2, 2).bits(0, 0x3ff)]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[version, ..] = input.head::<TYPE_II>()?;
    match version >> 4 {
        1 => Ok(Header::new(TYPE_II, ETHERNET)),
        2 => {
            let &[.., flags] = input.head::<TYPE_III>()?;
            let platform = if flags & 1 == 0 { 0 } else { PLATFORM };
            input.take(TYPE_III + platform)?;
            Ok(Header::new(TYPE_III + platform, ETHERNET))
        }
        other => Err(Fault::value(other.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults, values};
    use crate::value::Value;

    #[rustfmt::skip]
    const II: [u8; 9] = [
        0x10, 0x64, 0x04, 0x07,  0, 0, 0, 0,    // version 1, VLAN 100; truncated, session 7
        0xff,
    ];

    #[rustfmt::skip]
    const III: [u8; 21] = [
        0x20, 0, 0, 1,  0, 0, 0, 0,  0, 0, 0, 1, // version 2, session, timestamp, platform part
        0x14, 0, 0, 0,  0, 0, 0, 0,              // platform part
        0xff,
    ];

    #[test]
    fn both_types_carry_ethernet() {
        assert_eq!(decode_alone(decode, &II).unwrap().length, 8);
        let header = decode_alone(decode, &III).unwrap();
        assert_eq!(header.length, 20);
        assert!(matches!(header.next, Next::By(Selector::Link(1))));
    }

    #[test]
    fn fields_are_read() {
        let read = |name| values(Selector::Ether(0x88be), &II, name);
        assert_eq!(read("erspan.vlan"), [Value::Unsigned(100)]);
        assert_eq!(read("erspan.spanid"), [Value::Unsigned(7)]);
        assert_eq!(read("erspan.truncated"), [Value::Bool(true)]);
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(decode, &II, 8);
        truncations_are_faults(decode, &III, 20);
    }

    #[test]
    fn an_unknown_version_is_a_fault() {
        assert_eq!(decode_alone(decode, &[0x70, 0, 0, 0, 0, 0, 0, 0]).unwrap_err(), Fault::value(7));
    }
}
