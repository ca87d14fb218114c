//! SCTP: chunks that name addresses, and its CRC32c (RFC 9260).

use crate::packet::bytes::{array_at, u8_at, u16_at};

/// Empties what names addresses: parameters of INIT and INIT ACK, heartbeats, cookies, changes of
/// addresses (RFC 5061).
pub fn chunks(packet: &mut [u8]) {
    let mut at = 12;
    while let (Some(kind), Some(length @ 4..)) = (u8_at(packet, at), u16_at(packet, at + 2)) {
        let end = (at + usize::from(length)).min(packet.len());
        let from = match kind {
            1 | 2 => at + 20,
            4 | 5 | 10 | 0xc1 | 0x80 => at + 4,
            _ => end,
        };
        packet.get_mut(from..end).unwrap_or_default().fill(0);
        at += usize::from(length).next_multiple_of(4);
    }
}

fn crc32c(bytes: &[u8]) -> u32 {
    let all =
        bytes.iter().enumerate().map(|(at, byte)| if (8..12).contains(&at) { 0 } else { *byte });
    !all.fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            crc >> 1 ^ (0x82f6_3b78 & (crc & 1).wrapping_neg())
        })
    })
}

/// Lets the checksum follow: as wrong as before, which mostly is right. `true` where it changed.
pub fn fix(before: &[u8], after: &mut [u8]) -> bool {
    let Some(stored) = array_at(before, 8).map(u32::from_le_bytes) else { return false };
    let new = stored ^ crc32c(before) ^ crc32c(after);
    match after.get_mut(8..12) {
        Some(place) if new != stored => {
            place.copy_from_slice(&new.to_le_bytes());
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_of_nine_digits_is_the_published_one() {
        // RFC 3720 appendix B.4: 32 zeros.
        assert_eq!(crc32c(&[0; 32]), 0x8a91_36aa);
    }

    #[test]
    fn lengths_that_lie_end_it() {
        let mut packet = vec![0; 40];
        packet[12] = 1;
        packet[15] = 255;
        packet[38] = 7;
        chunks(&mut packet);
        assert_eq!(packet[38], 0);
        for length in 0..40 {
            chunks(&mut packet[..length].to_vec());
        }
    }
}
