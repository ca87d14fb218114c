//! Long headers of QUIC. tshark knows the identifiers of short headers from the long ones before;
//! we do not read them.

use super::Compared;
use super::Style::{Hex, Plain};

pub const COMPARED: Compared = Compared {
    name: "quic",
    filter: "quic",
    fields: &[
        ("quic.version", Hex(8)),
        ("quic.long.packet_type", Plain),
        ("quic.dcil", Plain),
        ("quic.scil", Plain),
        ("quic.scid", Plain),
    ],
    least: 300,
    one_of: 15,
};
