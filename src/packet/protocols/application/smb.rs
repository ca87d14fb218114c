//! SMB, version 1: recognised by its signature after the length of the session service.

use crate::packet::bytes::{array_at, u32_at};
use crate::packet::{Confidence, Payload, Protocol, Role};

/// Server Message Block.
pub const PROTOCOL: Protocol = Protocol {
    name: "smb",
    title: "Server Message Block",
    source: "MS-CIFS",
    role: Role::Application,
    recognise: Some(recognise),
    begins: &[0..=0],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    let length = 4 + usize::try_from(u32_at(bytes, 0)?).ok()?;
    let signed = array_at(bytes, 4)? == *b"\xffSMB";
    Some(Confidence::certain_if(payload.is_stream() && signed && (36..0x0100_0000).contains(&length)))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, No};
    use crate::packet::testing::Sample;
    &[
        // A negotiation: length, signature, command 0x72, status, flags.
        Sample::tcp(50000, 445, Certain, b"\0\0\0\x2f\xffSMB\x72\0\0\0\0\x18\x01\x28"),
        Sample::tcp(445, 50000, Certain, b"\0\0\0\x61\xffSMB\x72\0\0\0\0\x88\x01\x28"),
        Sample::tcp(50000, 445, No, b"\0\0\0\x2f\xfeSMB\x40\0\0\0\0\0\0\0"),
    ]
};
