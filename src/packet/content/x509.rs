//! What can be read from an X.509 certificate without believing it: names, times, the serial
//! number, the hosts it is for (RFC 5280 section 4.1). Signatures are not checked.

use super::ber::{self, Value};
use super::der_time;
use crate::value::Timestamp;

/// The tag of an object identifier.
const IDENTIFIER: u8 = 0x06;
/// The tag of a set.
const SET: u8 = 0x31;
/// The tag of the version, which is optional.
const VERSION: u8 = 0xa0;
/// The tag of the extensions, which are optional.
const EXTENSIONS: u8 = 0xa3;
/// The tag of a host among alternative names (section 4.2.1.6).
const HOST: u8 = 0x82;
/// The tag of a name like a subject's among alternative names.
const DIRECTORY_NAME: u8 = 0xa4;
/// The tag of the issuer of the issuer's certificate (section 4.2.1.1).
const AUTHORITY_ISSUER: u8 = 0xa1;
/// The identifier of the extension with alternative names, 2.5.29.17.
const ALTERNATIVE_NAMES: &[u8] = &[0x55, 0x1d, 0x11];
/// The identifier of the extension with the issuer's key, 2.5.29.35.
const AUTHORITY_KEY: &[u8] = &[0x55, 0x1d, 0x23];
/// The identifier of the extension with proofs of logs, 1.3.6.1.4.1.11129.2.4.2 (RFC 6962
/// section 3.3).
const LOG_PROOFS: &[u8] = &[0x2b, 6, 1, 4, 1, 0xd6, 0x79, 2, 4, 2];

/// A certificate. What could not be read is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Certificate<'a> {
    /// The serial number, as the issuer gave it.
    pub serial: &'a [u8],
    /// Who issued it.
    pub issuer: Name<'a>,
    /// From when on it is valid.
    pub not_before: Time<'a>,
    /// Until when it is valid.
    pub not_after: Time<'a>,
    /// Whom it names.
    pub subject: Name<'a>,
    extensions: &'a [u8],
}

/// A time as it is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Time<'a> {
    /// Which of two ways it is written.
    pub tag: u8,
    /// The text.
    pub text: &'a [u8],
}

impl Time<'_> {
    /// The point in time; `None` where it is not written as the standard says.
    pub fn at(&self) -> Option<Timestamp> {
        der_time::read(self.tag, self.text)
    }
}

impl<'a> Certificate<'a> {
    /// Reads a certificate in DER as far as it can be read.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let whole = Values::new(bytes).next()?;
        let signed = Values::new(whole.content).next()?;
        let mut parts = Values::new(signed.content).peekable();
        parts.next_if(|part| part.tag == VERSION);
        let serial = parts.next()?.content;
        let _algorithm = parts.next()?;
        let issuer = Name::new(parts.next()?.content);
        let mut validity = Values::new(parts.next()?.content);
        let mut time = || validity.next().map(|it| Time { tag: it.tag, text: it.content });
        let (not_before, not_after) = (time()?, time()?);
        let subject = Name::new(parts.next()?.content);
        let extensions = parts.find(|part| part.tag == EXTENSIONS);
        let extensions = extensions.and_then(|part| Values::new(part.content).next());
        let extensions = extensions.map_or(&[][..], |list| list.content);
        Some(Self { serial, issuer, not_before, not_after, subject, extensions })
    }

    /// The hosts that the certificate is for, besides a name of its subject.
    pub fn hosts(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let names = self.extension(ALTERNATIVE_NAMES).flat_map(Values::inside);
        names.filter(|name| name.tag == HOST).map(|name| name.content)
    }

    /// Names like the subject's in extensions: other names of it, and who issued the certificate of
    /// the issuer.
    pub fn other_names(&self) -> impl Iterator<Item = Name<'a>> + use<'a> {
        let alternative = self.extension(ALTERNATIVE_NAMES).flat_map(Values::inside);
        let parts = self.extension(AUTHORITY_KEY).flat_map(Values::inside);
        let authority = parts.filter(|part| part.tag == AUTHORITY_ISSUER).flat_map(Values::inside);
        let names = authority.chain(alternative).filter(|name| name.tag == DIRECTORY_NAME);
        names.filter_map(|name| Values::inside(name).next()).map(|name| Name::new(name.content))
    }

    /// The proofs that logs know the certificate, as a list of TLS (RFC 6962 section 3.3).
    pub fn log_proofs(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.extension(LOG_PROOFS).map(|list| list.content)
    }

    /// What the extensions with this identifier hold.
    fn extension(&self, id: &'static [u8]) -> impl Iterator<Item = Element<'a>> + use<'a> {
        Values::new(self.extensions).filter_map(move |extension| {
            let mut parts = Values::inside(extension);
            parts.next().filter(|part| part.content == id)?;
            let octets = parts.find(|part| part.tag == ber::OCTETS)?;
            Values::inside(octets).next()
        })
    }
}

