//! VXLAN-GPE: VXLAN that says which protocol is inside.

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes of the header.
const HEADER: usize = 8;

/// VXLAN-GPE.
pub const PROTOCOL: Protocol = Protocol {
    name: "vxlan_gpe",
    title: "Virtual eXtensible Local Area Network (GPE)",
    source: "draft-ietf-nvo3-vxlan-gpe",
    role: Role::Tunnel,
    selectors: &[Selector::Udp(4790)],
    decode,
    fields: &[
        Field::number("vxlan_gpe.next_proto", "what is inside: 1 IPv4, 2 IPv6, 3 Ethernet, 4 NSH, 5 MPLS", &[Number::at(3, 1)]),
        Field::number("vxlan_gpe.vni", "virtual network", &[Number::at(4, 3)]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[_, _, _, protocol, ..] = input.head::<HEADER>()?;
    let next = match protocol {
        1 => Next::By(Selector::Ip(4)),
        2 => Next::By(Selector::Ip(41)),
        3 => Next::By(Selector::Link(1)),
        4 => Next::By(Selector::Ether(0x894f)),
        5 => Next::By(Selector::Ether(0x8847)),
        _ => Next::Nothing,
    };
    Ok(Header::new(HEADER, next))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults, values};
    use crate::value::Value;

    const GOOD: [u8; 9] = [0x0c, 0, 0, 2, 0, 0, 123, 0, 0x60];

    #[test]
    fn the_header_says_what_is_inside() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert!(matches!(header.next(), Next::By(Selector::Ip(41))));
        assert_eq!(values(Selector::Udp(4790), &GOOD, "vxlan_gpe.vni"), [Value::Unsigned(123)]);
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(decode, &GOOD, HEADER);
    }
}
