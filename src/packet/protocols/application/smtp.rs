//! SMTP: commands and three-digit replies in lines of text, then mails.

use crate::packet::content::dialogue::{self, lines};
use crate::packet::content::places::{Out, field};
use crate::packet::content::text::{self, begins_with, contains, first_line_or_all, is_text, reply_code};
use crate::packet::{Confidence, Field, Message, Payload, Progress, Presence, Protocol, Role, Selector, Step};
use crate::value::Kind;

/// Simple Mail Transfer Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "smtp",
    title: "Simple Mail Transfer Protocol",
    source: "RFC 5321",
    role: Role::Application,
    selectors: &[Selector::Tcp(25), Selector::Tcp(587), Selector::Tcp(2525)],
    recognise: Some(recognise),
    begins: &[b'2'..=b'2', b'E'..=b'E', b'M'..=b'M', b'R'..=b'R', b'e'..=b'e', b'm'..=b'm', b'r'..=b'r'],
    framing: Some(frame),
    presence: Presence::Everywhere,
    fields: FIELDS,
    ..Protocol::EMPTY
};

#[rustfmt::skip]
const FIELDS: &[Field] = &[
    field("smtp.req.command", Kind::Text, "what the client asks for", dialogue::read_command),
    field("smtp.req.parameter", Kind::Text, "with what: a sender, a recipient, a name", dialogue::read_argument),
    field("smtp.response.code", Kind::Unsigned, "three digits: 2yz and 3yz go on, 4yz and 5yz fail", dialogue::read_code),
    field("smtp.rsp.parameter", Kind::Text, "what the server says, line by line", explanations),
];

// Stages of a client. A server's queue holds the code of its last reply.
const COMMANDS: u32 = 0;
/// DATA was said: a mail follows unless the server refuses.
const ASKED: u32 = 1;
/// In a mail, at the beginning of a line, or within one.
const LINE: u32 = 2;
const WITHIN: u32 = 3;
/// So many bytes of a mail follow: the other bits (BDAT, RFC 3030).
const CHUNK: u32 = 1 << 31;

/// A server's answer to a step of authentication (RFC 4954 section 4): what follows is no command.
const CONTINUE: u32 = 334;

fn frame(bytes: &[u8], own: &mut Progress, peer: &mut Progress) -> Step {
    if own.stage & CHUNK != 0 {
        let length = u64::from(own.stage & !CHUNK);
        own.stage = COMMANDS;
        return Step::Part { length, keep: false, last: true };
    }
    if own.stage == ASKED {
        own.stage = if peer.queue < 400 { LINE } else { COMMANDS };
    }
    if own.stage != COMMANDS {
        return mail(bytes, own);
    }
    let step = dialogue::line_or_reply(bytes);
    if let Step::Part { length, .. } = step {
        let message = bytes.get(..usize::try_from(length).unwrap_or(0)).unwrap_or_default();
        if let Some(code) = reply_code(message) {
            own.queue = code.into();
        } else if peer.queue == CONTINUE {
            return Step::Part { length, keep: false, last: true };
        } else if let Some((command, parameter)) = dialogue::command(message) {
            own.stage = after(command, parameter);
        }
    }
    step
}

/// The stage after a command.
fn after(command: &[u8], parameter: &[u8]) -> u32 {
    if command.eq_ignore_ascii_case(b"DATA") {
        return ASKED;
    }
    let size = parameter.split(|&byte| byte == b' ').next().unwrap_or_default();
    let size = str::from_utf8(size).ok().and_then(|digits| digits.parse::<u32>().ok());
    match size.filter(|size| (1..CHUNK).contains(size)) {
        Some(size) if command.eq_ignore_ascii_case(b"BDAT") => CHUNK | size,
        _ => COMMANDS,
    }
}

/// A part of a mail, up to the line that is a dot alone (RFC 5321 section 4.1.1.4).
fn mail(bytes: &[u8], own: &mut Progress) -> Step {
    const END: &[u8] = b"\r\n.\r\n";
    let part = |length: usize, last| Step::Part { length: length as u64, keep: false, last };
    if own.stage == LINE {
        if bytes.starts_with(b".\r\n") {
            own.stage = COMMANDS;
            return part(3, true);
        }
        if bytes.len() < 3 && b".\r\n".starts_with(bytes) {
            return Step::Wait(3);
        }
    }
    if let Some(at) = memchr_pattern(bytes, END) {
        own.stage = LINE;
        return part(at + 2, false);
    }
    // What may be the beginning of the end waits for the rest.
    let kept = (1..END.len()).rev().find(|&kept| {
        let tail = bytes.len().checked_sub(kept).and_then(|start| bytes.get(start..));
        tail.is_some_and(|tail| END.starts_with(tail))
    });
    let passed = bytes.len() - kept.unwrap_or_default();
    if passed == 0 {
        return Step::Wait(bytes.len() + 1);
    }
    own.stage = WITHIN;
    part(passed, false)
}

/// Where `pattern` begins in `bytes`.
fn memchr_pattern(bytes: &[u8], pattern: &[u8]) -> Option<usize> {
    bytes.windows(pattern.len()).position(|window| window == pattern)
}

