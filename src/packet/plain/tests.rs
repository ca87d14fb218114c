use super::*;
use crate::packet::{testing, walk};

#[rustfmt::skip]
const TCP4: &[u8] = &[
    2, 0, 0, 0, 0, 1,  2, 0, 0, 0, 0, 2,  0x08, 0x00,                              // Ethernet
    0x45, 0, 0, 46, 0, 1, 0x40, 0, 64, 6, 0, 0,  192, 0, 2, 1,  198, 51, 100, 7,   // IPv4
    0xc0, 0x01, 0x01, 0xbb, 0, 0, 0, 1, 0, 0, 0, 2, 0x60, 0x18, 0x20, 0, 0, 0, 0, 0, // TCP
    2, 4, 5, 0xb4,                                                                   // MSS
    0x17, 3,                                                                         // payload
    0, 0, 0,                                                                         // padding
];
#[rustfmt::skip]
const UDP4: &[u8] = &[
    2, 0, 0, 0, 0, 1,  2, 0, 0, 0, 0, 2,  0x08, 0x00,                              // Ethernet
    0x45, 0, 0, 32, 0, 1, 0x00, 0, 64, 17, 0, 0,  192, 0, 2, 1,  198, 51, 100, 7,  // IPv4
    0xc0, 0x01, 0x00, 0x35, 0, 11, 0, 0,                                           // UDP
    1, 2, 3,  4,                                                                     // payload
];
#[rustfmt::skip]
const UDP6: &[u8] = &[
    2, 0, 0, 0, 0, 1,  2, 0, 0, 0, 0, 2,  0x86, 0xdd,                              // Ethernet
    0x60, 0, 0, 0, 0, 10, 17, 64,                                                  // IPv6
    0x20, 1, 13, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
    0x20, 1, 13, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2,
    0xc0, 0x01, 0x00, 0x35, 0, 10, 0, 0,                                           // UDP
    1, 2,                                                                            // payload
];
#[rustfmt::skip]
const TAGGED: &[u8] = &[
    2, 0, 0, 0, 0, 1,  2, 0, 0, 0, 0, 2,  0x81, 0x00,                              // Ethernet
    0x60, 0x64, 0x08, 0x00,                                                        // VLAN 100
    0x45, 0, 0, 31, 0, 1, 0x00, 0, 64, 17, 0, 0,  192, 0, 2, 1,  198, 51, 100, 7,  // IPv4
    0xc0, 0x01, 0x00, 0x35, 0, 11, 0, 0,                                           // UDP
    1, 2, 3,                                                                       // payload
];
const SAMPLES: [&[u8]; 4] = [TCP4, UDP4, UDP6, TAGGED];

/// Compares both ways of decoding; answers whether the packet was plain.
fn agree(raw: &RawPacket<'_>) -> bool {
    let (mut short, mut long) = (Decoded::default(), Decoded::default());
    walk(raw, &mut long);
    let Some(plain) = Plain::of(raw) else { return false };
    plain.write(raw, &mut short);
    assert_eq!(short.layers(), long.layers(), "{raw:?}");
    assert_eq!(long.faults(), [], "{raw:?}");
    assert_eq!(plain.hosts(raw.data), long.hosts(raw.data), "{raw:?}");
    assert_eq!(short.flow(raw.data), long.flow(raw.data), "{raw:?}");
    true
}

#[test]
fn plain_packets_are_seen_as_the_walk_sees_them() {
    for sample in SAMPLES {
        assert!(agree(&testing::raw(1, sample)));
    }
}

#[test]
fn a_snapped_packet_agrees_at_every_length() {
    for sample in SAMPLES {
        for length in 0..sample.len() {
            let whole = testing::raw(1, sample);
            agree(&RawPacket { data: &sample[..length], ..whole });
            agree(&testing::raw(1, &sample[..length]));
        }
    }
}

#[test]
fn every_value_of_every_byte_agrees() {
    for sample in SAMPLES {
        for place in 12..sample.len() {
            let mut bytes = sample.to_vec();
            for value in 0..=255 {
                bytes[place] = value;
                agree(&testing::raw(1, &bytes));
            }
        }
    }
}

#[test]
fn ports_of_tunnels_are_left_to_the_walk() {
    let mut vxlan = UDP4.to_vec();
    vxlan[36..38].copy_from_slice(&4789_u16.to_be_bytes());
    assert!(!agree(&testing::raw(1, &vxlan)));
    assert!(TUNNELS_OF_UDP.has(4789) && !TUNNELS_OF_UDP.has(53));
}

#[test]
fn fragments_are_left_to_the_walk() {
    let mut fragment = UDP4.to_vec();
    fragment[21] = 1;
    assert!(!agree(&testing::raw(1, &fragment)));
    (fragment[20], fragment[21]) = (0x20, 0);
    assert!(!agree(&testing::raw(1, &fragment)));
}

#[test]
fn other_links_are_left_to_the_walk() {
    assert!(!agree(&testing::raw(101, TCP4)));
    assert!(!agree(&RawPacket { fcs_bytes: 4, ..testing::raw(1, TCP4) }));
}
