//! LDAP: BER sequences with a number and an operation, or sealed ones with a length before them.

use crate::packet::bytes::{u8_at, u16_at, u32_at};
use crate::packet::content::ldap;
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Lightweight Directory Access Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "ldap",
    title: "Lightweight Directory Access Protocol",
    source: "RFC 4511",
    role: Role::Application,
    selectors: &[Selector::Tcp(389), Selector::Tcp(3268)],
    recognise: Some(recognise),
    begins: &[ldap::FIRST..=ldap::FIRST],
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
    // Wrapped by a security layer: a length, then a token of Kerberos or of NTLM (RFC 4422 section 3.7).
    if let (Some(length), Some(token)) = (u32_at(bytes, 0), u16_at(bytes, 4))
        && u8_at(bytes, 0) == Some(0)
    {
        let wrapped = payload.is_whole(4 + usize::try_from(length).ok()?);
        return Some(Confidence::possible_if(wrapped || matches!(token, 0x0504 | 0x0100 | 0x6082)));
    }
    ldap::look(payload)
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // A bind with version 3 and no name, and its success.
        Sample::tcp(50000, 389, Certain, b"\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\0\x80\0"),
        Sample::tcp(389, 50000, Certain, b"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\0\x04\0\x04\0"),
        Sample::tcp(389, 50000, Possible, b"\0\0\0\x10\x05\x04\x06\xff\0\0\0\x1c\0\0\0\0\0\0\0\x01"),
        Sample::tcp(50000, 389, No, b"\x30\x18\x02\x01\0\x04\x06public\xa0\x0b\x02\x01\x01\x02\x01\0\x02\x01\0\x30\0"),
    ]
};
