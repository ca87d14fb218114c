//! Text of a picture, made harmless: controls are shown and not obeyed, and what XML forbids is
//! replaced. Escaping of markup is the drawing library's; a test holds it to that.

use crate::value::escape;

/// Characters that a label keeps at most, whatever room there is. Chosen by us.
const MOST: usize = 60;

/// A label as it is drawn: escaped, and its middle left out where it is long.
pub fn harmless(text: &str) -> String {
    let shown: String = escape(text)
        .chars()
        // XML 1.0, section 2.2; controls and surrogates are gone already.
        .map(|one| if matches!(one, '\u{fffe}' | '\u{ffff}') { '\u{fffd}' } else { one })
        .collect();
    shortened(&shown, MOST)
}

/// The text with `…` in its middle where it is longer than `most` characters.
pub fn shortened(text: &str, most: usize) -> String {
    let count = text.chars().count();
    if count <= most {
        return text.to_owned();
    }
    let kept = most.saturating_sub(1);
    let (front, back) = (kept - kept / 2, kept / 2);
    let front = text.chars().take(front);
    front.chain(['…']).chain(text.chars().skip(count - back)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_shown_and_not_obeyed() {
        assert_eq!(harmless("a\u{1b}[31m\u{202e}b"), "a\\u{1b}[31m\\u{202e}b");
        assert_eq!(harmless("\u{ffff}"), "\u{fffd}");
    }

    #[test]
    fn long_text_keeps_both_ends() {
        assert_eq!(shortened("0123456789", 5), "01…89");
        assert_eq!(shortened("0123456789", 10), "0123456789");
        assert_eq!(harmless(&"x".repeat(1_000_000)).chars().count(), MOST);
    }
}
