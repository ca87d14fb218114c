//! The first bytes of an input, by which its compression and its format are told.

use std::io;
use std::path::Path;

use crate::report::Compression;

use super::format::MAGIC_BYTES;
use super::stored::{Origin, Stored};
use super::stream::Stream;

/// A stream of which the first bytes were read.
pub(super) struct Front {
    pub(super) stream: Stream,
    pub(super) bytes: Vec<u8>,
    pub(super) at_end: bool,
    pub(super) error: Option<io::Error>,
}

impl Front {
    /// Reads a chunk, or less, but enough to tell what it is.
    pub(super) fn read(mut stream: Stream, chunk: usize) -> Self {
        let mut bytes = vec![0; chunk.max(MAGIC_BYTES)];
        let (mut filled, mut at_end, mut error) = (0, false, None);
        while filled < MAGIC_BYTES && !at_end {
            let chunk = stream.read(bytes.get_mut(filled..).unwrap_or_default());
            filled += chunk.bytes;
            (at_end, error) = (chunk.at_end, chunk.error);
        }
        bytes.truncate(filled);
        Self { stream, bytes, at_end, error }
    }
}

/// The first bytes of a file as it is stored; `None` where it cannot be read.
pub(super) fn of_file(path: &Path) -> Option<Vec<u8>> {
    Some(Front::read(Stream::Plain(open(path)?), MAGIC_BYTES).bytes)
}

/// The first bytes within a compressed file; `None` where it is too broken to tell what it is.
pub(super) fn within(path: &Path, compression: Compression) -> Option<Vec<u8>> {
    let stream = Stream::decompress(compression, Vec::new(), open(path)?, false).ok()?;
    let front = Front::read(stream, MAGIC_BYTES);
    let is_broken = front.error.is_some() && front.bytes.len() < MAGIC_BYTES;
    (!is_broken).then_some(front.bytes)
}

fn open(path: &Path) -> Option<Stored> {
    Stored::open(Origin::Path(path.to_owned()), &super::Options::default(), None).ok()
}
