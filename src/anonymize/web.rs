//! Names that web clients send: the server's in a hello of TLS, hosts in the head of an HTTP message.

use super::mapper::Mapper;
use super::names::dotted;
use crate::packet::bytes::{u8_at, u16_at};

/// Changes the names in a payload of TCP, or of UDP where it is a first packet of QUIC.
pub fn names(mapper: &mut Mapper, payload: &mut [u8]) {
    if matches!(payload, [20..=23, 3, ..]) {
        let mut at = 0;
        // Another record may stand in front: a second hello follows a change of ciphers.
        while let (Some(kind @ 20..=23), Some(length)) =
            (u8_at(payload, at), u16_at(payload, at + 3))
        {
            if kind == 22 {
                hello(mapper, payload.get_mut(at..).unwrap_or_default());
            }
            at += 5 + usize::from(length);
        }
    } else if is_head(payload) {
        head(mapper, payload);
    }
}

/// Changes the server's name in a ClientHello (RFC 8446 section 4.1.2, RFC 6066 section 3).
fn hello(mapper: &mut Mapper, payload: &mut [u8]) -> Option<()> {
    if u8_at(payload, 5)? != 1 {
        return None;
    }
    // Headers of record and handshake, version, random; then session, ciphers, compressions.
    let mut at = 5 + 4 + 2 + 32;
    at += 1 + usize::from(u8_at(payload, at)?);
    at += 2 + usize::from(u16_at(payload, at)?);
    at += 1 + usize::from(u8_at(payload, at)?);
    let end = at + 2 + usize::from(u16_at(payload, at)?);
    at += 2;
    while at + 4 <= end {
        let (kind, length) = (u16_at(payload, at)?, usize::from(u16_at(payload, at + 2)?));
        if kind == 0 {
            // The list's length, then type, length, name.
            let name = at + 9;
            let behind = (name + usize::from(u16_at(payload, at + 7)?)).min(payload.len());
            dotted(mapper, payload.get_mut(name..behind)?);
        }
        at += 4 + length;
    }
    Some(())
}

/// Whether an HTTP message begins here.
fn is_head(payload: &[u8]) -> bool {
    let line = payload.split(|&byte| byte == b'\n').next().unwrap_or_default();
    payload.starts_with(b"HTTP/1.") || line.windows(8).any(|it| it.starts_with(b" HTTP/1."))
}

/// Headers whose whole value is a name, perhaps with a port.
const HOSTS: [&[u8]; 3] = [b"host:", b"x-forwarded-host:", b"x-forwarded-server:"];

/// Changes hosts in the lines of a head: in `Host`, and wherever `://` stands.
fn head(mapper: &mut Mapper, payload: &mut [u8]) {
    let end = payload.windows(4).position(|it| it == b"\r\n\r\n").unwrap_or(payload.len());
    let Some(head) = payload.get_mut(..end) else { return };
    for line in head.split_mut(|&byte| byte == b'\n') {
        let found = HOSTS.iter().find(|name| {
            line.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name))
        });
        if let Some(name) = found {
            if let Some(value) = line.get_mut(name.len()..) {
                let spaces = value.iter().take_while(|&&byte| byte == b' ').count();
                host(mapper, value.get_mut(spaces..).unwrap_or_default());
            }
            continue;
        }
        let mut from = 0;
        while let Some(at) =
            line.get(from..).and_then(|rest| rest.windows(3).position(|it| it == b"://"))
        {
            from += at + 3;
            host(mapper, line.get_mut(from..).unwrap_or_default());
        }
    }
}

/// Changes the name that a text begins with.
fn host(mapper: &mut Mapper, text: &mut [u8]) {
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || b".-_".contains(byte);
    let end = if text.first() == Some(&b'[') {
        // An address of IPv6: nothing of it stays.
        let end = text.iter().position(|&byte| byte == b']').unwrap_or(text.len());
        for byte in text.get_mut(1..end).unwrap_or_default() {
            *byte = if *byte == b':' { b':' } else { b'0' };
        }
        return;
    } else {
        text.iter().position(|byte| !is_of_name(byte)).unwrap_or(text.len())
    };
    if let Some(name) = text.get_mut(..end) {
        dotted(mapper, name);
    }
}

#[cfg(test)]
mod tests {
    use super::super::cryptopan::tests::SAMPLE;
    use super::*;

    #[test]
    fn hosts_of_a_request_give_way_alike() {
        let mut mapper = Mapper::new(&SAMPLE);
        let mut name = *b"www.example.com";
        dotted(&mut mapper, &mut name);
        let name = String::from_utf8(name.to_vec()).unwrap();
        let request = "GET http://www.example.com/a HTTP/1.1\r\nHost: www.example.com:80\r\nReferer: \
                       https://www.example.com/b\r\n\r\nwww.example.com";
        let mut bytes = request.as_bytes().to_vec();
        names(&mut mapper, &mut bytes);
        // What follows the head is the payload's own.
        let (head, body) = request.split_at(request.len() - 15);
        let expected = head.replace("www.example.com", &name) + body;
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }

    #[test]
    fn a_hello_names_another_server_and_keeps_its_lengths() {
        let mut mapper = Mapper::new(&SAMPLE);
        let mut hello = vec![22, 3, 1, 0, 69, 1, 0, 0, 65, 3, 3];
        hello.extend([7; 32]);
        hello.extend([0, 0, 2, 0x13, 1, 1, 0, 0, 20]); // no session, a cipher, no compression, 20 bytes
        hello.extend([0, 0, 0, 16, 0, 14, 0, 0, 11]); // server_name, list, host_name of 11 bytes
        hello.extend(b"example.com");
        let mut after = hello.clone();
        names(&mut mapper, &mut after);
        let at = hello.len() - 11;
        assert_eq!(after[..at], hello[..at]);
        let mut name = *b"example.com";
        dotted(&mut mapper, &mut name);
        assert_eq!(after[at..], name);
        // Behind a change of ciphers.
        let mut second = [&[20, 3, 3, 0, 1, 1][..], &hello].concat();
        names(&mut mapper, &mut second);
        assert_eq!(second[6..], after);
        for length in 0..hello.len() {
            names(&mut mapper, &mut hello[..length].to_vec());
        }
    }
}
