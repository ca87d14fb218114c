//! Decompression in a thread of its own, a few pieces ahead of the reader, so that it overlaps
//! with the work on packets.

use std::io;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::{self, JoinHandle};

use super::compression::Decompress;
use super::stored::{Stored, fill};
use super::stream::Chunk;

/// Decompressed bytes that travel at once.
const PIECE: usize = 256 << 10;

/// Pieces that may wait for the reader.
const WAITING: usize = 3;

/// Some decompressed bytes.
struct Piece {
    bytes: Vec<u8>,
    /// Bytes taken from the store so far: the same in every run, unlike what the thread has read
    /// when the reader stops.
    stored: u64,
    /// Set on the last piece.
    end: Option<End>,
}

/// How decompression ended.
struct End {
    error: Option<io::Error>,
    warning: Option<String>,
}

/// The reader's side.
pub(super) struct Ahead {
    pieces: Receiver<Piece>,
    /// Used buffers go back to the thread.
    spare: Sender<Vec<u8>>,
    thread: JoinHandle<Option<Stored>>,
    piece: Vec<u8>,
    taken: usize,
    end: Option<End>,
    pub(super) bytes_read: u64,
    pub(super) warning: Option<String>,
}

impl Ahead {
    /// Begins to decompress.
    pub(super) fn new(decoder: Box<dyn Decompress>) -> io::Result<Self> {
        let (send, pieces) = sync_channel(WAITING);
        let (spare, returned) = channel();
        let work = move || run(decoder, &send, &returned);
        let thread = thread::Builder::new().name("decompress".to_owned()).spawn(work)?;
        let piece = Vec::new();
        Ok(Self { pieces, spare, thread, piece, taken: 0, end: None, bytes_read: 0, warning: None })
    }

    /// Fills the buffer, unless the end comes before.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> Chunk {
        let mut filled = 0;
        loop {
            let there = self.piece.get(self.taken..).unwrap_or_default();
            let count = there.len().min(buffer.len() - filled);
            if let (Some(from), Some(to)) =
                (there.get(..count), buffer.get_mut(filled..filled + count))
            {
                to.copy_from_slice(from);
            }
            filled += count;
            self.taken += count;
            if filled == buffer.len() {
                return Chunk { bytes: filled, at_end: false, error: None };
            }
            if let Some(end) = self.end.take() {
                self.warning = end.warning;
                return Chunk { bytes: filled, at_end: true, error: end.error };
            }
            // The thread may be gone; then nobody needs the buffer.
            let _ = self.spare.send(std::mem::take(&mut self.piece));
            self.taken = 0;
            let Ok(piece) = self.pieces.recv() else {
                let error = io::Error::other("the decompressor failed");
                return Chunk { bytes: filled, at_end: true, error: Some(error) };
            };
            self.piece = piece.bytes;
            self.bytes_read = piece.stored;
            self.end = piece.end;
        }
    }

    /// Ends decompression and gives the input back.
    pub(super) fn into_stored(self) -> Option<Stored> {
        drop(self.pieces);
        self.thread.join().ok().flatten()
    }
}

/// The thread: decompresses piece by piece until the end, or until nobody takes them any more.
fn run(
    mut decoder: Box<dyn Decompress>,
    pieces: &SyncSender<Piece>,
    spare: &Receiver<Vec<u8>>,
) -> Option<Stored> {
    let count = decoder.count();
    loop {
        let mut bytes = spare.try_recv().unwrap_or_default();
        bytes.resize(PIECE, 0);
        let (filled, outcome) = fill(&mut decoder, &mut bytes, PIECE);
        bytes.truncate(filled);
        let is_last = filled < PIECE || outcome.is_err();
        let warning = || decoder.warning().map(str::to_owned);
        let end = is_last.then(|| End { error: outcome.err(), warning: warning() });
        let stored = count.load(Ordering::Relaxed);
        if pieces.send(Piece { bytes, stored, end }).is_err() || is_last {
            return decoder.into_stored();
        }
    }
}
