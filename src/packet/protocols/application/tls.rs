//! TLS: records with a type, a version and a length; also the hello of SSL 2.

use crate::packet::bytes::{array_at, u8_at, u16_at};
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Bytes before a record's content.
const HEADER: usize = 5;
/// The type of records that open a session.
const HANDSHAKE: u8 = 22;
/// The longest record with what encryption may add (RFC 5246 section 6.2.3).
const LONGEST: usize = 16384 + 2048;

/// Transport Layer Security.
pub const PROTOCOL: Protocol = Protocol {
    name: "tls",
    title: "Transport Layer Security",
    source: "RFC 8446",
    role: Role::Application,
    selectors: &[Selector::Tcp(443), Selector::Tcp(465), Selector::Tcp(563), Selector::Tcp(636), Selector::Tcp(853), Selector::Tcp(989), Selector::Tcp(990), Selector::Tcp(992), Selector::Tcp(993), Selector::Tcp(994), Selector::Tcp(995), Selector::Tcp(3269), Selector::Tcp(5061), Selector::Tcp(5671), Selector::Tcp(5986), Selector::Tcp(8443), Selector::Tcp(8883)],
    recognise: Some(recognise),
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    if !payload.is_stream() {
        return None;
    }
    let bytes = payload.bytes;
    let Some(record) = Record::at(bytes, 0) else {
        return Some(Confidence::certain_if(is_ssl2_hello(payload)));
    };
    let plain = match record.kind {
        HANDSHAKE => is_handshake(bytes, record.length),
        // Change of cipher, and an alert that is not encrypted.
        20 => record.length == 1 && u8_at(bytes, HEADER) == Some(1),
        21 => record.length == 2 && matches!(u8_at(bytes, HEADER), Some(1 | 2)),
        _ => false,
    };
    let end = HEADER + record.length;
    let next = Record::at(bytes, end).is_some();
    Some(Confidence::Possible.or_certain_if(plain || next || payload.is_whole(end)))
}

struct Record {
    kind: u8,
    length: usize,
}

impl Record {
    fn at(bytes: &[u8], offset: usize) -> Option<Self> {
        let [kind, 3, 0..=4, high, low] = array_at::<HEADER>(bytes, offset)? else { return None };
        let length = usize::from(u16::from_be_bytes([high, low]));
        ((20..=24).contains(&kind) && (1..=LONGEST).contains(&length))
            .then_some(Self { kind, length })
    }
}

/// Whether a message of a handshake that is not encrypted begins the record.
fn is_handshake(bytes: &[u8], record: usize) -> bool {
    let Some([kind, high, middle, low]) = array_at(bytes, HEADER) else { return false };
    let length = u32::from_be_bytes([0, high, middle, low]) as usize;
    let fits = length + 4 <= record;
    // A certificate chain may need several records (section 5.1).
    matches!(kind, 0..=2 | 4 | 8 | 11..=16 | 20 | 22) && (fits || (kind == 11 && high < 2))
}

/// A hello of SSL 2 that offers a later version (RFC 5246 appendix E.2).
fn is_ssl2_hello(payload: &Payload<'_>) -> bool {
    let Some([0x80, length, 1, major, minor, ciphers @ ..]) = array_at::<11>(payload.bytes, 0)
    else {
        return false;
    };
    let [cipher_bytes, session_bytes, challenge_bytes] =
        [0, 2, 4].map(|at| u16_at(&ciphers, at).unwrap_or_default());
    let sum = 9 + u32::from(cipher_bytes) + u32::from(session_bytes) + u32::from(challenge_bytes);
    ((major == 3 && minor <= 4) || (major, minor) == (0, 2))
        && cipher_bytes % 3 == 0
        && sum == u32::from(length)
        && payload.wire_bytes >= 2 + usize::from(length)
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // The beginning of a client hello; a server hello done; an alert; two records of application data.
        Sample::tcp(50000, 443, Certain, b"\x16\x03\x01\0\x2d\x01\0\0\x29\x03\x03\0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\0\0\x02\xc0\x2f\x01\0"),
        Sample::tcp(443, 50000, Certain, b"\x16\x03\x03\0\x04\x0e\0\0\0"),
        Sample::tcp(443, 50000, Certain, b"\x15\x03\x03\0\x02\x02\x28"),
        Sample::tcp(443, 50000, Certain, b"\x17\x03\x03\0\x03\xaa\xbb\xcc\x17\x03\x03\0\x20\xdd"),
        Sample::tcp(50000, 443, Certain, b"\x80\x1c\x01\x03\0\0\x03\0\0\0\x10\0\0\x04\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f"),
        Sample::tcp(443, 50000, Possible, b"\x17\x03\x03\x01\0\xaa\xbb\xcc"),
        Sample::tcp(443, 50000, No, b"\x17\x03\x05\0\x03\xaa\xbb\xcc"),
        Sample::udp(443, 50000, No, b"\x16\x03\x03\0\x04\x0e\0\0\0"),
    ]
};
