//! CLDAP: searches of LDAP in datagrams, by which Windows finds its domain controllers.

use crate::packet::content::ldap;
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Connectionless Lightweight Directory Access Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "cldap",
    title: "Connectionless Lightweight Directory Access Protocol",
    source: "RFC 1798",
    role: Role::Application,
    selectors: &[Selector::Udp(389)],
    recognise: Some(recognise),
    begins: &[ldap::FIRST..=ldap::FIRST],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    let found = if payload.is_stream() { None } else { ldap::look(payload) };
    found.unwrap_or(Confidence::No)
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // The end of a search, whose result comes first; a search for everything below the root.
        Sample::udp(389, 50000, Certain, b"\x30\x0c\x02\x01\x01\x65\x07\x0a\x01\0\x04\0\x04\0"),
        Sample::udp(50000, 389, Possible, b"\x30\x2f\x02\x01\x01\x63\x2a\x04\0\x0a\x01\0\x0a\x01\0"),
        Sample::udp(50000, 389, No, b"\x30\x18\x02\x01\0\x04\x06public\xa0\x0b\x02\x01\x01\x02\x01\0\x02\x01\0\x30\0"),
    ]
};
