//! ONC RPC, the calls of NFS and of the port mapper; TCP puts a record mark before each.

use crate::packet::bytes::u32_at;
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Remote Procedure Call.
pub const PROTOCOL: Protocol = Protocol {
    name: "rpc",
    title: "Remote Procedure Call",
    source: "RFC 5531",
    role: Role::Application,
    selectors: &[Selector::Tcp(111), Selector::Udp(111), Selector::Tcp(2049), Selector::Udp(2049)],
    recognise: Some(recognise),
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let mut bytes = payload.bytes;
    if payload.is_stream() {
        let mark = u32_at(bytes, 0)? & 0x7fff_ffff;
        bytes = bytes.get(4..).filter(|_| (24..0x0100_0000).contains(&mark))?;
    }
    match u32_at(bytes, 4)? {
        // A call of version 2 to a registered or a user's program.
        0 => {
            let program = (100_000..0x6000_0000).contains(&u32_at(bytes, 12)?);
            let version = u32_at(bytes, 16)? <= 100;
            Some(Confidence::certain_if(u32_at(bytes, 8)? == 2 && program && version))
        }
        // An answer: accepted or denied, then a verifier.
        1 => {
            let accepted = u32_at(bytes, 8)? <= 1 && u32_at(bytes, 16)? <= 400;
            Some(Confidence::possible_if(accepted))
        }
        _ => None,
    }
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // A call to the port mapper, and its answer.
        Sample::udp(50000, 111, Certain, b"\x12\x34\x56\x78\0\0\0\0\0\0\0\x02\0\x01\x86\xa0\0\0\0\x02\0\0\0\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
        Sample::udp(111, 50000, Possible, b"\x12\x34\x56\x78\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
        Sample::udp(50000, 111, No, b"\x12\x34\x56\x78\0\0\0\x02\0\0\0\x02\0\x01\x86\xa0\0\0\0\x02"),
    ]
};
