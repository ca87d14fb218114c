//! pcap by hand-written bytes.

use std::io::{Cursor, Read};

use super::super::{Batch, Options, Record, Source, Timeline};
use crate::report::{FileFaultKind, FileFormat, Ledger};

#[rustfmt::skip]
const HEADER: &[u8] = &[
    0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0,              // little-endian, microseconds, version 2.4
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0,  // no snap length, Ethernet
];

#[rustfmt::skip]
const RECORD: &[u8] = &[
    10, 0, 0, 0, 7, 0, 0, 0,                         // 10.000007 s
    2, 0, 0, 0, 60, 0, 0, 0, 0xaa, 0xbb,             // 2 bytes captured of 60
];

fn read_with(bytes: Vec<u8>, options: Options) -> (Vec<Record>, Ledger) {
    let mut timeline = Timeline::from_reader("test", Box::new(Cursor::new(bytes)), options);
    let mut batch = Batch::default();
    let mut records = Vec::new();
    while timeline.fill(&mut batch) {
        records.append(&mut batch.records);
    }
    (records, timeline.into_ledger())
}

fn read(parts: &[&[u8]]) -> (Vec<Record>, Ledger) {
    read_with(parts.concat(), Options::default())
}

#[test]
fn both_byte_orders_and_three_kinds_of_record_are_read() {
    #[rustfmt::skip]
    let big = [
        0xa1, 0xb2, 0x3c, 0x4d, 0, 2, 0, 4,          // big-endian, nanoseconds, version 2.4
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 101,
        0, 0, 0, 10, 0, 0, 0, 7, 0, 0, 0, 1, 0, 0, 0, 1, 0xaa,
    ];
    #[rustfmt::skip]
    let modified = [
        0x34, 0xcd, 0xb2, 0xa1, 2, 0, 4, 0,          // Kuznetzov's
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0,
        10, 0, 0, 0, 7, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0,
        3, 0, 0, 0, 8, 0, 4, 0,                      // interface 3, protocol, packet type, pad
        0xaa,
    ];
    let cases: [(&[u8], i64, u16, FileFormat); 3] = [
        (&[HEADER, RECORD].concat(), 10_000_007_000, 1, FileFormat::Pcap),
        (&big, 10_000_000_007, 101, FileFormat::PcapNanoseconds),
        (&modified, 10_000_007_000, 1, FileFormat::PcapModified),
    ];
    for (bytes, at, link, format) in cases {
        let (records, ledger) = read(&[bytes]);
        assert_eq!((records[0].at.0, records[0].link_type.0), (at, link));
        assert_eq!((ledger.files[0].format, ledger.worst()), (Some(format), None));
        assert_eq!(ledger.interfaces[0].packets, 1);
    }
}

#[test]
fn lengths_of_old_versions_stand_the_other_way_round() {
    for (minor, captured) in [(2, 60), (3, 2), (4, 2)] {
        let mut header = HEADER.to_vec();
        header[6] = minor;
        let mut record = RECORD.to_vec();
        record.resize(16 + 60, 0);
        let (records, _) = read(&[&header, &record]);
        assert_eq!(records[0].captured_bytes, captured, "2.{minor}");
    }
}

#[test]
fn a_file_cut_anywhere_gives_the_packets_before_the_cut_and_says_so() {
    let whole = [HEADER, RECORD, RECORD].concat();
    for length in 1..whole.len() {
        let (records, ledger) = read(&[&whole[..length]]);
        assert_eq!(records.len(), length.saturating_sub(HEADER.len()) / RECORD.len());
        let kind = match length {
            ..24 => Some(FileFaultKind::Unreadable),
            24 | 42 => None,
            _ => Some(FileFaultKind::Truncated),
        };
        assert_eq!(ledger.worst(), kind, "cut at {length}");
    }
}

#[test]
fn a_cut_packet_is_told_with_number_offset_and_what_was_read() {
    let (_, ledger) = read(&[HEADER, RECORD, &RECORD[..17]]);
    let file = &ledger.files[0];
    assert_eq!(
        file.sentence(&file.faults[0]),
        "test: packet 2 at byte 42: record says 2 bytes, file ends after 1; the packet before it was read"
    );
}

#[test]
fn one_empty_record_at_the_epoch_is_a_packet_and_two_are_a_hole() {
    let (records, ledger) = read(&[HEADER, &[0; 16], RECORD]);
    assert_eq!((records.len(), ledger.worst()), (2, None));
    let (records, ledger) = read(&[HEADER, RECORD, &[0; 32], RECORD]);
    assert_eq!((records.len(), ledger.worst()), (1, Some(FileFaultKind::Damaged)));
}

/// Gives the bytes out in pieces of a prime length.
struct Dripping(Cursor<Vec<u8>>);

impl Read for Dripping {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let most = buffer.len().min(13);
        self.0.read(&mut buffer[..most])
    }
}

#[test]
fn packets_do_not_depend_on_how_the_bytes_come_nor_on_the_size_of_a_batch() {
    let mut bytes = HEADER.to_vec();
    for length in 0..200u8 {
        bytes.extend([length, 0, 0, 0, 0, 0, 0, 0, length, 0, 0, 0, length, 0, 0, 0]);
        bytes.extend(vec![length; usize::from(length)]);
    }
    let collect = |reader: Box<dyn Read + Send>, batch_bytes| {
        let options = Options { batch_bytes, ..Options::default() };
        let mut timeline = Timeline::from_reader("test", reader, options);
        let mut batch = Batch::default();
        let mut packets = Vec::new();
        while timeline.fill(&mut batch) {
            packets.extend(
                batch.packets().map(|packet| (packet.number, packet.at, packet.data.to_vec())),
            );
        }
        (packets, timeline.into_ledger())
    };
    let whole = collect(Box::new(Cursor::new(bytes.clone())), 1 << 20);
    assert_eq!(whole.0.len(), 200);
    for batch_bytes in [1, 17, 64, 1000] {
        assert_eq!(collect(Box::new(Cursor::new(bytes.clone())), batch_bytes), whole);
        assert_eq!(collect(Box::new(Dripping(Cursor::new(bytes.clone()))), batch_bytes), whole);
    }
}

#[test]
fn the_search_finds_packets_behind_garbage_of_any_length() {
    for garbage in 12..100 {
        let bytes = [HEADER, RECORD, &vec![0xee; garbage], RECORD, RECORD, RECORD].concat();
        let (records, ledger) = read_with(bytes, Options { resync: true, ..Options::default() });
        assert_eq!(records.len(), 4, "{garbage}");
        assert_eq!(ledger.files[0].bytes_skipped, garbage as u64);
    }
}

#[test]
fn sha256_is_that_of_the_file_as_stored_also_behind_damage() {
    // Computed with Python's hashlib.
    let options = Options { sha256: true, ..Options::default() };
    let (_, ledger) = read_with([HEADER, &[0; 32], &vec![1; 100_000]].concat(), options);
    assert_eq!(
        ledger.files[0].sha256.as_deref(),
        Some("fb543301f160303465bfb29aa62ef7659a2fbc6c53d2d01b1e88e7d5a0a088c6")
    );
}

#[test]
fn every_single_changed_byte_is_survived() {
    let whole = [HEADER, RECORD, RECORD, RECORD].concat();
    for place in 0..whole.len() {
        for value in [0, 1, 0x7f, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[place] = value;
            read_with(bytes.clone(), Options::default());
            read_with(bytes, Options { resync: true, ..Options::default() });
        }
    }
}
