use super::*;
use crate::packet::ProtocolId;
use crate::packet::testing::{every_beginning_is_read, message_values, parts};

/// A connection of version 5 with a will and a user (after section 3.1.2, figure 3-6).
#[rustfmt::skip]
const CONNECTS: &[u8] = &[
    0x10, 31, 0, 4, b'M', b'Q', b'T', b'T', 5, 0x86, 0, 10, // type, length, name, version, flags, seconds
    5, 17, 0, 0, 0, 10,                                     // properties: when the session ends
    0, 2, b'm', b'e',                                       // client
    0, 0, 1, b'w', 0, 1, b'!',                              // will: properties, topic, message
    0, 2, b'j', b'o',                                       // user
];

fn values(bytes: &[u8], name: &str) -> Vec<Value<'static>> {
    message_values(ProtocolId::Mqtt, (50000, 1883), bytes, name)
}

#[test]
fn a_client_says_who_it_is() {
    for (name, value) in [
        ("mqtt.msgtype", 1_u64.into()),
        ("mqtt.len", 31_u64.into()),
        ("mqtt.protoname", "MQTT".into()),
        ("mqtt.ver", 5_u64.into()),
        ("mqtt.conflag.cleansess", Value::Bool(true)),
        ("mqtt.kalive", 10_u64.into()),
        ("mqtt.clientid", "me".into()),
        ("mqtt.willtopic", "w".into()),
        ("mqtt.username", "jo".into()),
    ] {
        assert_eq!(values(CONNECTS, name), [value], "{name}");
    }
}

#[test]
fn a_publication_has_a_topic_a_quality_and_then_a_number() {
    let bytes = b"\x3b\x06\0\x01a\0\x07!";
    assert_eq!(values(bytes, "mqtt.topic"), ["a".into()]);
    assert_eq!(values(bytes, "mqtt.qos"), [1_u64.into()]);
    assert_eq!(values(bytes, "mqtt.dupflag"), [Value::Bool(true)]);
    assert_eq!(values(bytes, "mqtt.retain"), [Value::Bool(true)]);
    assert_eq!(values(bytes, "mqtt.msgid"), [7_u64.into()]);
    assert_eq!(values(b"\x30\x04\0\x01a!", "mqtt.msgid"), []);
}

#[test]
fn subscriptions_of_both_versions_are_told_apart() {
    let before = b"\x82\x0a\0\x01\0\x01a\x01\0\x01b\x02";
    assert_eq!(values(before, "mqtt.topic"), ["a".into(), "b".into()]);
    assert_eq!(values(before, "mqtt.sub.qos"), [1_u64.into(), 2_u64.into()]);
    let after = b"\x82\x07\0\x01\0\0\x01a\x01";
    assert_eq!(values(after, "mqtt.topic"), ["a".into()]);
    assert_eq!(values(after, "mqtt.sub.qos"), []);
}

#[test]
fn an_acknowledged_connection_has_a_code_of_its_version() {
    assert_eq!(values(b"\x20\x02\x01\x05", "mqtt.conack.val"), [5_u64.into()]);
    assert_eq!(values(b"\x20\x02\x01\x05", "mqtt.conack.flags.sp"), [Value::Bool(true)]);
    assert_eq!(values(b"\x20\x03\0\x87\0", "mqtt.connack.reason_code"), [0x87_u64.into()]);
    assert_eq!(values(b"\x20\x03\0\x87\0", "mqtt.conack.val"), []);
}

#[test]
fn messages_follow_each_other_by_length() {
    let stream = b"\xc0\0\x30\x81\0x\xd0";
    assert_eq!(parts(frame, stream), [(2, true, true), (4, true, true)]);
    let (mut own, mut peer) = (Progress::default(), Progress::default());
    assert_eq!(frame(b"\x30\xff\xff\xff\xff", &mut own, &mut peer), Step::Lost);
}

#[test]
fn every_beginning_of_a_message_is_read() {
    every_beginning_is_read(ProtocolId::Mqtt, (50000, 1883), CONNECTS);
    every_beginning_is_read(ProtocolId::Mqtt, (50000, 1883), b"\x82\x07\0\x01\0\0\x01a\x01");
}
