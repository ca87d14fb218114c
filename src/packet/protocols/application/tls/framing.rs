//! Where messages end: with their record, or, where a message of the handshake needs several
//! records, with the last of them. What is encrypted is passed over, all but its header.

use crate::packet::content::tls::record::{CHANGE_CIPHER, ALERT, HANDSHAKE, HEADER, Record};
use crate::packet::content::tls::handshake::{
    self, CLIENT_HELLO, HEADER as MESSAGE_HEADER, SERVER_HELLO,
};
use crate::packet::content::tls::hello::Hello;
use crate::packet::{Progress, Step};

/// The mark of messages once both sides agreed on version 1.3 (RFC 8446 section 4.2.1).
pub const VERSION_1_3: u8 = 1;

/// The content of a record that is to be passed over.
const REST: u32 = 0xffff;
/// Set once a direction changed to what was agreed on: what follows is encrypted, but for the
/// second hello of version 1.3.
const CHANGED: u32 = 0x1_0000;
/// The longest message of a handshake that is waited for; chains of certificates are the longest.
const LONGEST: usize = 1 << 17;

/// Finds the end of the message that comes next.
pub fn framing(bytes: &[u8], own: &mut Progress, peer: &mut Progress) -> Step {
    let rest = own.stage & REST;
    if rest > 0 {
        own.stage &= !REST;
        return Step::Part { length: rest.into(), keep: false, last: true };
    }
    if bytes.len() < HEADER {
        return Step::Wait(HEADER);
    }
    let Some(record) = Record::or_empty_at(bytes, 0) else { return old_hello(bytes) };
    match record.kind {
        CHANGE_CIPHER => {
            own.stage |= CHANGED;
            Step::whole(HEADER + record.length)
        }
        ALERT => Step::whole(HEADER + record.length),
        HANDSHAKE => match handshake_end(bytes, record.length, own.stage & CHANGED != 0) {
            End::Unknown(needed) => Step::Wait(needed),
            End::At(end) => {
                if agrees_on_1_3(bytes) {
                    (own.mark, peer.mark) = (VERSION_1_3, VERSION_1_3);
                }
                Step::whole(end)
            }
            End::Encrypted => opaque(record.length, own),
        },
        _ => opaque(record.length, own),
    }
}

/// Whether the record begins with a server's hello that chooses version 1.3, or a draft of it.
fn agrees_on_1_3(bytes: &[u8]) -> bool {
    let Some((_, content)) = bytes.split_at_checked(HEADER) else { return false };
    if content.first() != Some(&SERVER_HELLO) {
        return false;
    }
    let hello = handshake::messages(content).next().and_then(|one| Hello::read(&one));
    hello.is_some_and(|hello| {
        let mut versions = hello.extensions.versions(false);
        versions.any(|version| version == 0x0304 || matches!(version >> 8, 0x7f | 0xfb))
    })
}

/// A record whose content is passed over.
fn opaque(length: usize, own: &mut Progress) -> Step {
    own.stage |= u32::try_from(length).unwrap_or_default() & REST;
    Step::Part { length: HEADER as u64, keep: true, last: length == 0 }
}

/// The hello of SSL 2: its length has fifteen bits, its type is 1 (RFC 5246 appendix E.2).
fn old_hello(bytes: &[u8]) -> Step {
    match bytes {
        [high @ 0x80..0x90, low, 1, 3, 0..=4, ..] => {
            Step::whole(2 + (usize::from(high & 0x0f) << 8 | usize::from(*low)))
        }
        _ => Step::Lost,
    }
}

/// Where a record of the handshake, with those that go on with its last message, ends.
#[derive(Debug, PartialEq, Eq)]
enum End {
    /// More bytes are needed to know.
    Unknown(usize),
    /// There.
    At(usize),
    /// With the record, which is encrypted.
    Encrypted,
}

