//! The shape that IPv6 extension headers share: the next header's number, a length in units of
//! eight bytes, not counting the first eight (RFC 8200 section 4, RFC 6564).

use super::{Fault, Header, Input, Next, Selector};

/// Bytes of the shortest extension header.
pub const SHORTEST: usize = 8;

/// Reads an extension header; what it announces is an IP protocol number.
pub fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[next, length, ..] = input.head::<SHORTEST>()?;
    let length = (usize::from(length) + 1) * 8;
    input.take(length)?;
    Ok(Header::new(length, Next::By(Selector::Ip(next.into()))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::Protocol;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    /// Hop-by-hop options, routing, destination options: their numbers of RFC 8200 section 4.
    const NUMBERS: [u16; 3] = [0, 43, 60];

    #[rustfmt::skip]
    const GOOD: [u8; 20] = [
        17, 1,  1, 12,  0, 0, 0, 0,  0, 0, 0, 0,  0, 0, 0, 0, // UDP follows, two units, PadN
        0xde, 0xad, 0xbe, 0xef,                               // payload
    ];

    /// The protocols whose headers have these numbers.
    fn protocols() -> [&'static Protocol; 3] {
        NUMBERS.map(|number| Selector::Ip(number).find().unwrap().get())
    }

    #[test]
    fn a_good_header_announces_what_follows() {
        for Protocol { decode, .. } in protocols() {
            let header = decode_alone(*decode, &GOOD).unwrap();
            assert_eq!((header.length, header.next()), (16, Next::By(Selector::Ip(17))));
        }
    }

    #[test]
    fn every_truncation_is_a_fault() {
        for Protocol { decode, .. } in protocols() {
            truncations_are_faults(*decode, &GOOD, 16);
        }
    }

    #[test]
    fn a_length_beyond_the_packet_is_a_fault() {
        let mut bytes = GOOD;
        bytes[1] = 255;
        for Protocol { decode, .. } in protocols() {
            assert_eq!(decode_alone(*decode, &bytes).unwrap_err(), Fault::short(2048, 20));
        }
    }
}
