//! Addresses in what serves the network itself: ARP, ICMP of both versions, IGMP, and options of IP.

use super::mapper::Mapper;
use super::names::labels;
use crate::packet::bytes::{u8_at, u16_at};

/// Changes the addresses of both parties; what has other lengths than those of Ethernet and IPv4 gives way.
pub fn arp(mapper: &mut Mapper, message: &mut [u8]) {
    let (hardware, network) = (u8_at(message, 4), u8_at(message, 5));
    if (hardware, network, u16_at(message, 2)) != (Some(6), Some(4), Some(0x0800)) {
        message.get_mut(8..).unwrap_or_default().fill(0);
        return;
    }
    for party in [8, 18] {
        mapper.mac_at(message, party);
        mapper.v4_at(message, party + 6);
    }
    message.get_mut(28..).unwrap_or_default().fill(0);
}

/// Changes the gateway of a redirect (RFC 792) and the routers of an advertisement (RFC 1256). What is
/// quoted has layers of its own.
pub fn icmp(mapper: &mut Mapper, message: &mut [u8]) {
    match u8_at(message, 0) {
        Some(5) => mapper.v4_at(message, 4),
        Some(9) => {
            let mut at = 8;
            while at + 8 <= message.len() {
                mapper.v4_at(message, at);
                at += 8;
            }
        }
        _ => {}
    }
}

/// Changes targets, routers, prefixes, link-layer addresses and groups (RFC 4861, RFC 8106, RFC 2710,
/// RFC 3810); types that are not known give way.
pub fn icmpv6(mapper: &mut Mapper, message: &mut [u8]) {
    match u8_at(message, 0) {
        Some(1..=4 | 128 | 129) | None => {}
        Some(130) => {
            mapper.v6_at(message, 8);
            let sources = u16_at(message, 26).map_or(0, usize::from);
            (0..sources).for_each(|source| mapper.v6_at(message, 28 + source * 16));
        }
        Some(131 | 132) => mapper.v6_at(message, 8),
        Some(133) => neighbour_options(mapper, message, 8),
        Some(134) => neighbour_options(mapper, message, 16),
        Some(135 | 136) => {
            mapper.v6_at(message, 8);
            neighbour_options(mapper, message, 24);
        }
        Some(137) => {
            mapper.v6_at(message, 8);
            mapper.v6_at(message, 24);
            neighbour_options(mapper, message, 40);
        }
        Some(143) => {
            let mut at = 8;
            while let (Some(behind), Some(sources)) =
                (u8_at(message, at + 1), u16_at(message, at + 2))
            {
                let sources = usize::from(sources);
                (0..=sources).for_each(|place| mapper.v6_at(message, at + 4 + place * 16));
                at += 4 + (sources + 1) * 16 + usize::from(behind) * 4;
            }
        }
        Some(_) => message.get_mut(4..).unwrap_or_default().fill(0),
    }
}

fn neighbour_options(mapper: &mut Mapper, message: &mut [u8], mut at: usize) {
    while let (Some(kind), Some(units @ 1..)) = (u8_at(message, at), u8_at(message, at + 1)) {
        let end = (at + usize::from(units) * 8).min(message.len());
        match kind {
            1 | 2 if units == 1 => mapper.mac_at(message, at + 2),
            3 => mapper.v6_at(message, at + 16),
            25 => (at + 8..end).step_by(16).for_each(|place| mapper.v6_at(message, place)),
            31 => {
                let mut name = Some(at + 8);
                while let Some(place) = name.filter(|place| *place < end) {
                    name = labels(mapper, message, place, &mut Vec::new());
                }
            }
            // The MTU, a nonce.
            5 | 14 => {}
            _ => message.get_mut(at + 2..end).unwrap_or_default().fill(0),
        }
        at = end;
    }
}

/// Changes groups and sources (RFC 3376); groups stay.
pub fn igmp(mapper: &mut Mapper, message: &mut [u8]) {
    match u8_at(message, 0) {
        Some(0x11) => {
            mapper.v4_at(message, 4);
            let sources = u16_at(message, 10).map_or(0, usize::from);
            (0..sources).for_each(|source| mapper.v4_at(message, 12 + source * 4));
        }
        Some(0x12 | 0x16 | 0x17) => mapper.v4_at(message, 4),
        Some(0x22) => {
            let mut at = 8;
            while let (Some(behind), Some(sources)) =
                (u8_at(message, at + 1), u16_at(message, at + 2))
            {
                let sources = usize::from(sources);
                (0..=sources).for_each(|place| mapper.v4_at(message, at + 4 + place * 4));
                at += 4 + (sources + 1) * 4 + usize::from(behind) * 4;
            }
        }
        // DVMRP and others name routers.
        _ => message.get_mut(4..).unwrap_or_default().fill(0),
    }
}

/// Empties the options of IPv4 that hold addresses: routes that are recorded or asked for, times with the
/// router that took them (RFC 791 section 3.1).
pub fn ipv4_options(header: &mut [u8]) {
    let mut at = 20;
    while let Some(kind @ 1..) = u8_at(header, at) {
        let length = if kind == 1 { 1 } else { u8_at(header, at + 1).map_or(0, usize::from) };
        if length == 0 {
            return;
        }
        if !matches!(kind, 1 | 148) {
            let end = (at + length).min(header.len());
            header.get_mut(at + 3..end).unwrap_or_default().fill(0);
        }
        at += length;
    }
}

/// Changes the home address (RFC 6275 section 6.3) in options of IPv6.
pub fn ipv6_options(mapper: &mut Mapper, header: &mut [u8]) {
    let mut at = 2;
    while let Some(kind) = u8_at(header, at) {
        let length = if kind == 0 { 1 } else { 2 + u8_at(header, at + 1).map_or(0, usize::from) };
        if kind == 201 {
            mapper.v6_at(header, at + 2);
        }
        at += length;
    }
}

/// Changes the addresses that a packet is to visit (RFC 8200 section 4.4, RFC 8754); what is compressed
/// (RFC 6554) gives way.
pub fn ipv6_routing(mapper: &mut Mapper, header: &mut [u8]) {
    match u8_at(header, 2) {
        Some(0 | 2 | 4) => {
            (8..header.len()).step_by(16).for_each(|place| mapper.v6_at(header, place));
        }
        _ => header.get_mut(8..).unwrap_or_default().fill(0),
    }
}

/// Empties the options of TCP that hold addresses: those of Multipath TCP that add one (RFC 8684 section
/// 3.4.1).
pub fn tcp_options(header: &mut [u8]) {
    let mut at = 20;
    while let Some(kind @ 1..) = u8_at(header, at) {
        let length = if kind == 1 { 1 } else { u8_at(header, at + 1).map_or(0, usize::from) };
        if length == 0 {
            return;
        }
        if kind == 30 && u8_at(header, at + 2).is_some_and(|byte| byte >> 4 == 3) {
            let end = (at + length).min(header.len());
            header.get_mut(at + 4..end).unwrap_or_default().fill(0);
        }
        at += length;
    }
}
