use super::*;
use crate::packet::testing::raw;
use crate::packet::{Datagram, ProtocolId, decode};
use crate::value::Timestamp;

/// A datagram of UDP from port 53 to 9999, with sixteen bytes.
#[rustfmt::skip]
const UDP: [u8; 24] = [
    0x00, 0x35, 0x27, 0x0f, 0x00, 0x18, 0x00, 0x00,
    b'0', b'1', b'2', b'3', b'4', b'5', b'6', b'7',
    b'8', b'9', b'a', b'b', b'c', b'd', b'e', b'f',
];

/// A fragment of IPv4 at an offset in bytes.
fn v4(identification: u8, offset: usize, more: bool, payload: &[u8]) -> Vec<u8> {
    let place = u16::try_from(offset / 8).unwrap() | u16::from(more) << 13;
    let total = u16::try_from(20 + payload.len()).unwrap();
    let [high, low] = place.to_be_bytes();
    let mut bytes = vec![0x45, 0];
    bytes.extend(total.to_be_bytes());
    bytes.extend([0, identification, high, low, 64, 17, 0, 0]);
    bytes.extend([192, 0, 2, 1, 192, 0, 2, 2]);
    bytes.extend(payload);
    bytes
}

/// The same of IPv6.
fn v6(next: u8, offset: usize, more: bool, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x60, 0, 0, 0];
    bytes.extend(u16::try_from(8 + payload.len()).unwrap().to_be_bytes());
    bytes.extend([44, 64]);
    bytes.extend([0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    bytes.extend([0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
    bytes.extend([next, 0]);
    bytes.extend((u16::try_from(offset).unwrap() | u16::from(more)).to_be_bytes());
    bytes.extend([0, 0, 0, 9]);
    bytes.extend(payload);
    bytes
}

/// What a packet at a second becomes.
fn at(fragments: &mut Fragments, second: i64, bytes: &[u8]) -> (Option<Whole>, Decoded) {
    let link = if bytes[0] >> 4 == 4 { 228 } else { 229 };
    let raw = RawPacket { at: Timestamp(second * 1_000_000_000), ..raw(link, bytes) };
    let mut decoded = Decoded::default();
    decode(&raw, &mut decoded);
    assert!(decoded.is_fragment(), "no fragment: {:?}", decoded.layers());
    (fragments.join(&raw, &mut decoded), decoded)
}

fn add(fragments: &mut Fragments, bytes: &[u8]) -> Option<Whole> {
    at(fragments, 0, bytes).0
}

fn datagram(whole: &Whole) -> &[u8] {
    let &Datagram { start, bytes, .. } = whole.joined.datagrams.last().unwrap();
    &whole.bytes[start as usize..][..bytes as usize]
}

#[test]
fn fragments_in_any_order_give_the_datagram_to_the_packet_that_completes_it() {
    let parts = [(0, true), (8, true), (16, false)];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let mut fragments = Fragments::default();
        for (index, part) in order.into_iter().enumerate() {
            let (offset, more) = parts[part];
            let bytes = v4(1, offset, more, &UDP[offset..offset + 8]);
            let (whole, decoded) = at(&mut fragments, 0, &bytes);
            assert_eq!(whole.is_some(), index == 2);
            let Some(whole) = whole else { continue };
            assert_eq!(datagram(&whole), UDP);
            assert_eq!(whole.bytes[..bytes.len()], bytes);
            let flow = decoded.flow(&whole.bytes).unwrap();
            assert_eq!((flow.source_port, flow.destination_port), (53, 9999));
        }
        assert_eq!(fragments.losses(), FragmentLosses::default());
        assert_eq!((fragments.bytes, fragments.order.len()), (0, 0));
    }
}

#[test]
fn the_first_fragment_of_ipv6_says_what_the_datagram_carries() {
    let mut fragments = Fragments::default();
    assert!(add(&mut fragments, &v6(59, 16, false, &UDP[16..])).is_none());
    let (whole, decoded) = at(&mut fragments, 0, &v6(17, 0, true, &UDP[..16]));
    assert_eq!(datagram(&whole.unwrap()), UDP);
    assert_eq!(decoded.last().unwrap().protocol, ProtocolId::Udp);
}

#[test]
fn datagrams_of_other_numbers_addresses_and_protocols_stay_apart() {
    let mut fragments = Fragments::default();
    let last = v4(1, 8, false, &UDP[8..]);
    assert!(add(&mut fragments, &last).is_none());
    assert!(add(&mut fragments, &v4(2, 0, true, &UDP[..8])).is_none());
    let mut other = v4(1, 0, true, &UDP[..8]);
    other[9] = 6;
    assert!(add(&mut fragments, &other).is_none());
    (other[9], other[15]) = (17, 7);
    assert!(add(&mut fragments, &other).is_none());
    assert!(add(&mut fragments, &v4(1, 0, true, &UDP[..8])).is_some());
    assert_eq!(fragments.losses().incomplete, 3);
}

#[test]
fn of_overlapping_fragments_of_ipv4_the_lower_stays_and_of_two_alike_the_first() {
    let mut fragments = Fragments::default();
    // Teardrop: the second lies within the first.
    assert!(add(&mut fragments, &v4(1, 0, true, &UDP)).is_none());
    let whole = add(&mut fragments, &v4(1, 8, false, &[b'X'; 8])).unwrap();
    assert_eq!(datagram(&whole), &UDP[..16]);
    assert!(add(&mut fragments, &v4(2, 8, true, &[b'X'; 8])).is_none());
    assert!(add(&mut fragments, &v4(2, 8, true, &[b'Y'; 8])).is_none());
    assert!(add(&mut fragments, &v4(2, 16, false, &UDP[16..])).is_none());
    let whole = add(&mut fragments, &v4(2, 0, true, &UDP[..8])).unwrap();
    assert_eq!(datagram(&whole)[8..16], [b'X'; 8]);
    assert_eq!(fragments.losses(), FragmentLosses { overlapping: 2, ..Default::default() });
}

#[test]
fn a_datagram_of_ipv6_with_overlapping_fragments_is_thrown_away() {
    let mut fragments = Fragments::default();
    assert!(add(&mut fragments, &v6(17, 0, true, &UDP[..16])).is_none());
    assert!(add(&mut fragments, &v6(17, 8, false, &UDP[8..])).is_none());
    // Those that come later begin no other (RFC 5722 section 4).
    assert!(add(&mut fragments, &v6(17, 0, true, &UDP[..8])).is_none());
    assert!(add(&mut fragments, &v6(17, 8, false, &UDP[8..])).is_none());
    let losses = FragmentLosses { overlapping: 1, refused: 2, ..Default::default() };
    assert_eq!(fragments.losses(), losses);
}

#[test]
fn copies_of_a_fragment_are_no_overlap() {
    for make in [v6 as fn(u8, usize, bool, &[u8]) -> Vec<u8>, v4] {
        let mut fragments = Fragments::default();
        assert!(add(&mut fragments, &make(17, 0, true, &UDP[..16])).is_none());
        assert!(add(&mut fragments, &make(17, 0, true, &UDP[..16])).is_none());
        assert!(add(&mut fragments, &make(17, 16, false, &UDP[16..])).is_some());
        assert_eq!(fragments.losses(), FragmentLosses::default());
    }
}

#[test]
fn the_ping_of_death_is_refused() {
    let mut fragments = Fragments::default();
    // 8189 * 8 + 20 of header leave three bytes below 65,535.
    assert!(add(&mut fragments, &v4(1, 8189 * 8, false, &[0; 4])).is_none());
    assert_eq!(fragments.losses().refused, 1);
    assert!(add(&mut fragments, &v4(2, 8189 * 8, false, &[0; 3])).is_none());
    assert_eq!(fragments.losses().refused, 1);
}

#[test]
fn a_datagram_waits_for_a_minute_of_the_capture() {
    for (seconds, is_whole) in [(60, true), (61, false)] {
        let mut fragments = Fragments::default();
        assert!(at(&mut fragments, 5, &v4(1, 0, true, &UDP[..8])).0.is_none());
        let (whole, _) = at(&mut fragments, 5 + seconds, &v4(1, 8, false, &UDP[8..]));
        assert_eq!(whole.is_some(), is_whole);
        // The second begins a datagram of its own.
        assert_eq!(fragments.losses().incomplete, if is_whole { 0 } else { 2 });
    }
}

#[test]
fn a_flood_of_fragments_keeps_within_its_memory_and_is_counted() {
    let mut fragments = Fragments::default();
    let mut sent = 0;
    for source in 0..=255 {
        for identification in 0..=255 {
            let mut bytes = v4(identification, 8, true, &[0; 1000]);
            bytes[15] = source;
            assert!(add(&mut fragments, &bytes).is_none());
            sent += 1;
        }
    }
    assert!(fragments.bytes <= MOST_BYTES, "{}", fragments.bytes);
    let FragmentLosses { incomplete, evicted, .. } = fragments.losses();
    assert_eq!(incomplete + evicted, sent);
    assert!(evicted > 0 && incomplete > 10_000);
}

#[test]
fn one_datagram_of_endless_fragments_is_given_up() {
    let mut fragments = Fragments::default();
    for value in 0..=255 {
        for offset in 0..20 {
            add(&mut fragments, &v4(1, 8 + offset * 8, true, &[value; 16]));
        }
    }
    assert_eq!(fragments.order.len(), 1);
    assert!(fragments.bytes < 1000);
    assert!(fragments.losses().refused > 0);
}

#[test]
fn a_fragmented_datagram_inside_a_fragmented_one_is_found() {
    let first = v4(7, 0, true, &UDP[..8]);
    let last = v4(7, 8, false, &UDP[8..]);
    let mut fragments = Fragments::default();
    // IPv4 in IPv4, whose packets are cut in two.
    let outside = |identification, offset, more, part: &[u8]| {
        let mut bytes = v4(identification, offset, more, part);
        bytes[9] = 4;
        bytes[15] = 9;
        bytes
    };
    assert!(add(&mut fragments, &outside(1, 0, true, &first[..16])).is_none());
    assert!(add(&mut fragments, &outside(1, 16, false, &first[16..])).is_some());
    assert!(add(&mut fragments, &outside(2, 0, true, &last[..16])).is_none());
    let (whole, decoded) = at(&mut fragments, 0, &outside(2, 16, false, &last[16..]));
    let whole = whole.unwrap();
    assert_eq!(whole.joined.datagrams.len(), 2);
    assert_eq!(datagram(&whole), UDP);
    let chain: Vec<_> = decoded.layers().iter().map(|layer| layer.protocol).collect();
    assert_eq!(chain, [ProtocolId::Ipv4, ProtocolId::Ipv4, ProtocolId::Udp]);
}
