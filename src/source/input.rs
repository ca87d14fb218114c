//! One input while it is open: reads its bytes into batches, lets its format find the records, and
//! keeps the record that a batch's end cuts for the next batch.

use std::io;

use crate::report::{FileFault, FileFaultKind, FileLedger};
use crate::value::Timestamp;

use super::Batch;
use super::compression;
use super::format::{self, Format, Next, Out, Window};
use super::front::Front;
use super::interfaces::Interfaces;
use super::magic;
use super::stored::Stored;
use super::stream::Stream;

/// Where the kernel copies bytes to is aligned to this: it copies twice as fast than to an
/// address that is 16 bytes off (measured).
const ALIGNMENT: usize = 64;

/// How far reading has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// The stream may have more.
    Reading,
    /// The stream has no more; what came of it was not walked over yet.
    Ending,
    /// No more records come.
    Done,
}

/// The ledger of an input that cannot be read.
fn refuse(mut file: FileLedger, message: String) -> Box<FileLedger> {
    let kind = FileFaultKind::Unreadable;
    file.add_fault(FileFault { kind, packet: None, offset: None, message });
    Box::new(file)
}

/// An open input.
pub(super) struct Input {
    file: FileLedger,
    index: u32,
    stream: Stream,
    format: Box<dyn Format>,
    /// Bytes read and not yet walked over.
    tail: Vec<u8>,
    /// The tail's offset in the capture.
    offset: u64,
    /// The tail holds bytes that no walk has seen.
    is_fresh: bool,
    phase: Phase,
    error: Option<io::Error>,
    previous: Option<Timestamp>,
    resync: bool,
}

impl Input {
    /// Begins to read, `ahead` if decompression shall run in its own thread. An input that is no
    /// capture is given back as a ledger that says so.
    pub(super) fn open(
        stored: Stored,
        mut file: FileLedger,
        index: u32,
        chunk: usize,
        resync: bool,
        ahead: bool,
    ) -> Result<Self, Box<FileLedger>> {
        // Begins with a whole chunk, so that all later reads are at multiples of it in the file.
        let mut front = Front::read(Stream::Plain(stored), chunk);
        if let Some(compression) = compression::detect(&front.bytes)
            && let Stream::Plain(stored) = front.stream
        {
            file.compression = Some(compression);
            front = match Stream::decompress(compression, front.bytes, stored, ahead) {
                Ok(stream) => Front::read(stream, chunk),
                Err(error) => return Err(refuse(file, error.to_string())),
            };
        }
        let Front { stream, bytes: tail, at_end, error } = front;
        let Some(format) = format::detect(&tail) else {
            let message = match (&error, file.compression) {
                (Some(error), _) => error.to_string(),
                (None, Some(compression)) => {
                    format!("within {}: {}", compression.name(), magic::why_unknown(&tail))
                }
                (None, None) => magic::why_unknown(&tail),
            };
            file.bytes_read = stream.bytes_read();
            file.sha256 = stream.finish(true);
            return Err(refuse(file, message));
        };
        Ok(Self {
            file,
            index,
            stream,
            format,
            tail,
            offset: 0,
            is_fresh: true,
            phase: if at_end { Phase::Ending } else { Phase::Reading },
            error,
            previous: None,
            resync,
        })
    }

    /// Fills the batch, which must have no records, with about `chunk` bytes; records are numbered
    /// from `number` on. False at the end: the batch has no records then.
    pub(super) fn fill(
        &mut self,
        batch: &mut Batch,
        chunk: usize,
        interfaces: &mut Interfaces,
        number: &mut u64,
        last: u64,
    ) -> bool {
        let mut unread = 0;
        while self.phase != Phase::Done {
            // A record that needs more than a chunk: read on in steps as large as what is there,
            // so that memory follows the bytes that come and not those that a header promises.
            let (start, end) = self.read(&mut batch.bytes, chunk.max(unread));
            let window = Window {
                bytes: batch.bytes.get(..end).unwrap_or_default(),
                start,
                offset: self.offset,
                at_end: self.phase == Phase::Ending,
                end_is_broken: self.error.is_some(),
            };
            let mut out = Out {
                records: &mut batch.records,
                tallied: 0,
                file: &mut self.file,
                interfaces,
                file_index: self.index,
                previous: &mut self.previous,
                number,
                last,
                resync: self.resync,
            };
            let walked = self.format.walk(&window, &mut out);
            out.settle();
            self.tail.clear();
            self.tail.extend_from_slice(window.from(walked.done));
            self.offset += walked.done.saturating_sub(start) as u64;
            unread = self.tail.len();
            if walked.next == Next::Stop {
                self.phase = Phase::Done;
                self.skip_the_rest();
            } else if self.phase == Phase::Ending && *number <= last {
                self.phase = Phase::Done;
                self.note_end();
            }
            if !batch.records.is_empty() {
                return true;
            }
        }
        false
    }

