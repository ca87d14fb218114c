//! L2TP: version 2 carries PPP over UDP, version 3 anything over UDP or IP; which, only the set-up
//! of the session says.

use crate::packet::bytes::{u16_at, u32_at};
use crate::packet::{
    Confidence, Fault, Field, Header, Input, LayerView, Next, Payload, Protocol, Role,
    Selector,
};
use crate::value::{Kind, Unit, Value};

/// Bytes of flags, tunnel and session of version 2; of flags and session of version 3 over UDP.
const SHORTEST: usize = 6;
/// A control message.
const CONTROL: u16 = 0x8000;
/// A length is there.
const LENGTH: u16 = 0x4000;
/// Sequence numbers are there.
const SEQUENCE: u16 = 0x0800;
/// An offset is there.
const OFFSET: u16 = 0x0200;
/// The bits of the version.
const VERSION: u16 = 0x000f;

/// L2TP.
pub const PROTOCOL: Protocol = Protocol {
    name: "l2tp",
    title: "Layer 2 Tunneling Protocol",
    source: "RFC 2661, RFC 3931",
    role: Role::Tunnel,
    selectors: &[Selector::Udp(1701), Selector::Ip(115)],
    decode,
    recognise: Some(recognise),
    fields: &[
        Field::optional("l2tp.type", Kind::Unsigned, Unit::None, "0 data, 1 control", |view| {
            flags(view).map(|flags| (flags >> 15).into())
        }),
        Field::optional("l2tp.version", Kind::Unsigned, Unit::None, "version", |view| {
            flags(view).map(|flags| (flags & VERSION).into())
        }),
        Field::optional("l2tp.tunnel", Kind::Unsigned, Unit::None, "tunnel, of version 2", |view| {
            identifier(view, 0)
        }),
        Field::optional("l2tp.session", Kind::Unsigned, Unit::None, "session, of version 2", |view| {
            identifier(view, 2)
        }),
        Field::optional("l2tp.sid", Kind::Unsigned, Unit::None, "session, of data of version 3", |view| {
            match flags(view) {
                None => u32_at(view.header(), 0).filter(|&session| session != 0),
                Some(flags) if flags & (CONTROL | VERSION) == 3 => u32_at(view.header(), 4),
                Some(_) => None,
            }
            .map(Value::from)
        }),
    ],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    match u16_at(payload.bytes, 0).map(|flags| flags & VERSION) {
        Some(2 | 3) => Confidence::Possible,
        _ => Confidence::No,
    }
}

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    if input.previous.role() == Role::Transport {
        return over_udp(input);
    }
    // RFC 3931 section 4.1.1: session 0 is for control messages.
    let &[a, b, c, d] = input.head::<4>()?;
    Ok(if [a, b, c, d] == [0; 4] {
        input.head::<16>()?;
        Header::whole(input.bytes.len())
    } else {
        Header::new(4, Next::Nothing)
    })
}

fn over_udp(input: &Input<'_>) -> Result<Header, Fault> {
    let &[a, b, ..] = input.head::<SHORTEST>()?;
    let flags = u16::from_be_bytes([a, b]);
    let has = |flag, bytes| if flags & flag == 0 { 0 } else { bytes };
    if flags & VERSION == 3 {
        return Ok(if flags & CONTROL == 0 {
            // Flags, two bytes of zero, session.
            input.head::<8>()?;
            Header::new(8, Next::Nothing)
        } else {
            input.head::<12>()?;
            Header::whole(input.bytes.len())
        });
    }
    let mut length = SHORTEST + has(LENGTH, 2) + has(SEQUENCE, 4) + has(OFFSET, 2);
    input.take(length)?;
    length += has(OFFSET, u16_at(input.bytes, length - 2).map_or(0, usize::from));
    input.take(length)?;
    let claimed = u16_at(input.bytes, 2).map_or(0, usize::from);
    let found = if flags & CONTROL == 0 {
        Header::new(length, Next::By(Selector::Link(9)))
    } else {
        Header::whole(input.bytes.len())
    };
    Ok(match has(LENGTH, claimed) {
        0 => found,
        claimed if claimed < length => found.with_fault(Fault::length(length, claimed)),
        claimed if flags & CONTROL == 0 => found.with_total(claimed),
        claimed => Header::new(claimed.min(input.bytes.len()), found.next()).with_total(claimed),
    })
}

/// The flags and version; there are none in data of version 3 over IP.
fn flags(view: &LayerView<'_>) -> Option<u16> {
    let over_udp = view.outside()?.protocol.role() == Role::Transport;
    u16_at(view.header(), 0).filter(|_| over_udp)
}

