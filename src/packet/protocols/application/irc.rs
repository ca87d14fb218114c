//! IRC: lines of commands, with the sender before them.

use crate::packet::content::dialogue::{self, lines};
use crate::packet::content::places::{Out, field, is_from};
use crate::packet::content::text::{self, is_text};
use crate::packet::{Confidence, Field, Message, Payload, Protocol, Role, Selector};
use crate::value::Kind;

/// The ports of servers.
const PORTS: [u16; 4] = [6667, 6666, 6668, 6669];

/// Internet Relay Chat.
pub const PROTOCOL: Protocol = Protocol {
    name: "irc",
    title: "Internet Relay Chat",
    source: "RFC 2812",
    role: Role::Application,
    selectors: &[Selector::Tcp(PORTS[0]), Selector::Tcp(PORTS[1]), Selector::Tcp(PORTS[2]), Selector::Tcp(PORTS[3])],
    recognise: Some(recognise),
    begins: &[],
    framing: Some(|bytes, _, _| dialogue::line(bytes)),
    fields: FIELDS,
    ..Protocol::EMPTY
};

#[rustfmt::skip]
const FIELDS: &[Field] = &[
    field("irc.request.prefix", Kind::Text, "who is said to send a client's line", |it, out| one(it, CLIENT, |line| line.prefix, out)),
    field("irc.request.command", Kind::Text, "what a client asks for", |it, out| one(it, CLIENT, |line| Some(line.command), out)),
    field("irc.request.command_parameter", Kind::Text, "with what, word by word", |it, out| parameters(it, CLIENT, out)),
    field("irc.request.trailer", Kind::Text, "the text at the end of a client's line", |it, out| one(it, CLIENT, |line| line.trailer, out)),
    field("irc.response.prefix", Kind::Text, "who sends a server's line", |it, out| one(it, SERVER, |line| line.prefix, out)),
    field("irc.response.command", Kind::Text, "what a server says: a word or three digits", |it, out| one(it, SERVER, |line| Some(line.command), out)),
    field("irc.response.num_command", Kind::Unsigned, "what a server says in three digits", |it, out| {
        if let Some(number) = line(it, SERVER).and_then(|line| number(line.command)) {
            out(number.into());
        }
    }),
    field("irc.response.command_parameter", Kind::Text, "about what, word by word", |it, out| parameters(it, SERVER, out)),
    field("irc.response.trailer", Kind::Text, "the text at the end of a server's line", |it, out| one(it, SERVER, |line| line.trailer, out)),
];

/// Whose lines are asked for.
const CLIENT: bool = false;
const SERVER: bool = true;

/// A line (section 2.3.1).
struct Line<'a> {
    prefix: Option<&'a [u8]>,
    command: &'a [u8],
    parameters: &'a [u8],
    trailer: Option<&'a [u8]>,
}

/// The line of a client, or of a server.
fn line<'a>(message: &Message<'a>, of_server: bool) -> Option<Line<'a>> {
    let mut rest = lines(message.bytes).next().filter(|_| is_from(message, &PORTS) == of_server)?;
    // Tags of version 3 stand before all else.
    if rest.first() == Some(&b'@') {
        rest = word(rest).1;
    }
    let mut prefix = None;
    if let Some(begun) = rest.strip_prefix(b":") {
        let (word, behind) = word(begun);
        (prefix, rest) = (Some(word), behind);
    }
    let (command, rest) = word(rest);
    let end = if rest.starts_with(b":") { Some(0) } else { rest.windows(2).position(|pair| pair == b" :").map(|at| at + 1) };
    let (parameters, trailer) = match end.and_then(|end| rest.split_at_checked(end)) {
        Some((parameters, trailer)) => (parameters, trailer.get(1..)),
        None => (rest, None),
    };
    (!command.is_empty()).then_some(Line { prefix, command, parameters, trailer })
}

/// The bytes before the first space, and those behind it.
fn word(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|&byte| byte == b' ').unwrap_or(bytes.len());
    let (word, rest) = bytes.split_at_checked(end).unwrap_or((bytes, &[]));
    (word, rest.trim_ascii_start())
}

/// A command that is a number.
fn number(command: &[u8]) -> Option<u16> {
    let digits = Some(command).filter(|it| it.len() == 3 && it.iter().all(u8::is_ascii_digit))?;
    str::from_utf8(digits).ok()?.parse().ok()
}

fn one(message: &Message<'_>, of_server: bool, part: for<'a> fn(&Line<'a>) -> Option<&'a [u8]>, out: &mut Out<'_>) {
    let found = line(message, of_server).and_then(|line| part(&line));
    if let Some(found) = found.filter(|it| !it.is_empty()) {
        out(text::value(found));
    }
}

fn parameters(message: &Message<'_>, of_server: bool, out: &mut Out<'_>) {
    if let Some(line) = line(message, of_server) {
        let words = line.parameters.split(|&byte| byte == b' ');
        words.filter(|word| !word.is_empty()).for_each(|word| out(text::value(word)));
    }
}

fn recognise(payload: &Payload<'_>) -> Confidence {
    Confidence::possible_if(payload.is_stream() && is_text(payload.bytes))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Possible, No};
    use crate::packet::testing::Sample;
    &[
        Sample::tcp(50000, 6667, Possible, b"NICK wiz\r\nUSER guest 0 * :Ronnie\r\n"),
        Sample::tcp(6667, 50000, Possible, b":irc.example.com 001 wiz :Welcome\r\n"),
        Sample::tcp(50000, 6667, No, b"\x16\x03\x01\0\x05\x01\0\0\x01\x03"),
    ]
};

#[cfg(test)]
mod tests {
    use crate::packet::ProtocolId;
    use crate::packet::testing::{every_beginning_is_read, message_values};
    use crate::value::Value;

    fn values(from_server: bool, bytes: &[u8], name: &str) -> Vec<Value<'static>> {
        let ports = if from_server { (6667, 50000) } else { (50000, 6667) };
        message_values(ProtocolId::Irc, ports, bytes, name)
    }

    #[test]
    fn a_line_has_a_prefix_a_command_words_and_text() {
        let line = b":a!b@c PRIVMSG #x y :hello: you\r\n";
        for (name, expected) in [
            ("irc.request.prefix", &["a!b@c"][..]),
            ("irc.request.command", &["PRIVMSG"]),
            ("irc.request.command_parameter", &["#x", "y"]),
            ("irc.request.trailer", &["hello: you"]),
            ("irc.response.command", &[]),
        ] {
            let expected: Vec<Value<'_>> = expected.iter().map(|&it| it.into()).collect();
            assert_eq!(values(false, line, name), expected, "{name}");
        }
    }

    #[test]
    fn a_server_may_speak_in_numbers() {
        let line = b"@time=1 :irc.example.com 001 wiz :Welcome\r\n";
        assert_eq!(values(true, line, "irc.response.num_command"), [1_u64.into()]);
        assert_eq!(values(true, line, "irc.response.command"), ["001".into()]);
        assert_eq!(values(true, line, "irc.response.prefix"), ["irc.example.com".into()]);
        assert_eq!(values(true, b"PING :x\r\n", "irc.response.command"), ["PING".into()]);
        assert_eq!(values(true, b"PING :x\r\n", "irc.response.command_parameter"), []);
        assert_eq!(values(true, b"PING :x\r\n", "irc.response.trailer"), ["x".into()]);
    }

    #[test]
    fn every_beginning_of_a_message_is_read() {
        every_beginning_is_read(ProtocolId::Irc, (6667, 50000), b"@a :b c d :e\r\n");
    }
}
