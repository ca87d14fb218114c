//! RDP: recognised by the cookie or the negotiation in its first packet, which is one of TPKT.

use crate::packet::bytes::array_at;
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Remote Desktop Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "rdp",
    title: "Remote Desktop Protocol",
    source: "MS-RDPBCGR",
    role: Role::Application,
    selectors: &[Selector::Tcp(3389)],
    recognise: Some(recognise),
    begins: &[3..=3],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    if !payload.is_stream() {
        return None;
    }
    let [first, ..] = array_at::<2>(bytes, 0)?;
    if first != 3 {
        // Fast-path packets have a length of one or two bytes (section 2.2.8.1.2).
        return Some(Confidence::possible_if(matches!(first & 3, 0)));
    }
    let [3, 0, high, low, indicator, kind] = array_at(bytes, 0)? else { return None };
    let length = usize::from(u16::from_be_bytes([high, low]));
    if !matches!(kind, 0xe0 | 0xd0 | 0xf0 | 0x80) || length < usize::from(indicator) + 5 {
        return None;
    }
    let rest = bytes.get(11..).unwrap_or_default();
    let opens = kind != 0xf0 && (rest.starts_with(b"Cookie: mstshash=") || is_negotiation(rest));
    Some(Confidence::Possible.or_certain_if(opens))
}

/// Type request, response or failure, flags, and the length 8 (section 2.2.1.1.1).
fn is_negotiation(bytes: &[u8]) -> bool {
    matches!(array_at(bytes, 0), Some([1..=3, _, 8, 0])) && bytes.len() == 8
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // A request for a connection with a negotiation of TLS, and the server's answer.
        Sample::tcp(50000, 3389, Certain, b"\x03\0\0\x13\x0e\xe0\0\0\0\0\0\x01\0\x08\0\x03\0\0\0"),
        Sample::tcp(3389, 50000, Certain, b"\x03\0\0\x13\x0e\xd0\0\0\x12\x34\0\x02\x0f\x08\0\x02\0\0\0"),
        Sample::tcp(3389, 50000, Possible, b"\x03\0\0\x0b\x02\xf0\x80\x61\x62\x63\x64"),
        Sample::tcp(50000, 3389, No, b"\x16\x03\x01\0\x05\x01\0\0\x01\x03"),
    ]
};
