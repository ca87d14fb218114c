//! gzip (RFC 1952): members one after another, each with its own checksum.

use std::io::{self, Read};

use flate2::bufread::GzDecoder;

use super::frames::{Bytes, Frame};

/// Whether a gzip member begins like this.
pub(super) fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(&[0x1f, 0x8b, 8])
}

/// One member.
pub(super) struct Member(GzDecoder<Bytes>);

impl Read for Member {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Frame for Member {
    const NAME: &'static str = "gzip";

    fn is_it(head: &[u8]) -> bool {
        is_gzip(head)
    }

    fn begin(bytes: Bytes) -> io::Result<Self> {
        Ok(Self(GzDecoder::new(bytes)))
    }

    fn end(self) -> Bytes {
        self.0.into_inner()
    }
}
