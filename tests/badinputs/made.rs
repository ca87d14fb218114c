//! Captures that are too large to store, and inputs that are no plain files.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use netsift::report::FileFaultKind::{Damaged, Oddity, Unreadable};
use netsift::source::Options;

use super::support::{read, read_with, resync};

/// Little-endian pcap, version 2.4, times in microseconds, Ethernet.
fn header(snap_length: u32) -> Vec<u8> {
    let mut bytes = vec![0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    bytes.extend(snap_length.to_le_bytes());
    bytes.extend(1u32.to_le_bytes());
    bytes
}

fn record(seconds: u32, data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap();
    let mut bytes = Vec::new();
    for number in [seconds, 0, length, length] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend(data);
    bytes
}

fn capture(seconds: &[u32]) -> Vec<u8> {
    let mut bytes = header(65_535);
    for seconds in seconds {
        bytes.extend(record(*seconds, &[0xaa; 60]));
    }
    bytes
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn a_packet_longer_than_the_snap_length_is_read_and_warned_of_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = header(65_535);
    bytes.extend(record(1, &vec![1; 300_047]));
    bytes.extend(record(2, &vec![2; 300_047]));
    let reading = read(&write(folder.path(), "long.pcap", &bytes));
    assert_eq!((reading.packets(), reading.worst()), (2, Some(Oddity)));
    assert_eq!(reading.ledger.files[0].fault_count, 1);
}

#[test]
fn a_packet_of_16_mib_is_read_and_a_longer_one_is_damage() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = header(0);
    bytes.extend(record(1, &vec![7; 16 << 20]));
    bytes.extend(record(2, &vec![7; (16 << 20) + 1]));
    let reading = read(&write(folder.path(), "huge.pcap", &bytes));
    assert_eq!((reading.packets(), reading.worst()), (1, Some(Damaged)));
}

#[test]
fn half_a_gigabyte_of_zeros_in_gzip_is_damage_and_takes_no_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bomb.pcap.gz");
    let level = flate2::Compression::best();
    let mut encoder = flate2::write::GzEncoder::new(File::create(&path).unwrap(), level);
    encoder.write_all(&capture(&[1_700_000_000])).unwrap();
    let zeros = vec![0; 1 << 20];
    for _ in 0..512 {
        encoder.write_all(&zeros).unwrap();
    }
    encoder.finish().unwrap();
    for reading in [read(&path), resync(&path)] {
        assert_eq!((reading.packets(), reading.worst()), (1, Some(Damaged)));
        assert!(reading.messages().contains("zeros where a record should be"));
        assert!(reading.largest_batch < 2 << 20);
    }
}

#[test]
fn five_gigabytes_of_hole_are_damage_that_ends_the_reading() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "sparse.pcap", &capture(&[1_700_000_000]));
    File::options().write(true).open(&path).unwrap().set_len(5 << 30).unwrap();
    let reading = read(&path);
    assert_eq!((reading.packets(), reading.worst()), (1, Some(Damaged)));
    assert_eq!(reading.ledger.files[0].bytes_skipped, (5 << 30) - 24 - 76);
}

#[test]
fn twenty_thousand_interfaces_are_counted_and_a_thousand_described() {
    let folder = tempfile::tempdir().unwrap();
    #[rustfmt::skip]
    let mut bytes = vec![
        0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0, 0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0, // section header
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 28, 0, 0, 0,
    ];
    for _ in 0..20_000 {
        // Interface description: Ethernet, no snap length.
        bytes.extend([1, 0, 0, 0, 20, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0]);
    }
    // Enhanced packet block on the last of them: 4 bytes at second 1.
    for number in [6u32, 36, 19_999, 0, 1_000_000, 4, 4, 0xaaaa_aaaa, 36] {
        bytes.extend(number.to_le_bytes());
    }
    let reading = read(&write(folder.path(), "many.pcapng", &bytes));
    assert_eq!((reading.packets(), reading.worst()), (1, None));
    assert_eq!(reading.ledger.interface_count, 20_000);
    assert_eq!(reading.ledger.interfaces.len(), 1000);
}

#[test]
fn what_is_no_file_says_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("91_dir.pcap");
    fs::create_dir(&directory).unwrap();
    let link = folder.path().join("92_dangling.pcap");
    std::os::unix::fs::symlink("nowhere", &link).unwrap();
    for (path, says) in [(directory, "is a directory"), (link, "no such file")] {
        let reading = read(&path);
        assert_eq!(reading.worst(), Some(Unreadable));
        assert!(reading.messages().contains(says), "{}", reading.messages());
    }
}

#[test]
fn a_fifo_is_read_as_a_stream() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("94_fifo.pcap");
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    let writer = {
        let path = path.clone();
        std::thread::spawn(move || {
            let mut fifo = File::options().write(true).open(path).unwrap();
            // In small pieces, as a slow capture would.
            for piece in capture(&[1, 2, 3]).chunks(7) {
                fifo.write_all(piece).unwrap();
                fifo.flush().unwrap();
            }
        })
    };
    let reading = read(&path);
    writer.join().unwrap();
    assert_eq!((reading.packets(), reading.worst()), (3, None));
}

#[test]
fn names_with_escape_codes_or_without_utf8_are_opened_and_shown_safely() {
    let folder = tempfile::tempdir().unwrap();
    for name in [&b"95_\x1b[31mname\n.pcap"[..], b"96_\xff\xfe.pcap", b"-o.pcap"] {
        let path = folder.path().join(OsStr::from_bytes(name));
        fs::write(&path, b"no capture").unwrap();
        let reading = read(&path);
        assert_eq!(reading.worst(), Some(Unreadable));
        assert!(!reading.messages().chars().any(char::is_control), "{:?}", reading.messages());
        fs::write(&path, capture(&[1])).unwrap();
        assert_eq!(read(&path).packets(), 1);
    }
}

#[test]
fn one_bad_input_does_not_keep_the_others_from_being_read() {
    let folder = tempfile::tempdir().unwrap();
    let good = write(folder.path(), "good.pcap", &capture(&[1, 2]));
    let missing = folder.path().join("missing.pcap");
    let text = write(folder.path(), "text.pcap", b"hello, world");
    let reading = read_with(&[missing, good.clone(), text, good], Options::default());
    assert_eq!(reading.packets(), 4);
    let worst: Vec<_> = reading.ledger.files.iter().map(|file| file.worst).collect();
    assert_eq!(worst, [Some(Unreadable), None, Some(Unreadable), None]);
}

#[test]
fn a_file_that_grows_is_read_as_it_was_when_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "growing.pcap", &capture(&[1, 2]));
    let inputs = netsift::source::Inputs { paths: vec![path.clone()], ..Default::default() };
    let mut timeline = netsift::source::Timeline::open(&inputs);
    let mut batch = netsift::source::Batch::default();
    assert!(netsift::source::Source::fill(&mut timeline, &mut batch));
    assert_eq!(batch.records.len(), 2);
    File::options().append(true).open(&path).unwrap().write_all(&record(3, &[1; 60])).unwrap();
    assert!(!netsift::source::Source::fill(&mut timeline, &mut batch));
    assert_eq!(timeline.into_ledger().worst(), None);
}
