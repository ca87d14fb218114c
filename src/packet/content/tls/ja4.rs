//! JA4: the fingerprint of a client hello that does not change when extensions are shuffled. By
//! FoxIO, `github.com/FoxIO-LLC/ja4` (this one, of the family, is under the BSD licence).

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::extensions::{ALPN, SERVER_NAME, SIGNATURES};
use super::hello::{Hello, is_grease};
use crate::packet::content::cursor::u16s;
use crate::packet::content::hex::hex;

/// What carries the hello.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// TLS on TCP.
    Tcp,
    /// QUIC.
    Quic,
}

/// The fingerprint of a client hello: what it offers in short, then digests of its ciphers and of
/// its extensions and signature algorithms.
pub fn fingerprint(hello: &Hello<'_>, carrier: Carrier) -> String {
    let (ciphers, extensions) = (ciphers(hello), extensions(hello));
    format!("{}_{}_{}", summary(hello, carrier), short_digest(&ciphers), short_digest(&extensions))
}

/// What a hello offers in short: carrier, version, whether it names the server, how many ciphers
/// and extensions, and the first protocol inside.
fn summary(hello: &Hello<'_>, carrier: Carrier) -> String {
    let carrier = match carrier {
        Carrier::Tcp => 't',
        Carrier::Quic => 'q',
    };
    let kinds = || hello.extensions.all().map(|(kind, _)| kind);
    let name = if kinds().any(|kind| kind == SERVER_NAME) { 'd' } else { 'i' };
    let count = |numbers: &mut dyn Iterator<Item = u16>| {
        numbers.filter(|&number| !is_grease(number)).count().min(99)
    };
    let (ciphers, extensions) = (count(&mut u16s(hello.ciphers)), count(&mut kinds()));
    let [first, last] = protocol(hello.extensions.protocols().next().unwrap_or_default());
    let version = version(hello.best_version());
    format!("{carrier}{version}{name}{ciphers:02}{extensions:02}{first}{last}")
}

const fn version(number: u16) -> &'static str {
    match number {
        0x0304 => "13",
        0x0303 => "12",
        0x0302 => "11",
        0x0301 => "10",
        0x0300 => "s3",
        0x0002 => "s2",
        0xfeff => "d1",
        0xfefd => "d2",
        0xfefc => "d3",
        _ => "00",
    }
}

/// The first and the last character of a protocol's name, or of its bytes in hexadecimal where
/// one of them is neither a letter nor a digit.
fn protocol(name: &[u8]) -> [char; 2] {
    let (Some(&first), Some(&last)) = (name.first(), name.last()) else { return ['0', '0'] };
    if first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric() {
        return [char::from(first), char::from(last)];
    }
    let digits = hex(&[first, last]);
    [digits.chars().next().unwrap_or('0'), digits.chars().last().unwrap_or('0')]
}

/// The ciphers, ascending.
fn ciphers(hello: &Hello<'_>) -> String {
    sorted(u16s(hello.ciphers))
}

/// The extensions, ascending, without server name and protocols, which vary with the server; then
/// the signature algorithms in their order.
fn extensions(hello: &Hello<'_>) -> String {
    let kinds = hello.extensions.all().map(|(kind, _)| kind);
    let mut text = sorted(kinds.filter(|kind| ![SERVER_NAME, ALPN].contains(kind)));
    let signatures = join(hello.extensions.lists(SIGNATURES).filter(|&it| !is_grease(it)));
    if !text.is_empty() && !signatures.is_empty() {
        text.push('_');
        text.push_str(&signatures);
    }
    text
}

fn sorted(numbers: impl Iterator<Item = u16>) -> String {
    let mut numbers: Vec<u16> = numbers.filter(|&number| !is_grease(number)).collect();
    numbers.sort_unstable();
    join(numbers.into_iter())
}

fn join(numbers: impl Iterator<Item = u16>) -> String {
    let mut text = String::new();
    for number in numbers {
        if !text.is_empty() {
            text.push(',');
        }
        // Writing to a string does not fail.
        let _ = write!(text, "{number:04x}");
    }
    text
}

/// The first twelve digits of the SHA-256; zeros of nothing.
fn short_digest(text: &str) -> String {
    if text.is_empty() {
        return "0".repeat(12);
    }
    let digest = Sha256::digest(text.as_bytes());
    hex(digest.get(..6).unwrap_or_default())
}

#[cfg(test)]
mod tests;
