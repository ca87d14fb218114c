//! Reads bytes one after the other. What is cut short gives what there is, or nothing; never more.

use crate::packet::bytes::array_at;

/// Bytes that were not read yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    /// Begins at the first of these bytes.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// What was not read yet.
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The next `N` bytes.
    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let found = array_at(self.rest, 0)?;
        self.rest = self.rest.get(N..).unwrap_or_default();
        Some(found)
    }

    /// The next byte.
    pub fn u8(&mut self) -> Option<u8> {
        self.array().map(u8::from_be_bytes)
    }

    /// The next two bytes as a big-endian number.
    pub fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_be_bytes)
    }

    /// The next three bytes as a big-endian number.
    pub fn u24(&mut self) -> Option<u32> {
        self.array().map(|[high, middle, low]| u32::from_be_bytes([0, high, middle, low]))
    }

    /// The next `length` bytes, all of them.
    pub fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (found, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(found)
    }

    /// The next `length` bytes, or as many of them as there are.
    pub fn take_up_to(&mut self, length: usize) -> &'a [u8] {
        let (found, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, &[]));
        self.rest = rest;
        found
    }

    /// The bytes behind a length of one byte, or as many of them as there are.
    pub fn vector8(&mut self) -> Option<&'a [u8]> {
        let length = self.u8()?;
        Some(self.take_up_to(length.into()))
    }

    /// The bytes behind a length of two bytes, or as many of them as there are.
    pub fn vector16(&mut self) -> Option<&'a [u8]> {
        let length = self.u16()?;
        Some(self.take_up_to(length.into()))
    }

    /// The bytes behind a length of three bytes, or as many of them as there are.
    pub fn vector24(&mut self) -> Option<&'a [u8]> {
        let length = self.u24()?;
        Some(self.take_up_to(length as usize))
    }
}

/// Big-endian numbers of two bytes, without a last odd byte.
pub fn u16s(bytes: &[u8]) -> impl Iterator<Item = u16> + Clone {
    bytes.as_chunks().0.iter().map(|&pair| u16::from_be_bytes(pair))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_not_read_again() {
        let mut cursor = Cursor::new(&[1, 0, 2, 0, 0, 3, 9, 8]);
        assert_eq!((cursor.u8(), cursor.u16(), cursor.u24()), (Some(1), Some(2), Some(3)));
        assert_eq!(cursor.take(2), Some(&[9, 8][..]));
        assert!(cursor.rest().is_empty());
        assert_eq!(cursor.u8(), None);
    }

    #[test]
    fn a_length_that_lies_gives_what_there_is() {
        let mut cursor = Cursor::new(&[5, 1, 2]);
        assert_eq!(cursor.vector8(), Some(&[1, 2][..]));
        assert_eq!(Cursor::new(&[1, 2]).take(3), None);
        assert_eq!(Cursor::new(&[0, 9]).vector16(), Some(&[][..]));
        assert_eq!(Cursor::new(&[0]).vector16(), None);
    }

    #[test]
    fn an_odd_byte_is_no_number() {
        assert_eq!(u16s(&[0, 1, 2, 3, 4]).collect::<Vec<_>>(), [1, 0x0203]);
    }
}
