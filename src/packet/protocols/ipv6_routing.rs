//! IPv6 routing headers: the nodes that a packet is to visit, segment routing among them.

use crate::packet::extension::decode;
use crate::packet::{Field, Number, Protocol, Role, Selector};

/// A routing header.
pub const PROTOCOL: Protocol = Protocol {
    name: "ipv6.routing",
    title: "Routing Header for IPv6",
    source: "RFC 8200 section 4.4",
    role: Role::Extension,
    selectors: &[Selector::Ip(43)],
    decode,
    fields: &[
        Field::number("ipv6.routing.nxt", "next header", &[Number::at(0, 1)]),
        Field::number("ipv6.routing.len", "length in units of eight bytes, without the first", &[Number::at(1, 1)]),
        Field::number("ipv6.routing.type", "kind of routing header, 4 for segment routing", &[Number::at(2, 1)]),
        Field::number("ipv6.routing.segleft", "nodes still to visit", &[Number::at(3, 1)]),
    ],
    ..Protocol::EMPTY
};
