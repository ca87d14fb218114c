//! GENEVE: any Ethertype over UDP, with options.

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes of the header without options.
const FIXED: usize = 8;

/// GENEVE.
pub const PROTOCOL: Protocol = Protocol {
    name: "geneve",
    title: "Generic Network Virtualization Encapsulation",
    source: "RFC 8926",
    role: Role::Tunnel,
    selectors: &[Selector::Udp(6081)],
    decode,
    fields: &[
        Field::number("geneve.version", "version, 0", &[Number::at(0, 1).bits(6, 3)]),
        Field::flag("geneve.flags.oam", "a control message", Number::at(1, 1).bits(7, 1)),
        Field::flag("geneve.flags.critical", "an option must be understood", Number::at(1, 1).bits(6, 1)),
        Field::number("geneve.proto_type", "Ethertype of what is inside", &[Number::at(2, 2)]),
        Field::number("geneve.vni", "virtual network", &[Number::at(4, 3)]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[first, _, c, d, ..] = input.head::<FIXED>()?;
    if first >> 6 != 0 {
        return Err(Fault::value((first >> 6).into()));
    }
    let length = FIXED + usize::from(first & 0x3f) * 4;
    input.take(length)?;
    Ok(Header::new(length, Next::By(Selector::Ether(u16::from_be_bytes([c, d])))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults, values};
    use crate::value::Value;

    #[rustfmt::skip]
    const GOOD: [u8; 17] = [
        2, 0, 0x65, 0x58,  0, 0, 9, 0,  // two words of options, Ethernet, network 9
        1, 2, 3, 1,  0, 0, 0, 0,        // an option
        0xff,
    ];

    #[test]
    fn options_belong_to_the_header() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!(header.length, 16);
        assert!(matches!(header.next(), Next::By(Selector::Ether(0x6558))));
        assert_eq!(values(Selector::Udp(6081), &GOOD, "geneve.vni"), [Value::Unsigned(9)]);
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(decode, &GOOD, 16);
    }

    #[test]
    fn another_version_and_options_beyond_the_packet_are_faults() {
        let mut bytes = GOOD;
        bytes[0] = 0x42;
        assert_eq!(decode_alone(decode, &bytes).unwrap_err(), Fault::value(1));
        bytes[0] = 0x3f;
        assert_eq!(decode_alone(decode, &bytes).unwrap_err(), Fault::short(260, 17));
    }
}
