//! Addresses and names in DHCP, of both versions. Of options that are not known to be harmless nothing stays.

use super::mapper::Mapper;
use super::names::{dotted, labels};
use crate::packet::bytes::{u8_at, u16_at};

/// The four bytes in front of options (RFC 2131 section 3).
const COOKIE: [u8; 4] = [0x63, 0x82, 0x53, 0x63];
/// How deep options may stand in each other.
const DEEPEST: u32 = 8;

/// Changes a message of DHCP or BOOTP.
pub fn v4(mapper: &mut Mapper, message: &mut [u8]) {
    for at in [12, 16, 20, 24] {
        mapper.v4_at(message, at);
    }
    if (u8_at(message, 1), u8_at(message, 2)) == (Some(1), Some(6)) {
        mapper.mac_at(message, 28);
        fill(message, 34, 44);
    } else {
        fill(message, 28, 44);
    }
    // The names of a server and of a file.
    fill(message, 44, 236);
    if message.get(236..240) != Some(&COOKIE) {
        return fill(message, 236, message.len());
    }
    let mut at = 240;
    while let Some(code) = u8_at(message, at) {
        let length = match code {
            0 => {
                at += 1;
                continue;
            }
            255 => return fill(message, at + 1, message.len()),
            _ => u8_at(message, at + 1).map_or(0, usize::from),
        };
        let (start, end) = (at + 2, (at + 2 + length).min(message.len()));
        match code {
            // Masks, times, sizes, types and what is asked for.
            1
            | 2
            | 13
            | 16
            | 19
            | 20
            | 22..=27
            | 29..=31
            | 34..=39
            | 46
            | 51..=53
            | 55
            | 57..=59
            | 116 => {}
            3..=11
            | 21
            | 28
            | 32
            | 33
            | 41
            | 42
            | 44
            | 45
            | 48..=50
            | 54
            | 65
            | 68..=76
            | 85
            | 150 => {
                (start..end).step_by(4).for_each(|place| {
                    if place + 4 <= end {
                        mapper.v4_at(message, place);
                    }
                });
            }
            61 if length == 7 && u8_at(message, start) == Some(1) => {
                mapper.mac_at(message, start + 1);
            }
            12 | 15 => dotted(mapper, message.get_mut(start..end).unwrap_or_default()),
            _ => fill(message, start, end),
        }
        at = end.max(at + 2);
    }
}

/// Changes a message of DHCPv6 (RFC 8415).
pub fn v6(mapper: &mut Mapper, message: &mut [u8]) {
    message_v6(mapper, message, 0);
}

fn message_v6(mapper: &mut Mapper, message: &mut [u8], depth: u32) {
    // Relays say whose link and peer they speak for.
    let is_relayed = matches!(u8_at(message, 0), Some(12 | 13));
    if is_relayed {
        mapper.v6_at(message, 2);
        mapper.v6_at(message, 18);
    }
    options_v6(mapper, message.get_mut(if is_relayed { 34 } else { 4 }..), depth);
}

fn options_v6(mapper: &mut Mapper, options: Option<&mut [u8]>, depth: u32) {
    let Some(options) = options else { return };
    if depth > DEEPEST {
        return options.fill(0);
    }
    let mut at = 0;
    while let (Some(code), Some(length)) = (u16_at(options, at), u16_at(options, at + 2)) {
        let end = (at + 4 + usize::from(length)).min(options.len());
        let value = options.get_mut(at + 4..end).unwrap_or_default();
        option_v6(mapper, code, value, depth);
        at += 4 + usize::from(length);
    }
}

fn option_v6(mapper: &mut Mapper, code: u16, value: &mut [u8], depth: u32) {
    match code {
        1 | 2 => match (u16_at(value, 0), u16_at(value, 2)) {
            (Some(1), Some(1)) => mapper.mac_at(value, 8),
            (Some(3), Some(1)) => mapper.mac_at(value, 4),
            _ => fill(value, 2, value.len()),
        },
        3 | 25 => options_v6(mapper, value.get_mut(12..), depth + 1),
        4 => options_v6(mapper, value.get_mut(4..), depth + 1),
        5 => {
            mapper.v6_at(value, 0);
            options_v6(mapper, value.get_mut(24..), depth + 1);
        }
        26 => {
            mapper.v6_at(value, 9);
            options_v6(mapper, value.get_mut(25..), depth + 1);
        }
        12 | 22 | 23 | 27 | 31 => {
            (0..value.len()).step_by(16).for_each(|place| mapper.v6_at(value, place));
        }
        21 | 24 | 39 | 64 => {
            let mut place = usize::from(code == 39);
            while let Some(next) = labels(mapper, value, place, &mut Vec::new()) {
                if next >= value.len() {
                    break;
                }
                place = next;
            }
        }
        9 => message_v6(mapper, value, depth + 1),
        // What is asked for, times, preferences.
        6 | 7 | 8 | 14 | 19 | 20 | 32 | 82 | 83 => {}
        _ => value.fill(0),
    }
}

fn fill(bytes: &mut [u8], start: usize, end: usize) {
    let end = end.min(bytes.len());
    if let Some(bytes) = bytes.get_mut(start..end) {
        bytes.fill(0);
    }
}

#[cfg(test)]
mod tests {
    use super::super::cryptopan::tests::SAMPLE;
    use super::*;

    #[test]
    fn nothing_of_a_client_stays() {
        let mut message = vec![0; 240];
        (message[1], message[2]) = (1, 6);
        message[16..20].copy_from_slice(&[192, 0, 2, 9]);
        message[28..34].copy_from_slice(&[2, 0, 0, 1, 2, 3]);
        message[236..].copy_from_slice(&COOKIE);
        message.extend([53, 1, 5]); // an acknowledgement
        message.extend([12, 6]);
        message.extend(b"laptop");
        message.extend([61, 7, 1, 2, 0, 0, 1, 2, 3]); // its identifier: its address
        message.extend([3, 4, 192, 0, 2, 1, 77, 3, 1, 2, 3, 255]);
        let before = message.clone();
        let mut mapper = Mapper::new(&SAMPLE);
        v4(&mut mapper, &mut message);
        assert_eq!(message[16..20], mapper.v4([192, 0, 2, 9].into()).octets());
        assert_eq!(message[28..34], mapper.mac([2, 0, 0, 1, 2, 3]));
        assert_eq!(message[240..243], before[240..243]);
        for secret in [&b"laptop"[..], &[0, 0, 1, 2, 3], &[192, 0, 2], &[77, 3, 1, 2, 3]] {
            assert!(!message.windows(secret.len()).any(|it| it == secret), "{secret:?}");
        }
        for length in 0..before.len() {
            v4(&mut mapper, &mut before[..length].to_vec());
            v6(&mut mapper, &mut before[..length].to_vec());
        }
    }
}
