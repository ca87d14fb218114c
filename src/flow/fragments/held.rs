//! The fragments of one datagram that came so far.

use std::net::IpAddr;

use super::key::Fragment;
use crate::value::Timestamp;

/// Most bytes of fragments, and of what it takes to keep them, that one datagram may have: twice
/// what the longest one holds. Chosen by us.
const MOST_BYTES: usize = 128 << 10;
/// About what a fragment takes besides its bytes.
const PIECE: usize = 40;

/// What became of a fragment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It waits for others, or for who asks for the whole.
    Waits,
    /// It is the first that overlaps another.
    Overlaps,
    /// Nothing can be made of it.
    Refused,
}

/// The fragments of a datagram.
#[derive(Debug)]
pub struct Held {
    serial: u64,
    since: Timestamp,
    /// By offset, those with the same as they came.
    pieces: Vec<Piece>,
    /// Bytes in all pieces.
    bytes: usize,
    /// Where the datagram ends, as the first fragment says that has none behind it.
    total: Option<usize>,
    /// What the fragment at offset 0 announces.
    protocol: Option<u8>,
    is_overlapping: bool,
    is_given_up: bool,
}

#[derive(Debug)]
struct Piece {
    offset: usize,
    bytes: Box<[u8]>,
}

impl Piece {
    fn end(&self) -> usize {
        self.offset + self.bytes.len()
    }
}

impl Held {
    /// About what a datagram takes without its fragments.
    pub const EMPTY: usize = 240;

    /// No fragment yet.
    pub const fn new(serial: u64, since: Timestamp) -> Self {
        Self {
            serial,
            since,
            pieces: Vec::new(),
            bytes: 0,
            total: None,
            protocol: None,
            is_overlapping: false,
            is_given_up: false,
        }
    }

    /// Its place in the order of datagrams.
    pub const fn serial(&self) -> u64 {
        self.serial
    }

    /// When its first fragment was captured.
    pub const fn since(&self) -> Timestamp {
        self.since
    }

    /// Nothing will come of it; kept so that its later fragments begin no other.
    pub const fn is_given_up(&self) -> bool {
        self.is_given_up
    }

    /// About how many bytes of memory it takes.
    pub const fn cost(&self) -> usize {
        Self::EMPTY + self.bytes + self.pieces.len() * PIECE
    }

    /// Takes a fragment.
    pub fn add(&mut self, fragment: &Fragment<'_>) -> Added {
        let &Fragment { offset, bytes, has_more, .. } = fragment;
        let is_v6 = matches!(fragment.key.source(), IpAddr::V6(_));
        // RFC 8200 section 4.5: all but the last are whole multiples of eight.
        let is_odd = is_v6 && has_more && bytes.len() % 8 != 0;
        if self.is_given_up || is_odd || offset + bytes.len() > fragment.most {
            return Added::Refused;
        }
        let place = self.pieces.partition_point(|piece| piece.offset <= offset);
        let (before, behind) = self.pieces.split_at(place);
        let mut same = before.iter().rev().take_while(|piece| piece.offset == offset);
        if same.any(|piece| *piece.bytes == *bytes) {
            return Added::Waits;
        }
        let overlaps = before.last().is_some_and(|piece| piece.end() > offset)
            || behind.first().is_some_and(|piece| piece.offset < offset + bytes.len());
        let is_first_overlap = overlaps && !self.is_overlapping;
        self.is_overlapping |= overlaps;
        if overlaps && is_v6 {
            self.give_up();
            return Added::Overlaps;
        }
        if self.cost() + bytes.len() + PIECE > MOST_BYTES {
            self.give_up();
            return Added::Refused;
        }
        if offset == 0 {
            self.protocol.get_or_insert(fragment.protocol);
        }
        if !has_more {
            self.total.get_or_insert(offset + bytes.len());
        }
        self.bytes += bytes.len();
        self.pieces.insert(place, Piece { offset, bytes: bytes.into() });
        if is_first_overlap { Added::Overlaps } else { Added::Waits }
    }

    /// The datagram and the protocol in it, where nothing is missing.
    pub fn whole(&self) -> Option<(u8, Vec<u8>)> {
        let (protocol, total) = (self.protocol?, self.total?);
        if self.bytes < total || !self.covers(total) {
            return None;
        }
        let mut whole = Vec::with_capacity(total);
        for piece in &self.pieces {
            let known = whole.len().saturating_sub(piece.offset);
            whole.extend_from_slice(piece.bytes.get(known..).unwrap_or_default());
            if whole.len() >= total {
                break;
            }
        }
        whole.truncate(total);
        Some((protocol, whole))
    }

    fn covers(&self, total: usize) -> bool {
        let mut end = 0;
        for piece in &self.pieces {
            if piece.offset > end {
                return false;
            }
            end = end.max(piece.end());
            if end >= total {
                return true;
            }
        }
        end >= total
    }

    fn give_up(&mut self) {
        self.pieces = Vec::new();
        self.bytes = 0;
        self.is_given_up = true;
    }
}
