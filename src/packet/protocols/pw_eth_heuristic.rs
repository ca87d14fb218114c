//! The question whether an Ethernet pseudowire has a control word. Nothing in the packet says it;
//! where the first four bits are zero, a frame without control word has to look like one.

use crate::packet::bytes::u16_at;
use crate::packet::{Fault, Header, Input, Next, Protocol, Role, Selector};

/// Where an Ethernet header has its type.
const TYPE: usize = 12;

/// The question. Its header is empty.
pub const PROTOCOL: Protocol = Protocol {
    name: "pwethheuristic",
    title: "Ethernet PW (CW heuristic)",
    source: "RFC 4448 section 4.6",
    role: Role::Link,
    selectors: &[Selector::Pseudowire(0)],
    decode,
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[first] = input.head::<1>()?;
    let plain = u16_at(input.bytes, TYPE).is_some_and(|number| Selector::Ether(number).find().is_some());
    let answer = if first >> 4 == 0 && !plain { 1 } else { 2 };
    Ok(Header::new(0, Next::By(Selector::Pseudowire(answer))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    #[rustfmt::skip]
    const WITH_CONTROL_WORD: [u8; 18] = [
        0x00, 0x00, 0x00, 0x07,                                 // control word, sequence 7
        0x02, 0, 0, 0, 0, 2,   0x02, 0, 0, 0, 0, 1,   8, 0,     // destination, source, type
    ];

    fn answer(bytes: &[u8]) -> Next {
        decode_alone(decode, bytes).unwrap().next()
    }

    #[test]
    fn a_known_type_tells_a_frame_from_a_control_word() {
        assert!(matches!(answer(&WITH_CONTROL_WORD), Next::By(Selector::Pseudowire(1))));
        assert!(matches!(answer(&WITH_CONTROL_WORD[4..]), Next::By(Selector::Pseudowire(2))));
    }

    #[test]
    fn a_control_word_begins_with_four_zero_bits() {
        let mut bytes = WITH_CONTROL_WORD;
        bytes[0] = 0x40;
        assert!(matches!(answer(&bytes), Next::By(Selector::Pseudowire(2))));
    }

    #[test]
    fn no_byte_is_a_fault() {
        truncations_are_faults(decode, &WITH_CONTROL_WORD, 1);
    }
}
