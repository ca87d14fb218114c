//! Reading a file and looking at what came of it.

use std::path::{Path, PathBuf};

use netsift::report::{FileFaultKind, Ledger};
use netsift::source::{Batch, Inputs, Options, Source, Timeline};

/// What reading gave.
pub struct Reading {
    pub ledger: Ledger,
    /// The time of each packet in nanoseconds, for the first thousand.
    pub times: Vec<i64>,
    /// The link type of each packet, for the first thousand.
    pub links: Vec<u16>,
    /// The most bytes that a batch held.
    pub largest_batch: usize,
}

impl Reading {
    pub fn packets(&self) -> u64 {
        self.ledger.records.packets
    }

    pub fn worst(&self) -> Option<FileFaultKind> {
        self.ledger.worst()
    }

    /// All messages, as people see them.
    pub fn messages(&self) -> String {
        let file = &self.ledger.files[0];
        let lines: Vec<String> = file.faults.iter().map(|fault| file.sentence(fault)).collect();
        lines.join("\n")
    }
}

pub fn broken(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/broken").join(name)
}

pub fn read(path: &Path) -> Reading {
    read_with(&[path.to_owned()], Options::default())
}

pub fn resync(path: &Path) -> Reading {
    read_with(&[path.to_owned()], Options { resync: true, ..Options::default() })
}

pub fn read_with(paths: &[PathBuf], options: Options) -> Reading {
    let mut timeline = Timeline::open(&Inputs { paths: paths.to_vec(), options });
    let mut batch = Batch::default();
    let (mut times, mut links, mut largest_batch, mut number) = (Vec::new(), Vec::new(), 0, 0);
    while timeline.fill(&mut batch) {
        assert!(!batch.records.is_empty(), "a batch without packets");
        largest_batch = largest_batch.max(batch.bytes.len());
        for packet in batch.packets() {
            number += 1;
            assert_eq!(packet.number, number);
            assert!(packet.wire_bytes as usize >= packet.data.len());
            if times.len() < 1000 {
                times.push(packet.at.0);
                links.push(packet.link_type.0);
            }
        }
    }
    let ledger = timeline.into_ledger();
    assert_eq!(ledger.records.packets, number);
    Reading { ledger, times, links, largest_batch }
}
