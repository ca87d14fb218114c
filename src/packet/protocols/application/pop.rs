//! POP3: commands of four letters, answers that begin with +OK or -ERR.

use crate::packet::content::dialogue::{self, lines};
use crate::packet::content::places::{Out, field};
use crate::packet::content::text::{self, first_line_or_all, is_text, begins_with_word, contains};
use crate::packet::{Confidence, Field, Message, Payload, Progress, Presence, Protocol, Role, Selector, Step};
use crate::value::Kind;

/// Post Office Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "pop",
    title: "Post Office Protocol",
    source: "RFC 1939",
    role: Role::Application,
    selectors: &[Selector::Tcp(110)],
    recognise: Some(recognise),
    begins: &[b'+'..=b'+'],
    framing: Some(frame),
    presence: Presence::Everywhere,
    fields: FIELDS,
    ..Protocol::EMPTY
};

#[rustfmt::skip]
const FIELDS: &[Field] = &[
    field("pop.request.command", Kind::Text, "what a client asks for", |it, out| {
        if indicator(it.bytes).is_none() {
            dialogue::read_command(it, out);
        }
    }),
    field("pop.request.parameter", Kind::Text, "with what: a name, a password, a number", |it, out| {
        if indicator(it.bytes).is_none() {
            dialogue::read_argument(it, out);
        }
    }),
    field("pop.response.indicator", Kind::Text, "+OK or -ERR", |it, out| {
        if let Some((word, _)) = indicator(it.bytes) {
            out(text::value(word));
        }
    }),
    field("pop.response.description", Kind::Text, "what a server says of it", description),
];

/// The stage of a server: lines without an indicator are what was asked for.
const SERVER: u32 = 1;

fn frame(bytes: &[u8], own: &mut Progress, _: &mut Progress) -> Step {
    let step = dialogue::line(bytes);
    if let Step::Part { length, .. } = step {
        if indicator(bytes).is_some() {
            own.stage = SERVER;
        } else if own.stage == SERVER {
            return Step::Part { length, keep: false, last: true };
        }
    }
    step
}

/// How a server's answer begins (section 3), and what stands behind it.
fn indicator(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let line = lines(bytes).next()?;
    let (word, rest) = ["+OK", "-ERR"].iter().find_map(|word| line.split_at_checked(word.len()).filter(|(it, _)| it == &word.as_bytes()))?;
    (rest.is_empty() || rest.starts_with(b" ")).then(|| (word, rest.get(1..).unwrap_or_default()))
}

fn description(message: &Message<'_>, out: &mut Out<'_>) {
    let said = indicator(message.bytes).map(|(_, said)| said);
    if let Some(said) = said.filter(|said| !said.is_empty()) {
        out(text::value(said));
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
    let greets = begins_with_word(line, &["+OK"]) && contains(line, "POP");
    Some(Confidence::Possible.or_certain_if(greets))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        Sample::tcp(110, 50000, Certain, b"+OK POP3 server ready <1896.697170952@example.com>\r\n"),
        Sample::tcp(50000, 110, Possible, b"RETR 1\r\n"),
        Sample::tcp(50000, 110, No, b"\x16\x03\x01\0\x05\x01\0\0\x01\x03"),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::ProtocolId;
    use crate::packet::testing::{every_beginning_is_read, message_values, parts};
    use crate::value::Value;

    // After RFC 1939 section 10.
    const ANSWER: &[u8] = b"+OK 2 messages (320 octets)\r\n";

    fn values(bytes: &[u8], name: &str) -> Vec<Value<'static>> {
        message_values(ProtocolId::Pop, (50000, 110), bytes, name)
    }

    #[test]
    fn a_command_is_told_from_an_answer() {
        assert_eq!(values(b"USER mrose\r\n", "pop.request.command"), ["USER".into()]);
        assert_eq!(values(b"USER mrose\r\n", "pop.request.parameter"), ["mrose".into()]);
        assert_eq!(values(b"USER mrose\r\n", "pop.response.indicator"), []);
        assert_eq!(values(ANSWER, "pop.request.command"), []);
        assert_eq!(values(ANSWER, "pop.response.indicator"), ["+OK".into()]);
        let said = values(ANSWER, "pop.response.description");
        assert_eq!(said, ["2 messages (320 octets)".into()]);
        assert_eq!(values(b"-ERR\r\n", "pop.response.indicator"), ["-ERR".into()]);
    }

    #[test]
    fn what_a_server_sends_is_passed_over() {
        let stream = [ANSWER, b"From: a\r\n", ANSWER].concat();
        let length = ANSWER.len() as u64;
        let expected = [(length, true, true), (9, false, true), (length, true, true)];
        assert_eq!(parts(frame, &stream), expected);
        assert_eq!(parts(frame, b"LIST\r\nQUIT\r\n"), [(6, true, true); 2]);
    }

    #[test]
    fn every_beginning_of_a_message_is_read() {
        every_beginning_is_read(ProtocolId::Pop, (110, 50000), ANSWER);
    }
}
