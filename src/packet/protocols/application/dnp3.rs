//! DNP3: frames that begin with 05 64 and carry check sums, used by power and water works.

use crate::packet::bytes::array_at;
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Distributed Network Protocol 3.
pub const PROTOCOL: Protocol = Protocol {
    name: "dnp3",
    title: "Distributed Network Protocol 3",
    source: "IEEE 1815",
    role: Role::Application,
    selectors: &[Selector::Tcp(20000), Selector::Udp(20000)],
    recognise: Some(recognise),
    begins: &[0x05..=0x05],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let header = array_at::<10>(payload.bytes, 0)?;
    let [0x05, 0x64, length, ..] = header else { return None };
    let [checked @ .., low, high] = header;
    let sound = check_sum(&checked) == u16::from_le_bytes([low, high]);
    Some(Confidence::possible_if(length >= 5).or_certain_if(length >= 5 && sound))
}

/// The check sum of a block (section 9.2.4.3): polynomial 3d65, reflected, inverted.
fn check_sum(bytes: &[u8]) -> u16 {
    let mut sum = 0_u16;
    for &byte in bytes {
        sum ^= u16::from(byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { sum >> 1 ^ 0xa6bc } else { sum >> 1 };
        }
    }
    !sum
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // A request for link status with its check sum, and one whose sum is wrong.
        Sample::tcp(50000, 20000, Certain, b"\x05\x64\x05\xc9\x01\0\0\x04\xa6\x57"),
        Sample::tcp(50000, 20000, Possible, b"\x05\x64\x05\xc9\x01\0\0\x04\0\0"),
        Sample::tcp(20000, 50000, No, b"\x05\x64\x04\xc9\x01\0\0\x04\xe9\x21"),
    ]
};
