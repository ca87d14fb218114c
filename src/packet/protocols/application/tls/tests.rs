//! Framing and fields, by bytes.

use super::framing::framing;
use crate::packet::{FieldReader, Message, Progress, ProtocolId, Step, Transport, field::Read};
use crate::value::Value;

/// The client hello of RFC 8448 section 3, a simple 1-RTT handshake, in its record.
#[rustfmt::skip]
const HELLO: &[u8] = b"\
\x16\x03\x01\x00\xc4\x01\x00\x00\xc0\x03\x03\
\xcb\x34\xec\xb1\xe7\x81\x63\xba\x1c\x38\xc6\xda\xcb\x19\x6a\x6d\xff\xa2\x1a\x8d\x99\x12\xec\x18\xa2\xef\x62\x83\x02\x4d\xec\xe7\
\x00\x00\x06\x13\x01\x13\x03\x13\x02\x01\x00\x00\x91\
\x00\x00\x00\x0b\x00\x09\x00\x00\x06server\
\xff\x01\x00\x01\x00\
\x00\x0a\x00\x14\x00\x12\x00\x1d\x00\x17\x00\x18\x00\x19\x01\x00\x01\x01\x01\x02\x01\x03\x01\x04\
\x00\x23\x00\x00\
\x00\x33\x00\x26\x00\x24\x00\x1d\x00\x20\x99\x38\x1d\xe5\x60\xe4\xbd\x43\xd2\x3d\x8e\x43\x5a\x7d\xba\xfe\xb3\xc0\x6e\x51\xc1\x3c\xae\x4d\x54\x13\x69\x1e\x52\x9a\xaf\x2c\
\x00\x2b\x00\x03\x02\x03\x04\
\x00\x0d\x00\x20\x00\x1e\x04\x03\x05\x03\x06\x03\x02\x03\x08\x04\x08\x05\x08\x06\x04\x01\x05\x01\x06\x01\x02\x01\x04\x02\x05\x02\x06\x02\x02\x02\
\x00\x2d\x00\x02\x01\x01\
\x00\x1c\x00\x02\x40\x01";

fn message(bytes: &[u8], transport: Transport) -> Message<'_> {
    Message {
        protocol: ProtocolId::Tls,
        transport,
        source: 50000,
        destination: 443,
        bytes,
        reversed: false,
        mark: 0,
        wire_bytes: bytes.len() as u64,
    }
}

fn read(bytes: &[u8], transport: Transport, name: &str) -> Vec<Value<'static>> {
    let mut found = Vec::new();
    let field = FieldReader::by_name(name).unwrap().field;
    let Read::Message(read) = field.read else { panic!("{name} is in a header") };
    read(&message(bytes, transport), &mut |value| found.push(value.into_owned()));
    found
}

fn numbers(bytes: &[u8], name: &str) -> Vec<u64> {
    let number = |value| match value {
        Value::Unsigned(number) => number,
        other => panic!("{other:?}"),
    };
    read(bytes, Transport::Tcp, name).into_iter().map(number).collect()
}

/// The steps of a whole stream, each with the bytes that it takes.
fn steps(mut bytes: &[u8]) -> Vec<Step> {
    let (mut own, mut peer) = (Progress::default(), Progress::default());
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let step = framing(bytes, &mut own, &mut peer);
        found.push(step);
        let Step::Part { length, .. } = step else { break };
        bytes = &bytes[usize::try_from(length).unwrap().min(bytes.len())..];
    }
    found
}

#[test]
fn the_hello_of_the_standard_is_read() {
    let name = "tls.handshake.extensions_server_name";
    assert_eq!(read(HELLO, Transport::Tcp, name), ["server".into()]);
    assert_eq!(numbers(HELLO, "tls.handshake.ciphersuite"), [0x1301, 0x1303, 0x1302]);
    let kinds = numbers(HELLO, "tls.handshake.extension.type");
    assert_eq!(kinds, [0, 0xff01, 10, 35, 51, 43, 13, 45, 28]);
    assert_eq!(numbers(HELLO, "tls.handshake.extensions.supported_version"), [0x0304]);
    assert_eq!(numbers(HELLO, "tls.handshake.extensions_key_share_group"), [29]);
    assert_eq!(numbers(HELLO, "tls.handshake.sig_hash_alg").len(), 15);
    assert_eq!(numbers(HELLO, "tls.record.length"), [196]);
    assert_eq!(numbers(HELLO, "tls.handshake.length"), [192]);
}

