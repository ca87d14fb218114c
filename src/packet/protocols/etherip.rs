//! EtherIP: Ethernet frames directly in IP.

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes of the header.
const HEADER: usize = 2;
/// The version, and twelve bits of zero.
const VERSION: u8 = 3;

/// EtherIP.
pub const PROTOCOL: Protocol = Protocol {
    name: "etherip",
    title: "Ethernet over IP",
    source: "RFC 3378",
    role: Role::Tunnel,
    selectors: &[Selector::Ip(97)],
    decode,
    fields: &[Field::number("etherip.ver", "version, 3", &[Number::at(0, 1).bits(4, 15)])],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[first, _] = input.head::<HEADER>()?;
    let found = Header::new(HEADER, Next::By(Selector::Link(1)));
    let version = first >> 4;
    Ok(if version == VERSION { found } else { found.with_fault(Fault::value(version.into())) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    #[test]
    fn a_frame_follows_the_version() {
        let header = decode_alone(decode, &[0x30, 0, 0xff]).unwrap();
        assert!(matches!(header.next(), Next::By(Selector::Link(1))));
        assert!(header.fault().is_none());
    }

    #[test]
    fn another_version_is_a_fault() {
        assert_eq!(decode_alone(decode, &[0x20, 0]).unwrap().fault(), Some(Fault::value(2)));
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(decode, &[0x30, 0], HEADER);
    }
}
