//! Cisco HDLC: address, control and a type, which is an Ethertype save for a few of Cisco's own.

use crate::packet::{cisco_type, Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes of the header.
const HEADER: usize = 4;
/// The type of OSI packets.
const OSI: u16 = 0xfefe;

/// Cisco HDLC.
pub const PROTOCOL: Protocol = Protocol {
    name: "chdlc",
    title: "Cisco HDLC",
    source: "LINKTYPE_C_HDLC of tcpdump.org, RFC 1547 section 4.3.1",
    role: Role::Link,
    selectors: &[Selector::Link(104)],
    decode,
    fields: &[
        Field::number("chdlc.address", "0x0f to one, 0x8f to all", &[Number::at(0, 1)]),
        Field::number("chdlc.protocol", "type of the payload", &[Number::at(2, 2)]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[_, _, high, low] = input.head::<HEADER>()?;
    let number = u16::from_be_bytes([high, low]);
    // Routers put a byte of padding before OSI packets, so that these begin at an even place.
    let padded = number == OSI
        && input.bytes.get(HEADER).is_some_and(|&first| Selector::Nlpid(first.into()).find().is_none());
    let next = cisco_type::next(number).unwrap_or(Next::Nothing);
    Ok(Header::new(HEADER + usize::from(padded), next))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, names, truncations_are_faults};

    const GOOD: [u8; 5] = [0x0f, 0x00, 0x08, 0x00, 0x45];

    #[test]
    fn a_type_is_an_ethertype() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!(header.length, 4);
        assert!(matches!(header.next(), Next::By(Selector::Ether(0x0800))));
    }

    #[test]
    fn a_type_of_cisco_goes_before_the_ethertype() {
        assert_eq!(names(104, &[0x8f, 0x00, 0x80, 0x35, 0, 0, 0, 2]), "chdlc:slarp");
        assert_eq!(names(104, &[0x8f, 0x00, 0x20, 0x00, 2, 180, 0, 0]), "chdlc:cdp");
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &GOOD, HEADER);
    }
}
