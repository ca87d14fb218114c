use super::*;
use crate::stats::testing::{Frame, any_split_says_the_same, column, ipv4, numbers, section};

fn message(at_ms: i64, asks: bool, id: u16, code: u8, name: &[u8]) -> Frame {
    let (from, to) = if asks { ((1, 50000_u16), (2, 53_u16)) } else { ((2, 53), (1, 50000)) };
    let length = u16::try_from(8 + 12 + name.len() + 4).unwrap();
    let mut bytes = Vec::new();
    for number in [from.1, to.1, length, 0, id] {
        bytes.extend(number.to_be_bytes());
    }
    bytes.extend([if asks { 1 } else { 0x81 }, code, 0, 1, 0, 0, 0, 0, 0, 0]);
    bytes.extend(name);
    bytes.extend([0, 1, 0, 1]);
    ipv4(at_ms, from.0, to.0, 17, &bytes)
}

const NAME: &[u8] = b"\x03www\x07example\0";
const SHOUTED: &[u8] = b"\x03WWW\x07eXample\0";

#[test]
fn an_answer_belongs_to_the_query_with_its_number_and_name() {
    let frames = [
        message(0, true, 1, 0, NAME),
        message(10, true, 2, 0, SHOUTED),
        message(20, true, 2, 0, NAME),
        message(30, false, 2, 3, NAME),
        message(35, false, 7, 0, NAME),
        message(70, true, 3, 0, NAME),
        message(200, false, 1, 0, NAME),
    ];
    let found = section(&STATISTIC, &Settings::default(), &frames);
    let expected = [
        ("queries", 4),
        ("answers", 3),
        ("matched", 2),
        ("unanswered", 1),
        ("unasked", 1),
        ("repeated", 1),
        ("nxdomain", 1),
        ("over_tcp", 0),
    ];
    for (name, number) in expected {
        assert_eq!(numbers(&found, "dns", name), [number], "{name}");
    }
    assert_eq!(column(&found, "dns", "latency_max_s"), [Value::Duration(200_000_000)]);
    let Value::Duration(half) = column(&found, "dns", "latency_p50_s")[0] else { panic!() };
    assert!((half - 20_000_000).abs() <= 20_000_000 / 128, "{half}");
    assert_eq!(column(&found, "names", "name"), ["www.example".into()]);
    assert_eq!(numbers(&found, "names", "messages"), [4]);
    assert_eq!(column(&found, "types", "type"), ["A".into()]);
    assert_eq!(column(&found, "rcodes", "name"), ["NOERROR".into(), "NXDOMAIN".into()]);
    assert_eq!(column(&found, "nxdomain", "name"), ["www.example".into()]);
}

#[test]
fn any_split_of_the_packets_says_the_same() {
    any_split_says_the_same(&STATISTIC, &Settings::default());
}
