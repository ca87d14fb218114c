//! Classic pcap: a header of 24 bytes, then records with headers of 16 bytes, or 24 where
//! Kuznetzov's patch wrote them. Microseconds or nanoseconds, either byte order
//! (draft-ietf-opsawg-pcap-06).

#[cfg(test)]
mod tests;

use crate::report::{FileFaultKind, FileFormat, Interface};
use crate::value::{LinkType, Timestamp};

use super::byte_order::ByteOrder;
use super::format::{Format, LONGEST_PACKET, Next, Out, Walked, Window};
use super::notes::NotedInterface;
use super::{Record, pcap_search};

const FILE_HEADER: usize = 24;

/// Set in the link type field where its top four bits are the length of the frame check sequence
/// in units of two bytes (section 4, "f").
const FCS_IS_KNOWN: u32 = 0x0400_0000;

/// Whether the file begins with one of the magic numbers.
pub(super) fn is_pcap(head: &[u8]) -> bool {
    head.first_chunk().is_some_and(|magic| Variant::of(*magic).is_some())
}

/// What the magic number says.
#[derive(Clone, Copy, Debug)]
struct Variant {
    order: ByteOrder,
    format: FileFormat,
}

impl Variant {
    fn of(magic: [u8; 4]) -> Option<Self> {
        [ByteOrder::Little, ByteOrder::Big].into_iter().find_map(|order| {
            let format = match order.u32(magic) {
                0xa1b2_c3d4 => FileFormat::Pcap,
                0xa1b2_3c4d => FileFormat::PcapNanoseconds,
                0xa1b2_cd34 => FileFormat::PcapModified,
                _ => return None,
            };
            Some(Self { order, format })
        })
    }
}

/// What the file header says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header {
    order: ByteOrder,
    /// Bytes in a record's header.
    pub(super) head_bytes: usize,
    /// Nanoseconds in a unit of the time's fraction.
    pub(super) nanoseconds: u32,
    /// The longest record that the file announces, 0 for no limit.
    pub(super) snap_length: u32,
    lengths: Lengths,
    link_type: LinkType,
    fcs_bytes: u8,
    interface: u32,
}

/// In which order a record's two lengths stand (libpcap, sf-pcap.c).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lengths {
    /// Captured, then on the wire: version 2.4.
    CapturedFirst,
    /// On the wire, then captured: before version 2.3.
    WireFirst,
    /// The smaller one is the captured one: version 2.3.
    SmallerIsCaptured,
}

/// What a record's header says.
#[derive(Clone, Copy, Debug)]
pub(super) struct RecordHeader {
    pub(super) seconds: u32,
    pub(super) fraction: u32,
    pub(super) captured: u32,
    pub(super) wire: u32,
}

impl RecordHeader {
    /// Whether nothing is in it: no time, no length. Two in a row are a hole in the file.
    fn is_zero(&self) -> bool {
        (self.seconds | self.fraction | self.captured | self.wire) == 0
    }
}

impl Header {
    /// The longest record that the file does not rule out.
    #[inline]
    fn longest(&self) -> u32 {
        if self.snap_length == 0 { u32::MAX } else { self.snap_length }
    }

    /// The record header at the front of the bytes, `None` where they are too short.
    #[inline]
    pub(super) fn record(&self, bytes: &[u8]) -> Option<RecordHeader> {
        self.record_in(self.order, bytes)
    }

    /// The same where the order is known when the program is compiled: this is done for every
    /// packet.
    #[inline]
    fn record_in(&self, order: ByteOrder, bytes: &[u8]) -> Option<RecordHeader> {
        if bytes.len() < self.head_bytes {
            return None;
        }
        let &[seconds, fraction, first, second, ..] = bytes.as_chunks::<4>().0 else { return None };
        let (first, second) = (order.u32(first), order.u32(second));
        let swapped = match self.lengths {
            Lengths::CapturedFirst => false,
            Lengths::WireFirst => true,
            Lengths::SmallerIsCaptured => first > second,
        };
        let (captured, wire) = if swapped { (second, first) } else { (first, second) };
        let (seconds, fraction) = (order.u32(seconds), order.u32(fraction));
        Some(RecordHeader { seconds, fraction, captured, wire })
    }
}

/// A reader of one pcap file.
#[derive(Debug, Default)]
pub(super) struct Pcap {
    header: Option<Header>,
    /// Where damage began, while the next good record is searched for.
    lost_since: Option<u64>,
    packets: u64,
    /// The time of the last good record in seconds, for the search.
    last_seconds: Option<u32>,
    warned_of_snap_length: bool,
}

