//! Names in labels without pointers (RFC 1035 section 3.1), as options of DHCP and others carry
//! them, one after the other.

/// A name, and whether its root label was there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The labels with dots between them.
    pub text: String,
    /// Whether the name ended with its root, so that it is absolute.
    pub is_rooted: bool,
}

/// The names in `bytes`; the last may lack its root. Ends where a label does not fit.
pub fn names(mut bytes: &[u8]) -> impl Iterator<Item = Name> {
    std::iter::from_fn(move || {
        let mut name = Name { text: String::new(), is_rooted: false };
        while let Some((&length, rest)) = bytes.split_first() {
            if length == 0 {
                bytes = rest;
                name.is_rooted = true;
                return Some(name);
            }
            let Some((label, rest)) = rest.split_at_checked(length.into()) else {
                bytes = &[];
                break;
            };
            if !name.text.is_empty() {
                name.text.push('.');
            }
            name.text.push_str(&String::from_utf8_lossy(label));
            bytes = rest;
        }
        (!name.text.is_empty()).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(bytes: &[u8]) -> Vec<(String, bool)> {
        names(bytes).map(|name| (name.text, name.is_rooted)).collect()
    }

    #[test]
    fn names_follow_each_other() {
        let found = texts(b"\x01a\x02de\0\x03xyz\0");
        assert_eq!(found, [("a.de".to_owned(), true), ("xyz".to_owned(), true)]);
    }

    #[test]
    fn a_name_without_root_or_with_a_cut_label_is_what_is_there() {
        assert_eq!(texts(b"\x01a"), [("a".to_owned(), false)]);
        assert_eq!(texts(b"\x01a\x05bc"), [("a".to_owned(), false)]);
        assert_eq!(texts(b""), []);
    }
}
