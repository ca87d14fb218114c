//! The tag and length of ASN.1 values in BER (ITU-T X.690 section 8.1).

use crate::packet::bytes::u8_at;

/// The tag of a sequence.
pub const SEQUENCE: u8 = 0x30;
/// The tag of an integer.
pub const INTEGER: u8 = 0x02;
/// The tag of a string of octets.
pub const OCTETS: u8 = 0x04;

/// One value: its tag, where its content begins, and how long the content claims to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value {
    /// The identifier octet.
    pub tag: u8,
    /// Where the content begins, counted from the start of the bytes looked at.
    pub content: usize,
    /// Bytes of content.
    pub length: usize,
}

impl Value {
    /// The value at `offset`. Tags of several octets and indefinite lengths are not read.
    pub fn at(bytes: &[u8], offset: usize) -> Option<Self> {
        let tag = u8_at(bytes, offset).filter(|tag| tag & 0x1f != 0x1f)?;
        let first = usize::from(u8_at(bytes, offset + 1)?);
        if first < 0x80 {
            return Some(Self { tag, content: offset + 2, length: first });
        }
        let octets = first & 0x7f;
        if !(1..=4).contains(&octets) {
            return None;
        }
        let number = bytes.get(offset + 2..offset + 2 + octets)?;
        let length = number.iter().fold(0, |sum, &byte| sum << 8 | usize::from(byte));
        Some(Self { tag, content: offset + 2 + octets, length })
    }

    /// The value at `offset`, where its tag is `tag`.
    pub fn tagged(bytes: &[u8], offset: usize, tag: u8) -> Option<Self> {
        Self::at(bytes, offset).filter(|value| value.tag == tag)
    }

    /// Where the next value begins.
    pub fn end(&self) -> usize {
        self.content.saturating_add(self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_long_lengths_are_read() {
        let short = Value { tag: 0x30, content: 2, length: 3 };
        assert_eq!(Value::at(&[0x30, 3, 1, 1, 0], 0), Some(short));
        let long = Value { tag: 0x60, content: 5, length: 0x0102 };
        assert_eq!(Value::at(&[0, 0x60, 0x82, 1, 2], 1), Some(long));
    }

    #[test]
    fn what_is_not_there_is_not_read() {
        assert_eq!(Value::at(&[0x30], 0), None);
        assert_eq!(Value::at(&[0x30, 0x82, 1], 0), None);
        assert_eq!(Value::at(&[0x30, 0x80, 0, 0], 0), None);
        assert_eq!(Value::at(&[0x1f, 0x81, 0, 0], 0), None);
    }
}
