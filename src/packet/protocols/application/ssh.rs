//! SSH: an identification line, then packets that soon are encrypted.

use crate::packet::bytes::{array_at, u32_at};
use crate::packet::content::cursor::Cursor;
use crate::packet::content::places::{Out, field, is_from};
use crate::packet::content::ssh::{
    HEADER, KEXINIT, KeyExchange, List, NEWKEYS, Packet, string,
};
use crate::packet::content::text::{self, first_line_or_all, is_printable, is_text};
use crate::packet::{
    Confidence, Field, Message, Payload, Progress, Presence, Protocol, Role, Selector, Step,
};
use crate::value::{Kind, Unit, Value};

/// The longest packet that everyone must take (section 6.1).
const LONGEST: u32 = 35000;
/// The longest line before packets: an identification has 255 bytes (section 4.2), other lines may
/// be longer.
const LONGEST_LINE: usize = 8192;
/// The ports of servers.
const PORTS: [u16; 3] = [22, 830, 2222];

/// SSH Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "ssh",
    title: "SSH Protocol",
    source: "RFC 4253",
    role: Role::Application,
    selectors: &[Selector::Tcp(PORTS[0]), Selector::Tcp(PORTS[1]), Selector::Tcp(PORTS[2])],
    recognise: Some(recognise),
    begins: &[0..=0, b'S'..=b'S'],
    framing: Some(frame),
    presence: Presence::Everywhere,
    fields: FIELDS,
    ..Protocol::EMPTY
};

#[rustfmt::skip]
const FIELDS: &[Field] = &[
    field("ssh.protocol", Kind::Text, "who speaks: versions of protocol and program", |it, out| {
        if let Some(line) = line(it) {
            out(text::value(line));
        }
    }),
    Field::message("ssh.packet_length", Kind::Unsigned, Unit::Bytes, "length of a packet that is not encrypted", |it, out| {
        if let Some(packet) = packet(it) {
            out(packet.length.into());
        }
    }),
    Field::message("ssh.padding_length", Kind::Unsigned, Unit::Bytes, "length of its padding", |it, out| {
        if let Some(packet) = packet(it) {
            out(packet.padding.into());
        }
    }),
    field("ssh.message_code", Kind::Unsigned, "what a packet says: 20 algorithms, 21 encrypted from here on, 30 and 31 keys", |it, out| {
        if let Some(packet) = packet(it) {
            out(packet.code.into());
        }
    }),
    field("ssh.cookie", Kind::Bytes, "random bytes of a key exchange", |it, out| {
        if let Some(offer) = offer(it) {
            out(Value::Bytes(offer.cookie.as_slice().into()));
        }
    }),
    field("ssh.kex_algorithms", Kind::Text, "how an end would agree on keys", |it, out| list(it, List::KeyExchange, out)),
    field("ssh.server_host_key_algorithms", Kind::Text, "what keys a server has, or a client takes", |it, out| list(it, List::HostKey, out)),
    field("ssh.encryption_algorithms_client_to_server", Kind::Text, "ciphers for what a client sends", |it, out| list(it, List::ClientCipher, out)),
    field("ssh.encryption_algorithms_server_to_client", Kind::Text, "ciphers for what a server sends", |it, out| list(it, List::ServerCipher, out)),
    field("ssh.mac_algorithms_client_to_server", Kind::Text, "protection from change for what a client sends", |it, out| list(it, List::ClientMac, out)),
    field("ssh.mac_algorithms_server_to_client", Kind::Text, "protection from change for what a server sends", |it, out| list(it, List::ServerMac, out)),
    field("ssh.compression_algorithms_client_to_server", Kind::Text, "compression of what a client sends", |it, out| list(it, List::ClientCompression, out)),
    field("ssh.compression_algorithms_server_to_client", Kind::Text, "compression of what a server sends", |it, out| list(it, List::ServerCompression, out)),
    field("ssh.languages_client_to_server", Kind::Text, "languages that a client writes", |it, out| list(it, List::ClientLanguage, out)),
    field("ssh.languages_server_to_client", Kind::Text, "languages that a server writes", |it, out| list(it, List::ServerLanguage, out)),
    field("ssh.first_kex_packet_follows", Kind::Unsigned, "whether a packet for guessed algorithms follows", |it, out| {
        if let Some(follows) = offer(it).and_then(|offer| offer.first_packet_follows) {
            out(follows.into());
        }
    }),
    field("ssh.kex.hassh_algorithms", Kind::Text, "the line of which HASSH is the MD5", |it, out| hassh_line(it, true, out)),
    field("ssh.kex.hassh", Kind::Text, "HASSH fingerprint of a client", |it, out| hassh(it, true, out)),
    field("ssh.kex.hasshserver_algorithms", Kind::Text, "the line of which hasshServer is the MD5", |it, out| hassh_line(it, false, out)),
    field("ssh.kex.hasshserver", Kind::Text, "HASSH fingerprint of a server", |it, out| hassh(it, false, out)),
    Field::message("ssh.host_key.length", Kind::Unsigned, Unit::Bytes, "length of a server's key", |it, out| {
        if let Some(key) = host_key(it) {
            out(Value::Unsigned(key.length as u64));
        }
    }),
    field("ssh.host_key.type", Kind::Text, "what key a server has", |it, out| {
        if let Some(key) = host_key(it) {
            out(text::value(key.kind));
        }
    }),
    field("ssh.host_sig.type", Kind::Text, "with what a server signed", |it, out| {
        if let Some(kind) = host_key(it).and_then(|key| key.signature) {
            out(text::value(kind));
        }
    }),
];

