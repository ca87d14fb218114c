//! Several inputs as one timeline.

use std::path::{Path, PathBuf};

use super::*;
use crate::report::Ledger;

/// A pcap file with one packet for each time in seconds; its only byte says which file it is.
fn capture(tag: u8, seconds: &[u32]) -> Vec<u8> {
    let mut bytes = vec![0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    bytes.extend([0, 0, 4, 0, 1, 0, 0, 0]);
    for second in seconds {
        bytes.extend(second.to_le_bytes());
        bytes.extend([0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, tag]);
    }
    bytes
}

fn write(folder: &Path, captures: &[&[u32]]) -> Vec<PathBuf> {
    let path = |(tag, seconds): (u8, &&[u32])| {
        let path = folder.join(format!("{tag}.pcap"));
        std::fs::write(&path, capture(tag, seconds)).unwrap();
        path
    };
    (0..).zip(captures).map(path).collect()
}

/// The seconds and tags of all packets, and the most inputs that were open at once.
fn merge(mut timeline: Timeline) -> (Vec<(u32, u8)>, usize, Ledger) {
    let mut batch = Batch::default();
    let (mut packets, mut most_open) = (Vec::new(), 0);
    while timeline.fill(&mut batch) {
        most_open = most_open.max(timeline.open.len());
        for packet in batch.packets() {
            assert_eq!(packet.number, packets.len() as u64 + 1);
            let seconds = u32::try_from(packet.at.0 / 1_000_000_000).unwrap();
            packets.push((seconds, packet.data[0]));
        }
    }
    (packets, most_open, timeline.into_ledger())
}

fn open(paths: Vec<PathBuf>) -> Timeline {
    Timeline::open(&Inputs { paths, ..Inputs::default() })
}

#[test]
fn packets_come_by_time_and_ties_in_the_order_of_naming() {
    let folder = tempfile::tempdir().unwrap();
    let paths = write(folder.path(), &[&[5, 7, 7], &[1, 7, 9], &[7, 8]]);
    let (packets, _, _) = merge(open(paths));
    assert_eq!(packets, [(1, 1), (5, 0), (7, 0), (7, 0), (7, 1), (7, 2), (8, 2), (9, 1)]);
}

#[test]
fn the_timeline_is_what_sorting_all_packets_stably_gives() {
    let folder = tempfile::tempdir().unwrap();
    // Sorted times from a small generator, so that stretches of all kinds come up.
    let mut state = 1u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 24
    };
    for _ in 0..20 {
        let captures: Vec<Vec<u32>> = (0..5)
            .map(|_| {
                let (from, count) = (next(), next() % 40);
                let mut times: Vec<u32> = (0..count).map(|_| from + next() / 8).collect();
                times.sort_unstable();
                times
            })
            .collect();
        let slices: Vec<&[u32]> = captures.iter().map(Vec::as_slice).collect();
        let (packets, _, ledger) = merge(open(write(folder.path(), &slices)));
        let mut expected: Vec<(u32, u8)> = (0u8..)
            .zip(&captures)
            .flat_map(|(tag, times)| times.iter().map(move |time| (*time, tag)))
            .collect();
        expected.sort_by_key(|(time, _)| *time);
        assert_eq!(packets, expected);
        assert_eq!(ledger.records.packets, expected.len() as u64);
        assert_eq!(ledger.files.len(), 5);
    }
}

#[test]
fn files_that_do_not_overlap_are_open_one_at_a_time_whatever_their_order() {
    let folder = tempfile::tempdir().unwrap();
    let captures: Vec<Vec<u32>> =
        (0..100).map(|place| vec![1000 - place * 10, 1005 - place * 10]).collect();
    let slices: Vec<&[u32]> = captures.iter().map(Vec::as_slice).collect();
    let (packets, most_open, _) = merge(open(write(folder.path(), &slices)));
    assert!(packets.is_sorted_by_key(|(time, _)| *time));
    assert_eq!((packets.len(), most_open), (200, 1));
}

#[test]
fn a_file_that_is_not_in_order_is_counted_and_keeps_its_own_order() {
    let folder = tempfile::tempdir().unwrap();
    let (packets, _, ledger) = merge(open(write(folder.path(), &[&[5, 3, 6], &[4]])));
    assert_eq!(packets, [(4, 1), (5, 0), (3, 0), (6, 0)]);
    assert_eq!(ledger.files[0].records.out_of_order, 1);
}

#[test]
fn an_empty_capture_among_others_is_in_the_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let (packets, _, ledger) = merge(open(write(folder.path(), &[&[5], &[], &[4]])));
    assert_eq!(packets, [(4, 2), (5, 0)]);
    assert!(ledger.files[1].format.is_some());
    assert_eq!(ledger.interface_count, 3);
}

#[test]
fn what_can_be_read_only_once_is_merged_too() {
    let reader = |tag: u8, seconds: &[u32]| -> (String, Box<dyn Read + Send>) {
        (tag.to_string(), Box::new(io::Cursor::new(capture(tag, seconds))))
    };
    let readers = vec![reader(0, &[2, 4]), reader(1, &[1, 3, 5])];
    let (packets, _, _) = merge(Timeline::from_readers(readers, Options::default()));
    assert_eq!(packets, [(1, 1), (2, 0), (3, 1), (4, 0), (5, 1)]);
}

#[test]
fn progress_knows_the_total_of_files_and_reaches_it() {
    let folder = tempfile::tempdir().unwrap();
    let timeline = open(write(folder.path(), &[&[1, 2], &[3]]));
    let progress = timeline.progress();
    merge(timeline);
    assert_eq!(progress.bytes_total(), Some(2 * 24 + 3 * 17));
    assert_eq!(Some(progress.bytes_read()), progress.bytes_total());
}
