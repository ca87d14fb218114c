//! pcapng by hand-written bytes.

use std::io::Cursor;

use super::super::{Batch, Options, Source, Timeline};
use crate::report::{FileFaultKind, Ledger};
use crate::value::Timestamp;

/// Time in nanoseconds, link type, length on the wire, bytes.
type Packet = (i64, u16, u32, Vec<u8>);

fn read(bytes: &[u8]) -> (Vec<Packet>, Ledger) {
    let reader = Box::new(Cursor::new(bytes.to_vec()));
    let mut timeline = Timeline::from_reader("test", reader, Options::default());
    let mut batch = Batch::default();
    let mut packets = Vec::new();
    while timeline.fill(&mut batch) {
        packets.extend(batch.packets().map(|packet| {
            (packet.at.0, packet.link_type.0, packet.wire_bytes, packet.data.to_vec())
        }));
    }
    (packets, timeline.into_ledger())
}

#[rustfmt::skip]
const SECTION: &[u8] = &[
    0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0,             // section header, 28 bytes
    0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0,              // little-endian, version 1.0
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,  // length unknown
    28, 0, 0, 0,
];

#[rustfmt::skip]
const SECTION_BIG: &[u8] = &[
    0x0a, 0x0d, 0x0d, 0x0a, 0, 0, 0, 28,             // section header, 28 bytes
    0x1a, 0x2b, 0x3c, 0x4d, 0, 1, 0, 0,              // big-endian, version 1.0
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,  // length unknown
    0, 0, 0, 28,
];

#[rustfmt::skip]
const ETHERNET: &[u8] = &[
    1, 0, 0, 0, 20, 0, 0, 0,                         // interface description, 20 bytes
    1, 0, 0, 0, 0, 0, 0, 0,                          // Ethernet, no snap length
    20, 0, 0, 0,
];

#[rustfmt::skip]
const RAW_IN_NANOSECONDS: &[u8] = &[
    1, 0, 0, 0, 44, 0, 0, 0,                         // interface description, 44 bytes
    101, 0, 0, 0, 3, 0, 0, 0,                        // raw IP, snap length 3
    2, 0, 4, 0, b'w', b'a', b'n', b'0',              // if_name wan0
    9, 0, 1, 0, 9, 0, 0, 0,                          // if_tsresol 10^-9
    1, 0, 1, 0, b'!', 0, 0, 0,                       // comment
    44, 0, 0, 0,
];

#[rustfmt::skip]
const PACKET_ON_0: &[u8] = &[
    6, 0, 0, 0, 36, 0, 0, 0,                         // enhanced packet block, 36 bytes
    0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x42, 0x0f, 0,     // interface 0, 1,000,000 ticks
    2, 0, 0, 0, 60, 0, 0, 0,                         // 2 bytes captured of 60
    0xaa, 0xbb, 0, 0,                                // padded
    36, 0, 0, 0,
];

