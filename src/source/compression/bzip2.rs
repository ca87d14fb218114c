//! bzip2: streams one after another.

use std::io::{self, Read};

use bzip2::bufread::BzDecoder;

use super::frames::{Bytes, Frame};

/// Whether a stream begins like this.
pub(super) fn is_bzip2(head: &[u8]) -> bool {
    matches!(head, [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, ..])
}

/// One stream.
pub(super) struct Stream(BzDecoder<Bytes>);

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Frame for Stream {
    const NAME: &'static str = "bzip2";

    fn is_it(head: &[u8]) -> bool {
        is_bzip2(head)
    }

    fn begin(bytes: Bytes) -> io::Result<Self> {
        Ok(Self(BzDecoder::new(bytes)))
    }

    fn end(self) -> Bytes {
        self.0.into_inner()
    }
}