#[test]
fn a_hello_without_its_record_comes_from_quic() {
    let ja4 = |bytes, transport| read(bytes, transport, "tls.handshake.ja4").remove(0);
    let Value::Text(of_tls) = ja4(HELLO, Transport::Tcp) else { panic!() };
    let Value::Text(of_quic) = ja4(&HELLO[5..], Transport::Udp) else { panic!() };
    assert!(of_tls.starts_with("t13d030900_"), "{of_tls}");
    assert_eq!(of_quic[1..], of_tls[1..]);
    assert!(of_quic.starts_with('q'));
    assert_eq!(read(&HELLO[5..], Transport::Udp, "tls.record.length"), []);
}

#[test]
fn every_truncation_of_a_hello_can_be_read() {
    for length in 0..HELLO.len() {
        for reader in super::fields::FIELDS {
            let Read::Message(read) = reader.read else { continue };
            read(&message(&HELLO[..length], Transport::Tcp), &mut |_| {});
        }
    }
}

#[test]
fn a_record_is_a_message() {
    assert_eq!(steps(HELLO), [Step::whole(HELLO.len())]);
    assert_eq!(steps(b"\x15\x03\x03\0\x02\x02\x28"), [Step::whole(7)]);
    assert_eq!(numbers(b"\x15\x03\x03\0\x02\x02\x28", "tls.alert_message.desc"), [40]);
    assert_eq!(steps(&HELLO[..3]), [Step::Wait(5)]);
    assert_eq!(steps(b"GET / HTTP"), [Step::Lost]);
}

#[test]
fn data_is_passed_over_and_its_header_kept() {
    let header = Step::Part { length: 5, keep: true, last: false };
    let content = Step::Part { length: 3, keep: false, last: true };
    let data = b"\x17\x03\x03\0\x03\xaa\xbb\xcc";
    assert_eq!(steps(data), [header, content]);
    assert_eq!(numbers(&data[..5], "tls.record.content_type"), [23]);
    let empty = Step::Part { length: 5, keep: true, last: true };
    assert_eq!(steps(b"\x17\x03\x03\0\0"), [empty]);
}

#[test]
fn a_message_in_several_records_holds_them_all() {
    // A message of ten bytes, whose header is spread as well, and one more in the last record.
    let bytes = b"\x16\x03\x03\0\x05\x0b\0\0\x0a\x01\
                  \x16\x03\x03\0\x05\x02\x03\x04\x05\x06\
                  \x16\x03\x03\0\x06\x07\x08\x09\x0a\x0e\0\
                  \x16\x03\x03\0\x02\0\0\
                  \x17\x03\x03\0\x01\xff";
    let end = bytes.len() - 6;
    assert_eq!(steps(bytes)[0], Step::whole(end));
    assert_eq!(numbers(&bytes[..end], "tls.handshake.type"), [11, 14]);
    assert_eq!(numbers(&bytes[..end], "tls.record.length"), [5, 5, 6, 2]);
    for length in 5..end {
        let step = steps(&bytes[..length])[0];
        let Step::Wait(needed) = step else { panic!("{length}: {step:?}") };
        assert!(needed > length, "{length} asks for {needed}");
    }
}

#[test]
fn a_handshake_after_the_change_of_cipher_is_encrypted() {
    let bytes = b"\x14\x03\x03\0\x01\x01\x16\x03\x03\0\x06\0\0\0\0\0\0";
    let header = Step::Part { length: 5, keep: true, last: false };
    let content = Step::Part { length: 6, keep: false, last: true };
    assert_eq!(steps(bytes), [Step::whole(6), header, content]);
    // The second hello of version 1.3 is not.
    let again = [&bytes[..6], HELLO].concat();
    assert_eq!(steps(&again), [Step::whole(6), Step::whole(HELLO.len())]);
}