fn handshake_end(bytes: &[u8], first: usize, is_changed: bool) -> End {
    // The header of a message may itself be spread; a record too short to tell is taken as it is.
    if first < MESSAGE_HEADER {
        return if is_changed { End::Encrypted } else { End::At(HEADER + first) };
    }
    let Some(&[kind, high, middle, low]) = bytes.get(HEADER..).and_then(<[u8]>::first_chunk) else {
        return End::Unknown(HEADER + MESSAGE_HEADER);
    };
    let length = u32::from_be_bytes([0, high, middle, low]) as usize;
    let fits = MESSAGE_HEADER + length <= first;
    let is_plain = if is_changed {
        matches!(kind, CLIENT_HELLO | SERVER_HELLO) && fits
    } else {
        handshake::is_known(kind) && length < LONGEST
    };
    if !is_plain {
        return End::Encrypted;
    }
    if fits && MESSAGE_HEADER + length == first {
        return End::At(HEADER + first);
    }
    follow(bytes)
}

/// Follows messages through records until one ends with its record.
fn follow(bytes: &[u8]) -> End {
    let (mut at, mut messages) = (0, Open::default());
    loop {
        let record = Record::at(bytes, at).filter(|record| record.kind == HANDSHAKE);
        let Some(record) = record else { return End::At(at) };
        let end = at + HEADER + record.length;
        let Some(content) = bytes.get(at + HEADER..end) else { return End::Unknown(end) };
        // What claims to be longer than anything is no message.
        if !messages.take(content) || messages.is_closed() || end > LONGEST {
            return End::At(end);
        }
        if bytes.len() < end + HEADER {
            return End::Unknown(end + HEADER);
        }
        at = end;
    }
}

/// A message that may go on in the next record.
#[derive(Debug, Default)]
struct Open {
    header: [u8; MESSAGE_HEADER],
    /// Bytes of the header that are known.
    known: usize,
    /// Bytes of the body that are to come.
    left: usize,
}

impl Open {
    /// Whether a message ended where the last record did.
    const fn is_closed(&self) -> bool {
        self.known == 0
    }

    /// Takes the content of a record; says whether it can be a part of messages.
    fn take(&mut self, mut content: &[u8]) -> bool {
        while let Some((&byte, rest)) = content.split_first() {
            if let Some(place) = self.header.get_mut(self.known) {
                *place = byte;
                self.known += 1;
                content = rest;
                if self.known == MESSAGE_HEADER {
                    let [kind, high, middle, low] = self.header;
                    self.left = u32::from_be_bytes([0, high, middle, low]) as usize;
                    if !handshake::is_known(kind) || self.left > LONGEST {
                        return false;
                    }
                }
            } else {
                let taken = self.left.min(content.len());
                self.left -= taken;
                content = content.get(taken..).unwrap_or_default();
            }
            if self.known == MESSAGE_HEADER && self.left == 0 {
                self.known = 0;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A record with a server's hello that has one extension, the version.
    #[rustfmt::skip]
    fn hello(version: [u8; 2]) -> Vec<u8> {
        let mut bytes = vec![
            22, 3, 3, 0, 50,  SERVER_HELLO, 0, 0, 46,  3, 3, // record, message, version of 1.2
        ];
        bytes.extend([7; 32]);                               // random
        bytes.extend([0,  0x13, 1,  0]);                     // session, cipher, compression
        bytes.extend([0, 6,  0, 43, 0, 2]);                  // extensions: version
        bytes.extend(version);
        bytes
    }

    #[test]
    fn both_sides_know_of_version_1_3_once_the_server_chose_it() {
        for (version, mark) in [([3, 4], VERSION_1_3), ([0x7f, 28], VERSION_1_3), ([3, 3], 0)] {
            let (mut own, mut peer) = (Progress::default(), Progress::default());
            let bytes = hello(version);
            assert_eq!(framing(&bytes, &mut own, &mut peer), Step::whole(bytes.len()));
            assert_eq!((own.mark, peer.mark), (mark, mark), "{version:?}");
        }
    }

    #[test]
    fn a_hello_that_is_cut_marks_nothing() {
        let bytes = hello([3, 4]);
        for length in HEADER + MESSAGE_HEADER..bytes.len() {
            let (mut own, mut peer) = (Progress::default(), Progress::default());
            framing(&bytes[..length], &mut own, &mut peer);
            assert_eq!((own.mark, peer.mark), (0, 0), "{length}");
        }
    }
}
