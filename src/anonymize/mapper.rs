//! What takes the place of addresses: the same for the same address, everywhere and always.
//!
//! IPv4 and IPv6 are changed by Crypto-PAn. What stands for no host stays: 0.0.0.0/8, 127.0.0.0/8 and all
//! from 224.0.0.0 on; ::/8 (but for the addresses inside it that hold one of IPv4), ff00::/8, and the
//! first 64 bits of fe80::/10. No other address comes out as one of these: it is changed again until it does
//! not, so that all prefixes of at least 8 bits (10 of IPv6) are kept.
//!
//! Hardware addresses are changed likewise, so that those of one vendor still have three bytes in
//! common, which are no longer the vendor's; the bits for groups and for local addresses stay, and
//! group addresses stay whole.

use std::collections::HashMap;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::cryptopan::CryptoPan;

/// How many addresses of a family are remembered at most. Chosen by us.
const REMEMBERED: usize = 1 << 18;
/// ff02::1:ff00:0/104, which holds the end of a host's address (RFC 4291 section 2.7.1).
const SOLICITED: u128 = 0xff02_0000_0000_0000_0000_0001_ff00_0000;

/// Changes addresses, and counts how many it changed.
pub struct Mapper {
    pan: CryptoPan,
    v4: HashMap<u32, u32>,
    v6: HashMap<u128, u128>,
    macs: HashMap<[u8; 6], [u8; 6]>,
    /// Addresses in packets that were changed.
    pub changed: u64,
}

const fn is_special_v4(address: u32) -> bool {
    matches!(address >> 24, 0 | 127 | 224..)
}

const fn is_special_v6(address: u128) -> bool {
    matches!(address >> 120, 0 | 0xff) || is_link_local(address)
}

const fn is_link_local(address: u128) -> bool {
    address >> 118 == 0xfe80 >> 6
}

impl Mapper {
    /// With this key.
    pub fn new(key: &[u8; 32]) -> Self {
        let pan = CryptoPan::new(key);
        Self { pan, v4: HashMap::new(), v6: HashMap::new(), macs: HashMap::new(), changed: 0 }
    }

    /// What takes the place of an address.
    pub fn v4(&mut self, address: Ipv4Addr) -> Ipv4Addr {
        let bits = u32::from(address);
        if is_special_v4(bits) {
            return address;
        }
        if self.v4.len() >= REMEMBERED {
            self.v4.clear();
        }
        let pan = &self.pan;
        let mapped = *self.v4.entry(bits).or_insert_with(|| {
            let mut bits = bits;
            loop {
                let mapped = pan.map(u128::from(bits) << 96, 32, 0) >> 96;
                bits = u32::try_from(mapped).unwrap_or_default();
                if !is_special_v4(bits) {
                    return bits;
                }
            }
        });
        mapped.into()
    }

    /// What takes the place of an address.
    pub fn v6(&mut self, address: Ipv6Addr) -> Ipv6Addr {
        let bits = u128::from(address);
        let low = u32::try_from(bits & 0xffff_ffff).unwrap_or_default();
        // IPv4 inside: mapped (RFC 4291 section 2.5.5.2), translated (RFC 6052).
        if bits >> 32 == 0xffff || bits >> 32 == 0x0064_ff9b_u128 << 64 {
            return (bits >> 32 << 32 | u128::from(u32::from(self.v4(low.into())))).into();
        }
        if is_special_v6(bits) && !is_link_local(bits) && bits >> 24 != SOLICITED >> 24 {
            return address;
        }
        if self.v6.len() >= REMEMBERED {
            self.v6.clear();
        }
        let pan = &self.pan;
        let mapped = *self.v6.entry(bits).or_insert_with(|| {
            if is_link_local(bits) {
                return pan.map(bits, 128, 64);
            }
            if bits >> 24 == SOLICITED >> 24 {
                return pan.map(bits, 128, 104);
            }
            let mut bits = bits;
            loop {
                bits = pan.map(bits, 128, 0);
                if !is_special_v6(bits) {
                    return bits;
                }
            }
        });
        mapped.into()
    }

    /// What takes the place of a hardware address.
    pub fn mac(&mut self, mac: [u8; 6]) -> [u8; 6] {
        let [first, second, third, a, b, c] = mac;
        if mac == [0; 6] {
            return mac;
        }
        if (first, second, third) == (0x33, 0x33, 0xff) {
            // The group of a solicited node (RFC 2464 section 7): its end is that of the node's address.
            let end = u128::from_be_bytes([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, a, b, c]);
            let [.., a, b, c] = self.v6((SOLICITED | end).into()).octets();
            return [first, second, third, a, b, c];
        }
        if first & 1 != 0 {
            return mac;
        }
        if self.macs.len() >= REMEMBERED {
            self.macs.clear();
        }
        let pan = &self.pan;
        *self.macs.entry(mac).or_insert_with(|| {
            let bits = mac.iter().fold(0, |bits, &byte| bits << 8 | u128::from(byte)) << 80;
            let mapped = pan.map(bits, 48, 0).to_be_bytes();
            let mut mapped: [u8; 6] = mapped.first_chunk().copied().unwrap_or_default();
            if let Some(one) = mapped.first_mut() {
                *one = *one & !3 | first & 3;
            }
            mapped
        })
    }

    /// Changes the address at an offset, where there is one.
    pub fn v4_at(&mut self, bytes: &mut [u8], at: usize) {
        if let Some(place) = bytes.get_mut(at..).and_then(|rest| rest.first_chunk_mut::<4>()) {
            let mapped = self.v4((*place).into()).octets();
            self.changed += u64::from(mapped != *place);
            *place = mapped;
        }
    }

