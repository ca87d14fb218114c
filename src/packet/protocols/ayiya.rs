//! AYIYA: signed tunnels through address translators, mostly IPv6 over UDP.

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes before identity and signature.
const FIXED: usize = 8;
/// The operation that carries a packet.
const FORWARD: u8 = 1;

/// AYIYA.
pub const PROTOCOL: Protocol = Protocol {
    name: "ayiya",
    title: "Anything in Anything Protocol",
    source: "draft-massar-v6ops-ayiya-02",
    role: Role::Tunnel,
    selectors: &[Selector::Udp(5072)],
    decode,
    fields: &[
        Field::number("ayiya.opcode", "operation: 0 none, 1 forward, 2 echo request", &[Number::at(2, 1).bits(0, 15)]),
        Field::number("ayiya.nextheader", "protocol number of the payload", &[Number::at(3, 1)]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[identity, signature, operation, next, ..] = input.head::<FIXED>()?;
    // The identity is two to the power of the number long, the signature so many words.
    let length = FIXED + (1 << (identity >> 4)) + usize::from(signature >> 4) * 4;
    input.take(length)?;
    let carries = operation & 15 == FORWARD;
    Ok(Header::new(length, if carries { Next::By(Selector::Ip(next.into())) } else { Next::Nothing }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    #[rustfmt::skip]
    const GOOD: [u8; 15] = [
        0x11, 0x12, 0x11, 41,  0, 0, 0, 0, // identity of 2, signature of 4, forward, IPv6, time
        1, 2,  3, 4, 5, 6,                 // identity, signature
        0x60,
    ];

    #[test]
    fn identity_and_signature_belong_to_the_header() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!(header.length, 14);
        assert!(matches!(header.next(), Next::By(Selector::Ip(41))));
    }

    #[test]
    fn only_a_forward_carries_a_packet() {
        let mut bytes = GOOD;
        bytes[2] = 0x10;
        assert!(matches!(decode_alone(decode, &bytes).unwrap().next(), Next::Nothing));
    }

    #[test]
    fn every_truncation_and_lying_length_is_a_fault() {
        truncations_are_faults(decode, &GOOD, 14);
        let mut bytes = GOOD;
        bytes[0] = 0xf1;
        assert_eq!(decode_alone(decode, &bytes).unwrap_err(), Fault::short(8 + 32768 + 4, 15));
    }
}
