//! Crypto-PAn: addresses changed so that two which share a prefix still do (Xu, Fan, Ammar, Moon:
//! "Prefix-Preserving IP Address Anonymization", ICNP 2002), with AES-128.

use aes_gcm::KeyInit as _;
use aes_gcm::aes::cipher::BlockCipherEncrypt as _;
use aes_gcm::aes::{Aes128, Block};

/// The function of one key.
pub struct CryptoPan {
    cipher: Aes128,
    pad: u128,
}

impl CryptoPan {
    /// Of 32 bytes, the first half is the key of the cipher, the other is encrypted to the padding.
    pub fn new(key: &[u8; 32]) -> Self {
        let whole = u128::from_be_bytes(half(key, 0));
        let cipher = Aes128::new(&Block::from(whole.to_be_bytes()));
        let mut pad = Block::from(half(key, 16));
        cipher.encrypt_block(&mut pad);
        let pad = u128::from_be_bytes(pad.into());
        Self { cipher, pad }
    }

    /// A number of `bits` bits, at the top of the word, whose first `kept` bits stay as they are.
    pub fn map(&self, number: u128, bits: u32, kept: u32) -> u128 {
        let mut flips = 0;
        for bit in kept..bits.min(128) {
            // The prefix in front of the bit, and the padding behind it.
            let behind = u128::MAX >> bit;
            let mut block = Block::from((number & !behind | self.pad & behind).to_be_bytes());
            self.cipher.encrypt_block(&mut block);
            let first: [u8; 16] = block.into();
            flips |= (u128::from_be_bytes(first) >> 127) << (127 - bit);
        }
        number ^ flips
    }

    /// A block that depends on the key and on this one alone.
    pub fn scramble(&self, block: u128) -> u128 {
        let mut block = Block::from(block.to_be_bytes());
        self.cipher.encrypt_block(&mut block);
        u128::from_be_bytes(block.into())
    }
}

fn half(key: &[u8; 32], at: usize) -> [u8; 16] {
    key.get(at..).and_then(|rest| rest.first_chunk().copied()).unwrap_or_default()
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use std::net::{Ipv4Addr, Ipv6Addr};

    /// The key of the sample in the authors' distribution.
    pub const SAMPLE: [u8; 32] = [
        21, 34, 23, 141, 51, 164, 207, 128, 19, 10, 91, 22, 73, 144, 125, 16, 216, 152, 143, 131,
        121, 121, 101, 39, 98, 87, 76, 45, 42, 132, 34, 2,
    ];

    fn v4(pan: &CryptoPan, address: &str) -> String {
        let bits: u32 = address.parse::<Ipv4Addr>().unwrap().into();
        let mapped = pan.map(u128::from(bits) << 96, 32, 0) >> 96;
        Ipv4Addr::from(u32::try_from(mapped).unwrap()).to_string()
    }

    #[test]
    fn the_authors_sample_comes_out_as_they_published_it() {
        let pan = CryptoPan::new(&SAMPLE);
        for (address, published) in [
            ("128.11.68.132", "135.242.180.132"),
            ("129.118.74.4", "134.136.186.123"),
            ("130.132.252.244", "133.68.164.234"),
            ("141.223.7.43", "141.167.8.160"),
            ("141.233.145.108", "141.129.237.235"),
            ("152.163.225.39", "151.140.114.167"),
            ("156.29.3.236", "147.225.12.42"),
            ("165.247.96.84", "162.9.99.234"),
            ("166.107.77.190", "160.132.178.185"),
            ("192.102.249.13", "252.138.62.131"),
            ("192.215.32.125", "252.43.47.189"),
            ("198.51.77.238", "249.18.186.254"),
            ("203.12.160.252", "244.248.163.4"),
        ] {
            assert_eq!(v4(&pan, address), published, "{address}");
        }
    }

    #[test]
    fn both_families_come_out_as_yacryptopan_documents_them() {
        let pan = CryptoPan::new(b"32-char-str-for-AES-key-and-pad.");
        assert_eq!(v4(&pan, "192.0.2.1"), "192.0.125.244");
        let bits: u128 = "2001:db8::1".parse::<Ipv6Addr>().unwrap().into();
        assert_eq!(
            Ipv6Addr::from(pan.map(bits, 128, 0)).to_string(),
            "27fe:8bc7:fee:1e:1e1f:f0fe:f0e1:83fd"
        );
    }
}
