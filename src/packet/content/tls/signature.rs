//! The signature algorithms that messages behind the hellos name.

use super::certificate::chain;
use super::handshake::{
    CERTIFICATE, CERTIFICATE_REQUEST, CERTIFICATE_VERIFY, Handshake, SERVER_KEY_EXCHANGE,
};
use crate::packet::content::cursor::{Cursor, u16s};
use crate::packet::content::x509::Certificate;

/// Hands out the algorithms that a message up to version 1.2 names: what a server wishes, what
/// it or its client signed with. Those of hellos are in their extensions.
pub fn algorithms(message: &Handshake<'_>, out: &mut dyn FnMut(u16)) {
    match message.kind {
        CERTIFICATE_REQUEST => wished(message.body).into_iter().flat_map(u16s).for_each(out),
        SERVER_KEY_EXCHANGE => of_exchange(message.body).into_iter().for_each(out),
        CERTIFICATE => {
            let certificates = chain(message).filter_map(Certificate::read);
            certificates.flat_map(|it| it.log_proofs()).for_each(|list| proofs(list, out));
        }
        CERTIFICATE_VERIFY => signed(Cursor::new(message.body)).into_iter().for_each(out),
        _ => {}
    }
}

/// Hands out the algorithms of proofs that logs know a certificate (RFC 6962 section 3.2): version,
/// log, time, extensions, then algorithm and signature.
pub fn proofs(list: &[u8], out: &mut dyn FnMut(u16)) {
    let mut proofs = Cursor::new(Cursor::new(list).vector16().unwrap_or_default());
    while let Some(proof) = proofs.vector16() {
        let mut cursor = Cursor::new(proof);
        let algorithm =
            cursor.take(1 + 32 + 8).and_then(|_| cursor.vector16()).and_then(|_| signed(cursor));
        algorithm.into_iter().for_each(&mut *out);
    }
}

/// The list in a wish for a certificate (RFC 5246 section 7.4.4). Before version 1.2 there was
/// none, and names follow at once: then lengths do not fit.
fn wished(body: &[u8]) -> Option<&[u8]> {
    let mut cursor = Cursor::new(body);
    cursor.vector8()?;
    let algorithms = cursor.vector16()?;
    let names = cursor.u16()?;
    (cursor.rest().len() == usize::from(names)).then_some(algorithms)
}

/// The names of authorities in a wish for a certificate.
pub fn authorities(body: &[u8]) -> Option<&[u8]> {
    let mut cursor = Cursor::new(body);
    cursor.vector8()?;
    let mut old = cursor;
    if wished(body).is_some() {
        cursor.vector16()?;
        return cursor.vector16();
    }
    let length = old.u16()?;
    (old.rest().len() == usize::from(length)).then(|| old.rest())
}

/// What a server signed its part of the exchange with. Only the cipher suite says what comes
/// before the signature; of the two shapes there are, the one whose lengths fit is taken.
fn of_exchange(body: &[u8]) -> Option<u16> {
    on_curve(body).or_else(|| in_field(body))
}

/// A named curve and a point (RFC 8422 section 5.4).
fn on_curve(body: &[u8]) -> Option<u16> {
    let mut cursor = Cursor::new(body);
    let _curve = cursor.array::<3>().filter(|[kind, ..]| *kind == 3)?;
    cursor.vector8()?;
    signed(cursor)
}

/// A prime, a generator and a value (RFC 5246 section 7.4.3).
fn in_field(body: &[u8]) -> Option<u16> {
    let mut cursor = Cursor::new(body);
    for _ in 0..3 {
        cursor.vector16()?;
    }
    signed(cursor)
}

/// The algorithm before a signature, where the signature takes all the rest. Before version 1.2
/// the signature stood alone.
fn signed(mut cursor: Cursor<'_>) -> Option<u16> {
    let algorithm = cursor.u16()?;
    let length = cursor.u16()?;
    (cursor.rest().len() == usize::from(length)).then_some(algorithm)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: u8, body: &[u8]) -> Vec<u16> {
        let length = u32::try_from(body.len()).unwrap();
        let mut found = Vec::new();
        algorithms(&Handshake { kind, length, body }, &mut |one| found.push(one));
        found
    }

    #[test]
    #[rustfmt::skip]
    fn what_an_exchange_was_signed_with_is_found_behind_its_parameters() {
        let on_curve = [3, 0, 23,  2, 7, 7,  4, 3,  0, 1, 9];              // curve, point, algorithm, signature
        assert_eq!(of(SERVER_KEY_EXCHANGE, &on_curve), [0x0403]);
        let in_field = [0, 1, 7,  0, 1, 2,  0, 1, 5,  8, 4,  0, 2, 9, 9];  // p, g, value, algorithm, signature
        assert_eq!(of(SERVER_KEY_EXCHANGE, &in_field), [0x0804]);
        let before_1_2 = [3, 0, 23,  2, 7, 7,  0, 1, 9];                   // curve, point, signature
        assert!(of(SERVER_KEY_EXCHANGE, &before_1_2).is_empty());
    }

    #[test]
    #[rustfmt::skip]
    fn a_wish_for_a_certificate_lists_them_since_version_1_2() {
        let new = [1, 1,  0, 4, 4, 3, 8, 4,  0, 2, 0x30, 0];  // types, algorithms, names
        assert_eq!(of(CERTIFICATE_REQUEST, &new), [0x0403, 0x0804]);
        assert_eq!(authorities(&new), Some(&[0x30, 0][..]));
        let old = [1, 1,  0, 2, 0x30, 0];
        assert!(of(CERTIFICATE_REQUEST, &old).is_empty());
        assert_eq!(authorities(&old), Some(&[0x30, 0][..]));
    }
}
