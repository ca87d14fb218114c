//! EAPOL (802.1X): authentication before a port opens, and the key handshakes of Wi-Fi.

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes of the header.
const HEADER: usize = 4;

/// The type whose body is an EAP packet (IEEE 802.1X section 11.3.2).
const EAP_PACKET: u8 = 0;

/// EAP, by the number that it has in PPP.
const EAP: Selector = Selector::Ppp(0xc227);

/// EAPOL.
pub const PROTOCOL: Protocol = Protocol {
    name: "eapol",
    title: "802.1X Authentication",
    source: "IEEE 802.1X section 11",
    // What it carries is all there, not quoted.
    role: Role::Tunnel,
    selectors: &[Selector::Ether(0x888e), Selector::Ether(0x88c7)],
    decode,
    fields: &[
        Field::number("eapol.version", "version", &[Number::at(0, 1)]),
        Field::number("eapol.type", "0 EAP packet, 1 start, 2 logoff, 3 key", &[Number::at(1, 1)]),
        Field::length("eapol.len", "length of the body", &[Number::at(2, 2)]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[_, kind, high, low] = input.head::<HEADER>()?;
    let length = usize::from(u16::from_be_bytes([high, low]));
    let next = if kind == EAP_PACKET { Next::By(EAP) } else { Next::Nothing };
    Ok(Header::new(HEADER, next).with_total(HEADER + length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    /// Version, type, length, body, padding.
    const GOOD: [u8; 8] = [2, 3, 0, 2, 0xaa, 0xbb, 0, 0];

    #[test]
    fn the_body_ends_at_the_length() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!((header.length, header.total), (4, 6));
    }

    #[test]
    fn an_eap_packet_is_announced_and_a_key_is_not() {
        // Version, type 0, length; EAP request 1 for an identity (RFC 3748 section 5.1).
        let packet = [1, 0, 0, 5, 1, 1, 0, 5, 1];
        assert_eq!(decode_alone(decode, &packet).unwrap().next(), Next::By(EAP));
        assert_eq!(decode_alone(decode, &GOOD).unwrap().next(), Next::Nothing);
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &GOOD, HEADER);
    }
}
