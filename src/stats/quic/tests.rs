use super::*;
use crate::packet::testing::rfc9001::{CLIENT, SERVER, bytes};
use crate::stats::testing::{any_split_says_the_same, column, datagram, numbers, section};

const A: (u8, u16) = (1, 50000);
const B: (u8, u16) = (2, 443);

#[test]
fn the_example_of_the_standard_is_a_handshake_of_seven_milliseconds() {
    let frames = [
        datagram(0, A, B, &bytes(CLIENT)),
        datagram(7, B, A, &bytes(SERVER)),
        // A short header.
        datagram(9, A, B, &[0x40; 30]),
    ];
    let found = section(&STATISTIC, &Settings::default(), &frames);
    for (name, number) in [
        ("datagrams", 3),
        ("client_hellos", 1),
        ("server_hellos", 1),
        ("matched", 1),
        ("unanswered", 0),
        ("bytes", 1200 + 135 + 30),
    ] {
        assert_eq!(numbers(&found, "quic", name), [number], "{name}");
    }
    assert_eq!(column(&found, "quic", "latency_max_s"), [Value::Duration(7_000_000)]);
    assert_eq!(column(&found, "quic_versions", "version"), ["1".into()]);
    assert_eq!(column(&found, "packet_types", "packet_type"), ["Initial".into(), "1-RTT".into()]);
    assert_eq!(numbers(&found, "packet_types", "messages"), [2, 1]);
    assert_eq!(column(&found, "server_names", "server_name"), ["example.com".into()]);
    assert_eq!(column(&found, "alpn", "protocol"), ["alpn".into()]);
    assert_eq!(column(&found, "versions", "version"), ["TLS 1.3".into()]);
    assert_eq!(column(&found, "ciphers", "cipher"), ["TLS_AES_128_GCM_SHA256".into()]);
}

#[test]
fn any_split_of_the_packets_says_the_same() {
    any_split_says_the_same(&STATISTIC, &Settings::default());
}
