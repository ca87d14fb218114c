//! MTP level 3: the network of telephone signalling (SS7), with point codes for addresses.

use crate::packet::{Fault, Field, Header, Input, Next, Protocol, Role, Selector};
use crate::value::{Kind, Unit, Value};

/// Bytes of the service octet and the routing label of the ITU.
const HEADER: usize = 5;

/// MTP3.
pub const PROTOCOL: Protocol = Protocol {
    name: "mtp3",
    title: "Message Transfer Part Level 3",
    source: "ITU-T Q.704 section 2.2",
    role: Role::Link,
    selectors: &[Selector::Link(141)],
    decode,
    fields: &[
        Field::optional("mtp3.dpc", Kind::Unsigned, Unit::None, "point code of the destination", |view| {
            label(view.header()).map(|label| Value::from(label & 0x3fff))
        }),
        Field::optional("mtp3.opc", Kind::Unsigned, Unit::None, "point code of the origin", |view| {
            label(view.header()).map(|label| Value::from(label >> 14 & 0x3fff))
        }),
        Field::optional("mtp3.sls", Kind::Unsigned, Unit::None, "signalling link selection", |view| {
            label(view.header()).map(|label| Value::from(label >> 28))
        }),
    ],
    ..Protocol::EMPTY
};

fn label(header: &[u8]) -> Option<u32> {
    let &[_, label @ ..] = header.first_chunk::<HEADER>()?;
    Some(u32::from_le_bytes(label))
}

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[service, ..] = input.head::<HEADER>()?;
    Ok(Header::new(HEADER, Next::By(Selector::Mtp3((service & 0x0f).into()))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    /// Service ISUP, then destination 1, origin 1, selection 1 as tshark reads this label.
    const GOOD: [u8; 6] = [0x85, 0x01, 0x40, 0x00, 0x10, 0xff];

    #[test]
    fn the_service_announces_the_user() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert!(matches!(header.next(), Next::By(Selector::Mtp3(5))));
        assert_eq!(label(&GOOD), Some(0x1000_4001));
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &GOOD, HEADER);
    }
}
