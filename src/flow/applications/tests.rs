use super::*;
use crate::packet::decode;
use crate::packet::testing::raw;

/// IPv4 and a transport of `header` bytes around a payload, as a packet of link type 228.
fn packet(protocol: u8, from: (u8, u16), to: (u8, u16), payload: &[u8]) -> Vec<u8> {
    let header = if protocol == 6 { 20 } else { 8 };
    let total = u16::try_from(20 + header + payload.len()).unwrap();
    let mut bytes = vec![0x45, 0];
    bytes.extend(total.to_be_bytes());
    bytes.extend([0, 0, 0, 0, 64, protocol, 0, 0, 192, 0, 2, from.0, 192, 0, 2, to.0]);
    bytes.extend(from.1.to_be_bytes());
    bytes.extend(to.1.to_be_bytes());
    if protocol == 6 {
        bytes.extend([0, 0, 0, 0, 0, 0, 0, 0, 0x50, 0x18, 0, 0, 0, 0, 0, 0]);
    } else {
        bytes.extend((total - 20).to_be_bytes());
        bytes.extend([0, 0]);
    }
    bytes.extend(payload);
    bytes
}

fn name(applications: &mut Applications, bytes: &[u8]) -> Option<ProtocolId> {
    let raw = raw(228, bytes);
    let mut decoded = Decoded::default();
    decode(&raw, &mut decoded);
    if let Some(flow) = applications.look_up(&raw, &decoded) {
        applications.name(0, &raw, &mut decoded, &flow);
    }
    let last = decoded.last().copied().unwrap();
    (last.protocol.role() == Role::Application).then_some(last.protocol)
}

const CLIENT: (u8, u16) = (1, 50000);

fn tcp(applications: &mut Applications, port: u16, payload: &[u8]) -> Option<ProtocolId> {
    name(applications, &packet(6, CLIENT, (2, port), payload))
}

fn tcp_back(applications: &mut Applications, port: u16, payload: &[u8]) -> Option<ProtocolId> {
    name(applications, &packet(6, (2, port), CLIENT, payload))
}

fn udp(applications: &mut Applications, port: u16, payload: &[u8]) -> Option<ProtocolId> {
    name(applications, &packet(17, CLIENT, (2, port), payload))
}

const BINDING: &[u8] =
    b"\0\x01\0\0\x21\x12\xa4\x42\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c";
const DTLS: &[u8] = b"\x17\xfe\xfd\0\x01\0\0\0\0\0\x01\0\x04\xaa\xbb\xcc\xdd";

#[test]
fn the_layer_covers_the_payload_and_has_no_header() {
    let bytes = packet(17, CLIENT, (2, 3478), BINDING);
    let raw = raw(228, &bytes);
    let mut decoded = Decoded::default();
    decode(&raw, &mut decoded);
    let mut applications = Applications::default();
    let flow = applications.look_up(&raw, &decoded).unwrap();
    applications.name(0, &raw, &mut decoded, &flow);
    let layer = *decoded.last().unwrap();
    assert_eq!(layer.protocol, ProtocolId::Stun);
    assert_eq!((layer.start, layer.payload, layer.end, layer.wire_end), (28, 28, 48, 48));
}

