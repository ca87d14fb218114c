//! S7comm: how Siemens controllers talk, in data packets of the ISO transport.

use crate::packet::bytes::{array_at, u8_at};
use crate::packet::{Confidence, Payload, Protocol, Role};

/// S7 Communication.
pub const PROTOCOL: Protocol = Protocol {
    name: "s7comm",
    title: "S7 Communication",
    source: "Wireshark packet-s7comm.c",
    role: Role::Application,
    recognise: Some(recognise),
    begins: &[3..=3],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    let [3, 0, high, low, 2, 0xf0, 0x80, 0x32] = array_at(bytes, 0)? else { return None };
    let length = usize::from(u16::from_be_bytes([high, low]));
    let known = matches!(u8_at(bytes, 8)?, 1 | 2 | 3 | 7);
    Some(Confidence::certain_if(payload.is_stream() && known && length >= 17))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, No};
    use crate::packet::testing::Sample;
    &[
        // A job that sets communication up, and the answer to one.
        Sample::tcp(50000, 102, Certain, b"\x03\0\0\x19\x02\xf0\x80\x32\x01\0\0\0\0\0\x08\0\0\xf0\0\0\x01\0\x01\x01\xe0"),
        Sample::tcp(102, 50000, Certain, b"\x03\0\0\x1b\x02\xf0\x80\x32\x03\0\0\0\0\0\x08\0\0\0\0\xf0"),
        Sample::tcp(102, 50000, No, b"\x03\0\0\x0b\x02\xf0\x80\x61\x62\x63\x64"),
    ]
};
