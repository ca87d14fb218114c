//! Messages of the handshake: a type, a length of three bytes, a body (RFC 8446 section 4).

use crate::packet::content::cursor::Cursor;

/// The type of what a client says first.
pub const CLIENT_HELLO: u8 = 1;
/// The type of the server's answer.
pub const SERVER_HELLO: u8 = 2;
/// The type of a chain of certificates.
pub const CERTIFICATE: u8 = 11;
/// The type of what a server needs for the exchange of keys, up to version 1.2.
pub const SERVER_KEY_EXCHANGE: u8 = 12;
/// The type of a server's wish for a certificate.
pub const CERTIFICATE_REQUEST: u8 = 13;
/// The type of a proof that the key of a certificate is there.
pub const CERTIFICATE_VERIFY: u8 = 15;

/// Bytes before a body.
pub const HEADER: usize = 4;

/// A message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handshake<'a> {
    /// What it is.
    pub kind: u8,
    /// The length of the body as it claims.
    pub length: u32,
    /// The body, or what there is of it.
    pub body: &'a [u8],
}

/// Whether a message may have this type (the registry of IANA, TLS HandshakeType).
pub const fn is_known(kind: u8) -> bool {
    matches!(kind, 0..=6 | 8 | 11..=16 | 20..=25 | 67 | 254)
}

/// The messages one after the other, up to one of an unknown type. The last may be cut short.
pub fn messages(bytes: &[u8]) -> impl Iterator<Item = Handshake<'_>> {
    let mut cursor = Cursor::new(bytes);
    std::iter::from_fn(move || {
        let kind = cursor.u8().filter(|&kind| is_known(kind))?;
        let length = cursor.u24()?;
        Some(Handshake { kind, length, body: cursor.take_up_to(length as usize) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_follow_one_another_and_the_last_may_be_cut() {
        let bytes = [14, 0, 0, 0, 20, 0, 0, 3, 7, 8];
        let found: Vec<_> = messages(&bytes).collect();
        assert_eq!(found.len(), 2);
        assert_eq!(found[0], Handshake { kind: 14, length: 0, body: &[] });
        assert_eq!(found[1], Handshake { kind: 20, length: 3, body: &[7, 8] });
    }

    #[test]
    fn an_unknown_type_ends_them() {
        assert_eq!(messages(&[99, 0, 0, 0, 14, 0, 0, 0]).count(), 0);
        assert_eq!(messages(&[14, 0, 0]).count(), 0);
    }
}