#[test]
fn a_connection_is_remembered_in_both_directions() {
    let flows = &mut Applications::default();
    assert_eq!(tcp(flows, 9999, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"), Some(ProtocolId::Http));
    assert_eq!(tcp_back(flows, 9999, b"\x01\x02\x03\x04"), Some(ProtocolId::Http));
    assert_eq!(tcp(flows, 9998, b"\x01\x02\x03\x04"), None);
}

#[test]
fn a_certain_payload_corrects_a_guess() {
    let flows = &mut Applications::default();
    assert_eq!(tcp_back(flows, 25, b"220 hello\r\n"), Some(ProtocolId::Smtp));
    assert_eq!(tcp(flows, 25, b"SSH-2.0-OpenSSH_9.6\r\n"), Some(ProtocolId::Ssh));
    assert_eq!(tcp(flows, 25, b"MAIL FROM:<a@example.com>\r\n"), Some(ProtocolId::Ssh));
}

#[test]
fn mail_goes_over_to_tls() {
    let flows = &mut Applications::default();
    assert_eq!(tcp_back(flows, 25, b"220 a ESMTP\r\n"), Some(ProtocolId::Smtp));
    assert_eq!(tcp(flows, 25, b"STARTTLS\r\n"), Some(ProtocolId::Smtp));
    assert_eq!(tcp(flows, 25, b"\x16\x03\x03\0\x04\x0e\0\0\0"), Some(ProtocolId::Tls));
    assert_eq!(tcp_back(flows, 25, b"\x99\x98"), Some(ProtocolId::Tls));
}

#[test]
fn http_goes_over_to_a_websocket_after_the_answer() {
    let flows = &mut Applications::default();
    let switch = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";
    assert_eq!(tcp_back(flows, 80, switch), Some(ProtocolId::Http));
    assert_eq!(tcp_back(flows, 80, b"\x81\x05hello"), Some(ProtocolId::WebSocket));
}

#[test]
fn protocols_that_share_ports_are_told_apart() {
    let flows = &mut Applications::default();
    for _ in 0..3 {
        assert_eq!(udp(flows, 40000, BINDING), Some(ProtocolId::Stun));
        assert_eq!(udp(flows, 40000, DTLS), Some(ProtocolId::Dtls));
        assert_eq!(udp(flows, 40000, b"\x01\x02\x03"), None);
    }
}

#[test]
fn datagrams_with_one_stream_number_are_a_stream() {
    let flows = &mut Applications::default();
    let sound = b"\x80\x08\0\x01\0\0\0\xa0\x12\x34\x56\x78\xd5\xd5\xd5\xd5";
    for _ in 0..3 {
        assert_eq!(udp(flows, 40000, sound), None);
    }
    assert_eq!(udp(flows, 40000, sound), Some(ProtocolId::Rtp));
    assert_eq!(udp(flows, 40000, BINDING), Some(ProtocolId::Stun));
    assert_eq!(udp(flows, 40000, sound), Some(ProtocolId::Rtp));
    assert_eq!(udp(flows, 40000, b"\x01\x02\x03"), None);
}

#[test]
fn changing_stream_numbers_are_no_stream() {
    let flows = &mut Applications::default();
    for number in 0..20 {
        let mut sound = *b"\x80\x08\0\x01\0\0\0\xa0\x12\x34\x56\x78\xd5\xd5\xd5\xd5";
        sound[11] = number;
        assert_eq!(udp(flows, 40000, &sound), None);
    }
}

#[test]
fn what_continues_a_protocol_is_not_believed_on_its_port() {
    let flows = &mut Applications::default();
    let short = [0x0c; 30];
    assert_eq!(udp(flows, 443, &short), None);
    let initial = b"\xc3\0\0\0\x01\x08\x83\x94\xc8\xf0\x3e\x51\x57\x08\0\0\x44\x9e\x7b\x9a\xec\x34";
    assert_eq!(udp(flows, 443, initial), Some(ProtocolId::Quic));
    assert_eq!(udp(flows, 443, &short), Some(ProtocolId::Quic));
}

#[test]
fn segments_without_payload_and_broken_headers_have_no_application() {
    let flows = &mut Applications::default();
    assert_eq!(tcp(flows, 80, b""), None);
    let mut bytes = packet(17, CLIENT, (2, 3478), BINDING);
    bytes[25] = 0xff; // The length of UDP is more than there is.
    assert_eq!(name(flows, &bytes), None);
}

#[test]
fn flows_beyond_the_limit_are_judged_alone_and_counted() {
    let flows = &mut Applications::new(PARTITIONS);
    assert_eq!(udp(flows, 1, BINDING), Some(ProtocolId::Stun));
    assert_eq!(tcp(flows, 9999, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"), Some(ProtocolId::Http));
    assert_eq!(tcp_back(flows, 9999, b"\x01\x02\x03\x04"), None);
    assert_eq!(flows.not_remembered(), 2);
}

#[test]
fn a_flow_takes_sixteen_bytes() {
    assert_eq!(size_of::<Memory>(), 16);
}
