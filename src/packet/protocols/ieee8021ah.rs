//! Provider backbone bridging (IEEE 802.1ah): a service tag and the addresses of the customer.

use crate::packet::{Field, Number, Protocol, Role, Selector, type_or_length};

/// Bytes of tag and addresses after the Ethertype that announces it.
const HEADER: usize = 18;

/// IEEE 802.1ah.
pub const PROTOCOL: Protocol = Protocol {
    name: "ieee8021ah",
    title: "IEEE 802.1ah",
    source: "IEEE 802.1Q section 9.7",
    role: Role::Link,
    selectors: &[Selector::Ether(0x88e7)],
    decode: type_or_length::decode::<HEADER>,
    fields: &[
        Field::number("ieee8021ah.isid", "identifier of the service", &[Number::at(0, 4).bits(0, 0x00ff_ffff)]),
        Field::mac("ieee8021ah.cdst", "destination address of the customer", &[4]),
        Field::mac("ieee8021ah.csrc", "source address of the customer", &[10]),
    ],
    ..Protocol::EMPTY
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::is_a_tag;

    #[rustfmt::skip]
    const GOOD: [u8; 19] = [
        0x00, 0x00, 0x01, 0x00,                                 // service 256
        0x02, 0, 0, 0, 0, 2,   0x02, 0, 0, 0, 0, 1,             // destination, source
        0x08, 0x00,   0x45,                                     // type, payload
    ];

    #[test]
    fn the_type_behind_it_announces_what_follows() {
        is_a_tag(PROTOCOL.decode, &GOOD, HEADER);
    }
}
