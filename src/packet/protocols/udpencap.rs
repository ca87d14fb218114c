//! IPsec over UDP, through address translators: ESP, or IKE behind four bytes of zero, or one byte
//! that keeps the translation alive.

use crate::packet::{Fault, Header, Input, Next, Protocol, Role, Selector};

/// Bytes of zero that stand where ESP has its index (RFC 3948 section 2.2).
const MARKER: usize = 4;

/// IPsec over UDP.
pub const PROTOCOL: Protocol = Protocol {
    name: "udpencap",
    title: "UDP Encapsulation of IPsec Packets",
    source: "RFC 3948",
    role: Role::Tunnel,
    selectors: &[Selector::Udp(4500)],
    decode,
    ..Protocol::EMPTY
};

#[expect(clippy::unnecessary_wraps, reason = "the shape of every decoder")]
fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    Ok(match input.bytes {
        [0xff] if input.wire_bytes == 1 => Header::whole(1),
        [0, 0, 0, 0, ..] => Header::new(MARKER, Next::By(Selector::Udp(500))),
        _ => Header::new(0, Next::By(Selector::Ip(50))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::decode_alone;

    #[test]
    fn a_marker_announces_key_exchange() {
        let header = decode_alone(decode, &[0, 0, 0, 0, 1]).unwrap();
        assert_eq!(header.length, 4);
        assert!(matches!(header.next(), Next::By(Selector::Udp(500))));
    }

    #[test]
    fn an_index_announces_esp() {
        let header = decode_alone(decode, &[0, 0, 1, 0, 0, 0, 0, 1]).unwrap();
        assert_eq!(header.length, 0);
        assert!(matches!(header.next(), Next::By(Selector::Ip(50))));
    }

    #[test]
    fn one_byte_keeps_the_translation_alive() {
        assert!(matches!(decode_alone(decode, &[0xff]).unwrap().next(), Next::Nothing));
    }
}
