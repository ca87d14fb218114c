//! xz: streams one after another.

use std::io::{self, Read};

use liblzma::bufread::XzDecoder;
use liblzma::stream::Stream as Lzma;

use super::frames::{Bytes, Frame};

/// Memory that a stream may ask for: twice what `xz -9` needs. Chosen by us.
const MOST_MEMORY: u64 = 128 << 20;

/// Whether a stream begins like this.
pub(super) fn is_xz(head: &[u8]) -> bool {
    head.starts_with(b"\xfd7zXZ\0")
}

/// One stream.
pub(super) struct Stream(XzDecoder<Bytes>);

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Frame for Stream {
    const NAME: &'static str = "xz";

    fn is_it(head: &[u8]) -> bool {
        is_xz(head)
    }

    fn begin(bytes: Bytes) -> io::Result<Self> {
        Ok(Self(XzDecoder::new_stream(bytes, Lzma::new_stream_decoder(MOST_MEMORY, 0)?)))
    }

    fn end(self) -> Bytes {
        self.0.into_inner()
    }
}
