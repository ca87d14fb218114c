//! The input ledger: what was read, what was skipped or damaged, what the files say of themselves.
//! Every machine format carries it, so that no answer hides what it did not see.

use super::losses::{FragmentLosses, StreamLosses};
use crate::value::{LinkType, Timestamp, escape};

/// Counts over records, as file headers tell them without decoding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordTally {
    /// Packets.
    pub packets: u64,
    /// Bytes on the wire.
    pub wire_bytes: u64,
    /// Bytes that the capture kept.
    pub captured_bytes: u64,
    /// Packets of which the capture kept less than was on the wire.
    pub snapped: u64,
    /// Packets captured before the one that precedes them in the file.
    pub out_of_order: u64,
    /// Shortest length on the wire, in bytes.
    pub shortest: Option<u32>,
    /// Longest length on the wire, in bytes.
    pub longest: Option<u32>,
    /// Earliest time.
    pub first: Option<Timestamp>,
    /// Latest time.
    pub last: Option<Timestamp>,
}

impl RecordTally {
    /// Counts one record, all but its order.
    #[inline]
    pub fn add(&mut self, at: Timestamp, wire_bytes: u32, captured_bytes: u32) {
        self.add_untimed(wire_bytes, captured_bytes);
        self.first = Some(self.first.map_or(at, |first| first.min(at)));
        self.last = Some(self.last.map_or(at, |last| last.max(at)));
    }

    /// Counts one record that carries no time.
    #[inline]
    pub fn add_untimed(&mut self, wire_bytes: u32, captured_bytes: u32) {
        self.packets += 1;
        self.wire_bytes += u64::from(wire_bytes);
        self.captured_bytes += u64::from(captured_bytes);
        self.snapped += u64::from(captured_bytes < wire_bytes);
        self.shortest = Some(self.shortest.map_or(wire_bytes, |least| least.min(wire_bytes)));
        self.longest = Some(self.longest.map_or(wire_bytes, |most| most.max(wire_bytes)));
    }

    /// Counts records, each with its time, its length on the wire, and how much of it was
    /// captured; answers the time of the last one. `previous` is the time of the record before.
    pub fn add_all(
        &mut self,
        records: impl Iterator<Item = (Timestamp, u32, u32)>,
        previous: Option<Timestamp>,
    ) -> Option<Timestamp> {
        let mut records = records.peekable();
        let Some(&(at, wire_bytes, _)) = records.peek() else { return previous };
        let (mut before, mut earliest, mut latest) = (previous.unwrap_or(at), at, at);
        let (mut shortest, mut longest) = (wire_bytes, wire_bytes);
        let mut sum = Self::default();
        for (at, wire_bytes, captured_bytes) in records {
            sum.packets += 1;
            sum.wire_bytes += u64::from(wire_bytes);
            sum.captured_bytes += u64::from(captured_bytes);
            sum.snapped += u64::from(captured_bytes < wire_bytes);
            sum.out_of_order += u64::from(at < before);
            (shortest, longest) = (shortest.min(wire_bytes), longest.max(wire_bytes));
            (earliest, latest) = (earliest.min(at), latest.max(at));
            before = at;
        }
        (sum.shortest, sum.longest) = (Some(shortest), Some(longest));
        (sum.first, sum.last) = (Some(earliest), Some(latest));
        self.absorb(&sum);
        Some(before)
    }

    /// Adds what another tally counted.
    pub fn absorb(&mut self, other: &Self) {
        self.packets += other.packets;
        self.wire_bytes += other.wire_bytes;
        self.captured_bytes += other.captured_bytes;
        self.snapped += other.snapped;
        self.out_of_order += other.out_of_order;
        self.shortest = [self.shortest, other.shortest].into_iter().flatten().min();
        self.longest = self.longest.max(other.longest);
        self.first = [self.first, other.first].into_iter().flatten().min();
        self.last = self.last.max(other.last);
    }

    /// Nanoseconds from the earliest to the latest packet, `None` without packets.
    #[must_use]
    pub fn duration_ns(&self) -> Option<i64> {
        Some(self.last?.since(self.first?))
    }
}

/// The format of a capture file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    /// pcap, times in microseconds.
    Pcap,
    /// pcap, times in nanoseconds.
    PcapNanoseconds,
    /// pcap with Kuznetzov's longer record headers.
    PcapModified,
    /// pcapng.
    Pcapng,
}

impl FileFormat {
    /// The name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pcap => "pcap",
            Self::PcapNanoseconds => "pcap (ns)",
            Self::PcapModified => "pcap (modified)",
            Self::Pcapng => "pcapng",
        }
    }
}

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// gzip, RFC 1952.
    Gzip,
    /// Zstandard, RFC 8878.
    Zstd,
    /// LZ4 frames.
    Lz4,
    /// xz.
    Xz,
    /// bzip2.
    Bzip2,
}

impl Compression {
    /// The name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Lz4 => "lz4",
            Self::Xz => "xz",
            Self::Bzip2 => "bzip2",
        }
    }
}

/// What a fault in a file means for the exit code.
///
/// Ordered from harmless to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileFaultKind {
    /// Unusual but read in full; no effect on the exit code.
    Oddity,
    /// The file ends within its last packet. Exit 4, unless truncation is allowed.
    Truncated,
    /// Something in the file is broken or was skipped. Exit 4.
    Damaged,
    /// The input could not be read at all: missing, not a capture, no permission. Exit 3.
    Unreadable,
}

impl FileFaultKind {
    /// The name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Oddity => "oddity",
            Self::Truncated => "truncated",
            Self::Damaged => "damaged",
            Self::Unreadable => "unreadable",
        }
    }
}

