//! Records: a type, a version, a length, a content that is encrypted once keys are agreed on.

use crate::packet::bytes::array_at;

/// Bytes before a record's content.
pub const HEADER: usize = 5;
/// The type of records that change to what was agreed on.
pub const CHANGE_CIPHER: u8 = 20;
/// The type of records that warn or give up.
pub const ALERT: u8 = 21;
/// The type of records that open a session.
pub const HANDSHAKE: u8 = 22;
/// Type of a record: what is carried, encrypted.
pub const DATA: u8 = 23;
/// The longest record with what encryption may add (RFC 5246 section 6.2.3).
const LONGEST: usize = 16384 + 2048;

/// The header of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// What it holds.
    pub kind: u8,
    /// The version.
    pub version: u16,
    /// Bytes of content.
    pub length: usize,
}

impl Record {
    /// The record at `offset` where it is one with a content.
    pub fn at(bytes: &[u8], offset: usize) -> Option<Self> {
        Self::or_empty_at(bytes, offset).filter(|record| record.length > 0)
    }

    /// The record at `offset`; data may be sent empty (RFC 5246 section 6.2.1).
    pub fn or_empty_at(bytes: &[u8], offset: usize) -> Option<Self> {
        let [kind, 3, minor @ 0..=4, high, low] = array_at::<HEADER>(bytes, offset)? else {
            return None;
        };
        let length = usize::from(u16::from_be_bytes([high, low]));
        ((20..=24).contains(&kind) && length <= LONGEST).then_some(Self {
            kind,
            version: u16::from_be_bytes([3, minor]),
            length,
        })
    }
}
