use super::*;
use crate::stats::testing::{Frame, any_split_says_the_same, column, ipv4, numbers, section};

/// A datagram of DNS from port 53: the codes of its header, how many questions and records it has,
/// and these.
fn message(flags: [u8; 2], counts: [u16; 4], rest: &[u8]) -> Frame {
    let length = u16::try_from(8 + 12 + rest.len()).unwrap();
    let mut bytes = Vec::new();
    for number in [53, 50000, length, 0, 7] {
        bytes.extend(u16::to_be_bytes(number));
    }
    bytes.extend(flags);
    bytes.extend(counts.into_iter().flat_map(u16::to_be_bytes));
    bytes.extend(rest);
    ipv4(0, 2, 1, 17, &bytes)
}

#[rustfmt::skip]
const ASKED: &[u8] = b"\x03WWW\x07example\0\x00\x01\x00\x01"; // www.example, A, IN
#[rustfmt::skip]
const ALIAS: &[u8] = b"\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x3c\x00\x04\x01e\xc0\x10"; // e.example

/// A record of the name at byte 29, where an alias behind a question begins, or of another.
fn record(owner: &[u8], kind: u8, data: &[u8]) -> Vec<u8> {
    let length = u8::try_from(data.len()).unwrap();
    [owner, &[0, kind, 0, 1, 0, 0, 0, 60, 0, length], data].concat()
}

fn names(frames: &[Frame]) -> Vec<(Value<'static>, Value<'static>)> {
    let found = section(&STATISTIC, &Settings::default(), frames);
    let of = |name| column(&found, "names", name);
    of("address").into_iter().zip(of("name")).collect()
}

#[test]
fn an_address_goes_by_the_name_that_was_asked_for() {
    let answer = [ASKED, ALIAS, &record(b"\x01e\xc0\x10", 1, &[192, 0, 2, 9])].concat();
    let frames = [message([0x81, 0x80], [1, 2, 0, 0], &answer)];
    let address = Value::Ipv4([192, 0, 2, 9].into());
    assert_eq!(names(&frames), [(address, "www.example".into())]);
}

#[test]
fn other_records_name_their_owner_and_reverse_zones_the_address() {
    let server =
        record(b"\x02ns\x07example\0", 28, &[0x20, 1, 13, 184, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    let glue = message([0x84, 0], [0, 0, 0, 1], &server);
    let pointer =
        record(b"\x019\x012\x010\x03192\x07in-addr\x04arpa\0", 12, b"\x04host\x07example\0");
    let reverse = message([0x84, 0], [0, 1, 0, 0], &pointer);
    let found = names(&[glue, reverse]);
    let v6: Ipv6Addr = "2001:db8::1".parse().unwrap();
    let expected = [
        (Value::Ipv4([192, 0, 2, 9].into()), "host.example".into()),
        (Value::Ipv6(v6), "ns.example".into()),
    ];
    assert_eq!(found, expected);
    let nibbles = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa";
    assert_eq!(reversed(nibbles), Some(v6.into()));
    for wrong in ["2.0.192.in-addr.arpa", "1.0.ip6.arpa", "example"] {
        assert_eq!(reversed(wrong), None, "{wrong}");
    }
}

#[test]
fn failures_questions_and_addresses_of_no_host_name_nothing() {
    let of = |address: [u8; 4]| [ASKED, &record(b"\xc0\x0c", 1, &address)].concat();
    let frames = [
        message([0x81, 0x83], [1, 1, 0, 0], &of([192, 0, 2, 9])),
        message([0x01, 0x00], [1, 1, 0, 0], &of([192, 0, 2, 9])),
        message([0x81, 0x80], [1, 1, 0, 0], &of([0, 0, 0, 0])),
        message([0x81, 0x80], [1, 1, 0, 0], &of([127, 0, 0, 1])),
    ];
    assert_eq!(names(&frames), []);
}

#[test]
fn most_answers_decide() {
    let say = |question: &[u8]| {
        let answer = [question, &record(b"\xc0\x0c", 1, &[192, 0, 2, 9])].concat();
        message([0x81, 0x80], [1, 1, 0, 0], &answer)
    };
    let other = b"\x01a\x07example\0\x00\x01\x00\x01";
    let frames = [say(other), say(ASKED), say(ASKED)];
    let found = section(&STATISTIC, &Settings::default(), &frames);
    assert_eq!(numbers(&found, "names", "answers"), [2, 1]);
    assert_eq!(column(&found, "names", "name"), ["www.example".into(), "a.example".into()]);
}

#[test]
fn any_split_of_the_packets_says_the_same() {
    any_split_says_the_same(&STATISTIC, &Settings::default());
}
