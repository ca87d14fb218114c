//! GTP: the tunnels of mobile networks. User packets (GTP-U) carry IP or PPP; control messages
//! (GTP-C, versions 0, 1 and 2, and GTP') are named, not decoded.

use crate::packet::bytes::{u8_at, u32_at};
use crate::packet::{Confidence, Fault, Field, Header, Input, Next, Number, Payload, Protocol, Role, Selector, Transport};
use crate::value::{Kind, Unit, Value};

/// Bytes of the header of version 1 without options, also of version 2 with a tunnel.
const FIXED: usize = 8;
/// Bytes of the header of version 0 (GSM 09.60 section 6).
const VERSION_0: usize = 20;
/// Bytes of version 2 that the length does not count.
const UNCOUNTED_2: usize = 4;
/// The message that carries a user's packet (3GPP TS 29.281 section 7.1).
const USER_PACKET: u8 = 255;

/// GTP.
pub const PROTOCOL: Protocol = Protocol {
    name: "gtp",
    title: "GPRS Tunneling Protocol",
    source: "3GPP TS 29.281, TS 29.060, TS 29.274",
    role: Role::Tunnel,
    selectors: &[Selector::Udp(2152), Selector::Udp(2123), Selector::Udp(3386), Selector::Tcp(2123), Selector::Tcp(2152)],
    decode,
    recognise: Some(recognise),
    fields: &[
        Field::number("gtp.flags", "version and flags", &[Number::at(0, 1)]),
        Field::number("gtp.flags.version", "version", &[Number::at(0, 1).bits(5, 7)]),
        Field::number("gtp.message", "type of message, 255 for a user's packet", &[Number::at(1, 1)]),
        Field::length("gtp.length", "length field", &[Number::at(2, 2)]),
        Field::optional("gtp.teid", Kind::Unsigned, Unit::None, "tunnel endpoint", |view| {
            // Version 0 has no endpoint, version 2 only with a flag.
            match u8_at(view.header(), 0).map(|flags| (flags >> 5, flags & 8))? {
                (1, _) | (2, 8) => u32_at(view.header(), 4).map(Value::from),
                _ => None,
            }
        }),
    ],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    // No version has a message 0, and there is no version beyond 2.
    let &[flags, 1..=255, high, low, ..] = payload.bytes else { return Confidence::No };
    let uncounted = match flags >> 5 {
        0 => VERSION_0,
        1 => FIXED,
        2 => UNCOUNTED_2,
        _ => return Confidence::No,
    };
    // Hardly anything speaks it over TCP, and its ports are in the range that clients choose from.
    let total = uncounted + usize::from(u16::from_be_bytes([high, low]));
    match payload.transport {
        Transport::Tcp if total != payload.wire_bytes => Confidence::No,
        _ => Confidence::Possible,
    }
}

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[flags, message, c, d, ..] = input.head::<FIXED>()?;
    let length = usize::from(u16::from_be_bytes([c, d]));
    match flags >> 5 {
        0 => {
            input.head::<VERSION_0>()?;
            Ok(Header::new(VERSION_0, inside(message, input.bytes.get(VERSION_0..))).with_total(VERSION_0 + length))
        }
        1 => {
            let end = options(input, flags)?;
            let total = FIXED + length;
            let found = Header::new(end, inside(message, input.bytes.get(end..))).with_total(total);
            Ok(if total < end { found.with_fault(Fault::length(end, total)) } else { found })
        }
        2 => Ok(Header::new(FIXED, Next::Nothing).with_total(UNCOUNTED_2 + length)),
        other => Err(Fault::value(other.into())),
    }
}

