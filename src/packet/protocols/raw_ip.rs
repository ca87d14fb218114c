//! Raw IP: no link header at all. The version of the IP header says which it is.

use crate::packet::{Fault, Header, Input, Next, Protocol, Role, Selector};

/// Raw IP. Its header is empty.
pub const PROTOCOL: Protocol = Protocol {
    name: "raw",
    title: "Raw packet data",
    source: "LINKTYPE_RAW of tcpdump.org; 12 and 14 are what BSDs wrote for it",
    role: Role::Link,
    selectors: &[Selector::Link(101), Selector::Link(12), Selector::Link(14)],
    decode,
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let next = match *input.head::<1>()? {
        // Point-to-point links of some systems kept PPP's address and control (RFC 1662 3.1).
        [0xff] if input.bytes.get(1) == Some(&3) => Selector::Link(50),
        [first] => match first >> 4 {
            4 => Selector::Link(228),
            6 => Selector::Link(229),
            _ => return Ok(Header::new(0, Next::Nothing)),
        },
    };
    Ok(Header::new(0, Next::By(next)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, names, truncations_are_faults};

    #[test]
    fn the_version_decides() {
        let mut bytes = [0; 40];
        (bytes[0], bytes[6]) = (0x60, 59);
        assert_eq!(names(101, &bytes), "raw:ipv6");
        (bytes[0], bytes[9]) = (0x45, 255);
        assert_eq!(names(12, &bytes), "raw:ip");
    }

    #[test]
    fn another_version_announces_nothing() {
        let header = decode_alone(decode, &[0x50]).unwrap();
        assert!(matches!(header.next(), Next::Nothing));
        assert_eq!(header.length, 0);
    }

    #[test]
    fn an_empty_packet_is_a_fault() {
        truncations_are_faults(decode, &[0x45], 1);
    }
}
