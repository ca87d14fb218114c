//! FTP: the connection that carries commands and replies.

use std::net::Ipv4Addr;

use crate::packet::content::dialogue::{self, lines};
use crate::packet::content::places::{Out, field};
use crate::packet::content::text::{self, begins_with, contains, first_line_or_all, is_text, reply_code};
use crate::packet::{Confidence, Field, Message, Payload, Progress, Protocol, Role, Selector, Step};
use crate::value::{Kind, Value};

/// File Transfer Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "ftp",
    title: "File Transfer Protocol",
    source: "RFC 959",
    role: Role::Application,
    selectors: &[Selector::Tcp(21)],
    recognise: Some(recognise),
    begins: &[b'2'..=b'2'],
    framing: Some(frame),
    fields: FIELDS,
    ..Protocol::EMPTY
};

#[rustfmt::skip]
const FIELDS: &[Field] = &[
    field("ftp.request", Kind::Boolean, "whether the client speaks", is_request),
    field("ftp.response", Kind::Boolean, "whether the server speaks", is_response),
    field("ftp.request.command", Kind::Text, "what is asked for", dialogue::read_command),
    field("ftp.request.arg", Kind::Text, "with what", dialogue::read_argument),
    field("ftp.response.code", Kind::Unsigned, "three digits: 1yz to 3yz go on, 4yz and 5yz fail", dialogue::read_code),
    field("ftp.response.arg", Kind::Text, "the first line of what the server says", explanation),
    field("ftp.passive.ip", Kind::Ipv4, "where the server listens for data (reply 227)", passive_address),
    field("ftp.passive.port", Kind::Unsigned, "on which port (reply 227)", passive_port),
    field("ftp.active.cip", Kind::Ipv4, "where the client listens for data (command PORT)", active_address),
    field("ftp.active.port", Kind::Unsigned, "on which port (command PORT)", active_port),
    field("ftp.epsv.port", Kind::Unsigned, "on which port the server listens for data (reply 229)", extended_port),
];

fn frame(bytes: &[u8], _: &mut Progress, _: &mut Progress) -> Step {
    dialogue::line_or_reply(bytes)
}

/// The code of a reply and the rest of its first line.
fn reply<'a>(message: &Message<'a>) -> Option<(u16, &'a [u8])> {
    let line = lines(message.bytes).next()?;
    Some((reply_code(line)?, line.get(4..).unwrap_or_default()))
}

fn is_request(message: &Message<'_>, out: &mut Out<'_>) {
    if !message.bytes.is_empty() {
        out(Value::Bool(reply(message).is_none()));
    }
}

fn is_response(message: &Message<'_>, out: &mut Out<'_>) {
    if !message.bytes.is_empty() {
        out(Value::Bool(reply(message).is_some()));
    }
}

fn explanation(message: &Message<'_>, out: &mut Out<'_>) {
    let said = reply(message).filter(|(_, said)| !said.is_empty());
    if let Some((_, said)) = said {
        out(text::value(said));
    }
}

/// Six numbers between commas: an address and a port (RFC 959 section 4.1.2), wherever they begin.
fn host_and_port(said: &[u8]) -> Option<(Ipv4Addr, u16)> {
    let start = said.iter().position(u8::is_ascii_digit)?;
    let mut numbers = [0_u8; 6];
    let mut words = said.get(start..)?.split(|&byte| byte == b',');
    for number in &mut numbers {
        let word = words.next()?;
        let digits = word.iter().take_while(|byte| byte.is_ascii_digit()).count();
        *number = str::from_utf8(word.get(..digits)?).ok()?.parse().ok()?;
    }
    let [a, b, c, d, high, low] = numbers;
    Some((Ipv4Addr::new(a, b, c, d), u16::from_be_bytes([high, low])))
}

fn passive(message: &Message<'_>) -> Option<(Ipv4Addr, u16)> {
    reply(message).filter(|reply| reply.0 == 227).and_then(|(_, said)| host_and_port(said))
}

fn passive_address(message: &Message<'_>, out: &mut Out<'_>) {
    if let Some((address, _)) = passive(message) {
        out(Value::Ipv4(address));
    }
}

fn passive_port(message: &Message<'_>, out: &mut Out<'_>) {
    if let Some((_, port)) = passive(message) {
        out(port.into());
    }
}