fn explanations(message: &Message<'_>, out: &mut Out<'_>) {
    if reply_code(message.bytes).is_some() {
        let said = lines(message.bytes).filter_map(|line| line.get(4..));
        said.filter(|said| !said.is_empty()).for_each(|said| out(text::value(said)));
    }
}

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    if !payload.is_stream() || !is_text(bytes) {
        return None;
    }
    let line = first_line_or_all(bytes);
    let greets = reply_code(line) == Some(220) && contains(line, "SMTP");
    let asks = ["EHLO ", "MAIL FROM:", "RCPT TO:"].iter().any(|word| begins_with(line, word));
    Some(Confidence::Possible.or_certain_if(greets || asks))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        Sample::tcp(25, 50000, Certain, b"220 mail.example.com ESMTP ready\r\n"),
        Sample::tcp(50000, 25, Certain, b"EHLO client.example.com\r\n"),
        Sample::tcp(50000, 25, Certain, b"MAIL FROM:<a@example.com>\r\n"),
        Sample::tcp(25, 50000, Possible, b"250 OK\r\n"),
        Sample::tcp(50000, 25, No, b"\x16\x03\x01\0\x05\x01\0\0\x01\x03"),
        Sample::tcp(21, 50000, Possible, b"220 mail.example.com ready\r\n"),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::ProtocolId;
    use crate::packet::testing::{every_beginning_is_read, message_values, parts};
    use crate::value::Value;

    // After RFC 5321 appendix D.1.
    const GREETING: &[u8] = b"250-foo.com greets bar.com\r\n250-8BITMIME\r\n250 HELP\r\n";
    const FROM: &[u8] = b"MAIL FROM:<Smith@bar.com>\r\n";

    fn values(bytes: &[u8], name: &str) -> Vec<Value<'static>> {
        message_values(ProtocolId::Smtp, (50000, 25), bytes, name)
    }

    #[test]
    fn a_command_has_a_parameter() {
        assert_eq!(values(FROM, "smtp.req.command"), ["MAIL".into()]);
        assert_eq!(values(FROM, "smtp.req.parameter"), ["FROM:<Smith@bar.com>".into()]);
        assert_eq!(values(b"QUIT\r\n", "smtp.req.parameter"), []);
    }

    #[test]
    fn a_reply_of_several_lines_has_one_code() {
        assert_eq!(parts(frame, GREETING), [(GREETING.len() as u64, true, true)]);
        assert_eq!(values(GREETING, "smtp.response.code"), [250_u64.into()]);
        let said = ["foo.com greets bar.com", "8BITMIME", "HELP"].map(Value::from);
        assert_eq!(values(GREETING, "smtp.rsp.parameter"), said);
        assert_eq!(values(GREETING, "smtp.req.command"), []);
    }

    #[test]
    fn a_mail_is_passed_over_up_to_its_lone_dot() {
        let stream = b"DATA\r\nRCPT TO:<a>\r\n..\r\n.\r\nQUIT\r\n";
        let expected = [(6, true, true), (17, false, false), (3, false, true), (6, true, true)];
        assert_eq!(parts(frame, stream), expected);
        assert_eq!(parts(frame, b"DATA\r\n.\r\nQUIT\r\n")[1], (3, false, true));
    }

    #[test]
    fn the_end_of_a_mail_may_be_cut_anywhere() {
        let mut own = Progress { stage: WITHIN, ..Progress::default() };
        let mut peer = Progress::default();
        let part = Step::Part { length: 1, keep: false, last: false };
        assert_eq!(frame(b"a\r\n.", &mut own, &mut peer), part);
        assert_eq!(frame(b"\r\n.", &mut own, &mut peer), Step::Wait(4));
        let end = Step::Part { length: 2, keep: false, last: false };
        assert_eq!(frame(b"\r\n.\r\n", &mut own, &mut peer), end);
    }

    #[test]
    fn a_refused_mail_does_not_follow() {
        let mut own = Progress { stage: ASKED, ..Progress::default() };
        let mut peer = Progress { queue: 503, ..Progress::default() };
        assert_eq!(frame(b"RSET\r\n", &mut own, &mut peer), Step::whole(6));
        assert_eq!(own.stage, COMMANDS);
    }

    #[test]
    fn credentials_and_chunks_are_passed_over() {
        let (mut own, mut peer) = (Progress::default(), Progress { queue: 334, ..Progress::default() });
        let passed = Step::Part { length: 6, keep: false, last: true };
        assert_eq!(frame(b"QUIT\r\n", &mut own, &mut peer), passed);
        let stream = b"BDAT 5 LAST\r\nQUIT\nQUIT\r\n";
        assert_eq!(parts(frame, stream), [(13, true, true), (5, false, true), (6, true, true)]);
    }

    #[test]
    fn every_beginning_of_a_message_is_read() {
        every_beginning_is_read(ProtocolId::Smtp, (25, 50000), GREETING);
        every_beginning_is_read(ProtocolId::Smtp, (50000, 25), FROM);
    }
}
