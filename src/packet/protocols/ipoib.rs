//! IP over InfiniBand: a global route header, then an Ethertype.

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes of route header, type and two that are reserved.
const HEADER: usize = 44;

/// IP over InfiniBand.
pub const PROTOCOL: Protocol = Protocol {
    name: "ipoib",
    title: "IP over Infiniband",
    source: "RFC 4391 section 6, LINKTYPE_IPOIB of tcpdump.org",
    role: Role::Link,
    selectors: &[Selector::Link(242)],
    decode,
    fields: &[Field::number("ipoib.type", "Ethertype of the payload", &[Number::at(40, 2)])],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[.., high, low, _, _] = input.head::<HEADER>()?;
    Ok(Header::new(HEADER, Next::By(Selector::Ether(u16::from_be_bytes([high, low])))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    #[test]
    fn the_type_lies_behind_the_route_header() {
        let mut bytes = [0; 45];
        (bytes[40], bytes[44]) = (0x08, 0x45);
        let header = decode_alone(decode, &bytes).unwrap();
        assert_eq!(header.length, 44);
        assert!(matches!(header.next(), Next::By(Selector::Ether(0x0800))));
        truncations_are_faults(decode, &bytes, HEADER);
    }
}
