//! The NetBIOS name service: messages of DNS whose names are letters from A to P.

use std::fmt::Write as _;

use crate::packet::bytes::{array_at, u16_at};
use crate::packet::content::dns::{DnsMessage, NameText};
use crate::packet::content::names;
use crate::packet::content::places::{Out, field, flag, number};
use crate::packet::{Confidence, Field, Message, Payload, Protocol, Role, Selector};
use crate::value::{Kind, Value};

/// NetBIOS Name Service.
pub const PROTOCOL: Protocol = Protocol {
    name: "nbns",
    title: "NetBIOS Name Service",
    source: "RFC 1002 section 4.2",
    role: Role::Application,
    selectors: &[Selector::Udp(137)],
    recognise: Some(recognise),
    fields: FIELDS,
    ..Protocol::EMPTY
};

#[rustfmt::skip]
const FIELDS: &[Field] = &[
    field("nbns.id", Kind::Unsigned, "identifier that the answer repeats", number::<0, 2>),
    field("nbns.flags", Kind::Unsigned, "all flags", number::<2, 2>),
    field("nbns.flags.response", Kind::Boolean, "whether it answers", flag::<2, 0x80>),
    field("nbns.flags.opcode", Kind::Unsigned, "0 query, 5 registration, 6 release, 7 wait, 8 refresh", |it, out| bits(it, 11, 15, out)),
    field("nbns.flags.truncated", Kind::Boolean, "whether the message did not fit", flag::<2, 0x02>),
    field("nbns.flags.recdesired", Kind::Boolean, "whether the server should ask others", flag::<2, 0x01>),
    field("nbns.flags.broadcast", Kind::Boolean, "whether it goes to everyone", flag::<3, 0x10>),
    field("nbns.flags.rcode", Kind::Unsigned, "success of an answer: 0 none, 3 no such name, 6 name in use", |it, out| {
        if is_answer(it) {
            bits(it, 0, 15, out);
        }
    }),
    field("nbns.count.queries", Kind::Unsigned, "how many questions", number::<4, 2>),
    field("nbns.count.answers", Kind::Unsigned, "how many answers", number::<6, 2>),
    field("nbns.count.auth_rr", Kind::Unsigned, "how many records of authority", number::<8, 2>),
    field("nbns.count.add_rr", Kind::Unsigned, "how many records that may help", number::<10, 2>),
    field("nbns.type", Kind::Unsigned, "types asked for and answered: 32 name, 33 status", |it, out| {
        each(it, &mut |entry| out(entry.kind.into()));
    }),
    field("nbns.class", Kind::Unsigned, "their classes: 1 internet", |it, out| {
        each(it, &mut |entry| out(entry.class.into()));
    }),
    field("nbns.name", Kind::Text, "names, with their last byte in angle brackets; in answers with what it means", |it, out| {
        each(it, &mut |entry| if let Some(name) = name(it, entry) { out(name.into()); });
    }),
    field("nbns.addr", Kind::Ipv4, "the addresses that names have", |it, out| {
        let message = DnsMessage { bytes: it.bytes };
        for record in message.records().filter(|record| record.kind == NAME) {
            // Flags before each address (section 4.2.1.3).
            let (entries, _) = record.data(it.bytes).as_chunks::<6>();
            entries.iter().filter_map(|entry| array_at::<4>(entry, 2)).for_each(|one| out(Value::Ipv4(one.into())));
        }
    }),
];

/// The type of records that hold addresses.
const NAME: u16 = 0x20;
/// Bytes of a name; the last tells what has it.
const NAME_BYTES: usize = 16;

fn is_answer(message: &Message<'_>) -> bool {
    message.bytes.get(2).is_some_and(|flags| flags & 0x80 != 0)
}

fn bits(message: &Message<'_>, shift: u32, mask: u16, out: &mut Out<'_>) {
    if let Some(flags) = u16_at(message.bytes, 2) {
        out((flags >> shift & mask).into());
    }
}

/// A question or a record.
#[derive(Clone, Copy)]
struct Entry {
    name: usize,
    kind: u16,
    class: u16,
    is_record: bool,
}

fn each(message: &Message<'_>, out: &mut dyn FnMut(Entry)) {
    let message = DnsMessage { bytes: message.bytes };
    for question in message.questions() {
        let (kind, class) = (question.kind, question.class);
        out(Entry { name: question.name, kind, class, is_record: false });
    }
    for record in message.records() {
        let (kind, class) = (record.kind, record.class);
        out(Entry { name: record.name, kind, class, is_record: true });
    }
}

