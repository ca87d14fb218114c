//! What all compressions have in common: a file is one frame (member, stream) after another, and
//! may have something behind the last one.

use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::super::stored::Stored;
use super::Decompress;

/// Compressed bytes: those that were looked at to tell the compression, then the rest.
pub(super) type Bytes = BufReader<Chain<Cursor<Vec<u8>>, Stored>>;

/// Compressed bytes read at once.
const BUFFER: usize = 64 << 10;

/// The compressed bytes of an input of which `head` was read already.
pub(super) fn bytes(head: Vec<u8>, stored: Stored) -> Bytes {
    BufReader::with_capacity(BUFFER, Cursor::new(head).chain(stored))
}

/// The decompressor of one frame.
pub(super) trait Frame: Read + Send + Sized {
    /// The compression's name, for messages.
    const NAME: &'static str;
    /// Whether a frame begins like this.
    fn is_it(head: &[u8]) -> bool;
    /// Begins a frame.
    fn begin(bytes: Bytes) -> io::Result<Self>;
    /// Gives the bytes behind the frame back.
    fn end(self) -> Bytes;
}

/// Reads frame after frame.
pub(super) struct Frames<F> {
    state: State<F>,
    warning: Option<String>,
    count: Arc<AtomicU64>,
}

#[expect(clippy::large_enum_variant, reason = "one a file, and F is larger")]
enum State<F> {
    Within(F),
    Behind(Bytes),
    Lost,
}

impl<F: Frame + 'static> Frames<F> {
    pub(super) fn begin(bytes: Bytes) -> io::Result<Box<dyn Decompress>> {
        let count = bytes.get_ref().get_ref().1.count();
        let state = State::Within(F::begin(bytes).map_err(|error| named::<F>(&error))?);
        Ok(Box::new(Self { state, warning: None, count }))
    }

    /// Goes on with the frame behind the one that ended, if one is there.
    fn next_frame(&mut self) -> io::Result<bool> {
        let State::Within(frame) = std::mem::replace(&mut self.state, State::Lost) else {
            return Ok(false);
        };
        let mut bytes = frame.end();
        let head = bytes.fill_buf()?;
        if F::is_it(head) {
            self.state = State::Within(F::begin(bytes).map_err(|error| named::<F>(&error))?);
            return Ok(true);
        }
        // Zeros are padding, of tapes and of xz; anything else was not meant to be there.
        if head.iter().any(|byte| *byte != 0) {
            self.warning =
                Some(format!("what stands behind the {} data is no {0}; left out", F::NAME));
        }
        self.state = State::Behind(bytes);
        Ok(false)
    }
}

impl<F: Frame + 'static> Read for Frames<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let State::Within(frame) = &mut self.state {
            match frame.read(buffer) {
                Ok(0) if !buffer.is_empty() => {
                    if !self.next_frame()? {
                        return Ok(0);
                    }
                }
                Ok(count) => return Ok(count),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(named::<F>(&error)),
            }
        }
        Ok(0)
    }
}

impl<F: Frame + 'static> Decompress for Frames<F> {
    fn warning(&self) -> Option<&str> {
        self.warning.as_deref()
    }

    fn count(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.count)
    }

    fn into_stored(self: Box<Self>) -> Option<Stored> {
        let bytes = match self.state {
            State::Within(frame) => frame.end(),
            State::Behind(bytes) => bytes,
            State::Lost => return None,
        };
        Some(bytes.into_inner().into_inner().1)
    }
}

/// The error with the compression's name in front; a cut frame is said in one way for all.
fn named<F: Frame>(error: &io::Error) -> io::Error {
    let name = F::NAME;
    match error.kind() {
        kind @ io::ErrorKind::UnexpectedEof => {
            io::Error::new(kind, format!("{name} data cut: the file ends within it"))
        }
        // An error of the file system has a number; it is no fault of the data.
        kind if error.raw_os_error().is_some() => io::Error::new(kind, error.to_string()),
        kind => io::Error::new(kind, format!("{name} data damaged: {error}")),
    }
}
