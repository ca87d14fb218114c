//! JA3 and JA3S: what a hello offers, as a line of numbers, and the MD5 of that line. By
//! Althouse, Atkinson and Atkins, `github.com/salesforce/ja3`. Numbers of RFC 8701 are left out,
//! and so clients that mix them in look alike; those that shuffle extensions do not.

use std::fmt::Write as _;

use md5::{Digest as _, Md5};

use super::hello::{Hello, is_grease};
use crate::packet::content::cursor::u16s;
use crate::packet::content::hex::hex;

/// The line of a hello: of a client version, ciphers, extensions, groups, formats of points; of a
/// server version, cipher, extensions.
pub fn line(hello: &Hello<'_>) -> String {
    let mut text = hello.version.to_string();
    if hello.is_clients {
        list(&mut text, u16s(hello.ciphers));
        list(&mut text, hello.extensions.all().map(|(kind, _)| kind));
        list(&mut text, hello.extensions.groups());
        list(&mut text, hello.extensions.point_formats().map(u16::from));
    } else {
        list(&mut text, u16s(hello.ciphers));
        list(&mut text, hello.extensions.all().map(|(kind, _)| kind));
    }
    text
}

/// The MD5 of a line, in hexadecimal.
pub fn digest(line: &str) -> String {
    hex(&Md5::digest(line.as_bytes()))
}

fn list(text: &mut String, numbers: impl Iterator<Item = u16>) {
    let mut before = ',';
    for number in numbers.filter(|&number| !is_grease(number)) {
        // Writing to a string does not fail.
        let _ = write!(text, "{before}{number}");
        before = '-';
    }
    if before == ',' {
        text.push(',');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::content::tls::extensions::Extensions;

    /// The examples of the README of `github.com/salesforce/ja3`.
    #[test]
    fn the_published_digests_come_out() {
        let full = "769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0";
        assert_eq!(digest(full), "ada70206e40642a3e4461f35503241d5");
        assert_eq!(
            digest("769,4-5-10-9-100-98-3-6-19-18-99,,,"),
            "de350869b8c85de67a350c8d186f11e6"
        );
    }

    #[test]
    #[rustfmt::skip]
    fn the_published_line_comes_out_without_grease() {
        let numbers = |list: &[u16]| list.iter().flat_map(|it| it.to_be_bytes()).collect::<Vec<_>>();
        let ciphers = numbers(&[0x1a1a, 47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4]);
        let extensions = [
            0x2a, 0x2a, 0, 0,                                     // to be left out
            0, 0, 0, 0,                                           // a server name without names
            0, 10, 0, 10, 0, 8, 0xfa, 0xfa, 0, 23, 0, 24, 0, 25,  // groups, the first to be left out
            0, 11, 0, 2, 1, 0,                                    // formats
        ];
        let hello = Hello {
            is_clients: true,
            version: 769,
            random: &[],
            session_id: &[],
            ciphers: &ciphers,
            compressions: &[0],
            extensions: Extensions::new(&extensions),
        };
        let expected = "769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0";
        assert_eq!(line(&hello), expected);
        let bare = Hello { extensions: Extensions::new(&[]), ..hello };
        assert!(line(&bare).ends_with("-19-4,,,"));
        let server = Hello { is_clients: false, ciphers: &[0, 47], ..hello };
        assert_eq!(line(&server), "769,47,0-10-11");
    }
}
