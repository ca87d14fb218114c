//! The associated channel of a pseudowire or a label path: signalling and tests beside the data.

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes of the header.
const HEADER: usize = 4;

/// Associated channel.
pub const PROTOCOL: Protocol = Protocol {
    name: "pwach",
    title: "PW Associated Channel Header",
    source: "RFC 4385 section 5, RFC 5586",
    role: Role::Link,
    selectors: &[Selector::Pseudowire(3)],
    decode,
    fields: &[Field::number("pwach.channel_type", "what the channel carries", &[Number::at(2, 2)])],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[_, _, high, low] = input.head::<HEADER>()?;
    // Of the channel types only these two carry packets; their numbers are those of PPP.
    let next = match u16::from_be_bytes([high, low]) {
        number @ (0x0021 | 0x0057) => Next::By(Selector::Ppp(number)),
        _ => Next::Nothing,
    };
    Ok(Header::new(HEADER, next))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    #[test]
    fn the_channel_may_carry_ip() {
        let header = decode_alone(decode, &[0x10, 0, 0, 0x21, 0x45]).unwrap();
        assert_eq!(header.length, 4);
        assert!(matches!(header.next(), Next::By(Selector::Ppp(0x0021))));
    }

    #[test]
    fn other_channels_carry_nothing_that_is_followed() {
        assert!(matches!(decode_alone(decode, &[0x10, 0, 0, 7]).unwrap().next(), Next::Nothing));
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &[0x10, 0, 0, 0x21], HEADER);
    }
}