    /// Puts the tail and, unless it is fresh, more bytes behind it into the buffer, and says where
    /// they begin and end.
    fn read(&mut self, bytes: &mut Vec<u8>, chunk: usize) -> (usize, usize) {
        let chunk = if self.is_fresh || self.phase == Phase::Ending { 0 } else { chunk };
        self.is_fresh = false;
        let room = ALIGNMENT + self.tail.len().next_multiple_of(ALIGNMENT);
        let needed = room + chunk;
        if bytes.len() < needed || bytes.len() > needed.saturating_mul(4).max(1 << 22) {
            // Anew, as nothing in it is of use: growing would copy it.
            *bytes = vec![0; needed];
        }
        // Where bytes are read to is aligned; the tail stands right in front of it.
        let misaligned = bytes.as_ptr().align_offset(ALIGNMENT).min(ALIGNMENT - 1);
        let read_at = misaligned + self.tail.len().next_multiple_of(ALIGNMENT);
        let start = read_at - self.tail.len();
        if let Some(place) = bytes.get_mut(start..read_at) {
            place.copy_from_slice(&self.tail);
        }
        let mut end = read_at;
        if chunk > 0 {
            let space = bytes.get_mut(read_at..read_at + chunk).unwrap_or_default();
            let chunk = self.stream.read(space);
            end += chunk.bytes;
            if chunk.at_end {
                self.phase = Phase::Ending;
            }
            self.error = chunk.error;
        }
        (start, end)
    }

    /// Counts what nobody reads any more as skipped, where its length is known.
    fn skip_the_rest(&mut self) {
        if self.file.format.is_some()
            && let Some(length) = self.stream.length()
        {
            self.file.bytes_skipped += length.saturating_sub(self.offset);
        }
    }

    /// Notes what is odd about the end of the bytes, and what went wrong there.
    fn note_end(&mut self) {
        if let Some(warning) = self.stream.warning() {
            let message = warning.to_owned();
            let kind = FileFaultKind::Oddity;
            self.file.add_fault(FileFault { kind, packet: None, offset: None, message });
        }
        let Some(error) = self.error.take() else { return };
        let kind = match (self.file.format, error.kind()) {
            (None, _) => FileFaultKind::Unreadable,
            (_, io::ErrorKind::UnexpectedEof) => FileFaultKind::Truncated,
            _ => FileFaultKind::Damaged,
        };
        let read = self.file.records.packets;
        let message = format!("{error}; {}", format::read_before(read));
        let offset = Some(self.offset);
        self.file.add_fault(FileFault { kind, packet: Some(read + 1), offset, message });
    }

    /// Gives the file's descriptor back until more is read; false where that cannot be.
    pub(super) fn rest(&mut self) -> bool {
        self.stream.rest()
    }

    /// Ends reading and gives the ledger entry back.
    pub(super) fn close(mut self, interfaces: &mut Interfaces) -> FileLedger {
        let mut number = 0;
        let mut out = Out {
            records: &mut Vec::new(),
            tallied: 0,
            file: &mut self.file,
            interfaces,
            file_index: self.index,
            previous: &mut self.previous,
            number: &mut number,
            last: u64::MAX,
            resync: self.resync,
        };
        self.format.finish(&mut out);
        self.file.bytes_read = self.stream.bytes_read();
        self.file.sha256 = self.stream.finish(self.phase == Phase::Done);
        self.file
    }
}