/// The number at `place` behind flags and length of version 2.
fn identifier(view: &LayerView<'_>, place: usize) -> Option<Value<'static>> {
    let flags = flags(view).filter(|flags| flags & VERSION == 2)?;
    let start = if flags & LENGTH == 0 { 2 } else { 4 };
    u16_at(view.header(), start + place).map(Value::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::raw;
    use crate::packet::{Decoded, FieldReader, Messages, Packet, ProtocolId};

    fn decode_after(previous: ProtocolId, bytes: &[u8]) -> Result<Header, Fault> {
        let raw = raw(1, bytes);
        decode(&Input { bytes, wire_bytes: bytes.len(), previous, raw: &raw, offset: 0 })
    }

    fn all_truncations_fail(previous: ProtocolId, good: &[u8], header: usize) {
        for length in 0..header {
            assert!(decode_after(previous, &good[..length]).is_err(), "{length} bytes pass");
        }
    }

    #[rustfmt::skip]
    const DATA: [u8; 20] = [
        0x4a, 0x02,  0, 18,  0, 7,  0, 9,  // length, sequence, offset, version 2; tunnel, session
        0, 1,  0, 2,  0, 2,  0, 0,         // sequence numbers, offset of two, its padding
        0xff, 3,                           // PPP
        0, 0,                              // beyond the length
    ];

    #[rustfmt::skip]
    const CONTROL_2: [u8; 14] = [
        0xc8, 0x02,  0, 12,  0, 7,  0, 0,  // control, length, sequence, version 2; tunnel, session
        0, 1,  0, 2,                       // sequence numbers
        0, 0,                              // padding of the frame
    ];

    #[test]
    fn data_of_version_2_is_ppp_to_where_the_length_says() {
        let header = decode_after(ProtocolId::Udp, &DATA).unwrap();
        assert_eq!((header.length, header.total), (16, 18));
        assert!(matches!(header.next(), Next::By(Selector::Link(9))));
        all_truncations_fail(ProtocolId::Udp, &DATA, 16);
    }

    #[test]
    fn a_control_message_carries_nothing() {
        let header = decode_after(ProtocolId::Udp, &CONTROL_2).unwrap();
        assert_eq!((header.length, header.total), (12, 12));
        assert!(matches!(header.next(), Next::Nothing));
        all_truncations_fail(ProtocolId::Udp, &CONTROL_2, 12);
    }

    #[test]
    fn lying_lengths_are_faults() {
        let mut bytes = DATA;
        bytes[3] = 15;
        let header = decode_after(ProtocolId::Udp, &bytes).unwrap();
        assert_eq!(header.fault(), Some(Fault::length(16, 15)));
        bytes = DATA;
        bytes[12] = 1;
        let error = decode_after(ProtocolId::Udp, &bytes).unwrap_err();
        assert_eq!(error, Fault::short(14 + 258, 20));
    }

    #[test]
    fn version_3_over_ip_has_control_in_session_0() {
        let header = decode_after(ProtocolId::Ipv4, &[0, 0, 0, 9, 1, 2]).unwrap();
        assert_eq!(header.length, 4);
        let control = [0, 0, 0, 0, 0xc8, 3, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(decode_after(ProtocolId::Ipv4, &control).unwrap().length, 16);
        all_truncations_fail(ProtocolId::Ipv4, &control, 16);
    }

    #[test]
    fn tunnel_and_session_are_read_behind_the_length() {
        #[rustfmt::skip]
        let bytes = [
            0x45, 0, 0, 40,  0, 0, 0, 0,  64, 17, 0, 0,  10, 0, 0, 1,  10, 0, 0, 2,  // IPv4
            6, 0xa5, 6, 0xa5,  0, 20, 0, 0,                                          // UDP 1701
            0xc8, 0x02,  0, 12,  0, 7,  0, 9,  0, 1,  0, 2,                          // L2TP
        ];
        let raw = raw(228, &bytes);
        let mut decoded = Decoded::default();
        crate::packet::decode(&raw, &mut decoded);
        let packet = Packet { raw: &raw, decoded: &decoded, messages: Messages::default(), of_flow: &[] };
        let read = |name| {
            let mut found = Vec::new();
            let field = FieldReader::by_name(name).unwrap();
            field.read(&packet, &mut |value| found.push(value.into_owned()));
            found
        };
        assert_eq!(read("l2tp.version"), [Value::Unsigned(2)]);
        assert_eq!(read("l2tp.type"), [Value::Unsigned(1)]);
        assert_eq!(read("l2tp.tunnel"), [Value::Unsigned(7)]);
        assert_eq!(read("l2tp.session"), [Value::Unsigned(9)]);
        assert_eq!(read("l2tp.sid"), []);
    }
}
