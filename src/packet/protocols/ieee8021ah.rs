//! Provider backbone bridging (IEEE 802.1ah): a service tag and the addresses of the customer.

use crate::packet::{Fault, Field, Header, Input, Number, Protocol, Role, Selector, type_or_length};

/// Bytes of tag and addresses after the Ethertype that announces it.
const HEADER: usize = 18;

/// IEEE 802.1ah.
pub const PROTOCOL: Protocol = Protocol {
    name: "ieee8021ah",
    title: "IEEE 802.1ah",
    source: "IEEE 802.1Q section 9.7",
    role: Role::Link,
    selectors: &[Selector::Ether(0x88e7)],
    decode,
    fields: &[
        Field::number("ieee8021ah.isid", "identifier of the service", &[Number::at(0, 4).bits(0, 0x00ff_ffff)]),
        Field::mac("ieee8021ah.cdst", "destination address of the customer", &[4]),
        Field::mac("ieee8021ah.csrc", "source address of the customer", &[10]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[_, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, high, low] = input.head::<HEADER>()?;
    let rest = input.bytes.get(HEADER..).unwrap_or_default();
    Ok(type_or_length::header(HEADER, u16::from_be_bytes([high, low]), rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::Next;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    #[rustfmt::skip]
    const GOOD: [u8; 19] = [
        0x00, 0x00, 0x01, 0x00,                                 // service 256
        0x02, 0, 0, 0, 0, 2,   0x02, 0, 0, 0, 0, 1,             // destination, source
        0x08, 0x00,   0x45,                                     // type, payload
    ];

    #[test]
    fn the_type_behind_it_announces_what_follows() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!(header.length, HEADER);
        assert!(matches!(header.next(), Next::By(Selector::Ether(0x0800))));
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &GOOD, HEADER);
    }
}
