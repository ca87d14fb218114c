//! What UDP carries, as its ports and first bytes tell.

use super::mapper::Mapper;
use super::{dhcp, names, web};
use crate::packet::bytes::{u16_at, u32_at};

/// STUN's fixed number (RFC 8489 section 5).
const STUN: u32 = 0x2112_a442;

/// Changes the payload of a datagram between these ports.
pub fn payload(mapper: &mut Mapper, ports: [u16; 2], payload: &mut [u8]) {
    let is = |port: u16| ports.contains(&port);
    if [53, 137, 5353, 5355].into_iter().any(is) {
        return names::message(mapper, payload);
    }
    if is(67) || is(68) {
        return dhcp::v4(mapper, payload);
    }
    if is(546) || is(547) {
        return dhcp::v6(mapper, payload);
    }
    let first = payload.first().copied().unwrap_or_default();
    let is_quic = first & 0xc0 == 0xc0
        && u32_at(payload, 1).is_some_and(|version| {
            matches!(version, 1 | 0x6b33_43cf | 0x709a_50c4) || version >> 8 == 0x00ff_0000
        });
    if is_quic {
        // The keys of first packets are known to everybody (RFC 9001 section 5.2), and they name the server.
        return empty(payload, 5);
    }
    if is(138) || payload.windows(4).any(|it| it == b"CHLO") {
        return empty(payload, 0);
    }
    if u32_at(payload, 4) == Some(STUN) {
        return empty(payload, 20);
    }
    // A datagram is whole.
    let _: Option<usize> = web::names(mapper, payload);
}

/// Changes messages of DNS in a stream of TCP, each behind its length. Answers where one begins that is
/// not whole.
pub fn dns_stream(mapper: &mut Mapper, payload: &mut [u8]) -> Option<usize> {
    let mut at = 0;
    while at < payload.len() {
        let length = u16_at(payload, at).map_or(0, usize::from);
        match payload.get_mut(at + 2..at + 2 + length) {
            Some(message) if length >= 12 => names::message(mapper, message),
            // The middle of one, or its beginning without its end.
            _ => {
                empty(payload, at);
                return Some(at);
            }
        }
        at += 2 + length;
    }
    None
}

fn empty(payload: &mut [u8], from: usize) {
    payload.get_mut(from..).unwrap_or_default().fill(0);
}
