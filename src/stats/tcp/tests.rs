use super::*;
use crate::stats::testing::{
    any_split_says_the_same, column, numbers, section, segment, tcp as bare,
};

const CLIENT: (u8, u16) = (2, 50_000);
const SERVER: (u8, u16) = (1, 80);
const SYN: u8 = 0x02;
const RST: u8 = 0x04;

/// A handshake of 10 ms, data that is answered after 30 ms, the same data twice, a refused stream.
fn frames() -> Vec<crate::stats::testing::Frame> {
    vec![
        bare(0, CLIENT, SERVER, SYN, 99),
        // There is no helper for a SYN that acknowledges: the server's answer begins with data.
        segment(10, SERVER, CLIENT, (500, 100), b"hello"),
        segment(12, CLIENT, SERVER, (100, 505), b"get"),
        segment(42, SERVER, CLIENT, (505, 103), b""),
        segment(50, CLIENT, SERVER, (103, 505), b"more"),
        segment(450, CLIENT, SERVER, (103, 505), b"more"),
        segment(455, SERVER, CLIENT, (505, 107), b""),
        bare(500, (3, 50_000), SERVER, SYN, 7),
        bare(501, SERVER, (3, 50_000), RST, 0),
    ]
}

#[test]
fn totals_count_what_was_sent_again() {
    let found = section(&STATISTIC, &Settings::default(), &frames());
    for (name, number) in [
        ("streams", 2),
        ("segments", 9),
        ("payload_bytes", 5 + 3 + 4 + 4),
        ("retransmissions", 1),
        ("retransmitted_bytes", 4),
        ("resets", 1),
    ] {
        assert_eq!(numbers(&found, "tcp", name), [number], "{name}");
    }
}

#[test]
fn every_finding_has_a_row_and_a_filter() {
    let found = section(&STATISTIC, &Settings::default(), &frames());
    let counts = numbers(&found, "tcp_analysis", "segments");
    assert_eq!(counts.len(), Finding::ALL.len());
    assert_eq!(counts[Finding::Retransmission as usize], 1);
    let filters = column(&found, "tcp_analysis", "filter");
    assert_eq!(filters[0], "tcp.analysis.retransmission".into());
}

#[test]
fn what_was_sent_twice_gives_no_round_trip_time() {
    let found = section(&STATISTIC, &Settings::default(), &frames());
    // The client's three bytes after 30 ms, and the server's five after 2 ms.
    assert_eq!(numbers(&found, "tcp_round_trips", "samples")[1], 2);
    let longest = column(&found, "tcp_round_trips", "latency_max_s");
    assert_eq!(longest[1], Value::Duration(30_000_000));
}

#[test]
fn the_worst_streams_come_first_and_those_without_trouble_not_at_all() {
    let mut frames = frames();
    // Windows of these frames are zero, which trouble only what is no SYN.
    frames.push(bare(600, (4, 1), SERVER, SYN, 1));
    let found = section(&STATISTIC, &Settings::default(), &frames);
    assert_eq!(numbers(&found, "tcp_worst", "stream"), [0, 1]);
    assert_eq!(numbers(&found, "tcp_worst", "client_port"), [50_000, 50_000]);
    assert_eq!(column(&found, "tcp_worst", "filter")[1], "tcp.stream == 1".into());
    let one = Settings { limit: Some(1), ..Settings::default() };
    assert_eq!(numbers(&section(&STATISTIC, &one, &frames), "tcp_worst", "stream"), [0]);
}

#[test]
fn streams_without_room_are_told() {
    let few = Settings { max_entries: 64, ..Settings::default() };
    let frames: Vec<_> =
        (0..9_u16).map(|host| bare(i64::from(host), (2, 1000 + host), SERVER, SYN, 1)).collect();
    let found = section(&STATISTIC, &few, &frames);
    assert_eq!(numbers(&found, "tcp", "streams"), [1]);
    assert!(found.notes[0].contains("8 segments"), "{:?}", found.notes);
}

#[test]
fn any_split_of_the_packets_says_the_same() {
    any_split_says_the_same(&STATISTIC, &Settings::default());
}
