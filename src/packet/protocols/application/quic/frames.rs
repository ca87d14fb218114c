//! Frames of first packets: pieces of the handshake among padding and acknowledgements.

use crate::packet::content::quic::variable;
use crate::packet::content::cursor::Cursor;

/// A piece of the handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// Where it belongs.
    pub offset: usize,
    /// The bytes.
    pub bytes: &'a [u8],
}

/// The pieces in the frames of a packet, up to a frame that first packets must not have
/// (RFC 9000 section 12.4).
pub fn pieces(frames: &[u8]) -> impl Iterator<Item = Piece<'_>> {
    let mut cursor = Cursor::new(frames);
    std::iter::from_fn(move || next_piece(&mut cursor))
}

fn next_piece<'a>(cursor: &mut Cursor<'a>) -> Option<Piece<'a>> {
    loop {
        match cursor.u8()? {
            // Padding and pings.
            0 | 1 => {}
            // Acknowledgements (section 19.3), with counters of congestion.
            kind @ (2 | 3) => {
                let [_, _, ranges, _] = [(); 4].map(|()| variable(cursor));
                for _ in 0..ranges?.checked_mul(2)? {
                    variable(cursor)?;
                }
                for _ in 0..if kind == 3 { 3 } else { 0 } {
                    variable(cursor)?;
                }
            }
            // A piece of the handshake (section 19.6).
            6 => {
                let offset = usize::try_from(variable(cursor)?).ok()?;
                let length = usize::try_from(variable(cursor)?).ok()?;
                return Some(Piece { offset, bytes: cursor.take(length)? });
            }
            _ => return None,
        }
    }
}
