use super::*;
use crate::packet::ProtocolId;
use crate::packet::testing::{every_beginning_is_read, message_values, parts};

#[rustfmt::skip]
const OFFER: &[u8] = b"\0\0\0\x4c\x07\x14\
    \x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\
    \0\0\0\x01k\0\0\0\x01h\0\0\0\x01c\0\0\0\x01s\0\0\0\x01m\0\0\0\x01n\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\
    \x01\0\0\0\0PADDING";

/// A server's key and signature: `K_S`, `Q_S`, signature.
const REPLY: &[u8] = b"\0\0\0\x34\x07\x1f\
    \0\0\0\x0f\0\0\0\x0bssh-ed25519\0\0\0\x02qs\0\0\0\x0b\0\0\0\x07rsa-sig\
    PADDING";

const KEYS: &[u8] = b"\0\0\0\x0c\x0a\x15PADDINGPAD";

fn values(bytes: &[u8], from_server: bool, name: &str) -> Vec<Value<'static>> {
    let ports = if from_server { (22, 50000) } else { (50000, 22) };
    message_values(ProtocolId::Ssh, ports, bytes, name)
}

#[test]
fn lines_come_first_then_packets_then_nothing_that_can_be_read() {
    let banner = b"hello\r\nSSH-2.0-a b\r\n";
    let stream = [&banner[..], OFFER, KEYS, &[0xaa; 40]].concat();
    let lengths = [7, 13, OFFER.len() as u64, KEYS.len() as u64];
    let found = parts(frame, &stream);
    assert_eq!(found[..4], lengths.map(|length| (length, true, true)));
    assert_eq!(found[4], (u64::MAX, false, true));
}

#[test]
fn version_1_and_the_middle_of_a_stream_are_passed_over() {
    let opaque = (u64::MAX, false, true);
    assert_eq!(parts(frame, b"SSH-1.5-old\n\0\0\0\x09"), [(12, true, true), opaque]);
    assert_eq!(parts(frame, b"\x9a\xec\x34\x4c\xfe\x41\x89"), [opaque]);
    assert_eq!(parts(frame, &[OFFER, KEYS].concat()).len(), 2);
}

#[test]
fn an_identification_is_a_line_without_its_end() {
    assert_eq!(values(b"SSH-2.0-a b\r\n", true, "ssh.protocol"), ["SSH-2.0-a b".into()]);
    assert_eq!(values(b"SSH-2.0-a b\r\n", true, "ssh.message_code"), []);
    assert_eq!(values(OFFER, true, "ssh.protocol"), []);
}

#[test]
fn an_offer_is_read() {
    let numbers = [
        ("ssh.packet_length", 76_u64),
        ("ssh.padding_length", 7),
        ("ssh.message_code", 20),
        ("ssh.first_kex_packet_follows", 1),
    ];
    for (name, number) in numbers {
        assert_eq!(values(OFFER, true, name), [number.into()], "{name}");
    }
    assert_eq!(values(OFFER, true, "ssh.server_host_key_algorithms"), ["h".into()]);
    assert_eq!(values(OFFER, true, "ssh.mac_algorithms_server_to_client"), ["n".into()]);
    assert_eq!(values(OFFER, true, "ssh.languages_client_to_server"), []);
}

#[test]
fn each_end_has_its_own_fingerprint() {
    let lines = ["ssh.kex.hassh_algorithms", "ssh.kex.hasshserver_algorithms"];
    assert_eq!(lines.map(|name| values(OFFER, true, name)), [vec![], vec!["k;s;n;".into()]]);
    assert_eq!(lines.map(|name| values(OFFER, false, name)), [vec!["k;c;m;".into()], vec![]]);
}

#[test]
fn a_server_shows_its_key_and_signs_with_it() {
    assert_eq!(values(REPLY, true, "ssh.host_key.type"), ["ssh-ed25519".into()]);
    assert_eq!(values(REPLY, true, "ssh.host_key.length"), [15_u64.into()]);
    assert_eq!(values(REPLY, true, "ssh.host_sig.type"), ["rsa-sig".into()]);
    // The prime of a group begins with no type.
    let group = b"\0\0\0\x14\x04\x1f\0\0\0\x05\0\xf1\xf2\xf3\xf4\0\0\0\x01\x02PADD";
    assert_eq!(values(group, true, "ssh.host_key.type"), []);
}

#[test]
fn every_beginning_of_a_message_is_read() {
    for bytes in [OFFER, REPLY, KEYS, b"SSH-2.0-a\r\n"] {
        every_beginning_is_read(ProtocolId::Ssh, (50000, 22), bytes);
    }
}
