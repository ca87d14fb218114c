//! The words and signs of a filter, each with its place in the text.

use std::ops::Range;

use super::error::Mistake;

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// Letters, digits and what stands in names, numbers and addresses.
    Word(String),
    /// Between double quotes, escapes replaced.
    Text(Vec<u8>),
    /// Between single quotes.
    Char(u8),
    /// A sign: `==`, `&&`, `(`, …
    Sign(&'static str),
    /// What stands between brackets: `0:2`, `-4:`.
    Brackets(String),
    /// What stands behind `#`: `1`, `-1`, or what is between its brackets.
    Layers(String),
}

/// A token and its place.
pub type Placed = (Token, Range<usize>);

/// Signs, longer ones before those that they begin with.
const SIGNS: [&str; 27] = [
    "===", "!==", "==", "!=", "~=", ">=", "<=", "&&", "||", "^^", "..", ">", "<", "!", "~", "&",
    "(", ")", "{", "}", ",", "+", "-", "*", "/", "%", "=",
];

/// Takes a filter apart.
///
/// # Errors
/// At what is no token.
pub fn tokens(text: &str) -> Result<Vec<Placed>, Mistake> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let trimmed = rest.trim_start();
        at += rest.len() - trimmed.len();
        if trimmed.is_empty() {
            break;
        }
        let (token, length) = next(trimmed)
            .map_err(|(length, why)| Mistake::new(at..at + length.min(trimmed.len()), why))?;
        found.push((token, at..at + length));
        at += length;
    }
    Ok(found)
}

/// The first token of `text`, which begins with one, and its length; or how much of it is wrong.
fn next(text: &str) -> Result<(Token, usize), (usize, String)> {
    if let Some(raw) = text.strip_prefix("r\"").or_else(|| text.strip_prefix("R\"")) {
        let end = raw_end(raw).ok_or_else(|| unclosed(text))?;
        let content = raw.get(..end).unwrap_or_default();
        return Ok((Token::Text(content.as_bytes().to_vec()), end + 3));
    }
    if let Some(inside) = text.strip_prefix('"') {
        let (bytes, length) = quoted(inside, '"').ok_or_else(|| unclosed(text))?;
        return Ok((Token::Text(bytes.map_err(|why| (length + 2, why))?), length + 2));
    }
    if let Some(inside) = text.strip_prefix('\'') {
        let (bytes, length) = quoted(inside, '\'').ok_or_else(|| unclosed(text))?;
        let bytes = bytes.map_err(|why| (length + 2, why))?;
        return match bytes.as_slice() {
            &[byte] => Ok((Token::Char(byte), length + 2)),
            _ => Err((length + 2, "one character stands between single quotes".to_owned())),
        };
    }
    if let Some(inside) = text.strip_prefix('[') {
        let (content, length) = brackets(inside).ok_or_else(|| unclosed(text))?;
        return Ok((Token::Brackets(content), length + 1));
    }
    if let Some(behind) = text.strip_prefix('#') {
        if let Some(inside) = behind.strip_prefix('[') {
            let (content, length) = brackets(inside).ok_or_else(|| unclosed(text))?;
            return Ok((Token::Layers(content), length + 2));
        }
        let sign = usize::from(behind.starts_with('-'));
        let digits = behind.bytes().skip(sign).take_while(u8::is_ascii_digit).count();
        let layer = behind.get(..sign + digits).unwrap_or_default();
        return if digits == 0 {
            Err((1, "a layer stands behind #: #1 is the outermost, #-1 the innermost".to_owned()))
        } else {
            Ok((Token::Layers(layer.to_owned()), 1 + layer.len()))
        };
    }
    // A minus before a digit begins a number, unless it stands between two things: the parser
    // tells the two apart.
    let length = word_length(text);
    if length > 0 {
        return Ok((Token::Word(text.get(..length).unwrap_or_default().to_owned()), length));
    }
    if let Some(sign) = SIGNS.iter().find(|sign| text.starts_with(*sign)) {
        return Ok((Token::Sign(sign), sign.len()));
    }
    let first = text.chars().next().unwrap_or_default();
    Err((
        first.len_utf8(),
        format!("`{}` means nothing here", crate::value::escape(&first.to_string())),
    ))
}

