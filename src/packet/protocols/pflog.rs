//! PFLOG: what OpenBSD's packet filter logs, a rule's verdict in front of each packet.

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes up to the reason of the verdict.
const SHORTEST: usize = 4;

/// PFLOG.
pub const PROTOCOL: Protocol = Protocol {
    name: "pflog",
    title: "OpenBSD Packet Filter log file",
    source: "LINKTYPE_PFLOG of tcpdump.org",
    role: Role::Link,
    selectors: &[Selector::Link(117)],
    decode,
    fields: &[
        Field::length("pflog.length", "length of the header without padding", &[Number::at(0, 1)]),
        Field::number("pflog.action", "0 pass, 1 drop", &[Number::at(2, 1)]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[length, family, ..] = input.head::<SHORTEST>()?;
    let length = usize::from(length);
    if length < SHORTEST {
        return Err(Fault::length(SHORTEST, length));
    }
    // The header is padded to a multiple of four bytes.
    let length = length.next_multiple_of(4);
    input.take(length)?;
    let next = match family {
        2 => Selector::Link(228),
        24 | 28 | 30 => Selector::Link(229),
        _ => return Ok(Header::new(length, Next::Nothing)),
    };
    Ok(Header::new(length, Next::By(next)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    /// Length 61 as OpenBSD writes it, IPv4, passed.
    fn good() -> [u8; 65] {
        let mut bytes = [0; 65];
        (bytes[0], bytes[1], bytes[64]) = (61, 2, 0x45);
        bytes
    }

    #[test]
    fn ip_follows_the_padded_header() {
        let header = decode_alone(decode, &good()).unwrap();
        assert_eq!(header.length, 64);
        assert!(matches!(header.next(), Next::By(Selector::Link(228))));
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &good(), 64);
    }

    #[test]
    fn a_length_below_four_is_a_fault() {
        let mut bytes = good();
        bytes[0] = 3;
        assert_eq!(decode_alone(decode, &bytes).unwrap_err(), Fault::length(4, 3));
    }
}
