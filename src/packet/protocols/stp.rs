//! Spanning tree: how bridges agree on a network without loops. Plain, rapid, multiple, and
//! Cisco's one tree a VLAN.

use crate::packet::{Fault, Field, Header, Input, Number, Protocol, Role, Selector};

/// Bytes that every frame has: protocol, version, type.
const SHORTEST: usize = 4;

/// Spanning tree.
pub const PROTOCOL: Protocol = Protocol {
    name: "stp",
    title: "Spanning Tree Protocol",
    source: "IEEE 802.1Q section 14",
    role: Role::Control,
    selectors: &[
        Selector::Llc(0x42), Selector::CiscoSnap(0x0108), Selector::CiscoSnap(0x0109), Selector::CiscoSnap(0x010b),
        Selector::CiscoSnap(0x010c), Selector::Chdlc(0x4242), Selector::Ether(0x8181),
    ],
    decode,
    fields: &[
        Field::number("stp.version", "0 plain, 2 rapid, 3 multiple, 4 shortest path", &[Number::at(2, 1)]),
        Field::number("stp.type", "0 configuration, 2 rapid, 128 topology change", &[Number::at(3, 1)]),
        Field::number("stp.root.prio", "priority of the root", &[Number::at(5, 2).bits(0, 0xf000)]),
        Field::mac("stp.root.hw", "address of the root", &[7]),
        Field::number("stp.root.cost", "cost of the path to the root", &[Number::at(13, 4)]),
        Field::number("stp.bridge.prio", "priority of the sender", &[Number::at(17, 2).bits(0, 0xf000)]),
        Field::mac("stp.bridge.hw", "address of the sender", &[19]),
        Field::number("stp.port", "port of the sender", &[Number::at(25, 2)]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    input.head::<SHORTEST>()?;
    Ok(Header::whole(input.bytes.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, names, truncations_are_faults};

    #[rustfmt::skip]
    const TOPOLOGY_CHANGE: [u8; 21] = [
        0x01, 0x80, 0xc2, 0, 0, 0,   0x02, 0, 0, 0, 0, 1,   0x00, 0x07, // destination, source, length
        0x42, 0x42, 0x03,                                               // LLC
        0x00, 0x00, 0x00, 0x80,                                         // protocol, version, type
    ];

    #[test]
    fn bridges_speak_it_over_llc() {
        assert_eq!(names(1, &TOPOLOGY_CHANGE), "eth:llc:stp");
    }

    #[test]
    fn a_notification_is_whole_with_four_bytes() {
        assert_eq!(decode_alone(decode, &TOPOLOGY_CHANGE[17..]).unwrap().length, 4);
        truncations_are_faults(decode, &TOPOLOGY_CHANGE[17..], SHORTEST);
    }
}
