//! Text from packets and files, made harmless for a terminal and for the line it stands on.
//! The only place where that is decided; every format and every message goes through here.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character may do more on a terminal than show itself: controls (C0, DEL, C1),
/// line and paragraph separators, bidirectional marks and overrides (Unicode Annex 9, "Trojan
/// Source"), invisible characters that hide or reorder what stands next to them.
#[must_use]
pub fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{061c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// The text with every unsafe character and every backslash escaped: `\\`, `\t`, `\n`, `\r`, and
/// `\u{1b}` for the others. Reversible; text without any of these is handed through.
#[must_use]
pub fn escape(text: &str) -> Cow<'_, str> {
    // Most texts are ASCII, where a look at the bytes tells.
    let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'\\');
    if is_plain || !text.chars().any(|character| character == '\\' || is_unsafe(character)) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '\\' => escaped.push_str("\\\\"),
            '\t' => escaped.push_str("\\t"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            unsafe_one if is_unsafe(unsafe_one) => {
                // A `String` takes whatever is written to it.
                write!(escaped, "\\u{{{:x}}}", u32::from(unsafe_one)).unwrap_or_default();
            }
            harmless => escaped.push(harmless),
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unescape(text: &str) -> String {
        let mut plain = String::new();
        let mut rest = text.chars();
        while let Some(character) = rest.next() {
            if character != '\\' {
                plain.push(character);
                continue;
            }
            match rest.next().unwrap() {
                't' => plain.push('\t'),
                'n' => plain.push('\n'),
                'r' => plain.push('\r'),
                'u' => {
                    let digits: String =
                        rest.by_ref().skip(1).take_while(|&digit| digit != '}').collect();
                    plain.push(char::from_u32(u32::from_str_radix(&digits, 16).unwrap()).unwrap());
                }
                other => plain.push(other),
            }
        }
        plain
    }

    #[test]
    fn plain_text_is_handed_through_unchanged() {
        assert!(matches!(escape("www.example.org ä 漢 🙂"), Cow::Borrowed(_)));
    }

    #[test]
    fn no_control_bidi_or_line_break_gets_through() {
        let nasty = "a\x1b[31m\0\n\r\t\u{7f}\u{9b}31m\u{202e}gpj\u{2066}\u{2028}\u{feff}\u{e0041}";
        let shown = escape(nasty);
        assert_eq!(
            shown,
            "a\\u{1b}[31m\\u{0}\\n\\r\\t\\u{7f}\\u{9b}31m\\u{202e}gpj\\u{2066}\\u{2028}\\u{feff}\\u{e0041}"
        );
        assert!(!shown.chars().any(is_unsafe));
    }

    #[test]
    fn escaping_is_reversible_for_every_character() {
        for character in (0..=0x0010_ffff).filter_map(char::from_u32) {
            let text = format!("\\u{{{character}n");
            assert_eq!(unescape(&escape(&text)), text);
        }
    }
}
