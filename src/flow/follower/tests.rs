use super::*;
use crate::packet::decode;
use crate::packet::testing::raw;

const SYN: u8 = 2;
const ACK: u8 = 16;

/// A packet of raw IPv4 (link type 101) with these bytes behind its header.
fn ipv4(from: u8, to: u8, protocol: u8, payload: &[u8]) -> Vec<u8> {
    let length = u8::try_from(20 + payload.len()).unwrap();
    #[rustfmt::skip]
    let mut packet = vec![
        0x45, 0, 0, length, 0, 0, 0, 0, 64, protocol, 0, 0, // version, length, protocol
        10, 0, 0, from,  10, 0, 0, to,                      // addresses
    ];
    packet.extend(payload);
    packet
}

fn tcp(from: u8, to: u8, flags: u8, sequence: u8) -> Vec<u8> {
    #[rustfmt::skip]
    let segment = [
        0xc0, from, 0xc0, to,  0, 0, 0, sequence,  0, 0, 0, 0, // ports by host, numbers
        0x50, flags, 0, 9,  0, 0, 0, 0,                        // header of 20 bytes, flags, window
    ];
    ipv4(from, to, 6, &segment)
}

fn udp(from: u8, to: u8) -> Vec<u8> {
    ipv4(from, to, 17, &[0xc0, from, 0xc0, to, 0, 8, 0, 0])
}

/// ICMP "port unreachable" that quotes a packet.
fn unreachable(quoted: &[u8]) -> Vec<u8> {
    ipv4(9, 1, 1, &[&[3, 3, 0, 0, 0, 0, 0, 0], quoted].concat())
}

/// The numbers of each packet's streams.
fn numbers(limit: usize, packets: &[Vec<u8>]) -> (Vec<Vec<u64>>, Losses) {
    let mut follower = Follower::new(limit);
    let mut decoded = Decoded::default();
    let of_each = packets.iter().map(|bytes| {
        let raw = raw(101, bytes);
        decode(&raw, &mut decoded);
        follower.packet(&raw, &mut decoded);
        let layers = 0..decoded.layers().len();
        layers.filter_map(|index| decoded.stream(index)).map(|it| it.number).collect()
    });
    (of_each.collect(), follower.losses())
}

#[test]
fn streams_of_each_transport_are_numbered_by_their_first_packets() {
    let packets = [tcp(1, 2, SYN, 5), udp(1, 2), udp(3, 2), tcp(2, 1, SYN | ACK, 7), udp(2, 1)];
    assert_eq!(numbers(9, &packets).0, [[0], [0], [1], [0], [0]]);
}

#[test]
fn a_syn_with_another_number_begins_another_stream() {
    let packets = [tcp(1, 2, SYN, 5), tcp(3, 2, SYN, 5), tcp(1, 2, SYN, 6), tcp(1, 2, ACK, 7)];
    assert_eq!(numbers(9, &packets).0, [[0], [1], [2], [2]]);
}

#[test]
fn a_quoted_segment_has_the_number_of_its_stream_whichever_comes_first() {
    let (first, second) = (tcp(1, 2, SYN, 5), tcp(3, 2, SYN, 5));
    let packets = [unreachable(&second), first.clone(), second.clone(), unreachable(&first)];
    assert_eq!(numbers(9, &packets).0, [[0], [1], [0], [1]]);
}

#[test]
fn streams_without_room_have_no_number_and_are_counted() {
    let packets = [udp(1, 2), udp(1, 3), tcp(1, 2, ACK, 5), tcp(1, 3, ACK, 5), udp(1, 2)];
    let (numbers, losses) = numbers(1, &packets);
    assert_eq!(numbers, [vec![0], vec![], vec![0], vec![], vec![0]]);
    assert_eq!(losses.segments_without_room, 2);
}

#[test]
fn what_was_known_of_the_packet_before_is_forgotten() {
    let packets = [tcp(1, 2, SYN, 5), ipv4(1, 2, 253, &[])];
    assert_eq!(numbers(9, &packets).0, [vec![0], vec![]]);
}
