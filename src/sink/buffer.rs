//! Bytes on their way to a file: kept until whole records of some size are together, so that what
//! is in the file is whole records, always.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

/// A buffer with two ends: a writer of a format puts bytes in, its owner takes them out.
#[derive(Clone, Debug, Default)]
pub(super) struct Buffer(Rc<RefCell<Vec<u8>>>);

impl Buffer {
    /// Bytes that wait.
    pub(super) fn len(&self) -> usize {
        self.0.borrow().len()
    }

    /// Shows all that waits, and forgets it.
    pub(super) fn drain<T>(&self, take: impl FnOnce(&[u8]) -> T) -> T {
        let mut bytes = self.0.borrow_mut();
        let answer = take(&bytes);
        bytes.clear();
        answer
    }
}

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
