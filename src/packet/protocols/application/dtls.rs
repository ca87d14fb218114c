//! DTLS: TLS for datagrams, with an epoch and a number in each record.

use crate::packet::bytes::{u8_at, u16_at};
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Bytes before a record's content.
const HEADER: usize = 13;

/// Datagram Transport Layer Security.
pub const PROTOCOL: Protocol = Protocol {
    name: "dtls",
    title: "Datagram Transport Layer Security",
    source: "RFC 9147",
    role: Role::Application,
    selectors: &[Selector::Udp(853), Selector::Udp(4433), Selector::Udp(5061), Selector::Udp(5684), Selector::Udp(10161)],
    recognise: Some(recognise),
    begins: &[20..=26],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    if payload.is_stream() {
        return None;
    }
    let bytes = payload.bytes;
    let mut end = record_end(bytes, 0)?;
    // A datagram holds whole records; a few are enough to see it.
    for _ in 0..8 {
        match record_end(bytes, end) {
            Some(next) => end = next,
            None => break,
        }
    }
    Some(Confidence::Possible.or_certain_if(payload.is_whole(end)))
}

fn record_end(bytes: &[u8], start: usize) -> Option<usize> {
    let known = matches!(u8_at(bytes, start)?, 20..=26);
    // The ones' complement of TLS's versions 1.0 to 1.2, or OpenSSL's before the standard.
    let version = matches!(u16_at(bytes, start + 1)?, 0xfefd | 0xfeff | 0x0100);
    let length = usize::from(u16_at(bytes, start + 11)?);
    (known && version && length > 0).then_some(start + HEADER + length)
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // An encrypted alert-sized record of epoch 1; two records in a datagram.
        Sample::udp(50000, 4433, Certain, b"\x17\xfe\xfd\0\x01\0\0\0\0\0\x01\0\x04\xaa\xbb\xcc\xdd"),
        Sample::udp(4433, 50000, Certain, b"\x14\xfe\xfd\0\0\0\0\0\0\0\x03\0\x01\x01\x16\xfe\xfd\0\x01\0\0\0\0\0\0\0\x02\xaa\xbb"),
        Sample::udp(50000, 4433, Possible, b"\x17\xfe\xfd\0\x01\0\0\0\0\0\x01\0\x04\xaa\xbb\xcc\xdd\xee"),
        Sample::udp(50000, 4433, No, b"\x17\x03\x03\0\x01\0\0\0\0\0\x01\0\x04\xaa\xbb\xcc\xdd"),
    ]
};
