//! Linux cooked capture, versions 1 and 2: what Linux gives for the device `any`, in place of a
//! link header.

use crate::packet::bytes::{array_at, u16_at, u32_at, u8_at};
use crate::packet::{Fault, Field, Header, Input, LayerView, Next, Protocol, Role, Selector};
use crate::value::{Kind, Unit, Value};

/// Bytes of the header of version 1.
const FIRST: usize = 16;
/// Bytes of the header of version 2.
const SECOND: usize = 20;
/// The link type of version 2.
const SECOND_LINK: u16 = 276;

/// Up to this number a protocol is one of Linux' own; 1536 too, for that is how Linux does it.
const LAST_INTERNAL: u16 = 1536;

/// Hardware types of Linux that say more of the payload than the protocol field does.
const ARPHRD_FRAME_RELAY: u16 = 770;
const ARPHRD_RADIOTAP: u16 = 803;
const ARPHRD_NETLINK: u16 = 824;

/// Linux cooked capture.
pub const PROTOCOL: Protocol = Protocol {
    name: "sll",
    title: "Linux cooked-mode capture",
    source: "LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2 of tcpdump.org",
    role: Role::Link,
    selectors: &[Selector::Link(113), Selector::Link(SECOND_LINK)],
    decode,
    fields: &[
        Field::optional("sll.pkttype", Kind::Unsigned, Unit::None, "0 to us, 1 broadcast, 2 multicast, 3 to others, 4 from us", |view| {
            let first = || u16_at(view.header(), 0).map(Value::from);
            if is_second(view) { u8_at(view.header(), 10).map(Value::from) } else { first() }
        }),
        Field::optional("sll.hatype", Kind::Unsigned, Unit::None, "hardware type of Linux (ARPHRD)", |view| {
            u16_at(view.header(), if is_second(view) { 8 } else { 2 }).map(Value::from)
        }),
        Field::optional("sll.ifindex", Kind::Unsigned, Unit::None, "number of the interface, version 2 only", |view| {
            u32_at(view.header(), 4).filter(|_| is_second(view)).map(Value::from)
        }),
        Field::optional("sll.src.eth", Kind::Mac, Unit::None, "hardware address of the sender, where it has six bytes", |view| {
            let (length_at, at) = if is_second(view) { (11, 12) } else { (5, 6) };
            let octets = array_at(view.header(), at)?;
            (u8_at(view.header(), length_at)? == 6).then_some(Value::Mac(octets))
        }),
        Field::optional("sll.etype", Kind::Unsigned, Unit::None, "Ethertype", |view| {
            protocol(view).filter(|&number| number > LAST_INTERNAL).map(Value::from)
        }),
        Field::optional("sll.ltype", Kind::Unsigned, Unit::None, "number of Linux where it is no Ethertype", |view| {
            protocol(view).filter(|&number| number <= LAST_INTERNAL).map(Value::from)
        }),
    ],
    ..Protocol::EMPTY
};

fn protocol(view: &LayerView<'_>) -> Option<u16> {
    u16_at(view.header(), if is_second(view) { 0 } else { 14 })
}

fn is_second(view: &LayerView<'_>) -> bool {
    view.raw.link_type.0 == SECOND_LINK
}

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let (length, hardware, protocol) = if input.raw.link_type.0 == SECOND_LINK {
        let &[p, q, _, _, _, _, _, _, h, i, ..] = input.head::<SECOND>()?;
        (SECOND, u16::from_be_bytes([h, i]), u16::from_be_bytes([p, q]))
    } else {
        let &[_, _, h, i, .., p, q] = input.head::<FIRST>()?;
        (FIRST, u16::from_be_bytes([h, i]), u16::from_be_bytes([p, q]))
    };
    let next = match hardware {
        ARPHRD_FRAME_RELAY => Selector::Link(107),
        ARPHRD_RADIOTAP => Selector::Link(127),
        ARPHRD_NETLINK => Selector::Link(253),
        // Numbers of Linux (ETH_P_802_2 and so on) share the space of the Ethertypes.
        _ => Selector::Ether(protocol),
    };
    Ok(Header::new(length, Next::By(next)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, names, truncations_are_faults};

    #[rustfmt::skip]
    const GOOD: [u8; 16] = [
        0x00, 0x04,   0x00, 0x01,   0x00, 0x06,                 // packet type, hardware type, address length
        0x02, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00,         // address, padding
        0x08, 0x06,                                             // protocol
    ];

    #[test]
    fn the_protocol_field_announces_what_follows() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!(header.length, 16);
        assert!(matches!(header.next(), Next::By(Selector::Ether(0x0806))));
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &GOOD, FIRST);
    }

    #[test]
    fn netlink_is_known_by_its_hardware_type() {
        let mut bytes = GOOD;
        (bytes[2], bytes[3]) = (0x03, 0x38);
        assert!(matches!(decode_alone(decode, &bytes).unwrap().next(), Next::By(Selector::Link(253))));
    }

    #[test]
    fn version_two_has_the_protocol_in_front() {
        let mut bytes = [0; 60];
        (bytes[0], bytes[1], bytes[20], bytes[26]) = (0x86, 0xdd, 0x60, 59);
        assert_eq!(names(SECOND_LINK, &bytes), "sll:ipv6");
    }
}
