//! Lines of text, as most of the internet's older protocols speak them.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::value::Value;

/// How far a line is followed: RFC 9112 section 3 recommends 8000 bytes, and a packet has less.
const LONGEST_LINE: usize = 2048;

/// Bytes of a message as a value of text; what is no UTF-8 shows as replaced.
pub fn value(bytes: &[u8]) -> Value<'_> {
    Value::Text(String::from_utf8_lossy(bytes))
}

/// Bytes up to the first zero as a value of text.
pub fn value_to_zero(bytes: &[u8]) -> Value<'_> {
    value(bytes.split(|&byte| byte == 0).next().unwrap_or_default())
}

/// The first line without its end, where the end was captured.
pub fn first_line(bytes: &[u8]) -> Option<&[u8]> {
    let searched = bytes.get(..bytes.len().min(LONGEST_LINE))?;
    let end = searched.iter().position(|&byte| byte == b'\n')?;
    let line = searched.get(..end)?;
    Some(line.strip_suffix(b"\r").unwrap_or(line))
}

/// The first line, or what was captured of it.
pub fn first_line_or_all(bytes: &[u8]) -> &[u8] {
    first_line(bytes).unwrap_or_else(|| bytes.get(..bytes.len().min(LONGEST_LINE)).unwrap_or(bytes))
}

/// Whether the payload's beginning is text: no control bytes but tab and line ends, any byte
/// above ASCII.
pub fn is_text(bytes: &[u8]) -> bool {
    let looked_at = bytes.get(..bytes.len().min(64)).unwrap_or(bytes);
    looked_at.iter().all(|&byte| matches!(byte, b'\t' | b'\r' | b'\n' | 0x20..=0x7e | 0x80..))
}

/// Whether every byte is printable ASCII.
pub fn is_printable(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| matches!(byte, 0x20..=0x7e))
}

/// Whether `bytes` begins with `word`, whatever the case of either.
pub fn begins_with(bytes: &[u8], word: &str) -> bool {
    bytes.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
}

/// Whether `bytes` begins with one of `words` and the word ends there, whatever its case.
pub fn begins_with_word(bytes: &[u8], words: &[&str]) -> bool {
    let Some(first) = bytes.first() else { return false };
    let likely =
        |word: &&&str| word.bytes().next().is_some_and(|it| it.eq_ignore_ascii_case(first));
    words.iter().filter(likely).any(|word| {
        begins_with(bytes, word)
            && bytes.get(word.len()).is_none_or(|next| matches!(next, b' ' | b'\r' | b'\n'))
    })
}

/// Whether `word` occurs in `bytes`, whatever the case.
pub fn contains(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
}

/// The code of a reply line as in SMTP and FTP: three digits, then a space, a hyphen, or nothing.
pub fn reply_code(bytes: &[u8]) -> Option<u16> {
    let &[hundreds @ b'1'..=b'5', tens @ b'0'..=b'9', ones @ b'0'..=b'9'] =
        bytes.first_chunk::<3>()?
    else {
        return None;
    };
    let digit = |byte: u8| u16::from(byte - b'0');
    matches!(bytes.get(3), None | Some(b' ' | b'-' | b'\r' | b'\n'))
        .then(|| digit(hundreds) * 100 + digit(tens) * 10 + digit(ones))
}

/// Text as it is where it is UTF-8; else with a backslash before each backslash, and `\\xHH` for each
/// byte that is no part of a character.
pub fn legible(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len() + 16);
    for chunk in bytes.utf8_chunks() {
        for one in chunk.valid().chars() {
            text.push(one);
            if one == '\\' {
                text.push(one);
            }
        }
        for byte in chunk.invalid() {
            // A `String` takes whatever is written to it.
            write!(text, "\\x{byte:02x}").unwrap_or_default();
        }
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_before_its_line_feed() {
        assert_eq!(first_line(b"EHLO a\r\nMAIL"), Some(&b"EHLO a"[..]));
        assert_eq!(first_line(b"EHLO a\nMAIL"), Some(&b"EHLO a"[..]));
        assert_eq!(first_line(b"EHLO a"), None);
        assert_eq!(first_line_or_all(b"EHLO a"), b"EHLO a");
    }

    #[test]
    fn a_word_ends_at_a_space_or_at_the_end_of_the_line() {
        assert!(begins_with_word(b"quit\r\n", &["QUIT"]));
        assert!(begins_with_word(b"user a", &["QUIT", "USER"]));
        assert!(!begins_with_word(b"users", &["USER"]));
    }

    #[test]
    fn a_reply_code_has_three_digits() {
        assert_eq!(reply_code(b"220-hello"), Some(220));
        assert_eq!(reply_code(b"2200"), None);
        assert_eq!(reply_code(b"22"), None);
        assert_eq!(reply_code(b"920 no"), None);
    }

    #[test]
    fn what_is_not_utf8_is_made_legible() {
        assert_eq!(legible("gr\u{fc}\\".as_bytes()), "gr\u{fc}\\");
        assert_eq!(legible(b"a\\\xff"), "a\\\\\\xff");
    }

    #[test]
    fn control_bytes_are_not_text() {
        assert!(is_text(b"a\tb\r\n\xc3\xa4"));
        assert!(!is_text(b"a\0b"));
    }
}
