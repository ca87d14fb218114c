//! Compression of what is written, by the extension of its file.

use std::io::{self, Write};

use flate2::write::GzEncoder;

/// Takes bytes and hands them on, compressed or not.
pub enum Squeeze<W: Write> {
    /// As they are.
    Plain(W),
    /// gzip (RFC 1952), without a name or a time, so that the same packets give the same bytes.
    Gzip(GzEncoder<W>),
    /// Zstandard (RFC 8878).
    Zstd(zstd::Encoder<'static, W>),
}

impl<W: Write> Squeeze<W> {
    /// Compresses as the extension of a name says: `.gz`, `.zst`, or not at all.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub fn by_file_name(name: &str, out: W) -> io::Result<Self> {
        Ok(if ends(name, "gz") {
            Self::Gzip(GzEncoder::new(out, flate2::Compression::default()))
        } else if ends(name, "zst") {
            Self::Zstd(zstd::Encoder::new(out, zstd::DEFAULT_COMPRESSION_LEVEL)?)
        } else {
            Self::Plain(out)
        })
    }

    /// Writes out what waits and gives back what it was written to.
    ///
    /// # Errors
    /// When it takes no more.
    pub fn finish(self) -> io::Result<W> {
        match self {
            Self::Plain(out) => Ok(out),
            Self::Gzip(encoder) => encoder.finish(),
            Self::Zstd(encoder) => encoder.finish(),
        }
    }
}

/// Whether a name asks for compression.
#[must_use]
pub fn is_compressed_name(name: &str) -> bool {
    ["gz", "zst"].into_iter().any(|end| ends(name, end))
}

fn ends(name: &str, end: &str) -> bool {
    std::path::Path::new(name).extension().is_some_and(|it| it.eq_ignore_ascii_case(end))
}

impl<W: Write> Write for Squeeze<W> {
    #[inline]
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(out) => out.write(bytes),
            Self::Gzip(encoder) => encoder.write(bytes),
            Self::Zstd(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(out) => out.flush(),
            Self::Gzip(encoder) => encoder.flush(),
            Self::Zstd(encoder) => encoder.flush(),
        }
    }
}
