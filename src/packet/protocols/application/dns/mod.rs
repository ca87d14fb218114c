//! DNS: a header of twelve bytes, then questions and records. TCP puts a length before each
//! message, which is not part of it here.

mod fields;
mod rdata;

use crate::packet::bytes::u16_at;
use crate::packet::content::names;
use crate::packet::{Confidence, Payload, Progress, Protocol, Role, Selector, Step};

/// The port of multicast DNS.
const MULTICAST: u16 = 5353;
/// The port of link-local multicast name resolution.
const LINK_LOCAL: u16 = 5355;
/// The port of the NetBIOS name service.
const NETBIOS: u16 = 137;
/// Bytes of the length before a message in a stream (RFC 1035 section 4.2.2).
const PREFIX: usize = 2;

/// Domain Name System.
pub const PROTOCOL: Protocol = Protocol {
    name: "dns",
    title: "Domain Name System",
    source: "RFC 1035",
    role: Role::Application,
    selectors: &[Selector::Udp(53), Selector::Tcp(53)],
    recognise: Some(recognise),
    framing: Some(framing),
    fields: fields::FIELDS,
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    if [MULTICAST, LINK_LOCAL, NETBIOS].iter().any(|&port| payload.on_port(port)) {
        return None;
    }
    let mut bytes = payload.bytes;
    let mut wire_bytes = payload.wire_bytes;
    if payload.is_stream() {
        let length = usize::from(u16_at(bytes, 0)?);
        bytes = bytes.get(PREFIX..)?;
        wire_bytes = length;
        if length < names::HEADER {
            return None;
        }
    }
    let message = names::Message::read(bytes, wire_bytes)?;
    if names::is_netbios_name(bytes, names::HEADER) {
        return Some(Confidence::Possible);
    }
    Some(message.confidence())
}

/// A length, then a message of that length: [`Progress::stage`] is the length once it is known.
fn framing(bytes: &[u8], own: &mut Progress, _: &mut Progress) -> Step {
    if own.stage == 0 {
        let Some(length) = u16_at(bytes, 0) else { return Step::Wait(PREFIX) };
        if usize::from(length) < names::HEADER {
            return Step::Lost;
        }
        own.stage = length.into();
        return Step::Part { length: PREFIX as u64, keep: false, last: false };
    }
    if bytes.len() < names::HEADER {
        return Step::Wait(names::HEADER);
    }
    let length = std::mem::take(&mut own.stage);
    // In the middle of a message, what looks like a length is followed by anything.
    match names::Message::read(bytes, length as usize) {
        Some(message) if matches!(message.operation, 0..=6) => Step::whole(length as usize),
        _ => Step::Lost,
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // A query for www.example.com, and the answer by TCP.
        Sample::udp(50000, 53, Certain, b"\x12\x34\x01\x00\0\x01\0\0\0\0\0\0\x03www\x07example\x03com\0\0\x01\0\x01"),
        Sample::tcp(53, 50000, Certain, b"\0\x31\x12\x34\x81\x80\0\x01\0\x01\0\0\0\0\x03www\x07example\x03com\0\0\x01\0\x01\xc0\x0c\0\x01\0\x01\0\0\x0e\x10\0\x04\xc0\0\x02\x01"),
        // The answer of a server that repeats no question.
        Sample::udp(53, 50000, Possible, b"\x12\x34\x81\x85\0\0\0\0\0\0\0\0"),
        // A reserved bit; a count that cannot fit.
        Sample::udp(50000, 53, No, b"\x12\x34\x01\x40\0\x01\0\0\0\0\0\0\x03foo\0\0\x01\0\x01"),
        Sample::udp(50000, 53, No, b"\x12\x34\x01\x00\0\x01\0\x09\0\0\0\0\x03foo\0\0\x01\0\x01"),
    ]
};