    /// Changes the address at an offset, where there is one.
    pub fn v6_at(&mut self, bytes: &mut [u8], at: usize) {
        if let Some(place) = bytes.get_mut(at..).and_then(|rest| rest.first_chunk_mut::<16>()) {
            let mapped = self.v6((*place).into()).octets();
            self.changed += u64::from(mapped != *place);
            *place = mapped;
        }
    }

    /// Changes the hardware address at an offset, where there is one.
    pub fn mac_at(&mut self, bytes: &mut [u8], at: usize) {
        if let Some(place) = bytes.get_mut(at..).and_then(|rest| rest.first_chunk_mut::<6>()) {
            let mapped = self.mac(*place);
            self.changed += u64::from(mapped != *place);
            *place = mapped;
        }
    }

    /// A prefix of an address, as far as its bytes reach: prefixes of equal addresses stay equal.
    pub fn prefix_at(&mut self, bytes: &mut [u8], is_v6: bool) {
        let mut whole = [0; 16];
        whole.iter_mut().zip(bytes.iter()).for_each(|(to, from)| *to = *from);
        if is_v6 {
            self.v6_at(&mut whole, 0);
        } else {
            self.v4_at(&mut whole, 0);
        }
        bytes.iter_mut().zip(whole).for_each(|(to, from)| *to = from);
    }

    /// Fills a label of a name with letters that depend on it alone, whatever its case.
    pub fn label(&mut self, label: &mut [u8]) {
        // CBC-MAC over the length and the bytes; then a counter.
        let mut state = self.pan.scramble(!(label.len() as u128));
        for chunk in label.chunks(16) {
            let word = chunk
                .iter()
                .fold(0, |word, byte| word << 8 | u128::from(byte.to_ascii_lowercase()));
            state = self.pan.scramble(state ^ word);
        }
        let mut counter = 0_u128;
        for chunk in label.chunks_mut(16) {
            counter += 1;
            let letters = self.pan.scramble(state ^ counter << 64).to_be_bytes();
            for (place, letter) in chunk.iter_mut().zip(letters) {
                *place = b'a' + letter % 26;
            }
        }
        self.changed += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::super::cryptopan::tests::SAMPLE;
    use super::*;

    #[test]
    fn what_stands_for_no_host_stays() {
        let mut mapper = Mapper::new(&SAMPLE);
        for address in ["0.0.0.0", "255.255.255.255", "224.0.0.251", "127.0.0.1", "240.0.0.1"] {
            let address: Ipv4Addr = address.parse().unwrap();
            assert_eq!(mapper.v4(address), address);
        }
        for address in ["::", "::1", "ff02::1", "ff02::2", "ff0e::5"] {
            let address: Ipv6Addr = address.parse().unwrap();
            assert_eq!(mapper.v6(address), address);
        }
        for mac in [[0; 6], [0xff; 6], [1, 0, 0x5e, 0, 0, 1], [0x33, 0x33, 0, 0, 0, 1]] {
            assert_eq!(mapper.mac(mac), mac);
        }
    }

    #[test]
    fn nothing_else_stays_in_its_place_or_becomes_special() {
        let mut mapper = Mapper::new(&SAMPLE);
        let mut seen = std::collections::HashSet::new();
        for first in 1..=223_u8 {
            for last in 0..4 {
                let address = Ipv4Addr::new(first, 20, 30, last);
                if first == 127 {
                    continue;
                }
                let other = mapper.v4(address);
                assert!(!is_special_v4(other.into()), "{address} {other}");
                assert!(seen.insert(other), "{address} {other}");
            }
        }
        let link = mapper.v6("fe80::1".parse().unwrap());
        assert!(link.to_string().starts_with("fe80::"), "{link}");
    }

    #[test]
    fn prefixes_are_kept_to_the_bit() {
        let mut mapper = Mapper::new(&SAMPLE);
        let shared = |one: u32, other: u32| (one ^ other).leading_zeros();
        let base = u32::from(Ipv4Addr::new(10, 1, 2, 3));
        for bit in 0..24 {
            let other = base ^ 1 << bit;
            let (one, two) = (mapper.v4(base.into()), mapper.v4(other.into()));
            assert_eq!(shared(one.into(), two.into()), shared(base, other));
        }
    }

    #[test]
    fn vendors_are_recognised_as_the_same_and_not_as_themselves() {
        let mut mapper = Mapper::new(&SAMPLE);
        let one = mapper.mac([0x00, 0x1b, 0x21, 1, 2, 3]);
        let two = mapper.mac([0x00, 0x1b, 0x21, 4, 5, 6]);
        assert_eq!(one[..3], two[..3]);
        assert_ne!(one[..3], [0x00, 0x1b, 0x21]);
        assert_ne!(one, two);
        assert_eq!(one[0] & 3, 0);
    }

    #[test]
    fn labels_keep_their_length_and_forget_their_case() {
        let mut mapper = Mapper::new(&SAMPLE);
        let (mut one, mut two, mut other) = (*b"Example", *b"eXAMPLE", *b"exampl3");
        mapper.label(&mut one);
        mapper.label(&mut two);
        mapper.label(&mut other);
        assert_eq!(one, two);
        assert_ne!(one, other);
        assert!(one.iter().all(u8::is_ascii_lowercase));
    }
}
