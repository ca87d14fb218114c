//! Whether the checksum of a transport header holds (RFC 1071), as far as the capture shows.

use crate::flow::pair::{Family, Pair};

/// What a checksum says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checksum {
    /// It holds.
    Good,
    /// It does not.
    Bad,
    /// There is none, or the sender's card was still to fill it in: what stands there is the sum
    /// over the addresses alone, which the card goes on from.
    Absent,
}

/// Judges `segment`, a whole TCP or UDP segment between the two ends of `pair`, in whose header
/// the checksum stands at `at`.
pub fn verify(pair: &Pair, protocol: u8, segment: &[u8], at: usize) -> Checksum {
    let Some(stored) = crate::packet::bytes::u16_at(segment, at) else { return Checksum::Absent };
    if stored == 0 && protocol == super::key::UDP {
        return Checksum::Absent;
    }
    let pseudo = pseudo_header(pair, protocol, segment.len());
    if stored == fold(pseudo) {
        return Checksum::Absent;
    }
    // The sum over everything, the checksum with it, is all ones where it holds.
    if fold(pseudo + sum(segment)) == 0xffff { Checksum::Good } else { Checksum::Bad }
}

/// The sum over the pseudo header (RFC 9293 section 3.1, RFC 8200 section 8.1). Sums do not depend
/// on the order, so that source and destination may stand either way.
fn pseudo_header(pair: &Pair, protocol: u8, length: usize) -> u64 {
    let bytes = if pair.family == Family::Ipv4 { 4 } else { 16 };
    let addresses =
        pair.ends.iter().map(|end| sum(end.address.get(..bytes).unwrap_or_default())).sum::<u64>();
    addresses + u64::from(protocol) + length as u64
}

/// The sum of 16-bit words; an odd last byte stands in the upper half of its word. Words are added
/// as the machine reads them, eight bytes at a time, and put right at the end (RFC 1071 section 2).
fn sum(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<4>();
    let whole: u64 = words.iter().map(|word| u64::from(u32::from_ne_bytes(*word))).sum();
    let mut last = [0; 4];
    for (to, from) in last.iter_mut().zip(rest) {
        *to = *from;
    }
    let total = whole + u64::from(u32::from_ne_bytes(last));
    u64::from(u16::from_be(fold(total)))
}

/// Adds the carries until 16 bits are left.
#[expect(clippy::cast_possible_truncation, reason = "nothing is left above 16 bits")]
fn fold(mut sum: u64) -> u16 {
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    sum as u16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::HostPair;

    /// A datagram of an odd length that tcpdump -vv calls "udp sum ok".
    #[rustfmt::skip]
    const DATAGRAM: [u8; 11] = [
        0x30, 0x39, 0x00, 0x35,  0x00, 0x0b, 0xd3, 0xeb,  // ports, length, checksum
        b'a', b'b', b'c',
    ];

    fn pair() -> Pair {
        let hosts = HostPair { source: [10, 0, 0, 1].into(), destination: [10, 0, 0, 2].into() };
        Pair::of_hosts(&hosts, 12345, 53).0
    }

    #[test]
    fn a_checksum_worked_by_hand_holds_and_every_changed_byte_breaks_it() {
        // 0a00+0001+0a00+0002 + 0011+000b + 3039+0035+000b + 6162+6300 = 10921f9 -> complement
        let words: u32 = [
            0x0a00, 0x0001, 0x0a00, 0x0002, 0x0011, 0x000b, 0x3039, 0x0035, 0x000b, 0x6162, 0x6300,
        ]
        .iter()
        .sum();
        let check = !u16::try_from((words & 0xffff) + (words >> 16)).unwrap();
        let mut bytes = DATAGRAM;
        bytes[6..8].copy_from_slice(&check.to_be_bytes());
        assert_eq!(verify(&pair(), 17, &bytes, 6), Checksum::Good);
        for at in 0..bytes.len() {
            let mut changed = bytes;
            changed[at] ^= 0x10;
            assert_eq!(verify(&pair(), 17, &changed, 6), Checksum::Bad, "{at}");
        }
    }

    #[test]
    fn a_checksum_that_the_card_fills_in_later_is_not_bad() {
        let mut bytes = DATAGRAM;
        let pseudo = 0x0a00 + 0x0001 + 0x0a00 + 0x0002 + 0x0011 + 0x000b_u16;
        bytes[6..8].copy_from_slice(&pseudo.to_be_bytes());
        assert_eq!(verify(&pair(), 17, &bytes, 6), Checksum::Absent);
        bytes[6..8].copy_from_slice(&[0, 0]);
        assert_eq!(verify(&pair(), 17, &bytes, 6), Checksum::Absent);
    }
}
