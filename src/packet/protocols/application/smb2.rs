//! SMB, versions 2 and 3: recognised by its signature, plain, encrypted or compressed.

use crate::packet::bytes::{array_at, u32_at, u16_le_at};
use crate::packet::{Confidence, Payload, Protocol, Role};

/// Server Message Block 2.
pub const PROTOCOL: Protocol = Protocol {
    name: "smb2",
    title: "Server Message Block 2",
    source: "MS-SMB2",
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
    let signed = match array_at(bytes, 4)? {
        [0xfe, b'S', b'M', b'B'] => u16_le_at(bytes, 8)? == 64,
        [0xfc | 0xfd, b'S', b'M', b'B'] => true,
        _ => false,
    };
    Some(Confidence::certain_if(payload.is_stream() && signed && (20..0x0100_0000).contains(&length)))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, No};
    use crate::packet::testing::Sample;
    &[
        Sample::tcp(50000, 445, Certain, b"\0\0\0\x66\xfeSMB\x40\0\0\0\0\0\0\0"),
        // An encrypted message.
        Sample::tcp(445, 50000, Certain, b"\0\0\0\x88\xfdSMB\x12\x34\x56\x78"),
        Sample::tcp(50000, 445, No, b"\0\0\0\x2f\xffSMB\x72\0\0\0\0\x18\x01\x28"),
    ]
};
