use super::*;
use crate::stats::testing::{self, Frame, any_split_says_the_same, column, numbers, section};

/// 2024-01-31T00:00:00Z in milliseconds.
const AT: i64 = 1_706_659_200_000;

/// A value of DER with these parts as its content.
fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    [&[tag, 0x82, length[0], length[1]][..], &content].concat()
}

/// A certificate for `subject` by `issuer`, valid until a time such as `240210000000Z`.
fn certificate(subject: &str, issuer: &str, from: &str, until: &str) -> Vec<u8> {
    let name = |text: &str| {
        let common_name = der(0x30, &[&[6, 3, 0x55, 4, 3], &der(0x0c, &[text.as_bytes()])]);
        der(0x30, &[&der(0x31, &[&common_name])])
    };
    let validity = der(0x30, &[&der(0x17, &[from.as_bytes()]), &der(0x17, &[until.as_bytes()])]);
    let serial = [2, 1, 7];
    let parts: [&[u8]; 5] = [&serial, &der(0x30, &[]), &name(issuer), &validity, &name(subject)];
    der(0x30, &[&der(0x30, &parts)])
}

/// A record of the handshake with one message.
fn handshake(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).unwrap();
    let record = (length + 4).to_be_bytes();
    let [high, low] = length.to_be_bytes();
    [&[22, 3, 1, record[0], record[1], kind, 0, high, low][..], body].concat()
}

fn vector24(bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).unwrap().to_be_bytes();
    [&length[1..], bytes].concat()
}

/// A chain of certificates in its record.
fn chain(certificates: &[Vec<u8>]) -> Vec<u8> {
    let list: Vec<u8> = certificates.iter().flat_map(|it| vector24(it)).collect();
    handshake(11, &vector24(&list))
}

#[rustfmt::skip]
fn client_hello() -> Vec<u8> {
    handshake(1, &[
        &[3, 3][..], &[7; 32], &[0],                      // version, random, session
        &[0, 4, 0xc0, 0x2f, 0, 0x05], &[1, 0],            // ciphers, compressions
        &[0, 20],                                         // extensions
        &[0, 0, 0, 9, 0, 7, 0, 0, 4], b"HoSt",            // server name
        &[0, 16, 0, 3, 0, 1, 0],                          // protocols, an empty one
    ].concat())
}

#[rustfmt::skip]
fn server_hello() -> Vec<u8> {
    // TLS 1.0 with RC4.
    handshake(2, &[&[3, 1][..], &[9; 32], &[0], &[0, 0x05], &[0]].concat())
}

fn exchange(server_says: &[u8]) -> Vec<Frame> {
    let (client, server) = ((1, 50000), (2, 443));
    let asked = 1 + u32::try_from(client_hello().len()).unwrap();
    vec![
        testing::segment(AT, client, server, (1, 1), &client_hello()),
        testing::segment(AT + 12, server, client, (1, asked), server_says),
    ]
}

#[test]
fn a_handshake_is_timed_and_old_choices_are_counted() {
    let alert = [21, 3, 1, 0, 2, 2, 40];
    let frames = exchange(&[&server_hello()[..], &alert].concat());
    let found = section(&STATISTIC, &Settings::default(), &frames);
    for name in [
        "client_hellos",
        "server_hellos",
        "matched",
        "deprecated_versions",
        "deprecated_ciphers",
        "alerts",
    ] {
        assert_eq!(numbers(&found, "tls", name), [1], "{name}");
    }
    assert_eq!(numbers(&found, "tls", "retries"), [0]);
    assert_eq!(column(&found, "tls", "latency_max_s"), [Value::Duration(12_000_000)]);
    assert_eq!(column(&found, "versions", "version"), ["TLS 1.0".into()]);
    assert_eq!(column(&found, "versions", "deprecated"), [Value::Bool(true)]);
    assert_eq!(column(&found, "offered_versions", "deprecated"), [Value::Bool(false)]);
    assert_eq!(column(&found, "ciphers", "cipher"), ["TLS_RSA_WITH_RC4_128_SHA".into()]);
    assert_eq!(column(&found, "server_names", "server_name"), ["host".into()]);
    assert_eq!(column(&found, "alerts", "alert"), ["fatal: handshake_failure".into()]);
}

#[test]
fn certificates_that_need_a_look_come_first() {
    let chain = chain(&[
        certificate("soon", "authority", "230101000000Z", "240210000000Z"),
        certificate("good", "authority", "230101000000Z", "250101000000Z"),
        certificate("self", "self", "240101000000Z", "240130000000Z"),
        certificate("later", "authority", "240201000000Z", "250101000000Z"),
    ]);
    let frames = exchange(&[server_hello(), chain].concat());
    let found = section(&STATISTIC, &Settings::default(), &frames);
    let subjects = ["CN=self", "CN=later", "CN=soon", "CN=good"];
    assert_eq!(column(&found, "certificates", "subject"), subjects.map(Value::from));
    let validities = ["expired", "not yet valid", "expires soon", "valid"];
    assert_eq!(column(&found, "certificates", "validity"), validities.map(Value::from));
    let left = column(&found, "certificates", "days_left");
    assert_eq!(left, [-2, 335, 9, 335].map(Value::Signed));
    let own = column(&found, "certificates", "own");
    assert_eq!(own, [false, false, true, false].map(Value::Bool));
    let signed = column(&found, "certificates", "self_signed");
    assert_eq!(signed, [true, false, false, false].map(Value::Bool));
    for (name, number) in [
        ("certificates", 4),
        ("expired", 1),
        ("not_yet_valid", 1),
        ("expiring", 1),
        // The one that is its own issuer is no peer's own.
        ("self_signed", 0),
    ] {
        assert_eq!(numbers(&found, "tls", name), [number], "{name}");
    }
    let settings = Settings { expires_within_ns: 0, ..Settings::default() };
    let found = section(&STATISTIC, &settings, &frames);
    assert_eq!(numbers(&found, "tls", "expiring"), [0]);
}

#[test]
fn any_split_of_the_packets_says_the_same() {
    any_split_says_the_same(&STATISTIC, &Settings::default());
}
