//! The NetBIOS datagram service: announcements of hosts, most of them of the browser protocol.

use crate::packet::bytes::{u8_at, u16_at};
use crate::packet::content::names;
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Bytes before the source's name.
const HEADER: usize = 14;

/// NetBIOS Datagram Service.
pub const PROTOCOL: Protocol = Protocol {
    name: "nbdgm",
    title: "NetBIOS Datagram Service",
    source: "RFC 1002 section 4.4",
    role: Role::Application,
    selectors: &[Selector::Udp(138)],
    recognise: Some(recognise),
    begins: &[0x10..=0x16],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    let kind = u8_at(bytes, 0)?;
    if payload.is_stream() || !(0x10..=0x16).contains(&kind) || u8_at(bytes, 1)? & 0xf0 != 0 {
        return None;
    }
    let Some(length) = u16_at(bytes, 10) else { return Some(Confidence::Possible) };
    let length = HEADER + usize::from(length);
    let named = names::is_netbios_name(bytes, HEADER);
    Some(Confidence::Possible.or_certain_if(payload.is_whole(length) && named))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // A direct group datagram: type, flags, id, address, port, length, offset, two names, data.
        Sample::udp(138, 138, Certain, b"\x11\x0a\x80\x01\xc0\0\x02\x01\0\x8a\0\x48\0\0\x20CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\0\x20CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\0\xffSMB"),
        Sample::udp(138, 138, Possible, b"\x13\0\x80\x01\xc0\0\x02\x01\0\x8a\x82"),
        Sample::udp(138, 138, No, b"\x17\0\x80\x01\xc0\0\x02\x01\0\x8a\x82"),
    ]
};