// Stages of one direction.
/// Lines, up to the identification.
const LINES: u32 = 0;
/// Packets in clear.
const PACKETS: u32 = 1;
/// Nothing that can be read.
const OPAQUE: u32 = 2;

fn frame(bytes: &[u8], own: &mut Progress, _: &mut Progress) -> Step {
    let line = first_line_or_all(bytes);
    if own.stage == LINES && !(is_text(line) && str::from_utf8(line).is_ok()) {
        // The beginning was not captured.
        own.stage = PACKETS;
    }
    let step = match own.stage {
        LINES => lines(bytes, own),
        PACKETS => packets(bytes, own),
        _ => None,
    };
    step.unwrap_or_else(|| {
        own.stage = OPAQUE;
        Step::Part { length: u64::MAX, keep: false, last: true }
    })
}

/// The next line. A server may say others before it identifies itself (section 4.2).
fn lines(bytes: &[u8], own: &mut Progress) -> Option<Step> {
    let Some(end) = bytes.iter().position(|&byte| byte == b'\n') else {
        return (bytes.len() < LONGEST_LINE).then_some(Step::Wait(bytes.len() + 1));
    };
    if bytes.starts_with(b"SSH-") {
        // Version 1 has other packets; 1.99 is a server of both (section 5.1).
        let is_old = bytes.starts_with(b"SSH-1.") && !bytes.starts_with(b"SSH-1.99");
        own.stage = if is_old { OPAQUE } else { PACKETS };
    }
    Some(Step::whole(end + 1))
}

/// The next packet, where it is one that is not encrypted.
fn packets(bytes: &[u8], own: &mut Progress) -> Option<Step> {
    let Some(length) = u32_at(bytes, 0) else { return Some(Step::Wait(4)) };
    if !(12..=LONGEST).contains(&length) {
        return None;
    }
    let Some([padding, code]) = array_at::<2>(bytes, 4) else {
        return Some(Step::Wait(HEADER + 1));
    };
    // Those of the transport and of the key exchange (RFC 4250 section 4.1.1).
    if padding < 4 || !matches!(code, 1..=7 | 20 | 21 | 30..=49) {
        return None;
    }
    if code == NEWKEYS {
        own.stage = OPAQUE;
    }
    Some(Step::whole(4 + length as usize))
}

