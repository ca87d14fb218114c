//! IPv6 hop-by-hop options: what every router on the path reads.

use crate::packet::extension::decode;
use crate::packet::{Field, Number, Protocol, Role, Selector};

/// Hop-by-hop options.
pub const PROTOCOL: Protocol = Protocol {
    name: "ipv6.hopopts",
    title: "Hop-by-Hop Options for IPv6",
    source: "RFC 8200 section 4.3",
    role: Role::Extension,
    selectors: &[Selector::Ip(0)],
    decode,
    fields: &[
        Field::number("ipv6.hopopts.nxt", "next header", &[Number::at(0, 1)]),
        Field::number("ipv6.hopopts.len", "length in units of eight bytes, without the first", &[Number::at(1, 1)]),
    ],
    ..Protocol::EMPTY
};
