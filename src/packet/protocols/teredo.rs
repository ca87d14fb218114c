//! Teredo: IPv6 over UDP through address translators, with optional authentication and origin.

use crate::packet::{Confidence, Fault, Field, Header, Input, Next, Payload, Protocol, Role, Selector};
use crate::packet::bytes::{array_at, u8_at};
use crate::value::{Kind, Unit, Value};

/// Bytes of the authentication header without identifier and value (RFC 4380 section 5.1.1).
const AUTHENTICATION: usize = 13;
/// Bytes of the origin indication (RFC 4380 section 5.1.1).
const ORIGIN: usize = 8;
/// IPv6, as the protocol number of a packet inside another.
const IPV6: Next = Next::By(Selector::Ip(41));

/// Teredo.
pub const PROTOCOL: Protocol = Protocol {
    name: "teredo",
    title: "Teredo IPv6 over UDP tunneling",
    source: "RFC 4380",
    role: Role::Tunnel,
    selectors: &[Selector::Udp(3544)],
    decode,
    recognise: Some(recognise),
    fields: &[
        Field::optional("teredo.auth.idlen", Kind::Unsigned, Unit::Bytes, "length of the client's identifier", |view| {
            view.header().starts_with(&[0, 1]).then(|| u8_at(view.header(), 2))?.map(Value::from)
        }),
    ],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    match *payload.bytes {
        [0, 0 | 1, ..] => Confidence::Possible,
        [first, ..] if first >> 4 == 6 => Confidence::Possible,
        _ => Confidence::No,
    }
}

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let mut end = 0;
    if let Some([0, 1]) = array_at(input.bytes, end) {
        let &[_, _, identifier, value, ..] = input.head::<AUTHENTICATION>()?;
        end += AUTHENTICATION + usize::from(identifier) + usize::from(value);
        input.take(end)?;
    }
    if let Some([0, 0]) = array_at(input.bytes, end) {
        end += ORIGIN;
        input.take(end)?;
    }
    Ok(Header::new(end, if end < input.bytes.len() { IPV6 } else { Next::Nothing }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::decode_alone;

    #[rustfmt::skip]
    const BOTH: [u8; 25] = [
        0, 1, 1, 2,  0xaa,  0xbb, 0xcc,  0, 0, 0, 0, 0, 0, 0, 1,  0, // authentication
        0, 0, 0x12, 0x34,  0xff, 0xff, 0xff, 0xff,                   // origin
        0x60,
    ];

    #[test]
    fn authentication_and_origin_stand_before_the_packet() {
        let header = decode_alone(decode, &BOTH).unwrap();
        assert_eq!(header.length, 24);
        assert!(matches!(header.next(), Next::By(Selector::Ip(41))));
        assert_eq!(decode_alone(decode, &[0x60, 0]).unwrap().length, 0);
    }

    #[test]
    fn cut_headers_are_faults() {
        for length in (2..16).chain(18..24) {
            assert!(decode_alone(decode, &BOTH[..length]).is_err(), "{length} bytes pass");
        }
    }
}
