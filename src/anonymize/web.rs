//! Names that web clients send: the server's in a hello of TLS, hosts in the head of an HTTP message.

use super::mapper::Mapper;
use super::names::dotted;
use crate::packet::bytes::{array_at, u8_at, u16_at};

/// What a name is filled with whose end is not there.
const FILLING: u8 = b'x';

/// Changes the names in a payload of TCP, or of UDP where it is a first packet of QUIC. Answers where a
/// hello or a head begins that is not whole.
pub fn names(mapper: &mut Mapper, payload: &mut [u8]) -> Option<usize> {
    if matches!(payload, [20..=23, 3, ..] | [22]) {
        records(mapper, payload)
    } else {
        heads(mapper, payload)
    }
}

/// Changes the hellos in records of TLS.
fn records(mapper: &mut Mapper, payload: &mut [u8]) -> Option<usize> {
    let mut at = 0;
    // Another record may stand in front: a second hello follows a change of ciphers.
    while let (Some(kind @ 20..=23), Some(length)) = (u8_at(payload, at), u16_at(payload, at + 3)) {
        let end = at + 5 + usize::from(length);
        let is_hello = kind == 22 && u8_at(payload, at + 5).is_none_or(|first| first == 1);
        if is_hello {
            let whole = end.min(payload.len());
            let message = payload.get_mut(at..whole).unwrap_or_default();
            let said =
                array_at(message, 6).map(|[a, b, c]| u32::from_be_bytes([0, a, b, c]) as usize);
            if said.is_some_and(|said| said + 4 > usize::from(length)) {
                // It goes on in another record: nothing of it stays but the beginning.
                return empty_hello(payload, at, said.unwrap_or_default() + 4);
            }
            hello(mapper, message);
            if end > payload.len() {
                return Some(at);
            }
        }
        at = end;
    }
    // The beginning of a record.
    (u8_at(payload, at) == Some(22)).then_some(at)
}

/// Empties a hello of so many bytes that is in several records from `at` on.
fn empty_hello(payload: &mut [u8], at: usize, mut left: usize) -> Option<usize> {
    let mut record = at;
    while left > 0 {
        let Some(length) = u16_at(payload, record + 3).map(usize::from) else { return Some(at) };
        let kept = if record == at { 4 } else { 0 };
        let whole = payload.len();
        let end = record + 5 + length;
        payload.get_mut((record + 5 + kept).min(whole)..end.min(whole)).unwrap_or_default().fill(0);
        if end > whole || length == 0 {
            return Some(at);
        }
        left = left.saturating_sub(length);
        record = end;
    }
    None
}

/// Changes the server's name in a ClientHello (RFC 8446 section 4.1.2, RFC 6066 section 3), as far as it
/// is there.
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
            let behind = name + usize::from(u16_at(payload, at + 7)?);
            let there = behind.min(payload.len());
            if behind > there {
                payload.get_mut(name..there)?.fill(FILLING);
            } else {
                dotted(mapper, payload.get_mut(name..behind)?);
            }
        }
        at += 4 + length;
    }
    Some(())
}

/// Methods, of which a request's line begins with one (RFC 9110 section 9, RFC 4918 section 9).
const METHODS: [&[u8]; 12] = [
    b"GET ",
    b"POST ",
    b"HEAD ",
    b"PUT ",
    b"DELETE ",
    b"CONNECT ",
    b"OPTIONS ",
    b"TRACE ",
    b"PATCH ",
    b"PROPFIND ",
    b"NOTIFY ",
    b"M-SEARCH ",
];
/// What stands in the first line of each message.
const VERSION: &[u8] = b"HTTP/1.";

fn find(bytes: &[u8], from: usize, word: &[u8]) -> Option<usize> {
    let place = bytes.get(from..)?.windows(word.len()).position(|it| it == word)?;
    Some(from + place)
}

