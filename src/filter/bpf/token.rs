//! The words and signs of an expression, each with its place in the text.

use std::ops::Range;

use super::super::error::Mistake;

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// A word, a number, an address.
    Word(String),
    /// A word behind a backslash: a name and no keyword.
    Name(String),
    /// A sign.
    Sign(&'static str),
}

/// A token and its place.
pub type Placed = (Token, Range<usize>);

/// Signs, longer ones before those that they begin with.
const SIGNS: [&str; 25] = [
    "&&", "||", "!=", "==", "<=", ">=", "<<", ">>", "!", "&", "|", "^", "=", "<", ">", "+", "-",
    "*", "/", "%", "(", ")", "[", "]", ":",
];

/// Takes an expression apart.
///
/// # Errors
/// At what is no token.
pub fn tokens(text: &str) -> Result<Vec<Placed>, Mistake> {
    let mut found: Vec<Placed> = Vec::new();
    let (mut at, mut brackets) = (0, 0_u32);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let trimmed = rest.trim_start();
        at += rest.len() - trimmed.len();
        let Some(first) = trimmed.chars().next() else { break };
        let word = word(trimmed, brackets > 0);
        let (token, length) = if let Some(name) = trimmed.strip_prefix('\\') {
            let length = self::word(name, false);
            if length == 0 {
                return Err(Mistake::new(at..at + 1, "the name of a protocol stands behind `\\`"));
            }
            (Token::Name(name.get(..length).unwrap_or_default().to_owned()), length + 1)
        } else if word > 0 {
            (Token::Word(trimmed.get(..word).unwrap_or_default().to_owned()), word)
        } else if let Some(sign) = SIGNS.iter().find(|sign| trimmed.starts_with(**sign)) {
            match *sign {
                "[" => brackets += 1,
                "]" => brackets = brackets.saturating_sub(1),
                _ => {}
            }
            (Token::Sign(sign), sign.len())
        } else {
            let why = "this stands in no expression of tcpdump";
            return Err(Mistake::new(at..at + first.len_utf8(), why));
        };
        found.push((token, at..at + length));
        at += length;
    }
    Ok(found)
}

/// How long the word is with which `text` begins; 0 where it begins with none.
fn word(text: &str, in_brackets: bool) -> usize {
    let is_part = |one: char| {
        one.is_ascii_alphanumeric()
            || matches!(one, '.' | '_' | '-')
            || (one == ':' && !in_brackets)
    };
    let begins = text.starts_with(|one: char| one.is_ascii_alphanumeric() || one == '$')
        || (!in_brackets && text.starts_with("::"));
    if !begins {
        return 0;
    }
    let rest = text.get(1..).unwrap_or_default();
    let length = 1 + rest.find(|one| !is_part(one)).unwrap_or(rest.len());
    let found = text.get(..length).unwrap_or_default();
    // `4-2` is a calculation, `80-443` a range, but `00-11-22-33-44-55` an address.
    let digits = found.find(|one: char| !one.is_ascii_digit()).unwrap_or(length);
    if found.get(digits..).is_some_and(|rest| rest.starts_with('-'))
        && found.matches('-').count() != 5
    {
        return digits;
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        let texts = tokens(text).unwrap().into_iter().map(|(_, at)| text[at].to_owned());
        texts.collect()
    }

    #[test]
    fn colons_separate_in_brackets_and_belong_to_addresses_elsewhere() {
        assert_eq!(texts("ip[6:2]&0x1fff!=0").len(), 10);
        assert_eq!(texts("host ::1"), ["host", "::1"]);
        assert_eq!(texts("ether host 00:11:22:33:44:55").len(), 3);
        assert_eq!(texts("ether host 00-11-22-33-44-55").len(), 3);
    }

    #[test]
    fn a_minus_between_numbers_is_a_sign_and_in_names_a_letter() {
        assert_eq!(texts("portrange 80-443"), ["portrange", "80", "-", "443"]);
        assert_eq!(texts("tcp-syn|tcp-ack"), ["tcp-syn", "|", "tcp-ack"]);
        assert_eq!(texts("ip[2:2]-4").last().map(String::as_str), Some("4"));
    }
}
