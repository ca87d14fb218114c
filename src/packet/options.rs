//! The options of IPv4 and TCP headers: one byte that says the kind, and for most kinds a length
//! and a value (RFC 791 section 3.1, RFC 9293 section 3.1).

/// The list ends here.
const END: u8 = 0;
/// One byte of padding.
const NOTHING: u8 = 1;

/// One option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeaderOption<'a> {
    /// The kind, as the registry of the protocol numbers it.
    pub kind: u8,
    /// What follows kind and length; empty for the two kinds of one byte.
    pub value: &'a [u8],
}

/// Reads options one after the other; stops at the end of the list, at the first that does not
/// fit, and at a length below two.
#[derive(Clone, Debug)]
pub struct HeaderOptions<'a> {
    rest: &'a [u8],
}

impl<'a> HeaderOptions<'a> {
    /// The options of a header whose fixed part is `fixed` bytes long.
    pub fn of(header: &'a [u8], fixed: usize) -> Self {
        Self { rest: header.get(fixed..).unwrap_or_default() }
    }

    /// The values of all options of one kind.
    pub fn values(self, kind: u8) -> impl Iterator<Item = &'a [u8]> {
        self.filter(move |option| option.kind == kind).map(|option| option.value)
    }
}

impl<'a> Iterator for HeaderOptions<'a> {
    type Item = HeaderOption<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let (&kind, after) = std::mem::take(&mut self.rest).split_first()?;
        if kind == NOTHING || kind == END {
            self.rest = if kind == END { &[] } else { after };
            return Some(HeaderOption { kind, value: &[] });
        }
        let (&length, after) = after.split_first()?;
        let (value, rest) = after.split_at_checked(usize::from(length).checked_sub(2)?)?;
        self.rest = rest;
        Some(HeaderOption { kind, value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(options: &[u8]) -> Vec<(u8, usize)> {
        HeaderOptions::of(options, 0).map(|option| (option.kind, option.value.len())).collect()
    }

    #[test]
    fn padding_counts_and_the_end_ends() {
        assert_eq!(kinds(&[1, 1, 2, 4, 5, 0xb4, 0, 3, 3, 7]), [(1, 0), (1, 0), (2, 2), (0, 0)]);
    }

    #[test]
    fn a_length_below_two_ends_the_list() {
        assert_eq!(kinds(&[1, 8, 1, 1, 1]), [(1, 0)]);
        assert_eq!(kinds(&[8, 0, 1, 1]), []);
    }

    #[test]
    fn an_option_beyond_the_header_is_not_there() {
        assert_eq!(kinds(&[3, 3, 7, 8, 10, 0]), [(3, 1)]);
        assert_eq!(kinds(&[2]), []);
    }
}
