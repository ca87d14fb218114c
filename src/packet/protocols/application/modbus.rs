//! Modbus: a header with a transaction and a length, a unit, a function.

use crate::packet::bytes::{u8_at, u16_at};
use crate::packet::content::places::{self, Out};
use crate::packet::{Confidence, Field, Message, Payload, Progress, Protocol, Role, Selector, Step};
use crate::value::{Kind, Unit};

/// The port of servers.
const PORT: u16 = 502;

/// Modbus/TCP.
pub const PROTOCOL: Protocol = Protocol {
    name: "modbus",
    title: "Modbus/TCP",
    source: "Modbus Messaging on TCP/IP 1.0b",
    role: Role::Application,
    selectors: &[Selector::Tcp(502), Selector::Udp(502)],
    recognise: Some(recognise),
    framing: Some(frame),
    fields: FIELDS,
    ..Protocol::EMPTY
};

/// Bytes before the unit (section 3.1.3 of the messaging guide).
const HEADER: usize = 6;

// Wireshark has the header's fields under `mbtcp`, the function's under `modbus`.
#[rustfmt::skip]
const FIELDS: &[Field] = &[
    number("mbtcp.trans_id", "transaction, the same in request and response", places::number::<0, 2>),
    number("mbtcp.prot_id", "protocol, 0 for Modbus", places::number::<2, 2>),
    Field::message("mbtcp.len", Kind::Unsigned, Unit::Bytes, "bytes that follow", places::number::<4, 2>),
    number("mbtcp.unit_id", "the unit behind the gateway", places::number::<6, 1>),
    number("modbus.func_code", "function, without the bit that marks an exception", places::bits::<7, 0, 0x7f>),
    number("modbus.exception_code", "why the function failed", exception),
    number("modbus.reference_num", "first coil, input or register", reference),
    number("modbus.bit_cnt", "coils or inputs that are read or written", bits),
    number("modbus.word_cnt", "registers that are read or written", words),
    Field::message("modbus.byte_cnt", Kind::Unsigned, Unit::Bytes, "bytes of values that follow", bytes),
    number("modbus.diagnostic_code", "function 8: what is diagnosed", diagnosis),
    number("modbus.and_mask", "function 22: bits that stay", and_mask),
    number("modbus.or_mask", "function 22: bits that are set", or_mask),
    number("modbus.mei", "function 43: what is encapsulated, 14 for a device's identification", encapsulated),
];

const fn number(
    name: &'static str,
    doc: &'static str,
    read: fn(&Message<'_>, &mut Out<'_>),
) -> Field {
    Field::message(name, Kind::Unsigned, Unit::None, doc, read)
}

fn frame(bytes: &[u8], _: &mut Progress, _: &mut Progress) -> Step {
    if bytes.len() < HEADER {
        return Step::Wait(HEADER);
    }
    match (u16_at(bytes, 2), u16_at(bytes, 4)) {
        (Some(0), Some(length @ 2..=254)) => Step::whole(HEADER + usize::from(length)),
        _ => Step::Lost,
    }
}

/// Who speaks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Client,
    Server,
}

/// The function, and who speaks. Without the known port, the length tells them apart: requests to
/// read have five bytes behind the unit, responses never have an even number of registers there.
fn function(message: &Message<'_>) -> Option<(u8, Side)> {
    let code = u8_at(message.bytes, 7)?;
    let side = if message.destination == PORT {
        Side::Client
    } else if message.source == PORT || code & 0x80 != 0 {
        Side::Server
    } else if message.bytes.len() == HEADER + 6 {
        Side::Client
    } else {
        Side::Server
    };
    Some((code, side))
}

fn hand_out(message: &Message<'_>, place: Option<usize>, out: &mut Out<'_>) {
    if let Some(number) = place.and_then(|place| u16_at(message.bytes, place)) {
        out(number.into());
    }
}

fn exception(message: &Message<'_>, out: &mut Out<'_>) {
    if let Some(code) = u8_at(message.bytes, 8).filter(|_| u8_at(message.bytes, 7) >= Some(0x80)) {
        out(code.into());
    }
}

fn reference(message: &Message<'_>, out: &mut Out<'_>) {
    let place = match function(message) {
        Some((1..=4, Side::Client) | (5 | 6 | 15 | 16 | 22, _)) => Some(8),
        _ => None,
    };
    hand_out(message, place, out);
}

fn bits(message: &Message<'_>, out: &mut Out<'_>) {
    let place = match function(message) {
        Some((1 | 2, Side::Client) | (15, _)) => Some(10),
        _ => None,
    };
    hand_out(message, place, out);
}

fn words(message: &Message<'_>, out: &mut Out<'_>) {
    let place = match function(message) {
        Some((3 | 4, Side::Client) | (16, _)) => Some(10),
        _ => None,
    };
    hand_out(message, place, out);
}

fn bytes(message: &Message<'_>, out: &mut Out<'_>) {
    let place = match function(message) {
        Some((1..=4 | 23, Side::Server)) => 8,
        Some((15 | 16, Side::Client)) => 12,
        Some((23, Side::Client)) => 16,
        _ => return,
    };
    if let Some(count) = u8_at(message.bytes, place) {
        out(count.into());
    }
}

fn diagnosis(message: &Message<'_>, out: &mut Out<'_>) {
    hand_out(message, function(message).filter(|found| found.0 == 8).map(|_| 8), out);
}

