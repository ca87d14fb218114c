//! The IPv6 fragment header. Only a first fragment has the header of what follows.

use crate::packet::bytes::u16_at;
use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};

/// Bytes of the header.
const HEADER: usize = 8;
/// The bits of the offset, in units of eight bytes.
const OFFSET: u16 = 0xfff8;
/// More fragments follow.
const MORE: u16 = 1;

/// The fragment header.
pub const PROTOCOL: Protocol = Protocol {
    name: "ipv6.fraghdr",
    title: "Fragment Header for IPv6",
    source: "RFC 8200 section 4.5",
    role: Role::Extension,
    selectors: &[Selector::Ip(44)],
    decode,
    fields: &[
        Field::number("ipv6.fraghdr.nxt", "next header", &[Number::at(0, 1)]),
        Field::length("ipv6.fraghdr.offset", "where the fragment belongs in its packet", &[Number::at(2, 2).bits(3, 0x1fff).times(8)]),
        Field::flag("ipv6.fraghdr.more", "more fragments", Number::at(3, 1).bits(0, 1)),
        Field::number("ipv6.fraghdr.ident", "identification", &[Number::at(4, 4)]),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let header = input.head::<HEADER>()?;
    let &[next, ..] = header;
    let next = match u16_at(header, 2).unwrap_or_default() & (OFFSET | MORE) {
        // RFC 6946: an atomic fragment is the whole packet.
        0 => Next::By(Selector::Ip(next.into())),
        place => Next::Fragment { protocol: next, is_first: place & OFFSET == 0 },
    };
    Ok(Header::new(HEADER, next))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults, values};
    use crate::value::Value;

    #[rustfmt::skip]
    const FIRST: [u8; 10] = [
        17, 0,  0, 1,  0, 0, 0x12, 0x34, // UDP follows, offset 0, more, identification
        1, 2,
    ];

    #[test]
    fn a_first_fragment_is_announced_as_such() {
        let header = decode_alone(decode, &FIRST).unwrap();
        assert_eq!(header.next(), Next::Fragment { protocol: 17, is_first: true });
        assert_eq!(header.length, 8);
    }

    #[test]
    fn an_atomic_fragment_announces_what_follows() {
        let mut bytes = FIRST;
        bytes[3] = 0;
        assert_eq!(decode_alone(decode, &bytes).unwrap().next(), Next::By(Selector::Ip(17)));
    }

    #[test]
    fn a_later_fragment_is_announced_as_such() {
        let mut bytes = FIRST;
        bytes[3] = 8;
        let header = decode_alone(decode, &bytes).unwrap();
        assert_eq!(header.next(), Next::Fragment { protocol: 17, is_first: false });
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(decode, &FIRST, HEADER);
    }

    #[test]
    fn the_offset_counts_bytes() {
        let mut bytes = FIRST;
        bytes[3] = 8 * 5 + 1;
        let read = |name| values(Selector::Ip(44), &bytes, name);
        assert_eq!(read("ipv6.fraghdr.offset"), [Value::Unsigned(40)]);
        assert_eq!(read("ipv6.fraghdr.more"), [Value::Bool(true)]);
    }
}
