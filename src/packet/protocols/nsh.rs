//! NSH: which chain of services a packet is to pass, in front of the packet.

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes of the base header and the service path header.
const SHORTEST: usize = 8;

/// Network service header.
pub const PROTOCOL: Protocol = Protocol {
    name: "nsh",
    title: "Network Service Header",
    source: "RFC 8300",
    role: Role::Tunnel,
    selectors: &[Selector::Ether(0x894f)],
    decode,
    fields: &[
        Field::number("nsh.spi", "service path", &[Number::at(4, 3)]),
        Field::number("nsh.si", "place in the service path", &[Number::at(7, 1)]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[_, words, _, protocol, ..] = input.head::<SHORTEST>()?;
    let length = usize::from(words & 0x3f) * 4;
    if length < SHORTEST {
        return Err(Fault::length(SHORTEST, length));
    }
    input.take(length)?;
    // RFC 8300 section 11.2.5.
    let next = match protocol {
        1 => Selector::Link(228),
        2 => Selector::Link(229),
        3 => Selector::Link(1),
        4 => Selector::Ether(0x894f),
        5 => Selector::Ether(0x8847),
        _ => return Ok(Header::new(length, Next::Nothing)),
    };
    Ok(Header::new(length, Next::By(next)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    /// Base header (two words, no metadata, IPv4), path 5, place 255, payload.
    const GOOD: [u8; 9] = [0x0f, 0xc2, 0x02, 0x01, 0, 0, 5, 255, 0x45];

    #[test]
    fn the_protocol_field_announces_ip() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!(header.length, 8);
        assert!(matches!(header.next(), Next::By(Selector::Link(228))));
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &GOOD, 8);
    }

    #[test]
    fn a_length_below_two_words_or_beyond_the_packet_is_a_fault() {
        let mut bytes = GOOD;
        bytes[1] = 1;
        assert_eq!(decode_alone(decode, &bytes).unwrap_err(), Fault::length(8, 4));
        bytes[1] = 6;
        assert_eq!(decode_alone(decode, &bytes).unwrap_err(), Fault::short(24, 9));
    }
}