fn and_mask(message: &Message<'_>, out: &mut Out<'_>) {
    hand_out(message, function(message).filter(|found| found.0 == 22).map(|_| 10), out);
}

fn or_mask(message: &Message<'_>, out: &mut Out<'_>) {
    hand_out(message, function(message).filter(|found| found.0 == 22).map(|_| 12), out);
}

fn encapsulated(message: &Message<'_>, out: &mut Out<'_>) {
    if let Some(kind) = u8_at(message.bytes, 8).filter(|_| u8_at(message.bytes, 7) == Some(43)) {
        out(kind.into());
    }
}

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    let (kind, end) = message(bytes, 0)?;
    let follows = message(bytes, end).is_some();
    let known = matches!(kind & 0x7f, 1..=8 | 11 | 12 | 15..=17 | 20..=24 | 43 | 90);
    // Seven bytes of zeros and small numbers are too common to prove it on another port.
    let whole = payload.on_port(PORT) && (follows || payload.is_whole(end));
    Some(Confidence::Possible.or_certain_if(known && whole))
}

/// The function code of the message at `start`, and where it ends.
fn message(bytes: &[u8], start: usize) -> Option<(u8, usize)> {
    let length = u16_at(bytes, start + 4).filter(|length| (2..=254).contains(length))?;
    let is_modbus = u16_at(bytes, start + 2)? == 0;
    let end = start + 6 + usize::from(length);
    Some((u8_at(bytes, start + 7)?, end)).filter(|_| is_modbus)
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // Reading ten registers, and the exception in answer.
        Sample::tcp(50000, 502, Certain, b"\0\x01\0\0\0\x06\x01\x03\0\0\0\x0a"),
        Sample::tcp(502, 50000, Certain, b"\0\x01\0\0\0\x03\x01\x83\x02"),
        Sample::tcp(50000, 502, Possible, b"\0\x01\0\0\0\x06\x01\x03\0\0\0"),
        Sample::tcp(50000, 502, No, b"\0\x01\0\x01\0\x06\x01\x03\0\0\0\x0a"),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::ProtocolId;
    use crate::packet::testing::{every_beginning_is_read, message_values, parts};
    use crate::value::Value;

    const TO_SERVER: (u16, u16) = (50000, PORT);
    const TO_CLIENT: (u16, u16) = (PORT, 50000);

    // The examples of the Modbus Application Protocol Specification 1.1b3, sections 6.3 and 6.12.
    const READ: &[u8] = b"\x15\x01\0\0\0\x06\xff\x03\0\x6b\0\x03";
    const VALUES: &[u8] = b"\x15\x01\0\0\0\x09\xff\x03\x06\x02\x2b\0\0\0\x64";
    const WRITE: &[u8] = b"\0\x02\0\0\0\x0b\xff\x10\0\x01\0\x02\x04\0\x0a\x01\x02";
    const REFUSED: &[u8] = b"\0\x02\0\0\0\x03\xff\x90\x02";

    fn values(ports: (u16, u16), bytes: &[u8], name: &str) -> Vec<Value<'static>> {
        message_values(ProtocolId::Modbus, ports, bytes, name)
    }

    #[test]
    fn a_request_to_read_names_registers() {
        assert_eq!(values(TO_SERVER, READ, "mbtcp.trans_id"), [0x1501_u64.into()]);
        assert_eq!(values(TO_SERVER, READ, "mbtcp.unit_id"), [255_u64.into()]);
        assert_eq!(values(TO_SERVER, READ, "modbus.func_code"), [3_u64.into()]);
        assert_eq!(values(TO_SERVER, READ, "modbus.reference_num"), [107_u64.into()]);
        assert_eq!(values(TO_SERVER, READ, "modbus.word_cnt"), [3_u64.into()]);
        assert_eq!(values(TO_SERVER, READ, "modbus.byte_cnt"), []);
    }

    #[test]
    fn a_response_to_it_counts_bytes() {
        assert_eq!(values(TO_CLIENT, VALUES, "modbus.byte_cnt"), [6_u64.into()]);
        assert_eq!(values(TO_CLIENT, VALUES, "modbus.reference_num"), []);
    }

    #[test]
    fn an_exception_keeps_its_function() {
        assert_eq!(values(TO_SERVER, WRITE, "modbus.byte_cnt"), [4_u64.into()]);
        assert_eq!(values(TO_CLIENT, REFUSED, "modbus.func_code"), [16_u64.into()]);
        assert_eq!(values(TO_CLIENT, REFUSED, "modbus.exception_code"), [2_u64.into()]);
        assert_eq!(values(TO_CLIENT, REFUSED, "modbus.word_cnt"), []);
    }

    #[test]
    fn messages_follow_each_other_by_length() {
        let stream = [READ, WRITE].concat();
        assert_eq!(parts(frame, &stream), [(12, true, true), (17, true, true)]);
        let (mut own, mut peer) = (Progress::default(), Progress::default());
        assert_eq!(frame(&READ[..5], &mut own, &mut peer), Step::Wait(6));
        assert_eq!(frame(b"GET / HTTP", &mut own, &mut peer), Step::Lost);
    }

    #[test]
    fn every_beginning_of_a_message_is_read() {
        every_beginning_is_read(ProtocolId::Modbus, TO_SERVER, WRITE);
        every_beginning_is_read(ProtocolId::Modbus, TO_CLIENT, REFUSED);
    }
}
