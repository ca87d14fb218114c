//! VXLAN: Ethernet frames over UDP, one virtual network a number.

use pnet_packet::vxlan::VxlanPacket;

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes of the header.
const HEADER: usize = 8;

/// VXLAN.
pub const PROTOCOL: Protocol = Protocol {
    name: "vxlan",
    title: "Virtual eXtensible Local Area Network",
    source: "RFC 7348",
    role: Role::Tunnel,
    // 8472 is Linux's, from before the registration.
    selectors: &[Selector::Udp(4789), Selector::Udp(8472)],
    decode,
    fields: &[
        Field::number("vxlan.flags", "flags", &[Number::at(0, 2)]),
        Field::number("vxlan.vni", "virtual network", &[Number::at(4, 3)]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let available = input.bytes.len();
    VxlanPacket::new(input.bytes).ok_or_else(|| Fault::short(HEADER, available))?;
    Ok(Header::new(HEADER, Next::By(Selector::Link(1))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults, values};
    use crate::value::Value;

    const GOOD: [u8; 9] = [8, 0, 0, 0, 0, 0, 123, 0, 0xff];

    #[test]
    fn the_frame_inside_is_ethernet() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert!(matches!(header.next(), Next::By(Selector::Link(1))));
        assert_eq!(header.length, 8);
        assert_eq!(values(Selector::Udp(4789), &GOOD, "vxlan.vni"), [Value::Unsigned(123)]);
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(decode, &GOOD, HEADER);
    }
}
