//! Compressed captures: what compression is told by, and the decompressors, one file each.

mod bzip2;
mod frames;
mod gzip;
mod lz4;
mod xz;
mod zstd;

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::report::Compression;

use super::stored::Stored;
use frames::{Bytes, Frames};

/// A decompressor at work.
pub(super) trait Decompress: Read + Send {
    /// What is odd about the compressed bytes although all of them were read.
    fn warning(&self) -> Option<&str>;
    /// The count of the bytes taken from the store, which goes on while this works.
    fn count(&self) -> Arc<AtomicU64>;
    /// Gives the input back; `None` if an error has lost it.
    fn into_stored(self: Box<Self>) -> Option<Stored>;
}

/// A place in the table of compressions.
struct Entry {
    compression: Compression,
    /// Whether a file that begins like this is compressed so.
    is_it: fn(&[u8]) -> bool,
    begin: fn(Bytes) -> io::Result<Box<dyn Decompress>>,
}

/// The compressions. One new compression is one new file and one line here.
const COMPRESSIONS: &[Entry] = &[
    Entry {
        compression: Compression::Gzip,
        is_it: gzip::is_gzip,
        begin: Frames::<gzip::Member>::begin,
    },
    Entry {
        compression: Compression::Zstd,
        is_it: zstd::is_zstd,
        begin: Frames::<zstd::Frame>::begin,
    },
    Entry { compression: Compression::Lz4, is_it: lz4::is_lz4, begin: Frames::<lz4::Frame>::begin },
    Entry { compression: Compression::Xz, is_it: xz::is_xz, begin: Frames::<xz::Stream>::begin },
    Entry {
        compression: Compression::Bzip2,
        is_it: bzip2::is_bzip2,
        begin: Frames::<bzip2::Stream>::begin,
    },
];

/// How a file that begins like this is compressed, if it is.
pub(super) fn detect(head: &[u8]) -> Option<Compression> {
    COMPRESSIONS.iter().find(|entry| (entry.is_it)(head)).map(|entry| entry.compression)
}

/// Decompresses an input of which `head` was read already.
pub(super) fn decompress(
    compression: Compression,
    head: Vec<u8>,
    stored: Stored,
) -> io::Result<Box<dyn Decompress>> {
    let bytes = frames::bytes(head, stored);
    match COMPRESSIONS.iter().find(|entry| entry.compression == compression) {
        Some(entry) => (entry.begin)(bytes),
        None => Err(io::Error::new(io::ErrorKind::Unsupported, "unknown compression")),
    }
}
