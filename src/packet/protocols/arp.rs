//! ARP and RARP: which hardware address belongs to a network address, and the reverse.

use crate::packet::bytes::{array_at, u8_at, u16_at};
use crate::packet::{Fault, Field, Header, Input, LayerView, Number, Protocol, Role, Selector};
use crate::value::{Kind, Unit, Value};

/// Bytes before the addresses.
const FIXED: usize = 8;
/// The Ethertype of IPv4, as the type of a network address.
const IPV4: u16 = 0x0800;

/// ARP and RARP.
pub const PROTOCOL: Protocol = Protocol {
    name: "arp",
    title: "Address Resolution Protocol",
    source: "RFC 826, RFC 903",
    role: Role::Control,
    selectors: &[Selector::Ether(0x0806), Selector::Ether(0x8035)],
    decode,
    fields: &[
        Field::number("arp.hw.type", "kind of hardware address, 1 for Ethernet", &[Number::at(0, 2)]),
        Field::number("arp.proto.type", "kind of network address, an Ethertype", &[Number::at(2, 2)]),
        Field::length("arp.hw.size", "length of a hardware address", &[Number::at(4, 1)]),
        Field::length("arp.proto.size", "length of a network address", &[Number::at(5, 1)]),
        Field::number("arp.opcode", "1 request, 2 reply, 3 and 4 the same in RARP", &[Number::at(6, 2)]),
        Field::optional("arp.src.hw_mac", Kind::Mac, Unit::None, "sender's hardware address", |view| {
            hardware(view, 0)
        }),
        Field::optional("arp.src.proto_ipv4", Kind::Ipv4, Unit::None, "sender's IPv4 address", |view| {
            network(view, 0)
        }),
        Field::optional("arp.dst.hw_mac", Kind::Mac, Unit::None, "target's hardware address", |view| {
            hardware(view, 1)
        }),
        Field::optional("arp.dst.proto_ipv4", Kind::Ipv4, Unit::None, "target's IPv4 address", |view| {
            network(view, 1)
        }),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[_, _, _, _, hardware, network, ..] = input.head::<FIXED>()?;
    let length = FIXED + 2 * (usize::from(hardware) + usize::from(network));
    input.take(length)?;
    Ok(Header::whole(length))
}

/// The lengths of a hardware and of a network address.
fn sizes(header: &[u8]) -> Option<(usize, usize)> {
    Some((u8_at(header, 4)?.into(), u8_at(header, 5)?.into()))
}

/// The hardware address of the sender (0) or of the target (1).
fn hardware(view: &LayerView<'_>, party: usize) -> Option<Value<'static>> {
    let header = view.header();
    let (6, network) = sizes(header)? else { return None };
    array_at(header, FIXED + party * (6 + network)).map(Value::Mac)
}

/// The IPv4 address of the sender (0) or of the target (1).
fn network(view: &LayerView<'_>, party: usize) -> Option<Value<'static>> {
    let header = view.header();
    let (hardware, 4) = sizes(header)? else { return None };
    let octets: [u8; 4] = array_at(header, FIXED + hardware + party * (4 + hardware))?;
    (u16_at(header, 2)? == IPV4).then(|| Value::Ipv4(octets.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults, values};

    #[rustfmt::skip]
    const REQUEST: [u8; 30] = [
        0, 1,  8, 0,  6,  4,  0, 1,                      // Ethernet, IPv4, sizes, request
        2, 0, 0, 0, 0, 1,  192, 0, 2, 1,                 // sender
        0, 0, 0, 0, 0, 0,  192, 0, 2, 2,                 // target
        0, 0,                                            // padding of the frame
    ];

    #[test]
    fn a_message_ends_with_the_targets_address() {
        let header = decode_alone(decode, &REQUEST).unwrap();
        assert_eq!((header.length, header.total), (28, 28));
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(decode, &REQUEST, 28);
    }

    #[test]
    fn addresses_longer_than_the_packet_are_a_fault() {
        let mut bytes = REQUEST;
        bytes[4] = 255;
        assert_eq!(decode_alone(decode, &bytes).unwrap_err(), Fault::short(8 + 2 * 259, 30));
    }

    #[test]
    fn addresses_are_found_behind_their_sizes() {
        let read = |name| values(Selector::Ether(0x0806), &REQUEST, name);
        assert_eq!(read("arp.src.hw_mac"), [Value::Mac([2, 0, 0, 0, 0, 1])]);
        assert_eq!(read("arp.src.proto_ipv4"), [Value::Ipv4([192, 0, 2, 1].into())]);
        assert_eq!(read("arp.dst.proto_ipv4"), [Value::Ipv4([192, 0, 2, 2].into())]);
    }
}