/// A line without its end.
fn line<'a>(message: &Message<'a>) -> Option<&'a [u8]> {
    let line = message.bytes.strip_suffix(b"\n")?;
    is_text(line).then(|| line.strip_suffix(b"\r").unwrap_or(line))
}

fn packet<'a>(message: &Message<'a>) -> Option<Packet<'a>> {
    // The first byte of a length is zero, and no line begins with one.
    Packet::read(message.bytes).filter(|_| message.bytes.first() == Some(&0))
}

fn offer<'a>(message: &Message<'a>) -> Option<KeyExchange<'a>> {
    KeyExchange::read(&packet(message)?)
}

fn list(message: &Message<'_>, list: List, out: &mut Out<'_>) {
    let names = offer(message).and_then(|offer| offer.list(list));
    if let Some(names) = names.filter(|names| !names.is_empty()) {
        out(text::value(names));
    }
}

/// Hands out what `read` makes of an offer by the client, or by the server.
fn of_end(
    message: &Message<'_>,
    is_clients: bool,
    read: impl FnOnce(&KeyExchange<'_>),
) {
    if let Some(offer) = offer(message).filter(|_| is_from(message, &PORTS) != is_clients) {
        read(&offer);
    }
}

fn hassh_line(message: &Message<'_>, is_clients: bool, out: &mut Out<'_>) {
    of_end(message, is_clients, |offer| out(text::value(&offer.hassh_line(is_clients))));
}

fn hassh(message: &Message<'_>, is_clients: bool, out: &mut Out<'_>) {
    of_end(message, is_clients, |offer| out(offer.hassh(is_clients).into()));
}

/// The key that a server shows.
struct HostKey<'a> {
    length: usize,
    kind: &'a [u8],
    signature: Option<&'a [u8]>,
}

/// The key in a server's part of an exchange (section 8, RFC 4419 section 3, RFC 5656 section 4):
/// key, its half of the secret, signature; key and signature begin with their types. Where the
/// numbers are those of a group, there is no type.
fn host_key<'a>(message: &Message<'a>) -> Option<HostKey<'a>> {
    let packet = packet(message).filter(|packet| matches!(packet.code, 31 | 33))?;
    let mut cursor = Cursor::new(packet.body);
    let kind = |bytes| string(&mut Cursor::new(bytes)).filter(|it| it.len() > 3 && is_printable(it));
    let key = string(&mut cursor)?;
    let found = kind(key)?;
    let _half = string(&mut cursor)?;
    let signature = string(&mut cursor).and_then(kind);
    Some(HostKey { length: key.len(), kind: found, signature })
}

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    if !payload.is_stream() {
        return None;
    }
    if bytes.starts_with(b"SSH-2.0-") || bytes.starts_with(b"SSH-1.") {
        return Some(Confidence::Certain);
    }
    if let (Some(length), Some([padding, KEXINIT])) = (u32_at(bytes, 0), array_at(bytes, 4)) {
        let fits = (40..=LONGEST).contains(&length) && (length + 4) % 8 == 0;
        if fits && padding >= 4 && is_printable(bytes.get(26..40).unwrap_or_default()) {
            return Some(Confidence::Certain);
        }
    }
    // Encrypted packets look like nothing, and so not like the text of another protocol.
    let begin = bytes.get(..bytes.len().min(16))?;
    let spelt = begin.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace());
    Some(Confidence::possible_if(!spelt))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        Sample::tcp(50000, 22, Certain, b"SSH-2.0-OpenSSH_9.6\r\n"),
        // A key exchange: length, padding, type 20, cookie, names.
        Sample::tcp(22, 50000, Certain, b"\0\0\x01\x14\x04\x14\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\0\0\0\x70curve25519-sha256,"),
        Sample::tcp(22, 50000, Possible, b"\x9a\xec\x34\x4c\xfe\x41\x89\x65\x5e\x5c\xd5\x5c\x41\xf6\x90\x80\x57\x5d"),
        Sample::tcp(50000, 22, No, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    ]
};

#[cfg(test)]
mod tests;
