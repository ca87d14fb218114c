//! The bytes of a capture, decompressed if need be, and what is known of their store.

use std::io;

use super::stored::Stored;

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
}

impl Stream {
    /// Fills the buffer, or as much of it as there is.
    ///
    /// What is no regular file gives what it has: a slow pipe is not waited for.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> Chunk {
        match self {
            Self::Plain(stored) => {
                let at_least = if stored.length.is_some() { buffer.len() } else { 1 };
                let (bytes, outcome) = stored.read_up_to(buffer, at_least);
                let at_end = bytes < buffer.len().min(at_least) || outcome.is_err();
                Chunk { bytes, at_end, error: outcome.err() }
            }
        }
    }

    /// Bytes read from the store.
    pub(super) fn bytes_read(&self) -> u64 {
        match self {
            Self::Plain(stored) => stored.bytes_read,
        }
    }

    /// The length of the bytes, where it is known.
    pub(super) fn length(&self) -> Option<u64> {
        match self {
            Self::Plain(stored) => stored.length,
        }
    }

    /// Ends reading. The hash is known only if `whole`: then the store is read to its end for it.
    pub(super) fn finish(self, whole: bool) -> Option<String> {
        match self {
            Self::Plain(stored) => {
                if whole {
                    stored.finish()
                } else {
                    None
                }
            }
        }
    }
}
