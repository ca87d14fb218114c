//! ATM as SunATM captures it: reassembled packets, with what they carry, path and channel in front.

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes of the header.
const HEADER: usize = 4;
/// The kind of traffic that is LLC.
const LLC: u8 = 2;

/// ATM.
pub const PROTOCOL: Protocol = Protocol {
    name: "atm",
    title: "Asynchronous Transfer Mode",
    source: "LINKTYPE_SUNATM of tcpdump.org",
    role: Role::Link,
    selectors: &[Selector::Link(123)],
    decode,
    fields: &[
        Field::number("atm.vpi", "virtual path", &[Number::at(1, 1)]),
        Field::number("atm.vci", "virtual channel", &[Number::at(2, 2)]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[flags, ..] = input.head::<HEADER>()?;
    let next = if flags & 0x0f == LLC { Next::By(Selector::Link(100)) } else { Next::Nothing };
    Ok(Header::new(HEADER, next))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    /// Direction and kind, path, channel, payload.
    const GOOD: [u8; 5] = [0x82, 0, 0, 100, 0xaa];

    #[test]
    fn the_kind_of_traffic_decides() {
        let mut bytes = GOOD;
        assert!(matches!(decode_alone(decode, &bytes).unwrap().next(), Next::By(Selector::Link(100))));
        bytes[0] = 0x05;
        assert!(matches!(decode_alone(decode, &bytes).unwrap().next(), Next::Nothing));
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &GOOD, HEADER);
    }
}