fn unclosed(text: &str) -> (usize, String) {
    let first = text.chars().find(|one| matches!(one, '"' | '\'' | '[')).unwrap_or('"');
    let closing = if first == '[' { ']' } else { first };
    (text.len(), format!("the closing {closing} is missing"))
}

/// How much of the text is one word. Two dots end it, and so does a slash that is not behind an
/// address.
fn word_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut length = 0;
    let mut is_address = true;
    while let Some(&byte) = bytes.get(length) {
        let is_part = match byte {
            b'.' => bytes.get(length + 1) != Some(&b'.'),
            b'/' => {
                length > 0 && is_address && bytes.get(length + 1).is_some_and(u8::is_ascii_digit)
            }
            b'-' => length > 0,
            b':' | b'_' => true,
            _ => byte.is_ascii_alphanumeric() || byte >= 0x80,
        };
        if !is_part {
            break;
        }
        is_address &= byte.is_ascii_hexdigit() || matches!(byte, b'.' | b':');
        length += 1;
    }
    // Only where characters end: bytes from 0x80 on are taken all together.
    text.floor_char_boundary(length)
}

fn brackets(inside: &str) -> Option<(String, usize)> {
    let end = inside.find(']')?;
    Some((inside.get(..end)?.to_owned(), end + 1))
}

/// Where a raw text ends: at a quote that no backslash stands before. Backslashes stay.
fn raw_end(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })
}

/// What stands before the closing quote, escapes replaced, and its length with the escapes; `None`
/// where there is no closing quote.
fn quoted(text: &str, quote: char) -> Option<(Result<Vec<u8>, String>, usize)> {
    let mut bytes = Vec::new();
    let mut problem = None;
    let mut rest = text;
    loop {
        let first = rest.chars().next()?;
        let behind = rest.get(first.len_utf8()..)?;
        if first == quote {
            let length = text.len() - rest.len();
            return Some((problem.map_or(Ok(bytes), Err), length));
        }
        if first != '\\' {
            let mut buffer = [0; 4];
            bytes.extend_from_slice(first.encode_utf8(&mut buffer).as_bytes());
            rest = behind;
            continue;
        }
        let kind = behind.chars().next()?;
        let behind = behind.get(kind.len_utf8()..)?;
        let mut used = 0;
        match kind {
            'a' => bytes.push(7),
            'b' => bytes.push(8),
            'f' => bytes.push(12),
            'n' => bytes.push(b'\n'),
            'r' => bytes.push(b'\r'),
            't' => bytes.push(b'\t'),
            'v' => bytes.push(11),
            '\\' | '"' | '\'' => bytes.push(u8::try_from(kind).unwrap_or_default()),
            'x' => match number(behind, 16, 1..=2) {
                Some((code, length)) => {
                    bytes.push(u8::try_from(code).unwrap_or_default());
                    used = length;
                }
                None => problem = Some("two hexadecimal digits stand behind \\x".to_owned()),
            },
            'u' | 'U' => {
                let digits = if kind == 'u' { 4 } else { 8 };
                let code = number(behind, 16, digits..=digits);
                match code.and_then(|(code, length)| Some((char::from_u32(code)?, length))) {
                    Some((letter, length)) => {
                        let mut buffer = [0; 4];
                        bytes.extend_from_slice(letter.encode_utf8(&mut buffer).as_bytes());
                        used = length;
                    }
                    None => problem = Some(format!("\\{kind} and its digits are no character")),
                }
            }
            '0'..='7' => {
                let digits = rest.get(1..).unwrap_or_default();
                match number(digits, 8, 1..=3).map(|(code, length)| (u8::try_from(code), length)) {
                    Some((Ok(code), length)) => {
                        bytes.push(code);
                        used = length - 1;
                    }
                    _ => problem = Some("an octal escape goes up to \\377".to_owned()),
                }
            }
            _ => {
                let kind = crate::value::escape(&kind.to_string()).into_owned();
                problem = Some(format!("\\{kind} is no escape; a backslash is \\\\"));
            }
        }
        rest = behind.get(used..)?;
    }
}

/// The number that the text begins with, and how many digits it has.
fn number(text: &str, base: u32, digits: std::ops::RangeInclusive<usize>) -> Option<(u32, usize)> {
    let found = text.chars().take(*digits.end()).take_while(|digit| digit.is_digit(base)).count();
    if found < *digits.start() {
        return None;
    }
    Some((u32::from_str_radix(text.get(..found)?, base).ok()?, found))
}
