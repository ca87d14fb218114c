//! What is inside: the networks whose hosts are one's own. The rest is external.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use thiserror::Error;

/// Networks, each an address and how many of its bits count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HomeNet {
    networks: Vec<(IpAddr, u8)>,
}

/// Why a text is no network.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("not a network; write 10.20.0.0/16, 2001:db8::/32, or one address")]
pub struct NoNetwork;

impl Default for HomeNet {
    /// Private, shared, link-local, loopback and unique-local addresses (RFC 1918, RFC 6598,
    /// RFC 3927, RFC 4291, RFC 4193).
    fn default() -> Self {
        let v4 = |a, b, bits| (IpAddr::V4(Ipv4Addr::new(a, b, 0, 0)), bits);
        let v6 = |first, bits| (IpAddr::V6(Ipv6Addr::new(first, 0, 0, 0, 0, 0, 0, 0)), bits);
        let networks = vec![
            v4(10, 0, 8),
            v4(172, 16, 12),
            v4(192, 168, 16),
            v4(100, 64, 10),
            v4(169, 254, 16),
            v4(127, 0, 8),
            v6(0xfc00, 7),
            v6(0xfe80, 10),
        ];
        Self { networks }
    }
}

impl HomeNet {
    /// These networks and no other.
    #[must_use]
    pub const fn new(networks: Vec<(IpAddr, u8)>) -> Self {
        Self { networks }
    }

    /// One network as people write it.
    ///
    /// # Errors
    /// When it is none.
    pub fn network(text: &str) -> Result<(IpAddr, u8), NoNetwork> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u8>().map_err(|_| NoNetwork)?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| NoNetwork)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(most);
        if bits <= most { Ok((address, bits)) } else { Err(NoNetwork) }
    }

    /// Whether an address is inside.
    #[must_use]
    pub fn has(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|&(network, bits)| match (network, address) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let rest = 32 - u32::from(bits);
                let differing = u64::from(network.to_bits() ^ address.to_bits());
                differing >> rest == 0
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let differing = network.to_bits() ^ address.to_bits();
                differing.checked_shr(128 - u32::from(bits)).unwrap_or(0) == 0
            }
            _ => false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_word_private_addresses_are_inside() {
        let home = HomeNet::default();
        for inside in ["10.1.2.3", "172.31.0.1", "192.168.1.1", "fe80::1", "fd00::1", "127.0.0.1"] {
            assert!(home.has(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["172.32.0.1", "8.8.8.8", "2001:db8::1", "192.169.0.1"] {
            assert!(!home.has(outside.parse().unwrap()), "{outside}");
        }
    }

    #[test]
    fn networks_of_any_length_are_understood() {
        for (text, inside, outside) in [
            ("0.0.0.0/0", "203.0.113.9", "::1"),
            ("::/0", "2001:db8::1", "10.0.0.1"),
            ("198.18.0.0/15", "198.19.255.1", "198.20.0.1"),
            ("203.0.113.7", "203.0.113.7", "203.0.113.8"),
            ("2001:db8::/33", "2001:db8:7fff::1", "2001:db8:8000::1"),
        ] {
            let home = HomeNet::new(vec![HomeNet::network(text).unwrap()]);
            assert!(home.has(inside.parse().unwrap()), "{text}");
            assert!(!home.has(outside.parse().unwrap()), "{text}");
        }
        for wrong in ["10.0.0.0/33", "host", "10.0.0/8", "::/129", "1.2.3.4/", ""] {
            assert!(HomeNet::network(wrong).is_err(), "{wrong}");
        }
    }
}
