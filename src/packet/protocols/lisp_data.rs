//! LISP data: IP packets over UDP from one site's router to another's.

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes of the header.
const HEADER: usize = 8;

/// LISP data.
pub const PROTOCOL: Protocol = Protocol {
    name: "lisp-data",
    title: "Locator/ID Separation Protocol (Data)",
    source: "RFC 9300",
    role: Role::Tunnel,
    selectors: &[Selector::Udp(4341)],
    decode,
    fields: &[
        Field::number("lisp-data.flags", "flags", &[Number::at(0, 1)]),
        Field::number("lisp-data.nonce", "nonce", &[Number::at(1, 3)]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    input.head::<HEADER>()?;
    let next = match input.bytes.get(HEADER).map(|first| first >> 4) {
        Some(4) => Next::By(Selector::Ip(4)),
        Some(6) => Next::By(Selector::Ip(41)),
        _ => Next::Nothing,
    };
    Ok(Header::new(HEADER, next))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    const GOOD: [u8; 9] = [0x80, 0, 0, 1, 0, 0, 0, 1, 0x45];

    #[test]
    fn the_packet_inside_is_ip_by_its_version() {
        assert!(matches!(decode_alone(decode, &GOOD).unwrap().next(), Next::By(Selector::Ip(4))));
        let six = [0x80, 0, 0, 1, 0, 0, 0, 1, 0x60];
        assert!(matches!(decode_alone(decode, &six).unwrap().next(), Next::By(Selector::Ip(41))));
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(decode, &GOOD, HEADER);
    }
}
