//! What SSH shows before it encrypts: packets (RFC 4253 section 6), the algorithms that both ends
//! offer (section 7.1), and HASSH, the fingerprint made of them.

use md5::{Digest as _, Md5};

use super::cursor::Cursor;
use super::hex::hex;

/// The message that opens a key exchange (section 7.1).
pub const KEXINIT: u8 = 20;
/// The message after which its sender encrypts (section 7.3).
pub const NEWKEYS: u8 = 21;
/// Bytes before a packet's message: length and length of the padding.
pub const HEADER: usize = 5;

/// A packet that is not encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet<'a> {
    /// The length of all that follows it.
    pub length: u32,
    /// The length of the padding at the end.
    pub padding: u8,
    /// What the message is.
    pub code: u8,
    /// The message behind its code, without the padding; what there is of it.
    pub body: &'a [u8],
}

impl<'a> Packet<'a> {
    /// Reads a packet.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut cursor = Cursor::new(bytes);
        let length = cursor.array().map(u32::from_be_bytes)?;
        let (padding, code) = (cursor.u8()?, cursor.u8()?);
        let body = (length as usize).checked_sub(2 + usize::from(padding))?;
        Some(Self { length, padding, code, body: cursor.take_up_to(body) })
    }
}

/// Bytes behind a length of four bytes, or as many of them as there are (RFC 4251 section 5).
pub fn string<'a>(cursor: &mut Cursor<'a>) -> Option<&'a [u8]> {
    let length = cursor.array().map(u32::from_be_bytes)?;
    Some(cursor.take_up_to(length as usize))
}

/// The lists of a key exchange, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// How to agree on keys.
    KeyExchange,
    /// What keys servers may have.
    HostKey,
    /// How what the client sends is encrypted.
    ClientCipher,
    /// How what the server sends is encrypted.
    ServerCipher,
    /// How what the client sends is protected from change.
    ClientMac,
    /// How what the server sends is protected from change.
    ServerMac,
    /// How what the client sends is compressed.
    ClientCompression,
    /// How what the server sends is compressed.
    ServerCompression,
    /// In which languages the client writes.
    ClientLanguage,
    /// In which languages the server writes.
    ServerLanguage,
}

/// How many lists there are.
const LISTS: usize = 10;

/// What one end offers for a key exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyExchange<'a> {
    /// Random bytes.
    pub cookie: [u8; 16],
    lists: [Option<&'a [u8]>; LISTS],
    /// Whether a packet for the guessed algorithm follows.
    pub first_packet_follows: Option<u8>,
}

impl<'a> KeyExchange<'a> {
    /// Reads a message that offers algorithms. Lists that were cut off are not there.
    pub fn read(packet: &Packet<'a>) -> Option<Self> {
        let mut cursor = Cursor::new(packet.body);
        let cookie = cursor.array().filter(|_| packet.code == KEXINIT)?;
        let mut lists = [None; LISTS];
        for list in &mut lists {
            *list = string(&mut cursor);
            if list.is_none() {
                cursor = Cursor::new(&[]);
            }
        }
        Some(Self { cookie, lists, first_packet_follows: cursor.u8() })
    }