fn active(message: &Message<'_>) -> Option<(Ipv4Addr, u16)> {
    let asked = dialogue::request(message).filter(|(command, _)| command.eq_ignore_ascii_case(b"PORT"));
    asked.and_then(|(_, argument)| host_and_port(argument))
}

fn active_address(message: &Message<'_>, out: &mut Out<'_>) {
    if let Some((address, _)) = active(message) {
        out(Value::Ipv4(address));
    }
}

fn active_port(message: &Message<'_>, out: &mut Out<'_>) {
    if let Some((_, port)) = active(message) {
        out(port.into());
    }
}

/// The port between bars in brackets (RFC 2428 section 3).
fn extended_port(message: &Message<'_>, out: &mut Out<'_>) {
    let said = reply(message).filter(|reply| reply.0 == 229).map(|(_, said)| said);
    let port = said.and_then(|said| {
        let word = said.split(|&byte| byte == b'|').nth(3)?;
        str::from_utf8(word).ok()?.parse::<u16>().ok()
    });
    if let Some(port) = port {
        out(port.into());
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
    let greets = reply_code(line) == Some(220) && contains(line, "FTP");
    let opens = begins_with(line, "227 Entering Passive Mode (") || begins_with(line, "229 Entering Extended");
    Some(Confidence::Possible.or_certain_if(greets || opens))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        Sample::tcp(21, 50000, Certain, b"220 (vsFTPd 3.0.3)\r\n"),
        Sample::tcp(21, 50000, Certain, b"227 Entering Passive Mode (192,0,2,1,200,10)\r\n"),
        Sample::tcp(50000, 21, Possible, b"USER anonymous\r\n"),
        Sample::tcp(50000, 21, No, b"\x16\x03\x01\0\x05\x01\0\0\x01\x03"),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::ProtocolId;
    use crate::packet::testing::{every_beginning_is_read, message_values, parts};

    // RFC 959 section 4.2 shows such a reply, RFC 2428 section 3 the other.
    const HELP: &[u8] = b"214-The commands are\r\n 220 USER\r\n214 That is all\r\n";
    const PASSIVE: &[u8] = b"227 Entering Passive Mode (192,0,2,1,200,10).\r\n";
    const EXTENDED: &[u8] = b"229 Entering Extended Passive Mode (|||6446|)\r\n";

    fn values(bytes: &[u8], name: &str) -> Vec<Value<'static>> {
        message_values(ProtocolId::Ftp, (21, 50000), bytes, name)
    }

    #[test]
    fn a_command_and_its_argument_are_told_apart() {
        assert_eq!(values(b"USER anonymous\r\n", "ftp.request.command"), ["USER".into()]);
        assert_eq!(values(b"USER anonymous\r\n", "ftp.request.arg"), ["anonymous".into()]);
        assert_eq!(values(b"PWD\r\n", "ftp.request.arg"), []);
        assert_eq!(values(b"PWD\r\n", "ftp.response"), [Value::Bool(false)]);
    }

    #[test]
    fn a_reply_of_several_lines_is_one_message() {
        let stream = [HELP, PASSIVE].concat();
        let lengths = [(HELP.len() as u64, true, true), (PASSIVE.len() as u64, true, true)];
        assert_eq!(parts(frame, &stream), lengths);
        assert_eq!(values(HELP, "ftp.response.code"), [214_u64.into()]);
        assert_eq!(values(HELP, "ftp.response.arg"), ["The commands are".into()]);
        assert_eq!(values(HELP, "ftp.request"), [Value::Bool(false)]);
    }

    #[test]
    fn addresses_and_ports_of_data_connections_are_read() {
        assert_eq!(values(PASSIVE, "ftp.passive.ip"), [Value::Ipv4([192, 0, 2, 1].into())]);
        assert_eq!(values(PASSIVE, "ftp.passive.port"), [51210_u64.into()]);
        assert_eq!(values(b"PORT 192,0,2,9,4,1\r\n", "ftp.active.port"), [1025_u64.into()]);
        assert_eq!(values(b"PORT 192,0,2,900,4,1\r\n", "ftp.active.port"), []);
        assert_eq!(values(EXTENDED, "ftp.epsv.port"), [6446_u64.into()]);
    }

    #[test]
    fn every_beginning_of_a_message_is_read() {
        for bytes in [HELP, PASSIVE, EXTENDED, b"PORT 192,0,2,9,4,1\r\n"] {
            every_beginning_is_read(ProtocolId::Ftp, (21, 50000), bytes);
        }
    }
}
