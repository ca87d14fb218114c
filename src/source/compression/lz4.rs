//! LZ4 frames (the format of the `lz4` command).

use std::io::{self, Read};

use lz4_flex::frame::FrameDecoder;

use super::frames::{Bytes, Frame as Framed};

/// Whether a frame begins like this.
pub(super) fn is_lz4(head: &[u8]) -> bool {
    head.starts_with(&[0x04, 0x22, 0x4d, 0x18])
}

/// One frame.
pub(super) struct Frame(FrameDecoder<Bytes>);

impl Read for Frame {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Framed for Frame {
    const NAME: &'static str = "lz4";

    fn is_it(head: &[u8]) -> bool {
        is_lz4(head)
    }

    fn begin(bytes: Bytes) -> io::Result<Self> {
        Ok(Self(FrameDecoder::new(bytes)))
    }

    fn end(self) -> Bytes {
        self.0.into_inner()
    }
}
