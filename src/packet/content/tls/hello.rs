//! The hellos of client and server (RFC 8446 sections 4.1.2 and 4.1.3).

use super::extensions::Extensions;
use super::handshake::{CLIENT_HELLO, Handshake, SERVER_HELLO};
use crate::packet::content::cursor::Cursor;

/// The random bytes of a server that asks for another hello (RFC 8446 section 4.1.3): the SHA-256 of
/// `HelloRetryRequest`.
const RETRY: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

/// A hello of either side. What is cut off is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hello<'a> {
    /// Whether the client says it.
    pub is_clients: bool,
    /// The version in the old place; `supported_versions` overrules it.
    pub version: u16,
    /// 32 random bytes.
    pub random: &'a [u8],
    /// The session that is to be taken up again.
    pub session_id: &'a [u8],
    /// What the client offers, two bytes each, or the one that the server chose.
    pub ciphers: &'a [u8],
    /// What the client offers, a byte each, or the one that the server chose.
    pub compressions: &'a [u8],
    /// The extensions.
    pub extensions: Extensions<'a>,
}

impl<'a> Hello<'a> {
    /// Reads a message that is a hello.
    pub fn read(message: &Handshake<'a>) -> Option<Self> {
        match message.kind {
            CLIENT_HELLO => Self::of_client(message.body, false),
            SERVER_HELLO => Self::of_server(message.body),
            _ => None,
        }
    }

    /// Reads a client hello; in DTLS, a cookie stands before the ciphers (RFC 6347 section 4.2.1).
    pub fn of_client(body: &'a [u8], has_cookie: bool) -> Option<Self> {
        let mut cursor = Cursor::new(body);
        let (version, random) = (cursor.u16()?, cursor.take(32)?);
        let session_id = cursor.vector8()?;
        if has_cookie {
            cursor.vector8()?;
        }
        let ciphers = cursor.vector16()?;
        let compressions = cursor.vector8().unwrap_or_default();
        let extensions = Extensions::new(cursor.vector16().unwrap_or_default());
        Some(Self {
            is_clients: true,
            version,
            random,
            session_id,
            ciphers,
            compressions,
            extensions,
        })
    }

    /// Reads a server hello.
    pub fn of_server(body: &'a [u8]) -> Option<Self> {
        let mut cursor = Cursor::new(body);
        let (version, random) = (cursor.u16()?, cursor.take(32)?);
        // A draft of version 1.3 had neither session nor compression.
        let is_draft = version >> 8 == 0x7f && version <= 0x7f15;
        let session_id = if is_draft { &[] } else { cursor.vector8()? };
        let ciphers = cursor.take_up_to(2);
        let compressions = if is_draft { &[] } else { cursor.take_up_to(1) };
        let extensions = Extensions::new(cursor.vector16().unwrap_or_default());
        Some(Self {
            is_clients: false,
            version,
            random,
            session_id,
            ciphers,
            compressions,
            extensions,
        })
    }

    /// Whether a server asks for another hello.
    pub fn is_retry(&self) -> bool {
        !self.is_clients && self.random == RETRY
    }

    /// The version that a server chose, or the highest that a client offers.
    pub fn best_version(&self) -> u16 {
        let offered = self.extensions.versions(self.is_clients).filter(|&it| !is_grease(it));
        offered.max().unwrap_or(self.version)
    }
}

/// Whether a number of two bytes is one of those that clients mix in so that servers stay tolerant
/// (RFC 8701 section 2).
pub const fn is_grease(number: u16) -> bool {
    let [high, low] = number.to_be_bytes();
    high == low && low & 0x0f == 0x0a
}
