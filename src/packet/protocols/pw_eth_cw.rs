//! An Ethernet pseudowire with a control word.

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes of the control word.
const HEADER: usize = 4;

/// Control word of an Ethernet pseudowire.
pub const PROTOCOL: Protocol = Protocol {
    name: "pwethcw",
    title: "PW Ethernet Control Word",
    source: "RFC 4448 section 4.6",
    role: Role::Link,
    selectors: &[Selector::Pseudowire(1)],
    decode,
    fields: &[Field::number("pweth.cw.sequence_number", "sequence number, 0 for none", &[Number::at(2, 2)])],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    input.head::<HEADER>()?;
    Ok(Header::new(HEADER, Next::By(Selector::Link(1))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    #[test]
    fn ethernet_follows_the_control_word() {
        let header = decode_alone(decode, &[0, 0, 0, 7, 2]).unwrap();
        assert_eq!(header.length, 4);
        assert!(matches!(header.next(), Next::By(Selector::Link(1))));
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &[0, 0, 0, 7], HEADER);
    }
}