/// Where the header of version 1 ends: behind its options and the chain of extension headers.
fn options(input: &Input<'_>, flags: u8) -> Result<usize, Fault> {
    /// Bytes of sequence number, packet number and the type of the first extension.
    const OPTIONS: usize = 4;
    let options = flags & 7;
    if options == 0 {
        return Ok(FIXED);
    }
    let mut end = FIXED + OPTIONS;
    input.take(end)?;
    if flags & 0x04 == 0 {
        return Ok(end);
    }
    while u8_at(input.bytes, end - 1).is_some_and(|kind| kind != 0) {
        // TS 29.281 section 5.2.1: in units of four bytes, the last byte says what follows.
        let units = u8_at(input.bytes, end).map_or(1, usize::from);
        if units == 0 {
            return Err(Fault::length(1, 0));
        }
        end += units * 4;
        input.take(end)?;
    }
    Ok(end)
}

/// What a message carries: IP by its version, else PPP.
fn inside(message: u8, payload: Option<&[u8]>) -> Next {
    match payload.and_then(|payload| payload.first()) {
        Some(first) if message == USER_PACKET => match first >> 4 {
            4 => Next::By(Selector::Ip(4)),
            6 => Next::By(Selector::Ip(41)),
            _ => Next::By(Selector::Link(9)),
        },
        _ => Next::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults, values};

    #[rustfmt::skip]
    const GOOD: [u8; 9] = [0x30, 255, 0, 1,  0, 0, 0x12, 0x34,  0x45];

    #[rustfmt::skip]
    const EXTENDED: [u8; 17] = [
        0x34, 255, 0, 9,  0, 0, 0, 1,   // extension, user's packet, length, endpoint
        0, 0, 0, 0x85,                  // sequence number, packet number, PDU session container
        1, 0, 9, 0,                     // one unit, nothing follows
        0x60,
    ];

    #[test]
    fn a_users_packet_is_ip_by_its_version() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!((header.length, header.total), (8, 9));
        assert!(matches!(header.next(), Next::By(Selector::Ip(4))));
        assert_eq!(values(Selector::Udp(2152), &GOOD, "gtp.teid"), [Value::Unsigned(0x1234)]);
    }

    #[test]
    fn extension_headers_belong_to_the_header() {
        let header = decode_alone(decode, &EXTENDED).unwrap();
        assert_eq!((header.length, header.total), (16, 17));
        assert!(matches!(header.next(), Next::By(Selector::Ip(41))));
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(decode, &GOOD, 8);
        truncations_are_faults(decode, &EXTENDED, 16);
    }

    #[test]
    fn lying_lengths_are_faults() {
        let mut bytes = EXTENDED;
        bytes[12] = 0;
        assert_eq!(decode_alone(decode, &bytes).unwrap_err(), Fault::length(1, 0));
        bytes[12] = 200;
        assert_eq!(decode_alone(decode, &bytes).unwrap_err(), Fault::short(812, 17));
        bytes = EXTENDED;
        bytes[3] = 7;
        assert_eq!(decode_alone(decode, &bytes).unwrap().fault(), Some(Fault::length(16, 15)));
    }

    #[test]
    fn control_messages_carry_nothing() {
        let bytes = [0x48, 32, 0, 8, 0, 0, 0, 0, 0, 0, 1, 0];
        let header = decode_alone(decode, &bytes).unwrap();
        assert!(matches!(header.next(), Next::Nothing));
        assert_eq!(header.total, 12);
    }

    #[test]
    fn message_0_version_3_and_over_tcp_another_length_are_something_else() {
        let over = |transport, bytes: &[u8]| {
            let wire_bytes = bytes.len();
            let (source, destination) = (40_000, 3386);
            recognise(&Payload { bytes, wire_bytes, transport, source, destination })
        };
        let says = |bytes| over(Transport::Udp, bytes);
        assert_eq!(says(&GOOD), Confidence::Possible);
        assert_eq!(says(&[0x27, 0, 0, 0]), Confidence::No);
        assert_eq!(says(&[0x67, 1, 0, 0]), Confidence::No);
        assert_eq!(says(&[0x30]), Confidence::No);
        assert_eq!(over(Transport::Tcp, &GOOD), Confidence::Possible);
        assert_eq!(over(Transport::Tcp, &GOOD[..8]), Confidence::No);
    }
}
