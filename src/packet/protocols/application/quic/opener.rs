//! Reads the hellos inside a connection: derives the keys of its first packets, and puts the pieces
//! of the handshake in order, also those that come in several datagrams.

use super::frames::{Piece, pieces};
use crate::packet::content::quic::{Kind, long_headers};
use super::keys::{Keys, Side};
use crate::packet::content::tls::handshake::HEADER;
use crate::packet::{Opener, ProtocolId};

/// The most bytes of a handshake that are held for one side: first packets carry hellos only.
const MOST_BYTES: usize = 1 << 15;
/// The longest connection identifier that is remembered.
type Identifier = Vec<u8>;

/// Begins a connection.
pub fn new() -> Box<dyn Opener> {
    Box::new(Connection::default())
}

#[derive(Debug, Default)]
struct Connection {
    /// What the client chose, and which end it is; known from its first packet.
    client: Option<(bool, u32, Identifier)>,
    /// What the client and the server said.
    said: [Said; 2],
}

impl Opener for Connection {
    fn datagram(&mut self, bytes: &[u8], from_low: bool, out: &mut Vec<u8>) -> Option<ProtocolId> {
        let before = out.len();
        for header in long_headers(bytes).filter(|header| header.kind == Kind::Initial) {
            let known = self.client.as_ref().and_then(|(client_is_low, version, id)| {
                let side = if *client_is_low == from_low { Side::Client } else { Side::Server };
                Some((side, Keys::derive(*version, id, side)?.open(&header)?))
            });
            // The first of a connection, or of another on the same ports, or after a retry.
            let found = known.or_else(|| {
                let keys = Keys::derive(header.version, header.destination, Side::Client)?;
                let frames = keys.open(&header)?;
                self.client = Some((from_low, header.version, header.destination.to_vec()));
                self.said = Default::default();
                Some((Side::Client, frames))
            });
            let Some((side, frames)) = found else { continue };
            let [client, server] = &mut self.said;
            let said = if side == Side::Client { client } else { server };
            pieces(&frames).for_each(|piece| said.take(piece));
            said.give(out);
        }
        (out.len() > before).then_some(ProtocolId::Tls)
    }

    fn is_open(&self) -> bool {
        self.client.is_some()
    }

    fn held_bytes(&self) -> usize {
        self.said.iter().map(|said| said.bytes.len()).sum()
    }
}

/// What one side said: bytes from the first that was not given yet, and which of them are there.
#[derive(Debug, Default)]
struct Said {
    /// Bytes that were given already.
    given: usize,
    bytes: Vec<u8>,
    /// Ranges of `bytes` that are there, ascending, apart from one another.
    there: Vec<(usize, usize)>,
}

impl Said {
    fn take(&mut self, Piece { offset, bytes }: Piece<'_>) {
        // What was given already came again.
        let skipped = self.given.saturating_sub(offset);
        let bytes = bytes.get(skipped..).unwrap_or_default();
        let start = offset.max(self.given) - self.given;
        let end = start.saturating_add(bytes.len());
        if bytes.is_empty() || end > MOST_BYTES {
            return;
        }
        if self.bytes.len() < end {
            self.bytes.resize(end, 0);
        }
        if let Some(place) = self.bytes.get_mut(start..end) {
            place.copy_from_slice(bytes);
        }
        self.there.push((start, end));
        self.there.sort_unstable();
        self.there.dedup_by(|next, kept| {
            let touches = next.0 <= kept.1;
            if touches {
                kept.1 = kept.1.max(next.1);
            }
            touches
        });
    }

    /// Gives the whole messages at the beginning.
    fn give(&mut self, out: &mut Vec<u8>) {
        let whole = self.there.first().filter(|range| range.0 == 0).map_or(0, |range| range.1);
        let mut end = 0;
        while let Some(&[_, high, middle, low]) =
            self.bytes.get(end..whole).and_then(<[u8]>::first_chunk::<HEADER>)
        {
            let next = end + HEADER + u32::from_be_bytes([0, high, middle, low]) as usize;
            if next > whole {
                break;
            }
            end = next;
        }
        out.extend(self.bytes.drain(..end));
        self.given += end;
        self.there.retain_mut(|(from, to)| {
            (*from, *to) = (from.saturating_sub(end), to.saturating_sub(end));
            from < to
        });
    }
}
