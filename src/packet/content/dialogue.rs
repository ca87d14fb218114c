//! Commands and replies in lines, as in SMTP and FTP: a reply has a code of three digits, and may
//! have several lines, of which the last has a space behind the code (RFC 959 section 4.2, RFC 5321
//! section 4.2.1).

use super::places::Out;
use super::text::{self, is_text, reply_code};
use crate::packet::{Message, Step};

/// The longest message of this kind: a server's help is a few kilobytes.
const LONGEST: usize = 65_536;

/// The lines of a message, without their ends.
pub fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let whole = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    whole.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

/// The first word of a line, and what stands behind it; none where there is no word.
pub fn command(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let line = lines(bytes).next()?.trim_ascii_start();
    let end = line.iter().position(|&byte| byte == b' ').unwrap_or(line.len());
    let (word, rest) = line.split_at_checked(end)?;
    let rest = rest.get(1..).unwrap_or_default();
    (!word.is_empty()).then_some((word, rest))
}

/// The command of a message and what stands behind it; none of a reply.
pub fn request<'a>(message: &Message<'a>) -> Option<(&'a [u8], &'a [u8])> {
    command(message.bytes).filter(|_| reply_code(message.bytes).is_none())
}

/// Reads the command of a message.
pub fn read_command(message: &Message<'_>, out: &mut Out<'_>) {
    if let Some((command, _)) = request(message) {
        out(text::value(command));
    }
}

/// Reads what stands behind the command of a message.
pub fn read_argument(message: &Message<'_>, out: &mut Out<'_>) {
    let argument = request(message).filter(|(_, argument)| !argument.is_empty());
    if let Some((_, argument)) = argument {
        out(text::value(argument));
    }
}

/// Reads the code of a reply.
pub fn read_code(message: &Message<'_>, out: &mut Out<'_>) {
    if let Some(code) = reply_code(message.bytes) {
        out(code.into());
    }
}

/// The next line.
pub fn line(bytes: &[u8]) -> Step {
    match bytes.iter().position(|&byte| byte == b'\n') {
        Some(end) => Step::whole(end + 1),
        None if bytes.len() < LONGEST => Step::Wait(bytes.len() + 1),
        None => Step::Lost,
    }
}

/// The next line, or the next reply with all of its lines.
pub fn line_or_reply(bytes: &[u8]) -> Step {
    if !is_text(bytes) {
        return Step::Lost;
    }
    let code = reply_code(bytes);
    let mut end = 0;
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        if !line.ends_with(b"\n") {
            break;
        }
        end += line.len();
        // Continued: lines follow until one has the code and a space.
        let ends = code.is_none() || (reply_code(line) == code && line.get(3) != Some(&b'-'));
        if ends {
            return Step::whole(end);
        }
    }
    if bytes.len() < LONGEST { Step::Wait(bytes.len() + 1) } else { Step::Lost }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_ends_with_its_code_and_a_space() {
        assert_eq!(line_or_reply(b"220-a\r\n 220 b\r\n220 c\r\n221 d\r\n"), Step::whole(22));
        assert_eq!(line_or_reply(b"220-a\r\n220-b\r\n"), Step::Wait(15));
        assert_eq!(line_or_reply(b"250\r\n"), Step::whole(5));
    }

    #[test]
    fn a_line_waits_for_its_end() {
        assert_eq!(line_or_reply(b"QUIT\r"), Step::Wait(6));
        assert_eq!(line_or_reply(b"QUIT\r\nNOOP"), Step::whole(6));
        assert_eq!(line_or_reply(b"\x16\x03\x01"), Step::Lost);
        assert_eq!(line_or_reply(&vec![b'a'; LONGEST]), Step::Lost);
    }

    #[test]
    fn a_command_is_the_first_word() {
        assert_eq!(command(b"MAIL FROM:<a> X\r\n"), Some((&b"MAIL"[..], &b"FROM:<a> X"[..])));
        assert_eq!(command(b"QUIT\r\n"), Some((&b"QUIT"[..], &b""[..])));
        assert_eq!(command(b"\r\n"), None);
    }
}
