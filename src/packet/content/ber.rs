//! The tag and length of ASN.1 values in BER (ITU-T X.690 section 8.1).

use crate::packet::bytes::u8_at;
use crate::value::digits::push_number;

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

/// Values one behind the other, each taken once.
#[derive(Clone, Copy, Debug)]
pub struct Values<'a>(pub &'a [u8]);

impl<'a> Values<'a> {
    /// The tag and the content of the next value; none where it does not lie wholly here.
    pub fn next_value(&mut self) -> Option<(u8, &'a [u8])> {
        let value = Value::at(self.0, 0)?;
        let content = self.0.get(value.content..value.end())?;
        self.0 = self.0.get(value.end()..)?;
        Some((value.tag, content))
    }

    /// The values in the next value, where its tag is `tag`; those that are here, where it is cut or
    /// claims to be longer than it is.
    pub fn inside(&mut self, tag: u8) -> Option<Self> {
        let value = Value::tagged(self.0, 0, tag)?;
        let end = value.end().min(self.0.len());
        let content = self.0.get(value.content..end)?;
        self.0 = self.0.get(end..)?;
        Some(Self(content))
    }

    /// The content of the next value, where its tag is `tag`.
    pub fn tagged(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.next_value().filter(|value| value.0 == tag).map(|value| value.1)
    }

    /// The next value, an integer of at most eight bytes with a sign (section 8.3).
    pub fn integer(&mut self) -> Option<i64> {
        let content = self.tagged(INTEGER)?;
        let &first = content.first().filter(|_| content.len() <= 8)?;
        let sign = i64::from(first.cast_signed() >> 7);
        Some(content.iter().fold(sign, |sum, &byte| sum << 8 | i64::from(byte)))
    }

    /// The next value, an integer that is not negative.
    pub fn unsigned(&mut self) -> Option<u64> {
        u64::try_from(self.integer()?).ok()
    }

    /// Passes over `count` values.
    pub fn skip(&mut self, count: usize) -> Option<()> {
        (0..count).try_for_each(|_| self.next_value().map(|_| ()))
    }
}

/// The numbers of an object identifier with dots between them (section 8.19).
pub fn object(content: &[u8]) -> Option<String> {
    let mut text = String::new();
    let mut number = 0_u64;
    for &byte in content {
        if number > u64::MAX >> 7 {
            return None;
        }
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 != 0 {
            continue;
        }
        if text.is_empty() {
            // The first two numbers are one.
            let first = (number / 40).min(2);
            text = format!("{first}.{}", number - first * 40);
        } else {
            text.push('.');
            push_number(&mut text, number);
        }
        number = 0;
    }
    let is_whole = content.last().is_some_and(|last| last & 0x80 == 0);
    is_whole.then_some(text)
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

    #[test]
    fn integers_have_a_sign() {
        let mut values = Values(&[2, 1, 0xff, 2, 2, 1, 0, 2, 0, 2, 9, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        assert_eq!((values.integer(), values.integer()), (Some(-1), Some(256)));
        assert_eq!((values.integer(), values.integer()), (None, None));
    }

    // X.690 section 8.19.5 has the first, RFC 2578 the second.
    #[test]
    fn objects_are_numbers_between_dots() {
        assert_eq!(object(&[0x88, 0x37, 3]).unwrap(), "2.999.3");
        assert_eq!(object(&[0x2b, 6, 1, 4, 1, 0x82, 0x37]).unwrap(), "1.3.6.1.4.1.311");
        assert_eq!(object(&[0x2b, 0x86]), None);
        assert_eq!(object(&[]), None);
        assert_eq!(object(&[0xff; 12]), None);
    }
}
