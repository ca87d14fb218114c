//! Heads of HTTP/1 messages: a line that asks or answers, then lines of headers (RFC 9112
//! sections 2 to 5). SSDP has them, too.

use super::text::{begins_with, contains};

/// The start of a response's first line.
const RESPONSE: &[u8] = b"HTTP/1.";
/// Most bytes of a method. Chosen by us: the longest registered one has seventeen.
const LONGEST_METHOD: usize = 32;

/// A head, or the beginning of one.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    bytes: &'a [u8],
}

/// What the first line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstLine<'a> {
    /// Method, target, version.
    Request([&'a [u8]; 3]),
    /// Version, status code as written, phrase.
    Response([&'a [u8]; 3]),
}

/// Whether bytes begin a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beginning {
    /// They do.
    Yes,
    /// The first line goes on where they end.
    Unsure,
    /// They do not.
    No,
}

impl<'a> Head<'a> {
    /// The head that a message begins with; a body behind it is not looked at.
    pub const fn of(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// Its length with the empty line, if that is there.
    pub fn length(&self) -> Option<usize> {
        let mut at = 0;
        for line in self.lines() {
            at += line.len();
            if trim_end(line).is_empty() {
                return line.ends_with(b"\n").then_some(at);
            }
        }
        None
    }

    /// Whether it begins a message.
    pub fn beginning(&self) -> Beginning {
        let bytes = self.bytes;
        if let Some(line) = self.lines().next().filter(|line| line.ends_with(b"\n")) {
            let is_response = line.starts_with(RESPONSE) && line.get(8) == Some(&b' ');
            let is_request = method_ends(line).is_some() && contains(line, " HTTP/1.");
            return if is_response || is_request { Beginning::Yes } else { Beginning::No };
        }
        let is_response = bytes.starts_with(RESPONSE) || RESPONSE.starts_with(bytes);
        let is_method = bytes.len() <= LONGEST_METHOD && bytes.iter().all(|byte| is_token(*byte));
        if is_response || is_method || method_ends(bytes).is_some() {
            Beginning::Unsure
        } else {
            Beginning::No
        }
    }

    /// What the first line says; `None` where it is neither.
    pub fn first_line(&self) -> Option<FirstLine<'a>> {
        let line = trim_end(self.lines().next()?);
        if line.starts_with(RESPONSE) {
            let (version, rest) = split(line);
            let (code, phrase) = split(rest);
            return Some(FirstLine::Response([version, code, phrase]));
        }
        let (method, rest) = line.split_at_checked(method_ends(line)?)?;
        let rest = rest.get(1..)?;
        let version = rest.iter().rposition(|byte| *byte == b' ')?;
        let (target, version) = rest.split_at_checked(version)?;
        let version = version.get(1..)?;
        begins_with(version, "HTTP/1.").then_some(FirstLine::Request([method, target, version]))
    }

    /// The values of a header, whatever the case of its name.
    pub fn values(&self, name: &'a str) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let headers = self.lines().skip(1).map(trim_end).take_while(|line| !line.is_empty());
        headers.filter_map(move |line| {
            let value = line.get(name.len()..)?.strip_prefix(b":")?;
            begins_with(line, name).then(|| value.trim_ascii_start())
        })
    }

    /// Whether a header has a word somewhere, whatever the case.
    pub fn says(&self, name: &'a str, word: &str) -> bool {
        self.values(name).any(|value| contains(value, word))
    }

    /// The length of the body as the head says; `None` where it says nothing.
    pub fn body_length(&self) -> Option<u64> {
        let value = self.values("content-length").next()?;
        std::str::from_utf8(value).ok()?.parse().ok()
    }

    /// The lines with their ends, the last one perhaps without.
    fn lines(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.bytes.split_inclusive(|byte| *byte == b'\n')
    }
}

/// The status code as a number.
pub fn status(code: &[u8]) -> Option<u16> {
    std::str::from_utf8(code).ok()?.parse().ok()
}

fn trim_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// What stands before the first space and what behind it.
fn split(line: &[u8]) -> (&[u8], &[u8]) {
    let end = line.iter().position(|byte| *byte == b' ').unwrap_or(line.len());
    let (word, rest) = line.split_at_checked(end).unwrap_or((line, &[]));
    (word, rest.get(1..).unwrap_or_default())
}

/// Where a method ends, behind which a space stands.
fn method_ends(line: &[u8]) -> Option<usize> {
    let end = line.iter().take(LONGEST_METHOD + 1).position(|byte| *byte == b' ')?;
    line.get(..end)?.iter().all(|byte| is_token(*byte)).then_some(end).filter(|end| *end > 1)
}

/// Whether a byte is one of those that methods are made of in practice.
const fn is_token(byte: u8) -> bool {
    byte.is_ascii_uppercase() || matches!(byte, b'-' | b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: &[u8] =
        b"GET /a b?c HTTP/1.1\r\nHost: example.com\r\nX: 1\r\nhost:  two \r\n\r\nbody";

    #[test]
    fn the_first_line_is_taken_apart() {
        let request = FirstLine::Request([b"GET", b"/a b?c", b"HTTP/1.1"]);
        assert_eq!(Head::of(REQUEST).first_line(), Some(request));
        let response = FirstLine::Response([b"HTTP/1.0", b"404", b"Not Found"]);
        assert_eq!(Head::of(b"HTTP/1.0 404 Not Found\r\n").first_line(), Some(response));
        assert_eq!(Head::of(b"hello world\r\n").first_line(), None);
    }

    #[test]
    fn headers_are_found_whatever_their_case() {
        let values: Vec<_> = Head::of(REQUEST).values("Host").collect();
        assert_eq!(values, [&b"example.com"[..], b"two "]);
    }

    #[test]
    fn a_head_ends_with_its_empty_line() {
        assert_eq!(Head::of(REQUEST).length(), Some(REQUEST.len() - 4));
        assert_eq!(Head::of(b"GET / HTTP/1.0\n\n").length(), Some(16));
        for length in 0..REQUEST.len() - 4 {
            assert_eq!(Head::of(&REQUEST[..length]).length(), None);
            let expected = if length < 21 { Beginning::Unsure } else { Beginning::Yes };
            assert_eq!(Head::of(&REQUEST[..length]).beginning(), expected, "{length}");
        }
    }

    #[test]
    fn what_is_no_message_is_told() {
        for bytes in [&b"<html>"[..], b"hello there\r\n", b"GET /\r\n", b"\x16\x03\x01"] {
            assert_eq!(Head::of(bytes).beginning(), Beginning::No);
        }
    }
}
