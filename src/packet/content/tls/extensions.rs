//! Extensions of hellos, and what those that say most hold (RFC 8446 section 4.2).

use crate::packet::content::cursor::{Cursor, u16s};

/// The names of the server that the client wants (RFC 6066 section 3).
pub const SERVER_NAME: u16 = 0;
/// Groups for the exchange of keys (RFC 8446 section 4.2.7).
pub const GROUPS: u16 = 10;
/// Formats of points on curves (RFC 8422 section 5.1.2).
pub const POINT_FORMATS: u16 = 11;
/// Signature algorithms (RFC 8446 section 4.2.3).
pub const SIGNATURES: u16 = 13;
/// Protocols that may be spoken inside (RFC 7301).
pub const ALPN: u16 = 16;
/// Proofs that logs know the certificate (RFC 6962 section 3.3.1).
pub const LOG_PROOFS: u16 = 18;
/// Signature algorithms of delegated credentials (RFC 9345 section 4.1.1).
pub const DELEGATED: u16 = 34;
/// Versions (RFC 8446 section 4.2.1).
pub const VERSIONS: u16 = 43;
/// Signature algorithms of certificates (RFC 8446 section 4.2.3).
pub const CERTIFICATE_SIGNATURES: u16 = 50;
/// Shares for the exchange of keys (RFC 8446 section 4.2.8).
pub const KEY_SHARES: u16 = 51;

/// The extensions of one hello.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extensions<'a> {
    bytes: &'a [u8],
}

impl<'a> Extensions<'a> {
    /// The extensions in these bytes.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// Each type and content, in their order. The last may be cut short.
    pub fn all(&self) -> impl Iterator<Item = (u16, &'a [u8])> + Clone + use<'a> {
        let mut cursor = Cursor::new(self.bytes);
        std::iter::from_fn(move || Some((cursor.u16()?, cursor.vector16()?)))
    }

    /// The contents of extensions of one type.
    pub fn of(&self, kind: u16) -> impl Iterator<Item = &'a [u8]> + Clone + use<'a> {
        self.all().filter(move |&(it, _)| it == kind).map(|(_, content)| content)
    }

    /// Host names of the server that the client wants.
    pub fn server_names(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.of(SERVER_NAME).flat_map(|content| {
            let mut names = Cursor::new(Cursor::new(content).vector16().unwrap_or_default());
            std::iter::from_fn(move || {
                names.u8()?;
                names.vector16()
            })
        })
    }

    /// Protocols that may be spoken inside.
    pub fn protocols(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.of(ALPN).flat_map(|content| {
            let mut names = Cursor::new(Cursor::new(content).vector16().unwrap_or_default());
            std::iter::from_fn(move || names.vector8())
        })
    }

    /// Versions: a list from a client, one from a server.
    pub fn versions(&self, from_client: bool) -> impl Iterator<Item = u16> + use<'a> {
        self.of(VERSIONS).flat_map(move |content| {
            u16s(if from_client {
                Cursor::new(content).vector8().unwrap_or_default()
            } else {
                content.get(..2).unwrap_or_default()
            })
        })
    }

    /// Groups for the exchange of keys.
    pub fn groups(&self) -> impl Iterator<Item = u16> + use<'a> {
        self.lists(GROUPS)
    }

    /// Formats of points on curves.
    pub fn point_formats(&self) -> impl Iterator<Item = u8> + use<'a> {
        let list = |content| Cursor::new(content).vector8().unwrap_or_default();
        self.of(POINT_FORMATS).flat_map(move |content| list(content).iter().copied())
    }

    /// Signature algorithms, of certificates and of delegated credentials too, in their order.
    pub fn signatures(&self) -> impl Iterator<Item = u16> + use<'a> {
        let are = |kind| matches!(kind, SIGNATURES | CERTIFICATE_SIGNATURES | DELEGATED);
        let found = self.all().filter(move |&(kind, _)| are(kind));
        found.flat_map(|(_, content)| u16s(Cursor::new(content).vector16().unwrap_or_default()))
    }

    /// Groups of the shares for the exchange of keys. A server that asks for another hello names
    /// a group without a share, which is not among them.
    pub fn share_groups(&self, from_client: bool) -> impl Iterator<Item = u16> + use<'a> {
        self.of(KEY_SHARES).flat_map(move |content| {
            let list = if from_client {
                Cursor::new(content).vector16().unwrap_or_default()
            } else {
                content
            };
            let mut shares = Cursor::new(list);
            std::iter::from_fn(move || {
                let group = shares.u16()?;
                shares.vector16()?;
                Some(group)
            })
        })
    }

    /// The numbers in extensions that are one list each.
    pub fn lists(&self, kind: u16) -> impl Iterator<Item = u16> + use<'a> {
        let list = |content| Cursor::new(content).vector16().unwrap_or_default();
        self.of(kind).flat_map(move |content| u16s(list(content)))
    }
}
