//! FDDI: a frame control byte and two addresses, then LLC.

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes of the header.
const HEADER: usize = 13;

/// FDDI.
pub const PROTOCOL: Protocol = Protocol {
    name: "fddi",
    title: "Fiber Distributed Data Interface",
    source: "ISO 9314-2, LINKTYPE_FDDI of tcpdump.org",
    role: Role::Link,
    selectors: &[Selector::Link(10)],
    decode,
    fields: &[
        Field::number("fddi.fc", "frame control", &[Number::at(0, 1)]),
        Field::mac("fddi.dst", "destination", &[1]),
        Field::mac("fddi.src", "source", &[7]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[control, ..] = input.head::<HEADER>()?;
    // Asynchronous LLC frames, whatever their priority.
    let next = if control >> 4 == 5 { Next::By(Selector::Link(100)) } else { Next::Nothing };
    Ok(Header::new(HEADER, next))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    /// Frame control, destination, source, and the first byte of LLC.
    const GOOD: [u8; 14] = [0x57, 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0xaa];

    #[test]
    fn llc_frames_carry_llc_and_others_nothing() {
        let mut bytes = GOOD;
        assert!(matches!(decode_alone(decode, &bytes).unwrap().next(), Next::By(Selector::Link(100))));
        bytes[0] = 0x41;
        assert!(matches!(decode_alone(decode, &bytes).unwrap().next(), Next::Nothing));
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &GOOD, HEADER);
    }
}
