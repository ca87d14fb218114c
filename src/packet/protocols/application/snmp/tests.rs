use super::*;
use crate::packet::ProtocolId;
use crate::packet::testing::{every_beginning_is_read, message_values, parts};

/// A request for sysDescr.0 of version 2c.
#[rustfmt::skip]
const GET: &[u8] = &[
    0x30, 0x26, 2, 1, 1, 4, 6, b'p', b'u', b'b', b'l', b'i', b'c', // version, community
    0xa0, 0x19, 2, 1, 0x80, 2, 1, 0, 2, 1, 0,                      // get, number, no error
    0x30, 0x0e, 0x30, 0x0c, 6, 8, 0x2b, 6, 1, 2, 1, 1, 1, 0, 5, 0, // one variable
];

/// A trap of version 1 (RFC 1157 section 4.1.6).
#[rustfmt::skip]
const LINK_DOWN: &[u8] = &[
    0x30, 0x21, 2, 1, 0, 4, 1, b'c', 0xa4, 0x19,
    6, 4, 0x2b, 6, 1, 4, 0x40, 4, 192, 0, 2, 1, 2, 1, 2, 2, 1, 0, 0x43, 1, 9, 0x30, 2, 5, 0,
];

/// The header of a message of version 3: number, size, flags, model (RFC 3412 section 6).
const HEADER: &[u8] = &[0x30, 13, 2, 1, 7, 2, 2, 5, 0xdc, 4, 1, 4, 2, 1, 3];

fn values(bytes: &[u8], name: &str) -> Vec<Value<'static>> {
    message_values(ProtocolId::Snmp, (50000, 161), bytes, name)
}

#[test]
fn a_request_names_its_variables() {
    for (name, value) in [
        ("snmp.version", Value::Signed(1)),
        ("snmp.community", "public".into()),
        ("snmp.data", 0_u64.into()),
        ("snmp.request_id", Value::Signed(-128)),
        ("snmp.error_status", Value::Signed(0)),
        ("snmp.name", "1.3.6.1.2.1.1.1.0".into()),
    ] {
        assert_eq!(values(GET, name), [value], "{name}");
    }
    assert_eq!(values(GET, "snmp.msgVersion"), []);
}

#[test]
fn a_trap_has_a_device_and_no_request() {
    for (name, value) in [
        ("snmp.enterprise", "1.3.6.1.4".into()),
        ("snmp.agent_addr", Value::Ipv4([192, 0, 2, 1].into())),
        ("snmp.generic_trap", Value::Signed(2)),
        ("snmp.specific_trap", Value::Signed(0)),
    ] {
        assert_eq!(values(LINK_DOWN, name), [value], "{name}");
    }
    assert_eq!(values(LINK_DOWN, "snmp.request_id"), []);
}

#[test]
fn version_3_has_a_user_and_perhaps_an_operation_in_clear() {
    let inner = |tag: u8, parts: &[&[u8]]| {
        let content = parts.concat();
        let mut value = vec![tag, u8::try_from(content.len()).unwrap()];
        value.extend(content);
        value
    };
    let security = inner(0x30, &[&[4, 2, 0x80, 1], &[2, 1, 5], &[2, 1, 9], &[4, 2, b'j', b'o'], &[4, 0], &[4, 0]]);
    let bulk = inner(0xa5, &[&[2, 1, 1], &[2, 1, 0], &[2, 1, 10], &[0x30, 0]]);
    let scoped = inner(0x30, &[&[4, 0], &[4, 0], &bulk]);
    let whole = inner(0x30, &[&[2, 1, 3], HEADER, &inner(4, &[&security]), &scoped]);
    for (name, value) in [
        ("snmp.msgVersion", Value::Signed(3)),
        ("snmp.msgID", 7_u64.into()),
        ("snmp.msgFlags", Value::Bytes(vec![4].into())),
        ("snmp.msgAuthoritativeEngineID", Value::Bytes(vec![0x80, 1].into())),
        ("snmp.msgAuthoritativeEngineBoots", 5_u64.into()),
        ("snmp.msgAuthoritativeEngineTime", 9_u64.into()),
        ("snmp.msgUserName", "jo".into()),
        ("snmp.data", 5_u64.into()),
        ("snmp.max_repetitions", 10_u64.into()),
    ] {
        assert_eq!(values(&whole, name), [value], "{name}");
    }
    assert_eq!(values(&whole, "snmp.error_status"), []);
    every_beginning_is_read(ProtocolId::Snmp, (50000, 161), &whole);
}

#[test]
fn messages_follow_each_other_by_length() {
    let stream = [GET, LINK_DOWN].concat();
    let lengths = [(GET.len() as u64, true, true), (LINK_DOWN.len() as u64, true, true)];
    assert_eq!(parts(frame, &stream), lengths);
}

#[test]
fn every_beginning_of_a_message_is_read() {
    every_beginning_is_read(ProtocolId::Snmp, (50000, 161), GET);
    every_beginning_is_read(ProtocolId::Snmp, (50000, 161), LINK_DOWN);
}