/// A name from its letters, two a byte (section 4.1 and RFC 1001 section 14.1), without the spaces
/// at its end; bytes that are no letters stand in angle brackets, as does the last.
fn name(message: &Message<'_>, entry: Entry) -> Option<String> {
    let text = NameText::read(message.bytes, entry.name)?;
    let mut labels = text.as_str().splitn(2, '.');
    let (pairs, odd) = labels.next()?.as_bytes().as_chunks::<2>();
    let half = |byte: u8| byte.checked_sub(b'A').filter(|half| *half < 16);
    let bytes: Option<Vec<u8>> =
        pairs.iter().map(|[high, low]| Some(half(*high)? << 4 | half(*low)?)).collect();
    let bytes = bytes.filter(|bytes| bytes.len() == NAME_BYTES && odd.is_empty())?;
    let (&last, letters) = bytes.split_last()?;
    let end = letters.iter().rposition(|&byte| byte != b' ').map_or(0, |at| at + 1);
    let mut name = String::new();
    for &byte in letters.iter().take(end) {
        match byte {
            b' '..=b'~' => name.push(char::from(byte)),
            // A `String` takes whatever is written to it.
            other => write!(name, "<{other:02x}>").unwrap_or_default(),
        }
    }
    write!(name, "<{last:02x}>").unwrap_or_default();
    if let Some(scope) = labels.next() {
        name.push('.');
        name.push_str(scope);
    }
    if entry.is_record && entry.kind == NAME {
        write!(name, " ({})", meaning(last)).unwrap_or_default();
    }
    Some(name)
}

/// What has a name with this last byte, in Wireshark's words.
const fn meaning(last: u8) -> &'static str {
    match last {
        0x00 | 0x02 => "Workstation/Redirector",
        0x01 => "Browser",
        0x03 => "Messenger service/Main name",
        0x05 => "Forwarded name",
        0x06 => "RAS Server service",
        0x1b => "Domain Master Browser",
        0x1c => "Domain Controllers",
        0x1d => "Local Master Browser",
        0x1e => "Browser Election Service",
        0x1f => "Net DDE Service",
        0x20 => "Server service",
        0x21 => "RAS client service",
        0x22 => "Exchange Interchange (MSMail Connector)",
        0x23 => "Exchange Store",
        0x24 => "Exchange Directory",
        0x2b => "Lotus Notes Server service",
        0x30 => "Modem sharing server service",
        0x31 => "Modem sharing client service",
        0x43 => "SMS Clients Remote Control",
        0x44 => "SMS Administrators Remote Control Tool",
        0x45 => "SMS Clients Remote Chat",
        0x46 => "SMS Clients Remote Transfer",
        0x4c | 0x52 => "DEC Pathworks TCP/IP Service on Windows NT",
        0x6a => "Microsoft Exchange IMC",
        0x87 => "Microsoft Exchange MTA",
        0xbe => "Network Monitor Agent",
        0xbf => "Network Monitor Analyzer",
        _ => "Unknown",
    }
}

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    let message = names::Message::read(bytes, payload.wire_bytes)?;
    if payload.is_stream() || !matches!(message.operation, 0 | 5..=9 | 15) {
        return None;
    }
    let [questions, answers, ..] = message.counts;
    let named = questions + answers > 0 && names::is_netbios_name(bytes, names::HEADER);
    Some(Confidence::Possible.or_certain_if(named))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, No};
    use crate::packet::testing::Sample;
    &[
        // A node status request for any name, and a positive answer without question.
        Sample::udp(137, 137, Certain, b"\x80\x94\0\0\0\x01\0\0\0\0\0\0\x20CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\0\0\x21\0\x01"),
        Sample::udp(137, 137, Certain, b"\x80\x94\x85\0\0\0\0\x01\0\0\0\0\x20CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\0\0\x20\0\x01\0\0\0\x3c\0\x06\0\0\xc0\0\x02\x01"),
        Sample::udp(137, 137, No, b"\x80\x94\x10\0\0\x01\0\0\0\0\0\0\x20CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\0\0\x21\0\x01"),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::ProtocolId;
    use crate::packet::testing::{every_beginning_is_read, message_values};

    /// The example of RFC 1001 section 14.1 in a positive answer: "FRED", padded with spaces.
    #[rustfmt::skip]
    const ANSWER: &[u8] = b"\x12\x34\x85\x80\0\0\0\x01\0\0\0\0\
        \x20EGFCEFEECACACACACACACACACACACACA\0\0\x20\0\x01\0\0\0\x3c\0\x06\0\0\xc0\0\x02\x01";

    fn values(bytes: &[u8], name: &str) -> Vec<Value<'static>> {
        message_values(ProtocolId::Nbns, (137, 137), bytes, name)
    }

    #[test]
    fn the_name_of_the_standard_is_read() {
        assert_eq!(values(ANSWER, "nbns.name"), ["FRED<20> (Server service)".into()]);
        assert_eq!(values(ANSWER, "nbns.addr"), [Value::Ipv4([192, 0, 2, 1].into())]);
        assert_eq!(values(ANSWER, "nbns.type"), [32_u64.into()]);
        assert_eq!(values(ANSWER, "nbns.flags.rcode"), [0_u64.into()]);
        assert_eq!(values(ANSWER, "nbns.flags.response"), [Value::Bool(true)]);
    }

    #[test]
    fn a_question_for_any_name_has_zeros_behind_its_asterisk() {
        let question = SAMPLES[0].bytes;
        let zeros = "<00>".repeat(15);
        assert_eq!(values(question, "nbns.name"), [format!("*{zeros}").into()]);
        // An answer's bit is set in this sample, which has a question.
        assert_eq!(values(question, "nbns.count.queries"), [1_u64.into()]);
        assert_eq!(values(question, "nbns.addr"), []);
    }

    #[test]
    fn every_beginning_of_a_message_is_read() {
        every_beginning_is_read(ProtocolId::Nbns, (137, 137), ANSWER);
    }
}
