//! The examples of `technical_details/JA4.md` of `github.com/FoxIO-LLC/ja4`.

use super::*;
use crate::packet::content::tls::extensions::Extensions;

fn numbers(text: &str) -> Vec<u8> {
    let each = text.split(',').map(|one| u16::from_str_radix(one, 16).unwrap());
    each.flat_map(u16::to_be_bytes).collect()
}

/// Extensions of these types; those that are listed have this content, the others none.
fn extensions(types: &str, contents: &[(u16, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for kind in types.split(',').map(|one| u16::from_str_radix(one, 16).unwrap()) {
        let content = contents.iter().find(|(it, _)| *it == kind);
        let content = content.map_or(&[][..], |(_, content)| content);
        bytes.extend(kind.to_be_bytes());
        bytes.extend(u16::try_from(content.len()).unwrap().to_be_bytes());
        bytes.extend(content);
    }
    bytes
}

fn list16(content: &[u8]) -> Vec<u8> {
    let mut bytes = u16::try_from(content.len()).unwrap().to_be_bytes().to_vec();
    bytes.extend(content);
    bytes
}

fn hello<'a>(ciphers: &'a [u8], extensions: &'a [u8]) -> Hello<'a> {
    Hello {
        is_clients: true,
        version: 0x0303,
        random: &[],
        session_id: &[],
        ciphers,
        compressions: &[0],
        extensions: Extensions::new(extensions),
    }
}

#[test]
fn the_published_example_comes_out_whatever_the_order_of_extensions() {
    // As the example has them in JA4_r, in another order, and with numbers to be left out.
    let ciphers =
        numbers("dada,1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035");
    let contents = [
        (SIGNATURES, list16(&numbers("0403,0804,0401,0503,0805,0501,0806,0601"))),
        (ALPN, list16(b"\x02h2\x08http/1.1")),
        (43, vec![6, 0x3a, 0x3a, 3, 4, 3, 3]),
    ];
    for types in [
        "2a2a,0000,0017,ff01,000a,000b,0023,0010,0005,000d,0012,0033,002d,002b,001b,0015,4469,1a1a",
        "4469,001b,0015,002b,002d,0033,0012,000d,0005,0010,0023,000b,000a,ff01,0017,0000",
    ] {
        let extensions = extensions(types, &contents);
        let found = fingerprint(&hello(&ciphers, &extensions), Carrier::Tcp);
        assert_eq!(found, "t13d1516h2_8daaf6152771_e5627efa2ab1");
    }
}

#[test]
fn a_hello_without_extensions_has_zeros_for_their_digest() {
    let found = fingerprint(&hello(&[], &[]), Carrier::Quic);
    assert_eq!(found, "q12i000000_000000000000_000000000000");
}

/// The examples that the document gives for protocols whose names are not plain text.
#[test]
fn a_protocol_that_is_no_text_gives_hexadecimal_digits() {
    assert_eq!(protocol(b"h2"), ['h', '2']);
    assert_eq!(protocol(b"http/1.1"), ['h', '1']);
    assert_eq!(protocol(b""), ['0', '0']);
    assert_eq!(protocol(&[0xab]), ['a', 'b']);
    assert_eq!(protocol(&[0xab, 0xcd]), ['a', 'd']);
    assert_eq!(protocol(&[0x30, 0xab]), ['3', 'b']);
    assert_eq!(protocol(&[0x30, 0x31, 0xab, 0xcd]), ['3', 'd']);
    assert_eq!(protocol(&[0x30, 0xab, 0xcd, 0x31]), ['0', '1']);
}
