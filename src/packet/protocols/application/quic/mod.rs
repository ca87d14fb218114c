//! QUIC: long headers open a connection, and the keys of its first packets follow from what they
//! show; so the hellos inside can be read. Short headers show one bit.

mod fields;
mod frames;
mod keys;
mod opener;
mod recognise;
#[cfg(test)]
mod tests;

use crate::packet::{Protocol, Role, Selector};

/// QUIC.
pub const PROTOCOL: Protocol = Protocol {
    name: "quic",
    title: "QUIC",
    source: "RFC 9000",
    role: Role::Application,
    selectors: &[Selector::Udp(443), Selector::Udp(80), Selector::Udp(784), Selector::Udp(853), Selector::Udp(8853)],
    recognise: Some(recognise::recognise),
    begins: &[0x80..=0xff],
    opener: Some(opener::new),
    fields: fields::FIELDS,
    ..Protocol::EMPTY
};

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
