//! Any bytes as one capture or two: reading ends, every record lies within its batch, the ledger
//! counts what came, and it makes no difference in what pieces the bytes come.
#![no_main]

use std::io::{self, Read};

use libfuzzer_sys::fuzz_target;
use netsift::report::{FileFaultKind, FileLedger};
use netsift::source::{Batch, Options, Source, Timeline};
use netsift::value::{LinkType, Timestamp};

/// A small capture may decompress to a very large one; after so many bytes of packets it is left,
/// as `-c` leaves one.
const ENOUGH_BYTES: usize = 16 << 20;

/// The fewest bytes in which a file holds a packet: a record header of pcap, a simple packet block
/// of pcapng.
const FEWEST_BYTES: usize = 16;

/// A batch that holds most inputs whole, in bytes; smaller than what `malloc` maps anew each time.
const WHOLE: usize = 64 << 10;

fuzz_target!(|input: &[u8]| {
    let [how, split_high, split_low, data @ ..] = input else { return };
    let split = usize::from(u16::from_be_bytes([*split_high, *split_low]));
    let captures = match data.split_at_checked(split) {
        Some((first, second)) if how & 2 != 0 => vec![first, second],
        _ => vec![data],
    };
    let resync = how & 1 != 0;
    // Small captures byte by byte; that would take large ones a second.
    let least = data.len() / 256;
    let batch_bytes = [1, 64, 4096, WHOLE][usize::from(how >> 2 & 3)].max(least);
    let piece = [usize::MAX, 1, 13, 1021][usize::from(how >> 4 & 3)].max(least);

    let options = Options { resync, batch_bytes, ..Options::default() };
    let seen = read(&captures, options, piece);
    let whole =
        read(&captures, Options { resync, batch_bytes: WHOLE, ..Options::default() }, usize::MAX);
    // How much a decompressor gives before it fails depends on the pieces that it gets.
    if seen.is_whole && whole.is_whole && !seen.files.iter().any(is_damaged_compression) {
        assert_eq!(seen.packets, whole.packets);
        assert_eq!(seen.files, whole.files);
    }
});

/// A packet without the number of its interface: two inputs meet them in the order of reading.
type Seen = (Timestamp, u32, LinkType, u8, Vec<u8>);

/// What came of a timeline.
struct Outcome {
    packets: Vec<Seen>,
    files: Vec<FileLedger>,
    /// It was read to its end.
    is_whole: bool,
}

fn is_damaged_compression(file: &FileLedger) -> bool {
    file.compression.is_some() && file.worst > Some(FileFaultKind::Oddity)
}

/// Reads captures as one timeline, their bytes in pieces of at most `piece`.
fn read(captures: &[&[u8]], options: Options, piece: usize) -> Outcome {
    let reader = |bytes: &&[u8]| -> (String, Box<dyn Read + Send>) {
        (String::new(), Box::new(Pieces { bytes: bytes.to_vec(), at: 0, piece }))
    };
    let mut timeline = Timeline::from_readers(captures.iter().map(reader).collect(), options);
    let (mut batch, mut packets, mut bytes) = (Batch::default(), Vec::new(), 0);
    let mut is_whole = true;
    while timeline.fill(&mut batch) {
        assert!(!batch.records.is_empty(), "a batch that brings nothing");
        for record in &batch.records {
            let start = record.start as usize;
            let data = &batch.bytes[start..start + record.captured_bytes as usize];
            assert!(record.wire_bytes >= record.captured_bytes, "{record:?}");
            assert_eq!(record.number, packets.len() as u64 + 1);
            packets.push((
                record.at,
                record.wire_bytes,
                record.link_type,
                record.fcs_bytes,
                data.to_vec(),
            ));
            bytes += data.len() + FEWEST_BYTES;
        }
        if bytes > ENOUGH_BYTES {
            is_whole = false;
            break;
        }
    }
    let ledger = timeline.into_ledger();
    if is_whole {
        assert!(!ledger.files.iter().any(|file| file.bytes_read == 0 && file.format.is_some()));
        assert_eq!(ledger.records.packets, packets.len() as u64);
        let captured: usize = packets.iter().map(|(.., data)| data.len()).sum();
        assert_eq!(ledger.records.captured_bytes, captured as u64);
        let wire: u64 = packets.iter().map(|(_, wire, ..)| u64::from(*wire)).sum();
        assert_eq!(ledger.records.wire_bytes, wire);
    }
    for (capture, file) in captures.iter().zip(&ledger.files) {
        let stored = capture.len() as u64;
        assert!(file.bytes_read <= stored, "{file:?}");
        if file.compression.is_none() {
            assert!(file.records.packets <= stored / FEWEST_BYTES as u64, "{file:?}");
            assert!(file.records.captured_bytes + file.bytes_skipped <= stored, "{file:?}");
        }
    }
    // How far reading went on behind the last packet is a matter of batch sizes.
    let files = ledger.files.into_iter().map(|file| FileLedger { bytes_read: 0, ..file });
    Outcome { packets, files: files.collect(), is_whole }
}

/// Bytes that come in pieces, as through a pipe.
struct Pieces {
    bytes: Vec<u8>,
    at: usize,
    piece: usize,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = &self.bytes[self.at..];
        let count = rest.len().min(buffer.len()).min(self.piece);
        buffer[..count].copy_from_slice(&rest[..count]);
        self.at += count;
        Ok(count)
    }
}
