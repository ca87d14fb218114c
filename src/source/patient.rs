//! Pipes and other inputs that may keep a reader waiting: read by a thread of their own, so that
//! a run which is asked to stop need not wait for them.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

/// How often a waiting reader looks whether it is to stop. Chosen by us: nobody notices it.
const LOOK: Duration = Duration::from_millis(50);
/// Bytes that the thread reads at once.
const CHUNK: usize = 64 << 10;

/// A reader that ends when it is asked to stop, whatever it waits for.
pub(super) struct Patient {
    chunks: Receiver<io::Result<Vec<u8>>>,
    chunk: Vec<u8>,
    taken: usize,
    stop: Arc<AtomicBool>,
}

impl Patient {
    /// Opens an input and reads it, both in a thread; the thread ends with the input, or with the
    /// program.
    pub(super) fn new<R: Read>(
        open: impl FnOnce() -> io::Result<R> + Send + 'static,
        stop: Arc<AtomicBool>,
    ) -> io::Result<Self> {
        let (sender, chunks) = sync_channel(2);
        thread::Builder::new().spawn(move || match open() {
            Ok(mut reader) => send_all(&mut reader, &sender),
            Err(error) => sender.send(Err(error)).unwrap_or_default(),
        })?;
        Ok(Self { chunks, chunk: Vec::new(), taken: 0, stop })
    }

    /// The next bytes; none at the end, or when it is asked to stop.
    fn next(&mut self) -> io::Result<Vec<u8>> {
        loop {
            match self.chunks.recv_timeout(LOOK) {
                Ok(chunk) => return chunk,
                Err(RecvTimeoutError::Disconnected) => return Ok(Vec::new()),
                Err(RecvTimeoutError::Timeout) if self.stop.load(Ordering::Relaxed) => {
                    return Ok(Vec::new());
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}

impl Read for Patient {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.chunk.len() {
            self.chunk = self.next()?;
            self.taken = 0;
        }
        let mut rest = self.chunk.get(self.taken..).unwrap_or_default();
        let count = rest.read(buffer)?;
        self.taken += count;
        Ok(count)
    }
}

fn send_all(reader: &mut dyn Read, sender: &SyncSender<io::Result<Vec<u8>>>) {
    loop {
        let mut chunk = vec![0; CHUNK];
        let read = match reader.read(&mut chunk) {
            Ok(count) => {
                chunk.truncate(count);
                Ok(chunk)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => Err(error),
        };
        let ends = read.as_ref().map_or(true, Vec::is_empty);
        if sender.send(read).is_err() || ends {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_bytes_come_through() {
        let bytes: Vec<u8> = (0..300_000_u32).map(|n| n.to_le_bytes()[1]).collect();
        let input = io::Cursor::new(bytes.clone());
        let mut patient = Patient::new(|| Ok(input), Arc::default()).unwrap();
        let mut read = Vec::new();
        patient.read_to_end(&mut read).unwrap();
        assert_eq!(read, bytes);
    }

    #[test]
    fn an_input_that_never_comes_does_not_hold_up_a_stop() {
        let (keep, never) = std::sync::mpsc::channel::<()>();
        let open = move || {
            never.recv().unwrap_or_default();
            Ok(io::empty())
        };
        let stop = Arc::new(AtomicBool::new(true));
        let mut patient = Patient::new(open, stop).unwrap();
        assert_eq!(patient.read(&mut [0; 9]).unwrap(), 0);
        drop(keep);
    }

    #[test]
    fn an_input_that_cannot_be_opened_says_why() {
        let refuse = || -> io::Result<io::Empty> { Err(io::ErrorKind::PermissionDenied.into()) };
        let mut patient = Patient::new(refuse, Arc::default()).unwrap();
        let error = patient.read(&mut [0; 9]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
    }
}
