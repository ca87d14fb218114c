//! Reads fields of certificates, and of the names of authorities that a server lists.

use super::hellos::{Out, text};
use crate::packet::content::tls::messages::each_handshake;
use crate::packet::Message;
use crate::packet::content::cursor::Cursor;
use crate::packet::content::tls::certificate::chain;
use crate::packet::content::tls::handshake::CERTIFICATE_REQUEST;
use crate::packet::content::tls::signature::authorities;
use crate::packet::content::x509::{Attribute, Certificate, Name, Time};
use crate::packet::content::{ber, der_time};

/// The beginning of the identifiers of attributes of X.520, 2.5.4.
const X520: [u8; 2] = [0x55, 4];
/// The beginning of those of the place where a company is registered, 1.3.6.1.4.1.311.60.2.1
/// (Guidelines for Extended Validation section 9.2.4).
const REGISTERED: [u8; 10] = [0x2b, 6, 1, 4, 1, 0x82, 0x37, 60, 2, 1];
/// The last part of that of a country.
const COUNTRY: u8 = 6;
/// Those whose strings are of a kind of their own: serial number, qualifier.
const OTHERS: [u8; 2] = [5, 46];

/// Hands out the certificates of a message.
pub fn each_certificate(message: &Message<'_>, out: &mut dyn FnMut(&Certificate<'_>)) {
    each_handshake(message, &mut |handshake| {
        chain(handshake).filter_map(Certificate::read).for_each(|it| out(&it));
    });
}

/// The certificates as they came, in DER.
pub fn raw(message: &Message<'_>, out: Out<'_>) {
    each_handshake(message, &mut |handshake| {
        chain(handshake).for_each(|der| out(super::hellos::bytes(der)));
    });
}

/// Hands out every name, in order.
fn each_name(message: &Message<'_>, out: &mut dyn FnMut(Name<'_>)) {
    each_handshake(message, &mut |handshake| {
        for certificate in chain(handshake).filter_map(Certificate::read) {
            out(certificate.issuer);
            out(certificate.subject);
            certificate.other_names().for_each(&mut *out);
        }
        if handshake.kind == CERTIFICATE_REQUEST {
            let mut names = Cursor::new(authorities(handshake.body).unwrap_or_default());
            while let Some(name) = names.vector16() {
                if let Some(sequence) = ber::Value::tagged(name, 0, ber::SEQUENCE) {
                    out(Name::new(name.get(sequence.content..).unwrap_or_default()));
                }
            }
        }
    });
}

/// Strings of names that may have any of several types and have this one.
pub fn strings(message: &Message<'_>, tag: u8, out: Out<'_>) {
    attributes(message, &mut |attribute, kind| {
        if attribute.tag == tag && kind != COUNTRY && !OTHERS.contains(&kind) {
            out(attribute.to_text().into());
        }
    });
}

/// The countries in names.
pub fn countries(message: &Message<'_>, out: Out<'_>) {
    attributes(message, &mut |attribute, kind| {
        if kind == COUNTRY {
            out(text(attribute.text));
        }
    });
}

fn attributes(message: &Message<'_>, out: &mut dyn FnMut(&Attribute<'_>, u8)) {
    each_name(message, &mut |name| {
        for attribute in name.attributes() {
            if let Some(&[kind]) = attribute.kind.strip_prefix(&X520) {
                out(&attribute, kind);
            } else if let Some(&[kind]) = attribute.kind.strip_prefix(&REGISTERED) {
                // Of a town, a state, and third of a country.
                out(&attribute, if kind == 3 { COUNTRY } else { kind });
            }
        }
    });
}

/// From when and until when certificates are valid, as Wireshark writes times that have two
/// digits of year.
pub fn utc_times(message: &Message<'_>, out: Out<'_>) {
    each_certificate(message, &mut |certificate| {
        for Time { tag, text } in [certificate.not_before, certificate.not_after] {
            if let (der_time::UTC, Some([year, month, day, hour, minute, second])) =
                (tag, der_time::parts(tag, text))
            {
                let time = format!(
                    "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} (UTC)"
                );
                out(time.into());
            }
        }
    });
}