fn file(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

#[test]
fn each_interface_has_its_own_link_type_and_clock() {
    #[rustfmt::skip]
    let on_1 = [
        6, 0, 0, 0, 36, 0, 0, 0,                     // enhanced packet block
        1, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0,          // interface 1, 7 ticks
        3, 0, 0, 0, 3, 0, 0, 0, 1, 2, 3, 0,          // 3 bytes of 3
        36, 0, 0, 0,
    ];
    let (packets, ledger) =
        read(&file(&[SECTION, ETHERNET, RAW_IN_NANOSECONDS, PACKET_ON_0, &on_1]));
    assert_eq!(packets[0], (1_000_000_000, 1, 60, vec![0xaa, 0xbb]));
    assert_eq!(packets[1], (7, 101, 3, vec![1, 2, 3]));
    assert_eq!(ledger.interfaces[1].name.as_deref(), Some("wan0"));
    assert_eq!(ledger.interfaces[1].snap_length, 3);
    assert_eq!((ledger.interfaces[0].packets, ledger.interfaces[1].packets), (1, 1));
    assert_eq!(ledger.files[0].comments, 1);
    assert_eq!(ledger.worst(), None);
}

#[test]
fn a_new_section_forgets_the_interfaces_and_may_turn_the_bytes_round() {
    #[rustfmt::skip]
    let big = [
        0, 0, 0, 1, 0, 0, 0, 20, 0, 113, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20, // interface: Linux SLL
        0, 0, 0, 6, 0, 0, 0, 36,                     // enhanced packet block
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,          // interface 0, 1 tick
        0, 0, 0, 1, 0, 0, 0, 1, 9, 0, 0, 0,          // 1 byte of 1
        0, 0, 0, 36,
    ];
    let (packets, ledger) = read(&file(&[SECTION, ETHERNET, PACKET_ON_0, SECTION_BIG, &big]));
    assert_eq!(packets.iter().map(|packet| packet.1).collect::<Vec<_>>(), [1, 113]);
    assert_eq!(packets[1].0, 1000);
    assert_eq!(ledger.interface_count, 2);
    let (packets, ledger) = read(&file(&[SECTION, ETHERNET, SECTION, PACKET_ON_0]));
    assert!(packets.is_empty());
    assert!(
        ledger.files[0].faults[0].message.contains("interface 0 is not defined; the section has 0")
    );
}

#[test]
fn a_simple_packet_takes_its_length_from_the_snap_length_and_has_no_time() {
    #[rustfmt::skip]
    let simple = [
        3, 0, 0, 0, 20, 0, 0, 0,                     // simple packet block, 20 bytes
        60, 0, 0, 0, 1, 2, 3, 0,                     // 60 bytes on the wire, 3 captured
        20, 0, 0, 0,
    ];
    let (packets, ledger) = read(&file(&[SECTION, RAW_IN_NANOSECONDS, &simple]));
    assert_eq!(packets, [(0, 101, 60, vec![1, 2, 3])]);
    assert_eq!((ledger.records.first, ledger.records.snapped), (None, 1));
    // Behind a packet with a time it keeps its place.
    let (packets, ledger) = read(&file(&[SECTION, RAW_IN_NANOSECONDS, PACKET_ON_0, &simple]));
    assert_eq!(packets[1].0, 1_000_000);
    assert_eq!(ledger.records.last, Some(Timestamp(1_000_000)));
}

#[test]
fn the_obsolete_packet_block_is_read_and_its_drops_counted() {
    #[rustfmt::skip]
    let obsolete = [
        2, 0, 0, 0, 36, 0, 0, 0,                     // packet block, 36 bytes
        0, 0, 5, 0, 0, 0, 0, 0, 2, 0, 0, 0,          // interface 0, 5 drops, 2 ticks
        1, 0, 0, 0, 1, 0, 0, 0, 7, 0, 0, 0,          // 1 byte of 1
        36, 0, 0, 0,
    ];
    let (packets, ledger) = read(&file(&[SECTION, ETHERNET, &obsolete]));
    assert_eq!(packets, [(2000, 1, 1, vec![7])]);
    assert_eq!(ledger.interfaces[0].dropped, Some(5));
}

#[test]
fn statistics_say_what_was_dropped_and_the_newest_counts() {
    let statistics = |drops: u8| {
        #[rustfmt::skip]
        let block = [
            5, 0, 0, 0, 40, 0, 0, 0,                 // interface statistics, 40 bytes
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,      // interface 0, time 0
            5, 0, 8, 0, drops, 0, 0, 0, 0, 0, 0, 0,  // isb_ifdrop
            0, 0, 0, 0,
            40, 0, 0, 0,
        ];
        block.to_vec()
    };
    let (_, ledger) = read(&file(&[SECTION, ETHERNET, &statistics(3), &statistics(9)]));
    assert_eq!(ledger.interfaces[0].dropped, Some(9));
}

#[test]
fn options_of_a_packet_tell_comments_drops_and_the_check_sequence() {
    #[rustfmt::skip]
    let packet = [
        6, 0, 0, 0, 68, 0, 0, 0,                     // enhanced packet block, 68 bytes
        0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0,          // interface 0, 1 tick
        4, 0, 0, 0, 4, 0, 0, 0, 1, 2, 3, 4,          // 4 bytes of 4
        1, 0, 2, 0, b'h', b'i', 0, 0,                // comment
        2, 0, 4, 0, 0x80, 0, 0, 0,                   // epb_flags: 4 bytes of check sequence
        4, 0, 8, 0, 6, 0, 0, 0, 0, 0, 0, 0,          // epb_dropcount 6
        0, 0, 0, 0,
        68, 0, 0, 0,
    ];
    let reader = Box::new(Cursor::new(file(&[SECTION, ETHERNET, &packet])));
    let mut timeline = Timeline::from_reader("test", reader, Options::default());
    let mut batch = Batch::default();
    assert!(timeline.fill(&mut batch));
    assert_eq!(batch.records[0].fcs_bytes, 4);
    let ledger = timeline.into_ledger();
    assert_eq!((ledger.files[0].comments, ledger.interfaces[0].dropped), (1, Some(6)));
}

#[test]
fn unknown_blocks_are_skipped_by_their_length_however_long_they_are() {
    let mut long = vec![0x78, 0x56, 0, 0];
    let length = 20u32 << 20;
    long.extend(length.to_le_bytes());
    long.resize(length as usize - 4, 0xee);
    long.extend(length.to_le_bytes());
    let custom = [0xad, 0x0b, 0, 0, 16, 0, 0, 0, 1, 2, 3, 4, 16, 0, 0, 0];
    let (packets, ledger) = read(&file(&[SECTION, ETHERNET, &custom, &long, PACKET_ON_0]));
    assert_eq!((packets.len(), ledger.worst()), (1, None));
}

#[test]
fn a_packet_longer_than_its_block_is_skipped_and_the_next_one_read() {
    let mut lying = PACKET_ON_0.to_vec();
    lying[20] = 200;
    let (packets, ledger) = read(&file(&[SECTION, ETHERNET, &lying, PACKET_ON_0]));
    assert_eq!(packets.len(), 1);
    assert_eq!(ledger.worst(), Some(FileFaultKind::Damaged));
    assert_eq!(ledger.files[0].bytes_skipped, 36);
}

#[test]
fn a_file_cut_anywhere_gives_the_packets_before_the_cut_and_says_so() {
    let whole = file(&[SECTION, ETHERNET, PACKET_ON_0, PACKET_ON_0]);
    let (first, second) = (SECTION.len() + ETHERNET.len(), whole.len() - PACKET_ON_0.len());
    for length in 1..whole.len() {
        let (packets, ledger) = read(&whole[..length]);
        let expected = usize::from(length >= second);
        assert_eq!(packets.len(), expected, "cut at {length}");
        let kind = match length {
            _ if length < SECTION.len() => Some(FileFaultKind::Unreadable),
            _ if [SECTION.len(), first, second].contains(&length) => None,
            _ => Some(FileFaultKind::Truncated),
        };
        assert_eq!(ledger.worst(), kind, "cut at {length}");
    }
}

#[test]
fn every_single_changed_byte_is_survived() {
    let whole = file(&[SECTION, ETHERNET, RAW_IN_NANOSECONDS, PACKET_ON_0, PACKET_ON_0]);
    for place in 0..whole.len() {
        for value in [0, 1, 0x7f, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[place] = value;
            for resync in [false, true] {
                let reader = Box::new(Cursor::new(bytes.clone()));
                let options = Options { resync, ..Options::default() };
                let mut timeline = Timeline::from_reader("test", reader, options);
                let mut batch = Batch::default();
                while timeline.fill(&mut batch) {}
            }
        }
    }
}
