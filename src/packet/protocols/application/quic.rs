//! QUIC: recognised by the version in its long headers. Short headers show one bit.

use crate::packet::bytes::{u8_at, u32_at};
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Set in long headers.
const LONG: u8 = 0x80;
/// Set in every packet but a version negotiation, unless both sides agree to ignore it.
const FIXED: u8 = 0x40;
/// The longest connection identifier of version 1 (section 17.2).
const LONGEST_ID: usize = 20;

/// QUIC.
pub const PROTOCOL: Protocol = Protocol {
    name: "quic",
    title: "QUIC",
    source: "RFC 9000",
    role: Role::Application,
    selectors: &[Selector::Udp(443), Selector::Udp(80), Selector::Udp(784), Selector::Udp(853), Selector::Udp(8853)],
    recognise: Some(recognise),
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    if payload.is_stream() {
        return None;
    }
    let first = u8_at(bytes, 0)?;
    if first & LONG == 0 {
        // Room for the sample that header protection takes (RFC 9001 section 5.4.2).
        let fits = payload.wire_bytes >= 21;
        // An endpoint may set the bit at random once both agreed to (RFC 9287).
        let fixed = first & FIXED != 0;
        return Some(if fixed { Confidence::possible_if(fits) } else { Confidence::continues_if(fits) });
    }
    let version = u32_at(bytes, 1)?;
    let destination = usize::from(u8_at(bytes, 5)?);
    let source = usize::from(u8_at(bytes, 6 + destination)?);
    let after = 7 + destination + source;
    if destination > LONGEST_ID || source > LONGEST_ID {
        return None;
    }
    if version == 0 {
        // Negotiation lists the versions that the server knows (section 17.2.1).
        let whole = (payload.wire_bytes.saturating_sub(after)) % 4 == 0;
        return Some(Confidence::certain_if(whole && is_version(u32_at(bytes, after)?)));
    }
    Some(Confidence::certain_if(is_version(version)))
}

/// Versions 1 and 2, the drafts, Google's numbers from Q050 on, Facebook's, and those reserved to
/// be refused (section 15, RFC 9369).
fn is_version(version: u32) -> bool {
    matches!(version, 1 | 0x6b33_43cf | 0xff00_0001..=0xff00_0022 | 0xface_b001..=0xface_b00f)
        || matches!(version.to_be_bytes(), [b'Q' | b'T', b'0', b'5', b'0'..=b'9'])
        || version & 0x0f0f_0f0f == 0x0a0a_0a0a
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Continues, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // An initial packet of version 1; a negotiation; a packet with a short header.
        Sample::udp(50000, 443, Certain, b"\xc3\0\0\0\x01\x08\x83\x94\xc8\xf0\x3e\x51\x57\x08\0\0\x44\x9e\x7b\x9a\xec\x34"),
        Sample::udp(443, 50000, Certain, b"\x9a\0\0\0\0\0\x04\x01\x02\x03\x04\0\0\0\x01\x6b\x33\x43\xcf"),
        Sample::udp(443, 50000, Possible, b"\x4c\xfe\x41\x89\x65\x5e\x5c\xd5\x5c\x41\xf6\x90\x80\x57\x5d\x79\x99\xc2\x5a\x5b\xfb"),
        Sample::udp(50000, 443, No, b"\xc3\x12\x34\x56\x78\x08\x83\x94\xc8\xf0\x3e\x51\x57\x08\0\0\x44\x9e"),
        Sample::udp(443, 50000, Continues, b"\x0c\xfe\x41\x89\x65\x5e\x5c\xd5\x5c\x41\xf6\x90\x80\x57\x5d\x79\x99\xc2\x5a\x5b\xfb"),
    ]
};
