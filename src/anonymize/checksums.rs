//! Checksums follow what was changed under them by the difference that it makes (RFC 1624): a right one
//! stays right, a wrong one stays as wrong as it was, and nothing has to be captured to the end.

use crate::packet::bytes::{array_at, u8_at};
use crate::packet::{Layer, ProtocolId};

/// The sum of 16-bit words (RFC 1071); an odd last byte is the upper half of its word.
fn sum(bytes: &[u8]) -> u64 {
    let mut words = bytes.chunks_exact(2);
    let whole: u64 = words
        .by_ref()
        .map(|word| word.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)))
        .sum();
    whole + words.remainder().first().map_or(0, |&byte| u64::from(byte) << 8)
}

fn fold(mut sum: u64) -> u16 {
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    u16::try_from(sum).unwrap_or_default()
}

/// Moves the checksum at `at` by what its `covered` bytes differ, and those of the addresses that it
/// covers besides. `true` where it changed.
fn follow(before: &[u8], after: &mut [u8], at: usize, covered: &[(usize, usize)]) -> bool {
    let Some(old) = array_at(before, at) else { return false };
    let mut difference = u64::from(!u16::from_be_bytes(old));
    for &(start, end) in covered {
        let (Some(before), Some(after)) = (before.get(start..end), after.get(start..end)) else {
            continue;
        };
        if before != after {
            difference += u64::from(!fold(sum(before))) + u64::from(fold(sum(after)));
        }
    }
    let new = (!fold(difference)).to_be_bytes();
    match after.get_mut(at..).and_then(|rest| rest.first_chunk_mut()) {
        Some(place) if *place != new && fold(difference) != !u16::from_be_bytes(old) => {
            *place = new;
            true
        }
        _ => false,
    }
}

/// Lets the checksums of all layers follow, the innermost first. Answers how many changed.
pub fn fix(layers: &[Layer], before: &[u8], after: &mut [u8]) -> u64 {
    let mut changed = 0;
    for (index, layer) in layers.iter().enumerate().rev() {
        let start = layer.start as usize;
        // As far as its network says, and as was captured.
        let carrier = layers
            .get(..index)
            .unwrap_or_default()
            .iter()
            .rfind(|it| matches!(it.protocol, ProtocolId::Ipv4 | ProtocolId::Ipv6));
        let end = carrier.map_or(layer.end, |it| it.end) as usize;
        let addresses = carrier.map(|it| {
            let at = it.start as usize;
            if it.protocol == ProtocolId::Ipv4 { (at + 12, at + 20) } else { (at + 8, at + 40) }
        });
        // The two halves around the checksum, which does not cover itself.
        let around = |at: usize| [(start, start + at), (start + at + 2, end)];
        let mut covered = Vec::new();
        let at = match layer.protocol {
            ProtocolId::Ipv4 => {
                covered.extend([(start, start + 10), (start + 12, layer.payload as usize)]);
                10
            }
            ProtocolId::Icmp | ProtocolId::Igmp => {
                covered.extend(around(2));
                2
            }
            ProtocolId::Icmpv6 => {
                covered.extend(around(2));
                covered.extend(addresses);
                2
            }
            ProtocolId::Tcp => {
                covered.extend(around(16));
                covered.extend(addresses);
                16
            }
            ProtocolId::Udp => {
                // Zero: there is none (RFC 768).
                if u8_at(before, start + 6) == Some(0) && u8_at(before, start + 7) == Some(0) {
                    continue;
                }
                covered.extend(around(6));
                covered.extend(addresses);
                6
            }
            ProtocolId::Dccp => {
                covered.extend(around(6));
                covered.extend(addresses);
                6
            }
            _ => continue,
        };
        if follow(before, after, start + at, &covered) {
            changed += 1;
            if layer.protocol == ProtocolId::Udp
                && let Some(place) = after.get_mut(start + 6..start + 8)
                && place.iter().all(|&byte| byte == 0)
            {
                place.fill(0xff);
            }
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_right_checksum_stays_right_and_a_wrong_one_as_wrong() {
        // RFC 1071 section 3, behind room for the checksum.
        let mut before = vec![0, 0, 0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7];
        let right = (!fold(sum(&before))).to_be_bytes();
        assert_eq!(!fold(0x2_ddf0), u16::from_be_bytes(right));
        for wrong_by in [0, 1, 0x1234] {
            let stored = u16::from_be_bytes(right).wrapping_add(wrong_by);
            before[..2].copy_from_slice(&stored.to_be_bytes());
            let mut after = before.clone();
            after[3..6].copy_from_slice(&[9, 8, 7]);
            follow(&before, &mut after, 0, &[(2, 10)]);
            assert_eq!(fold(sum(&after)) == 0xffff, wrong_by == 0);
            assert_eq!(fold(sum(&after)), fold(sum(&before)));
        }
    }
}
