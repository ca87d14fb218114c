//! TLS: records with a type, a version and a length; also the hello of SSL 2.

mod certificates;
mod fields;
mod framing;
mod hellos;
mod recognise;
#[cfg(test)]
mod tests;

use crate::packet::{Presence, Protocol, Role, Selector};

/// Transport Layer Security.
pub const PROTOCOL: Protocol = Protocol {
    name: "tls",
    title: "Transport Layer Security",
    source: "RFC 8446",
    role: Role::Application,
    selectors: &[Selector::Tcp(443), Selector::Tcp(465), Selector::Tcp(563), Selector::Tcp(636), Selector::Tcp(853), Selector::Tcp(989), Selector::Tcp(990), Selector::Tcp(992), Selector::Tcp(993), Selector::Tcp(994), Selector::Tcp(995), Selector::Tcp(3269), Selector::Tcp(5061), Selector::Tcp(5671), Selector::Tcp(5986), Selector::Tcp(8443), Selector::Tcp(8883)],
    recognise: Some(recognise::recognise),
    begins: &[20..=26, 0x80..=0x80],
    framing: Some(framing::framing),
    presence: Presence::Bounds,
    fields: fields::FIELDS,
    ..Protocol::EMPTY
};

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
