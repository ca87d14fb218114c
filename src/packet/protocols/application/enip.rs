//! EtherNet/IP: a header of 24 bytes around messages of the Common Industrial Protocol.

use crate::packet::bytes::{u16_le_at, u32_le_at};
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Bytes before the command's own data.
const HEADER: usize = 24;

/// EtherNet/IP (Industrial Protocol).
pub const PROTOCOL: Protocol = Protocol {
    name: "enip",
    title: "EtherNet/IP (Industrial Protocol)",
    source: "ODVA CIP volume 2 section 2-3",
    role: Role::Application,
    selectors: &[Selector::Tcp(44818), Selector::Udp(44818)],
    recognise: Some(recognise),
    begins: &[0x63..=0x73],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    let command = u16_le_at(bytes, 0)?;
    let known = matches!(command, 0 | 4 | 0x63..=0x66 | 0x6f | 0x70 | 0x72 | 0x73);
    let length = HEADER + usize::from(u16_le_at(bytes, 2)?);
    let status = u32_le_at(bytes, 8)?;
    // Options are 0; a server that refuses says why in the status.
    let sane = u32_le_at(bytes, 20)? == 0 && status <= 0x6a;
    if !known || !sane {
        return None;
    }
    Some(Confidence::Possible.or_certain_if(command >= 0x63 && payload.is_whole(length)))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, No};
    use crate::packet::testing::Sample;
    &[
        // A request for a session, and the grant.
        Sample::tcp(50000, 44818, Certain, b"\x65\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0"),
        Sample::tcp(44818, 50000, Certain, b"\x65\0\x04\0\x01\x02\x03\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0"),
        Sample::tcp(44818, 50000, No, b"\x65\0\x04\0\x01\x02\x03\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x01\0\0\0"),
    ]
};