/// The name of an issuer or subject: a sequence of sets of attributes (section 4.1.2.4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Name<'a> {
    content: &'a [u8],
}

/// One attribute of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// What it says: the encoded object identifier.
    pub kind: &'a [u8],
    /// The type of the string.
    pub tag: u8,
    /// The string.
    pub text: &'a [u8],
}

impl<'a> Name<'a> {
    /// The name with this content of its sequence.
    pub const fn new(content: &'a [u8]) -> Self {
        Self { content }
    }

    /// Its attributes in their order.
    pub fn attributes(&self) -> impl DoubleEndedIterator<Item = Attribute<'a>> + use<'a> {
        let sets = Values::new(self.content).filter(|set| set.tag == SET);
        let attributes = sets.flat_map(|set| Values::new(set.content)).filter_map(|attribute| {
            let mut parts = Values::new(attribute.content);
            let kind = parts.next().filter(|kind| kind.tag == IDENTIFIER)?;
            let text = parts.next()?;
            Some(Attribute { kind: kind.content, tag: text.tag, text: text.content })
        });
        attributes.collect::<Vec<_>>().into_iter()
    }

    /// The name as RFC 4514 writes it: the last attribute first.
    pub fn to_text(self) -> String {
        let mut text = String::new();
        for attribute in self.attributes().rev() {
            if !text.is_empty() {
                text.push(',');
            }
            text.push_str(&keyword(attribute.kind));
            text.push('=');
            let value = attribute.to_text();
            let last = value.chars().count().saturating_sub(1);
            for (place, one) in value.chars().enumerate() {
                let at_edge =
                    (place == 0 && matches!(one, ' ' | '#')) || (place == last && one == ' ');
                if at_edge || matches!(one, '"' | '+' | ',' | ';' | '<' | '>' | '\\') {
                    text.push('\\');
                }
                text.push(one);
            }
        }
        text
    }
}

impl Attribute<'_> {
    /// The string; BMPString is UTF-16, TeletexString and the rest are read as UTF-8 where they
    /// are, else as Latin-1.
    pub fn to_text(self) -> String {
        const BMP: u8 = 0x1e;
        if self.tag == BMP {
            let units: Vec<u16> = super::cursor::u16s(self.text).collect();
            return String::from_utf16_lossy(&units);
        }
        match std::str::from_utf8(self.text) {
            Ok(text) => text.to_owned(),
            Err(_) => self.text.iter().copied().map(char::from).collect(),
        }
    }
}

/// The short name of an attribute (RFC 4514 section 3, and what OpenSSL adds), or its dotted number.
fn keyword(kind: &[u8]) -> String {
    let known = match kind {
        [0x55, 4, 3] => "CN",
        [0x55, 4, 4] => "SN",
        [0x55, 4, 5] => "serialNumber",
        [0x55, 4, 6] => "C",
        [0x55, 4, 7] => "L",
        [0x55, 4, 8] => "ST",
        [0x55, 4, 9] => "STREET",
        [0x55, 4, 10] => "O",
        [0x55, 4, 11] => "OU",
        [0x55, 4, 12] => "title",
        [0x55, 4, 42] => "GN",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1] => "UID",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25] => "DC",
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1] => "emailAddress",
        _ => return dotted(kind),
    };
    known.to_owned()
}

/// An object identifier in dots (ITU-T X.690 section 8.19).
fn dotted(bytes: &[u8]) -> String {
    let mut arcs: Vec<u64> = Vec::new();
    let mut arc = 0_u64;
    for &byte in bytes {
        arc = arc << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            if arcs.is_empty() {
                let first = (arc / 40).min(2);
                arcs.push(first);
                arc -= first * 40;
            }
            arcs.push(arc);
            arc = 0;
        }
    }
    arcs.iter().map(u64::to_string).collect::<Vec<_>>().join(".")
}

/// A value with its content.
#[derive(Clone, Copy, Debug)]
struct Element<'a> {
    tag: u8,
    content: &'a [u8],
}

/// Values one after the other. The last may be cut short.
#[derive(Clone, Debug)]
struct Values<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Values<'a> {
    const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    const fn inside(element: Element<'a>) -> Self {
        Self::new(element.content)
    }
}

impl<'a> Iterator for Values<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        let value = Value::at(self.bytes, self.at)?;
        let end = value.end().min(self.bytes.len());
        self.at = end;
        Some(Element { tag: value.tag, content: self.bytes.get(value.content..end)? })
    }
}

#[cfg(test)]
mod tests;
