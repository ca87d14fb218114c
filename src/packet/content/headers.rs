//! Lines of `Name: value` behind a first line, up to an empty one (RFC 5322 section 2.2), as in
//! SIP.

/// Where the lines end: behind the empty line, if it is there.
pub fn end(bytes: &[u8]) -> Option<usize> {
    let mut end = 0;
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        end += line.len();
        if matches!(line, b"\r\n" | b"\n") {
            return Some(end);
        }
    }
    None
}

/// The values of the lines that have one of these names, whatever the case, without spaces around.
pub fn find<'a>(bytes: &'a [u8], names: &[&str]) -> impl Iterator<Item = &'a [u8]> {
    let lines = bytes.split(|&byte| byte == b'\n').skip(1).map(<[u8]>::trim_ascii_end);
    lines.take_while(|line| !line.is_empty()).filter_map(move |line| {
        let colon = line.iter().position(|&byte| byte == b':')?;
        let (name, value) = line.split_at_checked(colon)?;
        let name = name.trim_ascii_end();
        let is_named = names.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()));
        is_named.then(|| value.get(1..).unwrap_or_default().trim_ascii())
    })
}

/// A decimal number.
pub fn number(text: &[u8]) -> Option<u64> {
    str::from_utf8(text.trim_ascii()).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_with_an_empty_one() {
        let bytes = b"first: line\r\nA: 1\r\na : 2 \r\nB:\r\n\r\nA: 3";
        assert_eq!(end(bytes), Some(33));
        let found: Vec<_> = find(bytes, &["a"]).collect();
        assert_eq!(found, [&b"1"[..], b"2"]);
        assert_eq!(find(bytes, &["B"]).next(), Some(&b""[..]));
        assert_eq!(find(bytes, &["first"]).next(), None);
        assert_eq!(end(b"a\r\nb: c\r\n"), None);
    }

    #[test]
    fn numbers_are_decimal() {
        assert_eq!(number(b" 17 "), Some(17));
        assert_eq!(number(b"-1"), None);
        assert_eq!(number(b"99999999999999999999"), None);
    }
}
