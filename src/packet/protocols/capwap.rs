//! CAPWAP control: an access controller and its wireless access points, mostly behind DTLS.

use crate::packet::{Fault, Field, Header, Input, Number, Protocol, Role, Selector};

/// Bytes of the preamble where DTLS follows.
const DTLS: usize = 4;
/// The type of preamble where a header in the clear follows.
const CLEAR: u8 = 0;
/// Bytes of the shortest header in the clear (RFC 5415 section 4.3).
const HEADER: usize = 8;

/// CAPWAP control.
pub const PROTOCOL: Protocol = Protocol {
    name: "capwap",
    title: "Control And Provisioning of Wireless Access Points - Control",
    source: "RFC 5415",
    role: Role::Control,
    selectors: &[Selector::Udp(5246)],
    decode,
    fields: &[
        Field::number("capwap.preamble.version", "version", &[Number::at(0, 1).bits(4, 15)]),
        Field::number("capwap.preamble.type", "0 in the clear, 1 DTLS", &[Number::at(0, 1).bits(0, 15)]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[preamble, ..] = input.head::<DTLS>()?;
    let kind = preamble & 15;
    if kind == CLEAR {
        input.head::<HEADER>()?;
    }
    Ok(Header::whole(input.bytes.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::truncations_are_faults;

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(decode, &[1, 0, 0, 0], DTLS);
        truncations_are_faults(decode, &[0, 0x10, 0, 0, 0, 0, 0, 0], HEADER);
    }
}
