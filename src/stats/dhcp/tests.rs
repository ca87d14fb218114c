use super::*;
use crate::stats::testing::{
    Frame, any_split_says_the_same, column, ipv4, numbers, section, split,
};

/// A message of the client that `host` is the last byte of.
fn message(at_ms: i64, host: u8, kind: u8, options: &[u8]) -> Frame {
    let (is_reply, ports) = (matches!(kind, 2 | 5 | 6), [0, 67, 0, 68]);
    let mut bytes = vec![1 + u8::from(is_reply), 1, 6, 0, 0, 0, 0, 1, 0, 0, 0, 0];
    bytes.extend([0, 0, 0, 0]);
    bytes.extend(if is_reply { [10, 0, 0, host] } else { [0; 4] });
    bytes.resize(28, 0);
    bytes.extend([2, 0, 0, 0, 0, host]);
    bytes.resize(236, 0);
    bytes.extend([0x63, 0x82, 0x53, 0x63, 53, 1, kind]);
    bytes.extend(options);
    bytes.push(255);
    let length = u16::try_from(bytes.len() + 8).unwrap().to_be_bytes();
    let mut datagram = ports.to_vec();
    datagram.extend([length[0], length[1], 0, 0]);
    datagram.extend(bytes);
    ipv4(at_ms, if is_reply { 1 } else { host }, if is_reply { host } else { 255 }, 17, &datagram)
}

fn lease() -> Vec<Frame> {
    vec![
        message(0, 7, 3, b"\x0c\x02pc\x3c\x04test"),
        message(1000, 7, 5, &[51, 4, 0, 0, 0, 60, 54, 4, 10, 0, 0, 1]),
        message(2000, 8, 1, b"\x3c\x04test"),
        message(3000, 8, 6, &[]),
    ]
}

fn said(frames: &[Frame], settings: &Settings) -> Section {
    section(&STATISTIC, settings, frames)
}

#[test]
fn a_client_has_its_name_lease_and_class() {
    let found = said(&lease(), &Settings { order: Some(Order::Key), ..Settings::default() });
    let cells = |name| column(&found, "dhcp", name);
    assert_eq!(cells("client")[0], Value::Mac([2, 0, 0, 0, 0, 7]));
    assert_eq!(cells("host_name"), ["pc".into(), Value::Null]);
    assert_eq!(cells("address"), [Value::Ipv4([10, 0, 0, 7].into()), Value::Null]);
    assert_eq!(cells("lease_s")[0], Value::Duration(60_000_000_000));
    assert_eq!(cells("server")[0], Value::Ipv4([10, 0, 0, 1].into()));
    assert_eq!(numbers(&found, "dhcp", "packets"), [2, 2]);
    assert_eq!(numbers(&found, "dhcp", "naks"), [0, 1]);
}

#[test]
fn types_and_classes_are_counted() {
    let found = said(&lease(), &Settings::default());
    assert_eq!(numbers(&found, "message_types", "type"), [1, 3, 5, 6]);
    assert_eq!(column(&found, "message_types", "name")[2], "ack".into());
    assert_eq!(numbers(&found, "vendor_classes", "clients"), [2]);
}

#[test]
fn clients_without_room_are_counted() {
    let frames: Vec<Frame> = (0..5)
        .map(|turn| {
            let mut frame = message(turn, 9, 1, &[]);
            // Another hardware address from the same host.
            *frame.bytes.get_mut(14 + 20 + 8 + 33).unwrap() = u8::try_from(turn).unwrap();
            frame
        })
        .collect();
    let found = said(&frames, &Settings { max_entries: 1, ..Settings::default() });
    assert_eq!(numbers(&found, "dhcp", "packets"), [1]);
    assert_eq!(numbers(&found, "message_types", "packets"), [5]);
    assert!(found.notes[0].contains("4 messages"), "{:?}", found.notes);
}

#[test]
fn any_split_of_the_packets_says_the_same() {
    any_split_says_the_same(&STATISTIC, &Settings::default());
    let whole = said(&lease(), &Settings::default());
    for siblings in 2..=8 {
        assert_eq!(whole, split(&STATISTIC, &Settings::default(), &lease(), siblings, 1));
    }
}
