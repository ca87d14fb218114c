//! A regular file that can give its descriptor back and be read on later, so that more files can
//! be merged than may be open at once.

use std::fs::{File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;

/// A file, read from front to end, open only while it has to be.
pub(super) struct Regular {
    path: PathBuf,
    /// `None` while it rests.
    file: Option<File>,
    /// Bytes read so far.
    offset: u64,
    identity: Option<(u64, u64)>,
}

impl Regular {
    /// A file that was opened under this path and not read yet.
    pub(super) fn new(path: PathBuf, file: File, metadata: &Metadata) -> Self {
        Self { path, file: Some(file), offset: 0, identity: identity(metadata) }
    }

    /// Gives the descriptor back until more is read.
    pub(super) fn rest(&mut self) {
        self.file = None;
    }

    /// The file where reading left it.
    fn reopened(&self) -> io::Result<File> {
        let mut file = File::open(&self.path)?;
        if identity(&file.metadata()?) != self.identity {
            return Err(io::Error::other("another file took its place while it was read"));
        }
        file.seek(SeekFrom::Start(self.offset))?;
        Ok(file)
    }
}

impl Read for Regular {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = match self.file.take() {
            Some(file) => file,
            None => self.reopened()?,
        };
        let outcome = file.read(buffer);
        self.file = Some(file);
        self.offset += outcome.as_ref().map_or(0, |&count| count as u64);
        outcome
    }
}

/// What stays the same while a path means the same file, where the system tells.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems do not tell")]
fn identity(metadata: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.dev(), metadata.ino()))
}

/// What stays the same while a path means the same file, where the system tells.
#[cfg(not(unix))]
fn identity(_: &Metadata) -> Option<(u64, u64)> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(path: PathBuf) -> Regular {
        let file = File::open(&path).unwrap();
        let metadata = file.metadata().unwrap();
        Regular::new(path, file, &metadata)
    }

    #[test]
    fn a_file_that_rested_is_read_on_where_it_was() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("a");
        std::fs::write(&path, b"abcdef").unwrap();
        let mut file = opened(path);
        let mut two = [0; 2];
        for expected in [b"ab", b"cd", b"ef"] {
            file.read_exact(&mut two).unwrap();
            assert_eq!(&two, expected);
            file.rest();
        }
        assert_eq!(file.read(&mut two).unwrap(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_was_replaced_meanwhile_is_not_read_on() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("a");
        std::fs::write(&path, b"abcdef").unwrap();
        std::fs::write(place.path().join("b"), b"uvwxyz").unwrap();
        let mut file = opened(path.clone());
        file.rest();
        std::fs::rename(place.path().join("b"), path).unwrap();
        assert!(file.read(&mut [0; 2]).is_err());
    }
}
