//! What a capture format is: something that finds records in a window of a file's bytes. The
//! formats are listed here once; everything else knows them by this table.

use crate::report::{FileFault, FileFaultKind, FileFormat, FileLedger};
use crate::value::Timestamp;

use super::interfaces::Interfaces;
use super::{Record, pcapng};

/// The longest packet that is believed, in bytes; a record that claims more is damage. Chosen by
/// us: 64 times the largest snap length that libpcap accepts (262,144).
pub(super) const LONGEST_PACKET: usize = 16 << 20;

/// How many bytes of a file [`detect`] wants to see.
pub(super) const MAGIC_BYTES: usize = 12;

/// A place in the table of formats.
struct Entry {
    /// Whether a file that begins like this is of the format.
    is_it: fn(&[u8]) -> bool,
    /// A reader for the file, at its first byte.
    reader: fn() -> Box<dyn Format>,
}

/// The formats. One new format is one new file and one line here.
const FORMATS: &[Entry] = &[
    Entry { is_it: super::pcap::is_pcap, reader: || Box::new(super::pcap::Pcap::default()) },
    Entry { is_it: pcapng::is_pcapng, reader: || Box::new(pcapng::Pcapng::default()) },
];

/// A reader for a file that begins with these bytes, `None` if it is not a capture.
pub(super) fn detect(head: &[u8]) -> Option<Box<dyn Format>> {
    FORMATS.iter().find(|entry| (entry.is_it)(head)).map(|entry| (entry.reader)())
}

/// A reader of one file in one format. It keeps what the headers said between windows.
pub(super) trait Format: Send {
    /// Reports every whole record in the window, and how far it came.
    ///
    /// What is left is the beginning of something longer and comes again, with more behind it, in
    /// the next window; a reader never leaves bytes of a window that is the file's last.
    fn walk(&mut self, window: &Window<'_>, out: &mut Out<'_>) -> Walked;

    /// Reports what is known only at the end; called once, after the last window.
    fn finish(&mut self, _out: &mut Out<'_>) {}
}

/// Some of a file's bytes.
pub(super) struct Window<'a> {
    /// The batch's bytes; records are offsets into them.
    pub(super) bytes: &'a [u8],
    /// Where in `bytes` the window begins.
    pub(super) start: usize,
    /// The offset in the file of the window's first byte.
    pub(super) offset: u64,
    /// Whether the file ends with the window.
    pub(super) at_end: bool,
    /// Whether the end is known to be wrong, so that a cut record is no news.
    pub(super) end_is_broken: bool,
}

impl<'a> Window<'a> {
    /// The bytes from `at` on.
    #[inline]
    pub(super) fn from(&self, at: usize) -> &'a [u8] {
        self.bytes.get(at..).unwrap_or_default()
    }

    /// The offset in the file of the byte at `at`.
    pub(super) fn offset_of(&self, at: usize) -> u64 {
        self.offset + at.saturating_sub(self.start) as u64
    }
}

/// How far a walk came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Walked {
    /// Where in the window's bytes the rest begins.
    pub(super) done: usize,
    /// Whether reading goes on.
    pub(super) next: Next,
}

/// Whether reading goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// With the next window.
    More,
    /// Not at all: what follows cannot be trusted.
    Stop,
}

/// Where a walk puts what it finds.
pub(super) struct Out<'a> {
    /// The records of the batch.
    pub(super) records: &'a mut Vec<Record>,
    /// How many of them the ledger has counted.
    pub(super) tallied: usize,
    /// What is known of the file.
    pub(super) file: &'a mut FileLedger,
    /// The interfaces of all files.
    pub(super) interfaces: &'a mut Interfaces,
    /// The file's place in the ledger.
    pub(super) file_index: u32,
    /// The time of the record before.
    pub(super) previous: &'a mut Option<Timestamp>,
    /// The number of the next record in the timeline.
    pub(super) number: &'a mut u64,
    /// The number of the last record that anybody wants.
    pub(super) last: u64,
    /// Whether to search on after damage.
    pub(super) resync: bool,
}

impl Out<'_> {
    /// Whether nobody wants another record.
    #[inline]
    pub(super) fn is_full(&self) -> bool {
        *self.number > self.last
    }

    /// The number in this file of the packet that is being read, from 1.
    pub(super) fn packet(&self) -> u64 {
        self.read_before() + 1
    }

    /// How many packets of this file were read.
    pub(super) fn read_before(&self) -> u64 {
        self.file.records.packets + self.records.len().saturating_sub(self.tallied) as u64
    }

    /// Names the format, once its header was understood.
    pub(super) fn format(&mut self, format: FileFormat) {
        self.file.format.get_or_insert(format);
    }

    /// Adds a record; its number is set here. The ledger counts it at [`Self::settle`].
    #[inline]
    pub(super) fn record(&mut self, mut record: Record) {
        record.number = *self.number;
        *self.number += 1;
        self.records.push(record);
    }

    /// Adds a record that carries no time: it gets that of the record before it, which keeps its
    /// place in the timeline, and counts for neither the first nor the last time.
    pub(super) fn untimed_record(&mut self, mut record: Record) {
        self.settle();
        record.at = self.previous.unwrap_or_default();
        self.file.records.add_untimed(record.wire_bytes, record.captured_bytes);
        self.record(record);
        self.tallied = self.records.len();
    }

    /// Counts the records that were added since: in one go, which takes a third of the time.
    pub(super) fn settle(&mut self) {
        let added = self.records.get(self.tallied..).unwrap_or_default();
        let added = added.iter().map(|it| (it.at, it.wire_bytes, it.captured_bytes));
        *self.previous = self.file.records.add_all(added, *self.previous);
        self.tallied = self.records.len();
    }

    /// Notes a fault that belongs to a packet.
    pub(super) fn packet_fault(&mut self, kind: FileFaultKind, offset: u64, message: String) {
        let packet = Some(self.packet());
        self.file.add_fault(FileFault { kind, packet, offset: Some(offset), message });
    }

    /// Notes a fault that belongs to no packet.
    pub(super) fn fault(&mut self, kind: FileFaultKind, offset: u64, message: String) {
        self.file.add_fault(FileFault { kind, packet: None, offset: Some(offset), message });
    }

    /// Notes that the file ends within what stands at `offset`, a packet or not.
    pub(super) fn cut(&mut self, window: &Window<'_>, at: usize, packet: bool, what: &str) {
        if window.end_is_broken {
            return;
        }
        let (offset, there) = (window.offset_of(at), window.from(at).len());
        let read = self.read_before();
        let message = format!("{what}, file ends after {there}; {}", read_before(read));
        let packet = packet.then_some(read + 1);
        let kind = FileFaultKind::Truncated;
        self.file.add_fault(FileFault { kind, packet, offset: Some(offset), message });
    }
}

/// The end of a message about a cut file: what is in the answer.
pub(super) fn read_before(packets: u64) -> String {
    match packets {
        0 => "no packet was read before it".to_owned(),
        1 => "the packet before it was read".to_owned(),
        many => format!("the {many} packets before it were read"),
    }
}
