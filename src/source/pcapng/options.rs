//! The options at the end of a pcapng block: code, length, value, padded to four bytes
//! (draft-ietf-opsawg-pcapng, section 3.5).

use super::super::byte_order::ByteOrder;

/// The code of a comment, the same in every block.
pub(super) const COMMENT: u16 = 1;

/// Walks over options, up to the end mark or the end of the bytes; the mark may be missing.
pub(super) struct Options<'a> {
    order: ByteOrder,
    rest: &'a [u8],
    /// The code and length of an option that does not fit, at which the walk ended.
    pub(super) overrun: Option<(u16, u16)>,
}

impl<'a> Options<'a> {
    /// The options in these bytes.
    pub(super) fn new(order: ByteOrder, bytes: &'a [u8]) -> Self {
        Self { order, rest: bytes, overrun: None }
    }

    /// What stands behind the end mark, where the walk came to one.
    pub(super) fn behind_the_end(&self) -> &'a [u8] {
        self.rest.get(4..).unwrap_or_default()
    }
}

impl<'a> Iterator for Options<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let code = self.order.u16_at(self.rest, 0)?;
        let length = self.order.u16_at(self.rest, 2)?;
        if code == 0 {
            return None;
        }
        let end = 4 + usize::from(length);
        let Some(value) = self.rest.get(4..end) else {
            self.overrun = Some((code, length));
            self.rest = &[];
            return None;
        };
        // The last option's padding may be missing.
        self.rest = self.rest.get(end.next_multiple_of(4)..).unwrap_or_default();
        Some((code, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_padded_to_four_bytes_and_end_at_the_mark() {
        let bytes = [
            1, 0, 3, 0, b'a', b'b', b'c', 0, // comment "abc", padded
            9, 0, 1, 0, 6, 0, 0, 0, // if_tsresol 6
            0, 0, 0, 0, // end
            7, 0, 0, 0, // not an option any more
        ];
        let mut options = Options::new(ByteOrder::Little, &bytes);
        assert_eq!(options.next(), Some((1, &b"abc"[..])));
        assert_eq!(options.next(), Some((9, &[6][..])));
        assert_eq!(options.next(), None);
        assert_eq!(options.overrun, None);
    }

    #[test]
    fn an_option_beyond_the_block_ends_the_walk() {
        let mut options = Options::new(ByteOrder::Big, &[0, 1, 0xea, 0x60, b'a', b'b']);
        assert_eq!(options.next(), None);
        assert_eq!(options.overrun, Some((1, 60000)));
        assert_eq!(options.next(), None);
    }
}