impl Format for Pcap {
    fn walk(&mut self, window: &Window<'_>, out: &mut Out<'_>) -> Walked {
        let mut at = window.start;
        let header = match self.header {
            Some(header) => header,
            None => match read_header(window, out) {
                Ok(Some(header)) => {
                    self.header = Some(header);
                    at += FILE_HEADER;
                    header
                }
                Ok(None) => return Walked { done: at, next: Next::More },
                Err(message) => {
                    out.fault(FileFaultKind::Unreadable, window.offset, message);
                    return Walked { done: at, next: Next::Stop };
                }
            },
        };
        loop {
            if let Some(since) = self.lost_since {
                let found = pcap_search::search(&header, window, at, self.last_seconds);
                out.file.bytes_skipped += (found.at - at) as u64;
                at = found.at;
                if !found.is_record {
                    return Walked { done: at, next: Next::More };
                }
                self.lost_since = None;
                let (from, to) = (since, window.offset_of(at));
                let message = format!("reading goes on at byte {to}, {} bytes further", to - from);
                out.packet_fault(FileFaultKind::Oddity, to, message);
            }
            let records = match header.order {
                ByteOrder::Little => self.records::<true>(&header, window, at, out),
                ByteOrder::Big => self.records::<false>(&header, window, at, out),
            };
            match records {
                Records::Done(done) => return Walked { done, next: Next::More },
                Records::Damaged(damaged, message) => {
                    let offset = window.offset_of(damaged);
                    out.packet_fault(FileFaultKind::Damaged, offset, message);
                    if !out.resync {
                        return Walked { done: damaged, next: Next::Stop };
                    }
                    // The byte at which the damage begins is passed over, so that the search
                    // gets on.
                    self.lost_since = Some(offset);
                    at = (damaged + 1).min(window.bytes.len());
                    out.file.bytes_skipped += 1;
                }
            }
        }
    }

    fn finish(&mut self, out: &mut Out<'_>) {
        if let Some(interface) =
            self.header.and_then(|header| out.interfaces.get_mut(header.interface))
        {
            interface.packets += self.packets;
        }
    }
}

/// How a run of records ended.
enum Records {
    /// At the end of the window; the rest begins there.
    Done(usize),
    /// At bytes that are no record, and why.
    Damaged(usize, String),
}

impl Pcap {
    /// Reads records from `at` on.
    fn records<const LITTLE: bool>(
        &mut self,
        header: &Header,
        window: &Window<'_>,
        mut at: usize,
        out: &mut Out<'_>,
    ) -> Records {
        let order = if LITTLE { ByteOrder::Little } else { ByteOrder::Big };
        loop {
            if out.is_full() {
                return Records::Done(at);
            }
            let rest = window.from(at);
            let Some(record) = header.record_in(order, rest) else {
                if window.at_end && !rest.is_empty() {
                    let what = format!("record header of {} bytes", header.head_bytes);
                    out.cut(window, at, true, &what);
                    at = window.bytes.len();
                }
                return Records::Done(at);
            };
            let captured = record.captured as usize;
            if captured > LONGEST_PACKET {
                let most = LONGEST_PACKET >> 20;
                let message = format!(
                    "record says {captured} bytes, more than the {most} MiB that a packet can have"
                );
                return Records::Damaged(at, message);
            }
            let end = header.head_bytes + captured;
            if record.is_zero() {
                match rest.get(end..).and_then(|behind| header.record(behind)) {
                    Some(second) if second.is_zero() => {
                        return Records::Damaged(at, "zeros where a record should be".to_owned());
                    }
                    None if !window.at_end => return Records::Done(at),
                    _ => {}
                }
            }
            if rest.len() < end {
                if window.at_end {
                    cut_packet(header, window, at, captured, out);
                    at = window.bytes.len();
                }
                return Records::Done(at);
            }
            self.record(header, &record, window, at, out);
            at += end;
        }
    }

    /// Reports one whole record.
    #[inline]
    fn record(
        &mut self,
        header: &Header,
        record: &RecordHeader,
        window: &Window<'_>,
        at: usize,
        out: &mut Out<'_>,
    ) {
        let nanoseconds = u64::from(record.fraction) * u64::from(header.nanoseconds);
        let is_odd = nanoseconds >= 1_000_000_000
            || record.captured > record.wire
            || record.captured > header.longest();
        if is_odd {
            self.note_oddities(header, record, nanoseconds, window.offset_of(at), out);
        }
        // Fits: 2^32 seconds and 2^32 nanoseconds thousandfold are less than 2^63 nanoseconds.
        let time = u64::from(record.seconds) * 1_000_000_000 + nanoseconds;
        self.packets += 1;
        self.last_seconds = Some(record.seconds);
        out.record(Record {
            number: 0,
            at: Timestamp(time.cast_signed()),
            start: u32::try_from(at + header.head_bytes).unwrap_or(u32::MAX),
            captured_bytes: record.captured,
            wire_bytes: record.wire.max(record.captured),
            interface: header.interface,
            link_type: header.link_type,
            fcs_bytes: header.fcs_bytes,
            notes: 0,
        });
    }

