use super::*;
use crate::packet::{Field, Message, ProtocolId, Transport};
use crate::value::Value;

/// A response to `www.example.com`: an alias, its address, a mail exchange, a text, and options.
#[rustfmt::skip]
const ANSWER: &[u8] = b"\x12\x34\x81\x80\0\x01\0\x04\0\0\0\x01\
    \x03www\x07Example\x03com\0\0\x01\0\x01\
    \xc0\x0c\0\x05\0\x01\0\0\x0e\x10\0\x04\x01a\xc0\x10\
    \x01a\xc0\x10\0\x01\0\x01\0\0\0\x3c\0\x04\xc0\0\x02\x01\
    \xc0\x10\0\x0f\0\x01\0\0\0\x3c\0\x07\0\x0a\x02mx\xc0\x10\
    \xc0\x10\0\x10\0\x01\0\0\0\x3c\0\x05\x01a\x02bc\
    \0\0\x29\x10\0\x01\0\x80\0\0\x06\0\x0a\0\x02\xca\xfe";

fn values(bytes: &[u8], port: u16, name: &str) -> Vec<Value<'static>> {
    let protocol = if port == 5353 { ProtocolId::Mdns } else { ProtocolId::Dns };
    let field: &Field = PROTOCOL.fields.iter().find(|field| field.name == name).expect(name);
    let crate::packet::field::Read::Message(read) = field.read else { panic!() };
    let message = Message {
        protocol,
        transport: Transport::Udp,
        source: port,
        destination: 50000,
        bytes,
        wire_bytes: bytes.len() as u64,
        reversed: false,
        mark: 0,
    };
    let mut found = Vec::new();
    read(&message, &mut |value| found.push(value.into_owned()));
    found
}

fn numbers(bytes: &[u8], name: &str) -> Vec<u64> {
    let number = |value| match value {
        Value::Unsigned(number) => number,
        Value::Bool(value) => value.into(),
        other => panic!("{name} is {other:?}"),
    };
    values(bytes, 53, name).into_iter().map(number).collect()
}

fn texts(bytes: &[u8], name: &str) -> Vec<Value<'static>> {
    values(bytes, 53, name)
}

#[test]
fn the_header_is_read() {
    let expected = [
        ("dns.id", 0x1234),
        ("dns.flags", 0x8180),
        ("dns.flags.response", 1),
        ("dns.flags.opcode", 0),
        ("dns.flags.authoritative", 0),
        ("dns.flags.recdesired", 1),
        ("dns.flags.recavail", 1),
        ("dns.flags.rcode", 0),
        ("dns.count.queries", 1),
        ("dns.count.answers", 4),
        ("dns.count.add_rr", 1),
    ];
    for (name, number) in expected {
        assert_eq!(numbers(ANSWER, name), [number], "{name}");
    }
}

#[test]
fn questions_and_records_are_read_in_their_order() {
    assert_eq!(texts(ANSWER, "dns.qry.name"), ["www.Example.com".into()]);
    assert_eq!(numbers(ANSWER, "dns.qry.name.len"), [15]);
    assert_eq!(numbers(ANSWER, "dns.count.labels"), [3]);
    assert_eq!(numbers(ANSWER, "dns.resp.type"), [5, 1, 15, 16, 41]);
    assert_eq!(numbers(ANSWER, "dns.resp.ttl"), [3600, 60, 60, 60]);
    assert_eq!(numbers(ANSWER, "dns.resp.len"), [4, 4, 7, 5, 6]);
    assert_eq!(texts(ANSWER, "dns.cname"), ["a.Example.com".into()]);
    assert_eq!(texts(ANSWER, "dns.a"), [Value::Ipv4([192, 0, 2, 1].into())]);
    assert_eq!(numbers(ANSWER, "dns.mx.preference"), [10]);
    assert_eq!(texts(ANSWER, "dns.mx.mail_exchange"), ["mx.Example.com".into()]);
    assert_eq!(texts(ANSWER, "dns.txt"), ["a".into(), "bc".into()]);
    assert_eq!(numbers(ANSWER, "dns.txt.length"), [1, 2]);
}

#[test]
fn options_are_read_from_their_pseudo_record() {
    assert_eq!(numbers(ANSWER, "dns.rr.udp_payload_size"), [4096]);
    assert_eq!(numbers(ANSWER, "dns.resp.ext_rcode"), [1]);
    assert_eq!(numbers(ANSWER, "dns.resp.z.do"), [1]);
    assert_eq!(numbers(ANSWER, "dns.opt.code"), [10]);
    assert_eq!(numbers(ANSWER, "dns.opt.len"), [2]);
}

#[test]
fn a_name_at_the_port_of_multicast_has_a_class_of_fifteen_bits() {
    let query = b"\0\0\0\0\0\x01\0\0\0\0\0\0\x01a\x05local\0\0\x01\x80\x01";
    assert_eq!(values(query, 5353, "dns.qry.class"), [Value::Unsigned(1)]);
    assert_eq!(values(query, 5353, "dns.qry.qu"), [Value::Bool(true)]);
    assert_eq!(values(query, 53, "dns.qry.class"), [Value::Unsigned(0x8001)]);
    assert_eq!(values(query, 53, "dns.qry.qu"), []);
}

#[test]
fn the_name_of_a_service_is_taken_apart() {
    let service = b"\0\0\x84\0\0\0\0\x01\0\0\0\0\x05_http\x04_tcp\x01a\x02b.\0\0\x21\0\x01\0\0\0\x78\0\x09\0\0\0\0\x1f\x90\x01h\0";
    assert_eq!(texts(service, "dns.srv.service"), ["_http".into()]);
    assert_eq!(texts(service, "dns.srv.proto"), ["_tcp".into()]);
    assert_eq!(texts(service, "dns.srv.name"), ["a.b\\.".into()]);
    assert_eq!(texts(service, "dns.srv.target"), ["h".into()]);
    assert_eq!(numbers(service, "dns.srv.port"), [8080]);
    assert_eq!(texts(service, "dns.resp.name"), []);
}

#[test]
fn types_that_are_there_follow_the_type_that_says_so() {
    // RFC 4034 section 4.3, without the block of type 1234.
    let record = b"\0\0\x84\0\0\0\0\x01\0\0\0\0\0\0\x2f\0\x01\0\0\0\x78\0\x0b\x01b\0\0\x06\x40\x01\0\0\0\x03";
    assert_eq!(numbers(record, "dns.resp.type"), [47, 1, 15, 46, 47]);
}

#[test]
fn every_field_of_every_truncation_can_be_asked_for() {
    for length in 0..=ANSWER.len() {
        for field in PROTOCOL.fields {
            values(&ANSWER[..length], 53, field.name);
        }
    }
}

#[test]
fn a_length_before_a_message_is_passed_over() {
    let mut own = Progress::default();
    let mut peer = Progress::default();
    let stream = [&[0, 87][..], ANSWER].concat();
    assert_eq!(framing(&stream[..1], &mut own, &mut peer), Step::Wait(2));
    let prefix = Step::Part { length: 2, keep: false, last: false };
    assert_eq!(framing(&stream, &mut own, &mut peer), prefix);
    assert_eq!(framing(&stream[2..7], &mut own, &mut peer), Step::Wait(12));
    assert_eq!(framing(&stream[2..], &mut own, &mut peer), Step::whole(87));
    assert_eq!(own, Progress::default());
    assert_eq!(framing(b"\0\x03abc", &mut own, &mut peer), Step::Lost);
}
