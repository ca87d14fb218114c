//! IPv6 destination options: what the destination alone reads.

use crate::packet::extension::decode;
use crate::packet::{Field, Number, Protocol, Role, Selector};

/// Destination options.
pub const PROTOCOL: Protocol = Protocol {
    name: "ipv6.dstopts",
    title: "Destination Options for IPv6",
    source: "RFC 8200 section 4.6",
    role: Role::Extension,
    selectors: &[Selector::Ip(60)],
    decode,
    fields: &[
        Field::number("ipv6.dstopts.nxt", "next header", &[Number::at(0, 1)]),
        Field::number("ipv6.dstopts.len", "length in units of eight bytes, without the first", &[Number::at(1, 1)]),
    ],
    ..Protocol::EMPTY
};
