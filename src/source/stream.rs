//! The bytes of a capture, decompressed if need be, and what is known of their store.

use std::io;

use crate::report::Compression;

use super::ahead::Ahead;
use super::compression::{self, Decompress};
use super::stored::{Stored, fill};

/// What [`Stream::read`] brought.
pub(super) struct Chunk {
    /// How many bytes.
    pub(super) bytes: usize,
    /// Whether they are the last.
    pub(super) at_end: bool,
    /// What went wrong behind them.
    pub(super) error: Option<io::Error>,
}

/// A capture's bytes.
pub(super) enum Stream {
    /// Read in the calling thread, as stored.
    Plain(Stored),
    /// Decompressed in the calling thread: for a look at the front of a file.
    Here(Box<dyn Decompress>),
    /// Decompressed in a thread of its own, ahead of what is asked for.
    Ahead(Ahead),
}

impl Stream {
    /// Decompresses what follows `head`, which was read already.
    pub(super) fn decompress(
        compression: Compression,
        head: Vec<u8>,
        stored: Stored,
        ahead: bool,
    ) -> io::Result<Self> {
        let decoder = compression::decompress(compression, head, stored)?;
        Ok(if ahead { Self::Ahead(Ahead::new(decoder)?) } else { Self::Here(decoder) })
    }

    /// Fills the buffer, or as much of it as there is.
    ///
    /// What is no regular file gives what it has: a slow pipe is not waited for.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> Chunk {
        match self {
            Self::Plain(stored) => {
                let at_least = if stored.length.is_some() { buffer.len() } else { 1 };
                let (bytes, outcome) = fill(stored, buffer, at_least);
                let at_end = bytes < buffer.len().min(at_least) || outcome.is_err();
                Chunk { bytes, at_end, error: outcome.err() }
            }
            Self::Here(decoder) => {
                let (bytes, outcome) = fill(decoder, buffer, buffer.len());
                let at_end = bytes < buffer.len() || outcome.is_err();
                Chunk { bytes, at_end, error: outcome.err() }
            }
            Self::Ahead(ahead) => ahead.read(buffer),
        }
    }

    /// Gives the descriptor of a file back until more is read; false where that cannot be: a
    /// decompressor reads when it likes.
    pub(super) fn rest(&mut self) -> bool {
        match self {
            Self::Plain(stored) => stored.rest(),
            Self::Here(_) | Self::Ahead(_) => false,
        }
    }

    /// Bytes taken from the store for what was read.
    pub(super) fn bytes_read(&self) -> u64 {
        match self {
            Self::Plain(stored) => stored.bytes_read(),
            Self::Here(_) => 0,
            Self::Ahead(ahead) => ahead.bytes_read,
        }
    }

    /// What is odd about the compressed bytes; known at the end.
    pub(super) fn warning(&self) -> Option<&str> {
        match self {
            Self::Plain(_) => None,
            Self::Here(decoder) => decoder.warning(),
            Self::Ahead(ahead) => ahead.warning.as_deref(),
        }
    }

    /// The length of the bytes, where it is known.
    pub(super) fn length(&self) -> Option<u64> {
        match self {
            Self::Plain(stored) => stored.length,
            Self::Here(_) | Self::Ahead(_) => None,
        }
    }

    /// Ends reading. The hash is known only if `whole`: then the store is read to its end for it.
    pub(super) fn finish(self, whole: bool) -> Option<String> {
        let stored = match self {
            _ if !whole => None,
            Self::Plain(stored) => Some(stored),
            Self::Here(decoder) => decoder.into_stored(),
            Self::Ahead(ahead) => ahead.into_stored(),
        };
        stored?.finish()
    }
}
