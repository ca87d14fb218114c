//! An input as it is stored: a file, standard input, a pipe or any reader, read once from front to
//! end, counted and on request hashed on the way.

use std::fmt::Write as _;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use super::Options;
use super::patient::Patient;
use super::progress::Progress;
use super::regular::Regular;

/// Where an input comes from.
pub(super) enum Origin {
    /// A path: a file, a FIFO, a device; `-` is standard input.
    Path(PathBuf),
    /// Something in memory or elsewhere, which can be read once.
    Reader(Box<dyn Read + Send>),
}

impl Origin {
    /// The length, if it is a regular file: then it can be opened again, too.
    pub(super) fn regular_length(&self) -> Option<u64> {
        match self {
            Self::Path(path) if !is_stdin(path) => {
                let metadata = path.metadata().ok()?;
                metadata.is_file().then_some(metadata.len())
            }
            _ => None,
        }
    }

    /// The same origin once more, where it can be opened again.
    pub(super) fn again(&self) -> Option<Self> {
        match self {
            Self::Path(path) if self.regular_length().is_some() => Some(Self::Path(path.clone())),
            _ => None,
        }
    }
}

/// Whether the path means standard input.
pub(super) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Whether it is neither a file nor a directory.
fn is_special(metadata: &Metadata) -> bool {
    !metadata.is_file() && !metadata.is_dir()
}

/// What bytes come from.
enum Reader {
    /// A file that may rest.
    Regular(Regular),
    /// Anything else.
    Other(Box<dyn Read + Send>),
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Regular(file) => file.read(buffer),
            Self::Other(reader) => reader.read(buffer),
        }
    }
}

/// An input that is being read.
pub(super) struct Stored {
    reader: Reader,
    /// Bytes read so far; shared, as a decompressor hides this while it works.
    count: Arc<AtomicU64>,
    /// The length when it was opened, if it is a regular file. Reading ends there, so that a file
    /// that is still written to cannot be followed forever.
    pub(super) length: Option<u64>,
    hash: Option<Sha256>,
    progress: Option<Arc<Progress>>,
}

impl Stored {
    /// Opens an input.
    pub(super) fn open(
        origin: Origin,
        options: &Options,
        progress: Option<Arc<Progress>>,
    ) -> io::Result<Self> {
        let mut length = origin.regular_length().filter(|length| *length > 0);
        let reader = match origin {
            Origin::Path(path) if is_stdin(&path) => {
                let input = Patient::new(|| Ok(io::stdin()), Arc::clone(&options.stop))?;
                Reader::Other(Box::new(input))
            }
            // A FIFO is waited for even when it is opened.
            Origin::Path(path) if is_special(&path.metadata()?) => {
                let input = Patient::new(move || File::open(path), Arc::clone(&options.stop))?;
                Reader::Other(Box::new(input))
            }
            Origin::Path(path) => {
                let file = File::open(&path)?;
                let metadata = file.metadata()?;
                if metadata.is_dir() {
                    return Err(io::Error::new(
                        io::ErrorKind::IsADirectory,
                        "is a directory without captures",
                    ));
                }
                // A file of no length may still have content: /proc has such.
                length = (metadata.is_file() && metadata.len() > 0).then_some(metadata.len());
                Reader::Regular(Regular::new(path, file, &metadata))
            }
            Origin::Reader(reader) => Reader::Other(reader),
        };
        let hash = options.sha256.then(Sha256::new);
        Ok(Self { reader, count: Arc::default(), length, hash, progress })
    }

    /// Gives the descriptor back until more is read; false where that cannot be.
    pub(super) fn rest(&mut self) -> bool {
        match &mut self.reader {
            Reader::Regular(file) => file.rest(),
            Reader::Other(_) => return false,
        }
        true
    }

    /// Bytes read so far.
    pub(super) fn bytes_read(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// The count of the bytes read, to be read while this is out of reach.
    pub(super) fn count(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.count)
    }

    /// The hash in hexadecimal, where asked for; reads what is left of the input first.
    pub(super) fn finish(mut self) -> Option<String> {
        if self.hash.is_some() {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(1..) = self.read(&mut buffer) {}
        }
        let digest = self.hash?.finalize();
        let mut text = String::with_capacity(64);
        for byte in digest {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        Some(text)
    }
}

impl Read for Stored {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.length.map_or(u64::MAX, |length| length.saturating_sub(self.bytes_read()));
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        let buffer = buffer.get_mut(..most).unwrap_or_default();
        let count = self.reader.read(buffer)?;
        self.count.fetch_add(count as u64, Ordering::Relaxed);
        if let Some(hash) = &mut self.hash {
            hash.update(buffer.get(..count).unwrap_or_default());
        }
        if let Some(progress) = &self.progress {
            progress.advance(count as u64);
        }
        Ok(count)
    }
}

/// Reads until the buffer is full, at least so many bytes came, the reader ends, or it fails.
/// Nothing read and no error is the end.
pub(super) fn fill(
    reader: &mut dyn Read,
    buffer: &mut [u8],
    at_least: usize,
) -> (usize, io::Result<()>) {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(buffer.get_mut(filled..).unwrap_or_default()) {
            Ok(0) => break,
            Ok(count) => {
                filled += count;
                if filled >= at_least {
                    break;
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (filled, Err(error)),
        }
    }
    (filled, Ok(()))
}
