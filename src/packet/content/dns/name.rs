//! Domain names: labels that may go on elsewhere in the message (RFC 1035 section 4.1.4), written
//! out so that they can be read back.
//!
//! Case is kept. A dot or a backslash in a label, and every byte that is neither printable ASCII
//! nor part of a printable UTF-8 character, is escaped as in zone files (RFC 1035 section 5.1):
//! `\.`, `\\`, `\DDD` with three decimal digits.

use crate::packet::bytes::u8_at;
use crate::value::is_unsafe;

/// Most octets of a name, with lengths and the root (RFC 1035 section 2.3.4).
const MOST_OCTETS: usize = 255;
/// Most bytes of a name that is written out: each octet takes four at most.
const MOST_TEXT: usize = 4 * MOST_OCTETS;
/// How often a name may go on elsewhere: as often as it may have labels. More is a loop.
const MOST_POINTERS: usize = 127;
/// What stands for the root, which has no labels; tshark's word.
const ROOT: &str = "<Root>";

/// Where the name at `at` ends in the message: behind its root label or its first pointer.
pub fn skip(bytes: &[u8], mut at: usize) -> Option<usize> {
    let last = at.checked_add(MOST_OCTETS)?;
    while at < last {
        match u8_at(bytes, at)? {
            0 => return Some(at + 1),
            length @ 1..=63 => at += 1 + usize::from(length),
            0xc0.. => return Some(at + 2),
            _ => return None,
        }
    }
    None
}

/// A name, written out without allocating.
#[derive(Clone, Debug)]
pub struct NameText {
    bytes: [u8; MOST_TEXT],
    length: usize,
    /// Labels without the root.
    pub labels: u16,
    /// Octets of the labels with the dots between them, as tshark counts.
    pub octets: u16,
}

impl NameText {
    /// The name at a place of a message; `None` where it is cut, too long, loops, or has a label of
    /// a kind that is not in use.
    pub fn read(message: &[u8], mut at: usize) -> Option<Self> {
        let mut name = Self { bytes: [0; MOST_TEXT], length: 0, labels: 0, octets: 0 };
        let (mut octets, mut pointers) = (1, 0);
        loop {
            match u8_at(message, at)? {
                0 => break,
                length @ 1..=63 => {
                    let length = usize::from(length);
                    octets += 1 + length;
                    let label = message.get(at + 1..)?.get(..length)?;
                    if octets > MOST_OCTETS {
                        return None;
                    }
                    name.add(label);
                    at += 1 + length;
                }
                high @ 0xc0.. => {
                    pointers += 1;
                    if pointers > MOST_POINTERS {
                        return None;
                    }
                    at = usize::from(high & 0x3f) << 8 | usize::from(u8_at(message, at + 1)?);
                }
                _ => return None,
            }
        }
        name.octets = u16::try_from(octets.saturating_sub(2)).unwrap_or(u16::MAX);
        if name.labels == 0 {
            ROOT.bytes().for_each(|byte| name.push(byte));
            // As tshark counts.
            name.octets = u16::try_from(ROOT.len()).unwrap_or_default();
            name.labels = 1;
        }
        Some(name)
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..self.length).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    fn add(&mut self, label: &[u8]) {
        if self.labels > 0 {
            self.push(b'.');
        }
        self.labels += 1;
        for chunk in label.utf8_chunks() {
            for one in chunk.valid().chars() {
                match one {
                    '.' | '\\' => {
                        self.push(b'\\');
                        self.push_char(one);
                    }
                    _ if is_unsafe(one) => self.escape_char(one),
                    _ => self.push_char(one),
                }
            }
            chunk.invalid().iter().for_each(|&byte| self.escape(byte));
        }
    }

    fn push_char(&mut self, one: char) {
        one.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| self.push(byte));
    }

    fn escape_char(&mut self, one: char) {
        one.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| self.escape(byte));
    }

    fn escape(&mut self, byte: u8) {
        let digits = [byte / 100, byte / 10 % 10, byte % 10].map(|digit| b'0' + digit);
        self.push(b'\\');
        for digit in digits {
            self.push(digit);
        }
    }

    fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.length) {
            *place = byte;
            self.length += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(message: &[u8], at: usize) -> Option<String> {
        NameText::read(message, at).map(|name| name.as_str().to_owned())
    }

    #[test]
    fn labels_may_go_on_elsewhere() {
        let message = b"\x03com\0\x01a\xc0\0\x01b\xc0\x05";
        assert_eq!(text(message, 9).as_deref(), Some("b.a.com"));
        assert_eq!(skip(message, 9), Some(13));
        let name = NameText::read(message, 9).unwrap();
        assert_eq!((name.labels, name.octets), (3, 7));
    }

    #[test]
    fn a_loop_is_no_name() {
        assert_eq!(text(b"\xc0\0", 0), None);
        assert_eq!(text(b"\x01a\xc0\0", 0), None);
        assert_eq!(text(b"\xc0\x02\xc0\0", 0), None);
    }

    #[test]
    fn every_octet_is_written_so_that_it_can_be_read_back() {
        assert_eq!(text(b"\x05A.\\\0\xff\0", 0).as_deref(), Some("A\\.\\\\\\000\\255"));
        assert_eq!(text("\x03\u{fc} \0".as_bytes(), 0).as_deref(), Some("\u{fc} "));
        assert_eq!(text("\x03\u{202e}\0".as_bytes(), 0).as_deref(), Some("\\226\\128\\174"));
    }

    #[test]
    fn the_longest_name_fits_and_no_longer_one() {
        let labels = |last: u8| {
            let mut name = [&[63_u8][..], &[0xff; 63]].concat().repeat(3);
            name.push(last);
            name.extend([0xff].repeat(last.into()));
            name.push(0);
            name
        };
        assert_eq!(text(&labels(61), 0).map(|name| name.len()), Some(250 * 4 + 3));
        assert_eq!(text(&labels(62), 0), None);
    }

    #[test]
    fn the_root_has_a_word() {
        assert_eq!(text(b"\0", 0).as_deref(), Some("<Root>"));
    }
}
