//! TLS on TCP and in QUIC. tshark gives the type of encrypted records another name once it saw that
//! the version is 1.3; our records know nothing of one another.

use super::Compared;
use super::Style::{Hex, Plain};

pub const COMPARED: Compared = Compared {
    name: "tls",
    filter: "tls && (tcp || quic) && !eap && !openvpn",
    fields: &[
        ("tls.record.version", Hex(4)),
        ("tls.record.length", Plain),
        ("tls.alert_message.level", Plain),
        ("tls.alert_message.desc", Plain),
        ("tls.handshake.type", Plain),
        ("tls.handshake.length", Plain),
        ("tls.handshake.version", Hex(4)),
        ("tls.handshake.random", Plain),
        ("tls.handshake.session_id", Plain),
        ("tls.handshake.ciphersuite", Hex(4)),
        ("tls.handshake.comp_method", Plain),
        ("tls.handshake.extension.type", Plain),
        ("tls.handshake.extensions_server_name", Plain),
        ("tls.handshake.extensions_alpn_str", Plain),
        ("tls.handshake.extensions.supported_version", Hex(4)),
        ("tls.handshake.extensions_supported_group", Hex(4)),
        ("tls.handshake.extensions_ec_point_format", Plain),
        ("tls.handshake.sig_hash_alg", Hex(4)),
        ("tls.handshake.extensions_key_share_group", Plain),
        ("tls.handshake.ja3", Plain),
        ("tls.handshake.ja3_full", Plain),
        ("tls.handshake.ja3s", Plain),
        ("tls.handshake.ja3s_full", Plain),
        ("tls.handshake.certificate", Plain),
        ("x509af.serialNumber", Plain),
        ("x509af.utcTime", Plain),
        ("x509sat.CountryName", Plain),
        ("x509sat.uTF8String", Plain),
        ("x509sat.printableString", Plain),
        ("x509sat.teletexString", Plain),
        ("x509ce.dNSName", Plain),
        ("tls.record.content_type", Plain),
        ("tls.record.opaque_type", Plain),
    ],
    least: 20_000,
    one_of: 200,
};
