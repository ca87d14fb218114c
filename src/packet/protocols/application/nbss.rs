//! The NetBIOS session service: a type and a length before each message, which mostly is of SMB.

use crate::packet::bytes::{array_at, u32_at};
use crate::packet::content::names;
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// NetBIOS Session Service.
pub const PROTOCOL: Protocol = Protocol {
    name: "nbss",
    title: "NetBIOS Session Service",
    source: "RFC 1002 section 4.3",
    role: Role::Application,
    selectors: &[Selector::Tcp(139), Selector::Tcp(445)],
    recognise: Some(recognise),
    begins: &[0x81..=0x81],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    let [kind, high, ..] = array_at::<4>(bytes, 0)?;
    let length = usize::try_from(u32_at(bytes, 0)? & 0x00ff_ffff).ok()?;
    if !payload.is_stream() {
        return None;
    }
    Some(match kind {
        0 => Confidence::Possible,
        // A session request names the called and the calling host.
        0x81 => Confidence::certain_if(length == 68 && names::is_netbios_name(bytes, 4)),
        // Agreed, refused with a code, keep-alive.
        0x82 | 0x85 => Confidence::possible_if(length == 0 && high == 0),
        0x83 => Confidence::possible_if(length == 1),
        _ => Confidence::No,
    })
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        Sample::tcp(50000, 139, Certain, b"\x81\0\0\x44\x20CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\0\x20CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\0"),
        Sample::tcp(139, 50000, Possible, b"\x82\0\0\0"),
        Sample::tcp(50000, 139, No, b"GET / HTTP/1.1\r\n\r\n"),
    ]
};
