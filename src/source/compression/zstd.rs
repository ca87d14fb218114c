//! Zstandard (RFC 8878): frames one after another, some of them only to be skipped.

use std::io::{self, Read};

use zstd::stream::read::Decoder;

use super::frames::{Bytes, Frame as Framed};

/// Whether a frame, or one to be skipped (section 3.1.2), begins like this.
pub(super) fn is_zstd(head: &[u8]) -> bool {
    matches!(head, [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
}

/// One frame.
pub(super) struct Frame(Decoder<'static, Bytes>);

impl Read for Frame {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Framed for Frame {
    const NAME: &'static str = "zstd";

    fn is_it(head: &[u8]) -> bool {
        is_zstd(head)
    }

    fn begin(bytes: Bytes) -> io::Result<Self> {
        Ok(Self(Decoder::with_buffer(bytes)?.single_frame()))
    }

    fn end(self) -> Bytes {
        self.0.finish()
    }
}
