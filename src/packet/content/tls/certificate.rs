//! The chain of certificates that a peer shows, up to version 1.2 (RFC 5246 section 7.4.2). From
//! version 1.3 on it is encrypted.

use sha2::{Digest as _, Sha256};

use super::handshake::{CERTIFICATE, Handshake};
use crate::packet::content::cursor::Cursor;

/// The certificates of a message, in DER, the peer's own first; none where it is another message.
pub fn chain<'a>(message: &Handshake<'a>) -> impl Iterator<Item = &'a [u8]> + use<'a> {
    let body = if message.kind == CERTIFICATE { message.body } else { &[] };
    let mut chain = Cursor::new(Cursor::new(body).vector24().unwrap_or_default());
    std::iter::from_fn(move || chain.vector24())
}

/// The SHA-256 of a certificate in DER, by which it is known.
pub fn fingerprint(der: &[u8]) -> [u8; 32] {
    Sha256::digest(der).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_come_one_after_the_other() {
        let body = [0, 0, 9, 0, 0, 2, 0x30, 0, 0, 0, 1, 0x30];
        let message = Handshake { kind: CERTIFICATE, length: 12, body: &body };
        assert_eq!(chain(&message).collect::<Vec<_>>(), [&[0x30, 0][..], &[0x30]]);
        assert_eq!(chain(&Handshake { kind: 1, ..message }).count(), 0);
    }
}