    /// Names with commas between them.
    pub fn list(&self, list: List) -> Option<&'a [u8]> {
        self.lists.get(list as usize).copied().flatten()
    }

    /// The line of which HASSH is the MD5: the lists of what this end sends, the client or the
    /// server. By Reardon, Althouse and others, `github.com/salesforce/hassh`.
    pub fn hassh_line(&self, is_clients: bool) -> Vec<u8> {
        let lists = if is_clients {
            [List::KeyExchange, List::ClientCipher, List::ClientMac, List::ClientCompression]
        } else {
            [List::KeyExchange, List::ServerCipher, List::ServerMac, List::ServerCompression]
        };
        lists.map(|list| self.list(list).unwrap_or_default()).join(&b';')
    }

    /// HASSH of a client, or of a server, in hexadecimal.
    pub fn hassh(&self, is_clients: bool) -> String {
        hex(&Md5::digest(self.hassh_line(is_clients)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(lists: [&str; LISTS]) -> Vec<u8> {
        let mut body = vec![KEXINIT];
        body.extend([7; 16]);
        for list in lists {
            body.extend(u32::try_from(list.len()).unwrap().to_be_bytes());
            body.extend(list.as_bytes());
        }
        body.extend([0; 5]);
        let length = u32::try_from(1 + body.len() + 4).unwrap();
        [&length.to_be_bytes()[..], &[4], &body, &[0; 4]].concat()
    }

    /// Cyberduck 6.7.1, in the README of `github.com/salesforce/hassh`.
    #[test]
    #[rustfmt::skip]
    fn the_published_fingerprint_comes_out() {
        let kex = "curve25519-sha256@libssh.org,diffie-hellman-group-exchange-sha256,\
                   ecdh-sha2-nistp521,ecdh-sha2-nistp384,ecdh-sha2-nistp256,\
                   diffie-hellman-group-exchange-sha1,diffie-hellman-group1-sha1,\
                   diffie-hellman-group14-sha1,diffie-hellman-group14-sha256,\
                   diffie-hellman-group15-sha512,diffie-hellman-group16-sha512,\
                   diffie-hellman-group17-sha512,diffie-hellman-group18-sha512,\
                   diffie-hellman-group14-sha256@ssh.com,diffie-hellman-group15-sha256,\
                   diffie-hellman-group15-sha256@ssh.com,diffie-hellman-group15-sha384@ssh.com,\
                   diffie-hellman-group16-sha256,diffie-hellman-group16-sha384@ssh.com,\
                   diffie-hellman-group16-sha512@ssh.com,diffie-hellman-group18-sha512@ssh.com";
        let ciphers = "aes128-cbc,aes128-ctr,aes192-cbc,aes192-ctr,aes256-cbc,aes256-ctr,blowfish-cbc,\
                   blowfish-ctr,cast128-cbc,cast128-ctr,idea-cbc,idea-ctr,serpent128-cbc,\
                   serpent128-ctr,serpent192-cbc,serpent192-ctr,serpent256-cbc,serpent256-ctr,3des-cbc,\
                   3des-ctr,twofish128-cbc,twofish128-ctr,twofish192-cbc,twofish192-ctr,twofish256-cbc,\
                   twofish256-ctr,twofish-cbc,arcfour,arcfour128,arcfour256";
        let macs = "hmac-sha1,hmac-sha1-96,hmac-md5,hmac-md5-96,hmac-sha2-256,hmac-sha2-512";
        let compression = "zlib@openssh.com,zlib,none";
        let bytes = packet([kex, "ssh-rsa", ciphers, "a", macs, "b", compression, "c", "", ""]);
        let offer = KeyExchange::read(&Packet::read(&bytes).unwrap()).unwrap();
        assert_eq!(offer.hassh(true), "8a8ae540028bf433cd68356c1b9e8d5b");
        assert_eq!(offer.hassh_line(false), format!("{kex};a;b;c").as_bytes());
        assert_eq!(offer.list(List::HostKey), Some(&b"ssh-rsa"[..]));
        assert_eq!(offer.first_packet_follows, Some(0));
    }

    #[test]
    fn what_is_cut_off_is_not_there() {
        let bytes = packet(["one", "two", "", "", "", "", "", "", "", ""]);
        for length in 0..bytes.len() {
            let Some(packet) = Packet::read(&bytes[..length]) else { continue };
            if let Some(offer) = KeyExchange::read(&packet) {
                assert_eq!(offer.first_packet_follows.is_some(), length > HEADER + 17 + 46);
            }
        }
        assert_eq!(Packet::read(&[0, 0, 0, 3, 4, 20]), None);
    }
}