/// Something wrong with a file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFault {
    /// What it means for the answer.
    pub kind: FileFaultKind,
    /// The packet of this file at which it was found, from 1.
    pub packet: Option<u64>,
    /// Offset in the (decompressed) file in bytes.
    pub offset: Option<u64>,
    /// What is wrong, with the numbers; lower case, no full stop, text from the file escaped.
    pub message: String,
}

/// One interface as a file describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Interface {
    /// Index into [`Ledger::files`].
    pub file: u32,
    /// What its packets begin with.
    pub link_type: LinkType,
    /// Most bytes kept of a packet, 0 for no limit.
    pub snap_length: u32,
    /// The name, as the file has it, not escaped.
    pub name: Option<String>,
    /// The description, as the file has it, not escaped.
    pub description: Option<String>,
    /// The capture filter, as the file has it, not escaped.
    pub filter: Option<String>,
    /// Packets of this interface that were read.
    pub packets: u64,
    /// Packets that the interface or the kernel dropped, where the file says.
    pub dropped: Option<u64>,
}

/// One input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileLedger {
    /// The name as given, bytes that are not UTF-8 replaced, not escaped.
    pub name: String,
    /// `None` where it could not be read.
    pub format: Option<FileFormat>,
    /// The outer compression.
    pub compression: Option<Compression>,
    /// Bytes read, as stored.
    pub bytes_read: u64,
    /// Bytes that were passed over because of damage, decompressed.
    pub bytes_skipped: u64,
    /// Counts over its records.
    pub records: RecordTally,
    /// Comments in it (pcapng), on sections, interfaces or packets.
    pub comments: u64,
    /// SHA-256 of the file as stored, in hexadecimal, where asked for.
    pub sha256: Option<String>,
    /// What is wrong with it, in the order in which it was found; the first hundred of each kind.
    pub faults: Vec<FileFault>,
    /// How many faults there were.
    pub fault_count: u64,
    /// The worst kind among them, kept or not.
    pub worst: Option<FileFaultKind>,
}

/// How many faults of one kind are kept a file; the rest are counted. Chosen by us.
const FAULTS_KEPT: usize = 100;

impl FileLedger {
    /// A fault of this file as one line for people: `a.pcap: packet 7 at byte 88: …`. Escaped.
    #[must_use]
    pub fn sentence(&self, fault: &FileFault) -> String {
        let name = escape(&self.name);
        let message = &fault.message;
        match (fault.packet, fault.offset) {
            (Some(packet), Some(offset)) => {
                format!("{name}: packet {packet} at byte {offset}: {message}")
            }
            (Some(packet), None) => format!("{name}: packet {packet}: {message}"),
            (None, Some(offset)) => format!("{name}: at byte {offset}: {message}"),
            (None, None) => format!("{name}: {message}"),
        }
    }

    /// Counts a fault, and keeps it if few of its kind were there before.
    pub fn add_fault(&mut self, fault: FileFault) {
        self.fault_count += 1;
        self.worst = self.worst.max(Some(fault.kind));
        if self.faults.iter().filter(|kept| kept.kind == fault.kind).count() < FAULTS_KEPT {
            self.faults.push(fault);
        }
    }
}

/// What was read, and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// The inputs in the order in which they were named (directories: sorted by name).
    pub files: Vec<FileLedger>,
    /// The interfaces of all files; packets point here. The first thousand are described, so that
    /// a packet may point beyond the end.
    pub interfaces: Vec<Interface>,
    /// How many interfaces there are, described or not.
    pub interface_count: u64,
    /// Counts over the records of all inputs.
    pub records: RecordTally,
    /// Counts over the records that `-c` and the time range let through.
    pub kept: RecordTally,
    /// Packets that an expression chose among, where there was one.
    pub tried: Option<u64>,
    /// The run was interrupted: later packets were not read.
    pub partial: bool,
    /// Packets whose application was judged without memory of their flow, because there were more
    /// flows than are remembered.
    pub not_remembered: u64,
    /// What was given up where streams were assembled.
    pub streams: StreamLosses,
    /// What was given up where fragments of IP were put together.
    pub fragments: FragmentLosses,
}

impl Ledger {
    /// What is missing because fragments or segments are.
    #[must_use]
    pub fn loss_notes(&self) -> Vec<String> {
        self.fragments.notes().into_iter().chain(self.streams.notes()).collect()
    }

    /// The worst fault of all inputs, `None` where there is none: the exit code follows from it.
    #[must_use]
    pub fn worst(&self) -> Option<FileFaultKind> {
        self.files.iter().filter_map(|file| file.worst).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(kind: FileFaultKind) -> FileFault {
        FileFault { kind, packet: None, offset: None, message: String::new() }
    }

    #[test]
    fn a_thousand_oddities_do_not_hide_the_damage_behind_them() {
        let mut file = FileLedger::default();
        (0..1000).for_each(|_| file.add_fault(fault(FileFaultKind::Oddity)));
        file.add_fault(fault(FileFaultKind::Damaged));
        assert_eq!(file.faults.len(), 101);
        assert_eq!(file.fault_count, 1001);
        assert_eq!(file.worst, Some(FileFaultKind::Damaged));
    }

    #[test]
    fn an_unreadable_input_is_worse_than_a_damaged_one() {
        let mut ledger = Ledger::default();
        assert_eq!(ledger.worst(), None);
        for kind in [FileFaultKind::Unreadable, FileFaultKind::Truncated] {
            let mut file = FileLedger::default();
            file.add_fault(fault(kind));
            ledger.files.push(file);
        }
        assert_eq!(ledger.worst(), Some(FileFaultKind::Unreadable));
    }
}