/// Changes hosts in all heads of HTTP messages, wherever they begin: one request may follow another, or a
/// body.
fn heads(mapper: &mut Mapper, payload: &mut [u8]) -> Option<usize> {
    let (mut at, mut any) = (0, false);
    while let Some(version) = find(payload, at, VERSION) {
        any = true;
        let before = payload.get(at..version).unwrap_or_default();
        // An answer begins with it; a request has it at the end of its line.
        let is_request = before.last() == Some(&b' ');
        let line = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
        let start = at + if is_request { line } else { before.len() };
        let end = find(payload, version, b"\r\n\r\n").map(|end| end + 4);
        let head = payload.get_mut(start..end.unwrap_or(usize::MAX).min(payload.len()));
        lines(mapper, head.unwrap_or_default(), end.is_some());
        let Some(end) = end else { return Some(start) };
        at = end;
    }
    let rest = payload.get_mut(at..).unwrap_or_default();
    if begins_a_request(rest) {
        lines(mapper, rest, false);
        return Some(at);
    }
    if !any {
        // The middle of a head, where what came before is not there.
        for line in rest.split_mut(|&byte| byte == b'\n').skip(1) {
            host_line(mapper, line, true);
        }
        return None;
    }
    // The first letters of what may follow.
    let last = rest.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
    let tail = rest.get(last..).unwrap_or_default();
    let goes_on = |word: &&[u8]| word.starts_with(tail);
    let may_begin = !tail.is_empty() && METHODS.iter().chain([&VERSION]).any(goes_on);
    may_begin.then_some(at + last)
}

/// Whether a request begins here whose first line has no end yet.
fn begins_a_request(rest: &[u8]) -> bool {
    let is_open = !rest.contains(&b'\n');
    !rest.is_empty()
        && is_open
        && METHODS.iter().any(|method| rest.starts_with(method) || method.starts_with(rest))
}

/// Headers whose whole value is a name, perhaps with a port.
const HOSTS: [&[u8]; 3] = [b"host:", b"x-forwarded-host:", b"x-forwarded-server:"];

/// Changes hosts in the lines of a head: in `Host`, and wherever `://` stands. The last line may go on
/// where the head is not `whole`.
fn lines(mapper: &mut Mapper, head: &mut [u8], whole: bool) {
    let end = head.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
    let Some((lines, last)) = head.split_at_mut_checked(end) else { return };
    for line in lines.split_mut(|&byte| byte == b'\n') {
        line_of_head(mapper, line, true);
    }
    line_of_head(mapper, last, whole);
}

fn line_of_head(mapper: &mut Mapper, line: &mut [u8], whole: bool) {
    if host_line(mapper, line, whole) {
        return;
    }
    let mut from = 0;
    while let Some(at) = find(line, from, b"://") {
        from = at + 3;
        host(mapper, line.get_mut(from..).unwrap_or_default(), whole);
    }
}

/// Changes the host in a line of `Host`. `false` where it is another line.
fn host_line(mapper: &mut Mapper, line: &mut [u8], whole: bool) -> bool {
    let begins = |name: &&&[u8]| {
        line.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name))
    };
    let Some(name) = HOSTS.iter().find(begins) else { return false };
    let value = line.get_mut(name.len()..).unwrap_or_default();
    let spaces = value.iter().take_while(|&&byte| matches!(byte, b' ' | b'\t')).count();
    host(mapper, value.get_mut(spaces..).unwrap_or_default(), whole);
    true
}

/// Changes the name that a text begins with; one that may go on is filled.
fn host(mapper: &mut Mapper, text: &mut [u8], whole: bool) {
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || b".-_".contains(byte);
    if text.first() == Some(&b'[') {
        // An address of IPv6: nothing of it stays.
        let end = text.iter().position(|&byte| byte == b']').unwrap_or(text.len());
        for byte in text.get_mut(1..end).unwrap_or_default() {
            *byte = if *byte == b':' { b':' } else { b'0' };
        }
        return;
    }
    let end = text.iter().position(|byte| !is_of_name(byte)).unwrap_or(text.len());
    let is_open = end == text.len() && !whole;
    let Some(name) = text.get_mut(..end) else { return };
    if is_open {
        name.fill(FILLING);
    } else {
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
