//! Names in DNS messages: each label gives way to letters, as many as it has, so that every pointer
//! and length stays true, and the addresses that records hold are changed.

use super::mapper::Mapper;
use crate::packet::bytes::{u8_at, u16_at};

/// Labels that say nothing of anybody.
const KEPT: [&[u8]; 4] = [b"arpa", b"in-addr", b"ip6", b"local"];
/// How many labels and pointers a name has at most (RFC 1035 section 2.3.4: 255 bytes).
const MOST_LABELS: usize = 128;

/// Whether a label stays: a word of the system's own, or of a service as `_tcp` (RFC 2782).
pub fn is_kept(label: &[u8]) -> bool {
    label.first() == Some(&b'_') || KEPT.iter().any(|kept| kept.eq_ignore_ascii_case(label))
}

/// Changes the labels of a name written in dots.
pub fn dotted(mapper: &mut Mapper, name: &mut [u8]) {
    for label in name.split_mut(|&byte| byte == b'.') {
        if !label.is_empty() && !is_kept(label) {
            mapper.label(label);
        }
    }
}

/// Changes the labels of the name at `at` as far as they stand there, and answers what follows it. What
/// a pointer leads to is changed where it stands.
pub fn labels(
    mapper: &mut Mapper,
    message: &mut [u8],
    mut at: usize,
    done: &mut Vec<usize>,
) -> Option<usize> {
    for _ in 0..MOST_LABELS {
        let length = usize::from(u8_at(message, at)?);
        match length {
            0 => return Some(at + 1),
            1..64 => {
                let end = (at + 1 + length).min(message.len());
                if !done.contains(&at) {
                    done.push(at);
                    let label = message.get_mut(at + 1..end)?;
                    if !is_kept(label) {
                        mapper.label(label);
                    }
                }
                at += 1 + length;
            }
            192.. => return Some(at + 2),
            _ => return None,
        }
    }
    None
}

/// Changes a DNS message; what it is not sure to understand gives way to zeros.
pub fn message(mapper: &mut Mapper, message: &mut [u8]) {
    if records(mapper, message).is_none() {
        // It ends early, or is none: nothing of it stays but the header.
        if let Some(rest) = message.get_mut(12..) {
            rest.fill(0);
        }
    }
}

fn records(mapper: &mut Mapper, message: &mut [u8]) -> Option<()> {
    let counts: [u16; 4] = [4, 6, 8, 10].map(|at| u16_at(message, at).unwrap_or_default());
    let [questions, answers, authorities, more] = counts.map(usize::from);
    let (mut at, mut done) = (12, Vec::new());
    for _ in 0..questions {
        at = labels(mapper, message, at, &mut done)? + 4;
    }
    for _ in 0..answers + authorities + more {
        at = labels(mapper, message, at, &mut done)?;
        let (kind, length) = (u16_at(message, at)?, usize::from(u16_at(message, at + 8)?));
        let start = at + 10;
        let end = start + length;
        if end > message.len() {
            return None;
        }
        record(mapper, message, kind, (start, end), &mut done)?;
        at = end;
    }
    if let Some(behind) = message.get_mut(at..) {
        behind.fill(0);
    }
    Some(())
}

/// Changes what a record says.
fn record(
    mapper: &mut Mapper,
    message: &mut [u8],
    kind: u16,
    (start, end): (usize, usize),
    done: &mut Vec<usize>,
) -> Option<()> {
    match kind {
        1 if end == start + 4 => mapper.v4_at(message, start),
        28 if end == start + 16 => mapper.v6_at(message, start),
        // NS, CNAME, PTR, DNAME; MX, SRV with what stands in front; SOA with two names.
        2 | 5 | 12 | 39 => drop(labels(mapper, message, start, done)?),
        15 => drop(labels(mapper, message, start + 2, done)?),
        33 => drop(labels(mapper, message, start + 6, done)?),
        6 => {
            let second = labels(mapper, message, start, done)?;
            labels(mapper, message, second, done)?;
        }
        41 => options(mapper, message.get_mut(start..end)?),
        // What else there is may say anything: texts, keys, signatures.
        _ => message.get_mut(start..end)?.fill(0),
    }
    Some(())
}

/// Changes the network of the client in options of EDNS (RFC 7871 section 6); cookies and padding stay,
/// what else there is gives way.
fn options(mapper: &mut Mapper, options: &mut [u8]) {
    let mut at = 0;
    while let (Some(code), Some(length)) = (u16_at(options, at), u16_at(options, at + 2)) {
        let end = (at + 4 + usize::from(length)).min(options.len());
        let family = u16_at(options, at + 4);
        match code {
            8 => {
                if let Some(prefix) = options.get_mut(at + 8..end) {
                    mapper.prefix_at(prefix, family == Some(2));
                }
            }
            10 | 11 | 12 | 15 => {}
            _ => {
                if let Some(value) = options.get_mut(at + 4..end) {
                    value.fill(0);
                }
            }
        }
        at += 4 + usize::from(length);
    }
}

#[cfg(test)]
mod tests {
    use super::super::cryptopan::tests::SAMPLE;
    use super::*;

    #[test]
    fn names_addresses_and_clients_give_way_and_structure_stays() {
        #[rustfmt::skip]
        let before = [
            &[0, 1, 0x81, 0x80, 0, 1, 0, 2, 0, 0, 0, 1][..],              // 1 question, 2 answers, 1 more
            b"\x03www\x07example\x03com\x00", &[0, 1, 0, 1],              // www.example.com A
            &[0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 9, 0, 6], b"\x03cdn\xc0\x10", // CNAME cdn.example.com
            &[0xc0, 45, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 192, 0, 2, 7],      // A 192.0.2.7
            &[0, 0, 41, 16, 0, 0, 0, 0, 0, 0, 11, 0, 8, 0, 7, 0, 1, 24, 0, 192, 0, 2], // client 192.0.2.0/24
        ]
        .concat();
        let mut mapper = Mapper::new(&SAMPLE);
        let mut after = before.clone();
        message(&mut mapper, &mut after);
        assert_eq!(after.len(), before.len());
        for word in [&b"www"[..], b"example", b"com", b"cdn", &[192, 0, 2]] {
            assert!(!after.windows(word.len()).any(|it| it == word), "{word:?}");
        }
        let mut name = *b"www.example.com";
        dotted(&mut mapper, &mut name);
        assert_eq!((&after[13..16], &after[17..24]), (&name[..3], &name[4..11]));
        let address = mapper.v4([192, 0, 2, 7].into()).octets();
        assert_eq!(after[before.len() - 26..][..4], address);
        assert_eq!(after[before.len() - 3..], address[..3]);
    }

    #[test]
    fn what_ends_early_is_emptied_and_loops_end() {
        let mut mapper = Mapper::new(&SAMPLE);
        let mut cut = [&[0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0][..], b"\x03www\x07exa"].concat();
        message(&mut mapper, &mut cut);
        assert!(cut[12..].iter().all(|&byte| byte == 0));
        let mut endless = [&[0, 1, 0, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0][..], &[0xc0, 12]].concat();
        message(&mut mapper, &mut endless);
        for length in 0..12 {
            message(&mut mapper, &mut vec![0xff; length]);
        }
    }
}
