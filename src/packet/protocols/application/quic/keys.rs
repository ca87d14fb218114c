//! Keys of first packets, which follow from the connection identifier that the client chose
//! (RFC 9001 section 5.2), and what they open. Nothing here is secret, so nothing is hidden.

use aes_gcm::aead::{Aead as _, Payload};
use aes_gcm::aes::cipher::BlockCipherEncrypt as _;
use aes_gcm::aes::{Aes128, Block};
use aes_gcm::{Aes128Gcm, KeyInit as _};
use hkdf::Hkdf;
use sha2::Sha256;

use crate::packet::content::quic::{Header, VERSION_2};

/// Bytes that the protection of a header samples (section 5.4.2).
const SAMPLE: usize = 16;
/// Where the sample begins, counted from the packet number.
const SAMPLE_OFFSET: usize = 4;

/// The salts from which secrets are derived: of version 1, of version 2 (RFC 9369 section 3.3.1),
/// of drafts 29 to 32 and of drafts 23 to 28.
const SALT_1: [u8; 20] = [
    0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17, 0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad,
    0xcc, 0xbb, 0x7f, 0x0a,
];
const SALT_2: [u8; 20] = [
    0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81, 0x93, 0x81, 0xbe, 0x6e, 0x26, 0x9d, 0xcb,
    0xf9, 0xbd, 0x2e, 0xd9,
];
const SALT_29: [u8; 20] = [
    0xaf, 0xbf, 0xec, 0x28, 0x99, 0x93, 0xd2, 0x4c, 0x9e, 0x97, 0x86, 0xf1, 0x9c, 0x61, 0x11, 0xe0,
    0x43, 0x90, 0xa8, 0x99,
];
const SALT_23: [u8; 20] = [
    0xc3, 0xee, 0xf7, 0x12, 0xc7, 0x2e, 0xbb, 0x5a, 0x11, 0xa7, 0xd2, 0x43, 0x2b, 0xb4, 0x63, 0x65,
    0xbe, 0xf9, 0xf5, 0x02,
];

const fn salt(version: u32) -> Option<&'static [u8; 20]> {
    Some(match version {
        1 | 0xff00_0021 | 0xff00_0022 => &SALT_1,
        VERSION_2 => &SALT_2,
        0xff00_001d..=0xff00_0020 => &SALT_29,
        0xff00_0017..=0xff00_001c => &SALT_23,
        _ => return None,
    })
}

/// Who sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The client.
    Client,
    /// The server.
    Server,
}

/// The keys of one side.
pub struct Keys {
    packet: Aes128Gcm,
    header: Aes128,
    nonce: [u8; 12],
}

impl Keys {
    /// The keys for the connection identifier that the client chose; `None` for a version that is
    /// not known.
    pub fn derive(version: u32, id: &[u8], side: Side) -> Option<Self> {
        let (_, initial) = Hkdf::<Sha256>::extract(Some(salt(version)?), id);
        let mut secret = [0; 32];
        let label = if side == Side::Client { "client in" } else { "server in" };
        expand(&initial, label, &mut secret)?;
        let keys = Hkdf::from_prk(&secret).ok()?;
        let [key_label, nonce_label, header_label] = if version == VERSION_2 {
            ["quicv2 key", "quicv2 iv", "quicv2 hp"]
        } else {
            ["quic key", "quic iv", "quic hp"]
        };
        let (mut key, mut nonce, mut header) = ([0; 16], [0; 12], [0; 16]);
        expand(&keys, key_label, &mut key)?;
        expand(&keys, nonce_label, &mut nonce)?;
        expand(&keys, header_label, &mut header)?;
        let packet = Aes128Gcm::new(&key.into());
        Some(Self { packet, header: Aes128::new(&header.into()), nonce })
    }

    /// The frames of a first packet; `None` where these are not its keys, or it was not captured
    /// whole.
    pub fn open(&self, header: &Header<'_>) -> Option<Vec<u8>> {
        let sample_start = header.number + SAMPLE_OFFSET;
        let sample = header.packet.get(sample_start..sample_start + SAMPLE)?;
        let mut block = Block::try_from(sample).ok()?;
        self.header.encrypt_block(&mut block);
        let mask: &[u8] = &block;
        let (&first_mask, number_mask) = mask.split_first()?;

        // The first byte and the number without their protection.
        let mut clear = header.packet.get(..sample_start)?.to_vec();
        let first = clear.first_mut()?;
        *first ^= first_mask & 0x0f;
        let number_bytes = usize::from(*first & 3) + 1;
        let end = header.number + number_bytes;
        clear.truncate(end);
        let mut nonce = self.nonce;
        let number = clear.get_mut(header.number..)?;
        number.iter_mut().zip(number_mask).for_each(|(byte, mask)| *byte ^= mask);
        // First packets have small numbers, which are sent whole.
        nonce.iter_mut().rev().zip(number.iter().rev()).for_each(|(byte, own)| *byte ^= own);
        let payload = Payload { msg: header.packet.get(end..)?, aad: &clear };
        self.packet.decrypt(&nonce.into(), payload).ok()
    }
}

/// HKDF-Expand-Label of TLS 1.3 with an empty context (RFC 8446 section 7.1).
fn expand(secret: &Hkdf<Sha256>, label: &str, out: &mut [u8]) -> Option<()> {
    let length = u16::try_from(out.len()).ok()?.to_be_bytes();
    let label_length = u8::try_from(6 + label.len()).ok()?;
    secret
        .expand_multi_info(&[&length, &[label_length], b"tls13 ", label.as_bytes(), &[0]], out)
        .ok()
}