    /// Notes what is unusual about a record that is read all the same.
    #[cold]
    fn note_oddities(
        &mut self,
        header: &Header,
        record: &RecordHeader,
        nanoseconds: u64,
        offset: u64,
        out: &mut Out<'_>,
    ) {
        let RecordHeader { captured, wire, .. } = *record;
        let mut note = |message| out.packet_fault(FileFaultKind::Oddity, offset, message);
        if nanoseconds >= 1_000_000_000 {
            note(format!("fraction of a second is {nanoseconds} ns; carried into the seconds"));
        }
        if captured > wire {
            note(format!("{captured} bytes captured of a packet of {wire}; counted as {captured}"));
        }
        let most = header.longest();
        if captured > most && !self.warned_of_snap_length {
            self.warned_of_snap_length = true;
            note(format!("record of {captured} bytes, more than the snap length of {most}"));
        }
    }
}

/// Notes a packet that the end of the file cuts.
fn cut_packet(header: &Header, window: &Window<'_>, at: usize, captured: usize, out: &mut Out<'_>) {
    if window.end_is_broken {
        return;
    }
    let there = window.from(at).len().saturating_sub(header.head_bytes);
    let read = out.read_before();
    let message = format!(
        "record says {captured} bytes, file ends after {there}; {}",
        super::format::read_before(read)
    );
    out.packet_fault(FileFaultKind::Truncated, window.offset_of(at), message);
}

/// Reads the file header: `Ok(None)` if more bytes have to come first, an error if the file
/// cannot be read.
fn read_header(window: &Window<'_>, out: &mut Out<'_>) -> Result<Option<Header>, String> {
    let bytes = window.from(window.start);
    let Some(head) = bytes.first_chunk::<FILE_HEADER>() else {
        return if window.at_end {
            Err(format!("pcap file header cut: {} of {FILE_HEADER} bytes", bytes.len()))
        } else {
            Ok(None)
        };
    };
    let &[magic, version, _, _, snap_length, link, ..] = head.as_chunks::<4>().0 else {
        return Ok(None);
    };
    let Some(Variant { order, format }) = Variant::of(magic) else {
        return Err("not a pcap file".to_owned());
    };
    let (major, minor) = match (order, version) {
        (ByteOrder::Little, [a, b, c, d]) => {
            (u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d]))
        }
        (ByteOrder::Big, [a, b, c, d]) => (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])),
    };
    let lengths = match (major, minor) {
        (2, 4) => Lengths::CapturedFirst,
        (2, 3) => Lengths::SmallerIsCaptured,
        // 543.0 is what DG/UX tcpdump writes (libpcap, sf-pcap.c).
        (2, 0..3) | (543, 0) => Lengths::WireFirst,
        (2, 5..) => {
            let message = format!("pcap version {major}.{minor}, read as 2.4");
            out.fault(FileFaultKind::Oddity, window.offset, message);
            Lengths::CapturedFirst
        }
        _ => return Err(format!("pcap version {major}.{minor} is not supported; 2.4 is")),
    };
    let snap_length = order.u32(snap_length);
    let link = order.u32(link);
    let [.., high, low] = link.to_be_bytes();
    let link_type = LinkType(u16::from_be_bytes([high, low]));
    let fcs_bytes = match (link & FCS_IS_KNOWN, (link >> 28) as u8) {
        (0, _) => 0,
        // No link layer has a check sequence of eight bytes: who writes four means bytes.
        (_, 4) => 4,
        (_, words) => words * 2,
    };
    out.format(format);
    let file = out.file_index;
    let interface =
        out.interfaces.add(|| Interface { file, link_type, snap_length, ..Interface::default() });
    if let Some(notes) = &out.interfaces.notes {
        let is_fine = format == FileFormat::PcapNanoseconds;
        let options = Vec::new();
        let noted = NotedInterface { link_type, snap_length, fcs_bytes, is_fine, options };
        notes.lock().interfaces.insert(interface, noted);
    }
    Ok(Some(Header {
        order,
        head_bytes: if format == FileFormat::PcapModified { 24 } else { 16 },
        nanoseconds: if format == FileFormat::PcapNanoseconds { 1 } else { 1000 },
        snap_length,
        lengths,
        link_type,
        fcs_bytes,
        interface,
    }))
}
