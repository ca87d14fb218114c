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

/// The bytes by which the beginning of any frame is told: bzip2's mark of 8 is the longest.
const LONGEST_MARK: usize = 8;

/// The compressed bytes of an input of which `head` was read already.
pub(super) fn bytes(head: Vec<u8>, stored: Stored) -> Bytes {
    BufReader::with_capacity(BUFFER, Cursor::new(head).chain(stored))
}

/// The bytes, of which so many are buffered that a frame's beginning is told, or all that are left:
/// a frame may end anywhere in the buffer, and a pipe may bring single bytes.
fn with_mark(mut bytes: Bytes) -> io::Result<Bytes> {
    let mut head = Vec::new();
    while head.len() < LONGEST_MARK {
        match bytes.fill_buf() {
            Ok([]) => break,
            Ok(more) if head.is_empty() && more.len() >= LONGEST_MARK => return Ok(bytes),
            Ok(more) => {
                let count = more.len();
                head.extend_from_slice(more);
                bytes.consume(count);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let (mut unread, stored) = bytes.into_inner().into_inner();
    unread.read_to_end(&mut head)?;
    Ok(self::bytes(head, stored))
}

/// The bytes behind zeros, which are padding, of tapes and of xz.
fn behind_padding(mut bytes: Bytes) -> io::Result<Bytes> {
    loop {
        bytes = with_mark(bytes)?;
        let head = bytes.fill_buf()?;
        let zeros = head.iter().take_while(|byte| **byte == 0).count();
        if zeros == 0 {
            return Ok(bytes);
        }
        bytes.consume(zeros);
    }
}

/// The decompressor of one frame.
pub(super) trait Frame: Read + Send + Sized {
    /// The compression's name, for messages.
    const NAME: &'static str;
    /// Whether a frame begins like this; sees 8 bytes, unless the file ends before.
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
        let mut bytes = behind_padding(frame.end())?;
        let head = bytes.fill_buf()?;
        if F::is_it(head) {
            self.state = State::Within(F::begin(bytes).map_err(|error| named::<F>(&error))?);
            return Ok(true);
        }
        if !head.is_empty() {
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

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression as Level;
    use flate2::write::GzEncoder;

    use super::super::super::stored::Origin;
    use super::super::gzip::Member;
    use super::*;

    /// One byte at a time, as a slow pipe brings them.
    struct Dripping(Cursor<Vec<u8>>);

    impl Read for Dripping {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let most = buffer.len().min(1);
            self.0.read(&mut buffer[..most])
        }
    }

    fn member(level: Level, bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), level);
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    /// What is within, and the warning.
    fn within(reader: Box<dyn Read + Send>) -> (Vec<u8>, Option<String>) {
        let stored =
            Stored::open(Origin::Reader(reader), &crate::source::Options::default(), None).unwrap();
        let mut frames = Frames::<Member>::begin(bytes(Vec::new(), stored)).unwrap();
        let mut all = Vec::new();
        frames.read_to_end(&mut all).unwrap();
        (all, frames.warning().map(str::to_owned))
    }

    fn both_ways(stored: &[u8]) -> (Vec<u8>, Option<String>) {
        let at_once = within(Box::new(Cursor::new(stored.to_vec())));
        assert_eq!(within(Box::new(Dripping(Cursor::new(stored.to_vec())))), at_once);
        at_once
    }

    #[test]
    fn members_are_found_when_bytes_come_one_at_a_time() {
        let stored = [member(Level::fast(), b"one "), member(Level::fast(), b"two")].concat();
        assert_eq!(both_ways(&stored), (b"one two".to_vec(), None));
    }

    #[test]
    fn a_member_that_begins_at_the_very_end_of_the_buffer_is_found() {
        let second = member(Level::none(), b"second");
        // A member of stored blocks is so much longer than its bytes.
        let overhead = member(Level::none(), &vec![7; 60_000]).len() - 60_000;
        for beyond in 0..12 {
            let bytes = vec![7; BUFFER - overhead - beyond];
            let first = member(Level::none(), &bytes);
            let (all, warning) = both_ways(&[first, second.clone()].concat());
            assert_eq!(all.len(), bytes.len() + 6, "{beyond} bytes before the buffer's end");
            assert_eq!(warning, None);
        }
    }

    #[test]
    fn zeros_between_members_and_behind_them_are_padding() {
        let one = member(Level::fast(), b"one");
        let padded = [&one[..], &vec![0; 100_000], &one, &[0; 3]].concat();
        assert_eq!(both_ways(&padded), (b"oneone".to_vec(), None));
    }

    #[test]
    fn what_is_no_member_is_left_out_and_said_even_behind_padding() {
        let one = member(Level::fast(), b"one");
        for behind in [&b"x"[..], b"\0\0x", b"\x1f"] {
            let (all, warning) = both_ways(&[&one[..], behind].concat());
            assert_eq!(all, b"one");
            assert!(warning.unwrap().contains("is no gzip"), "{behind:?}");
        }
    }
}
