//! Partitions: fixed groups of host pairs, by which packets are shared among workers and tables
//! are limited. They depend on addresses alone, never on the number of workers or on a seed.

use std::net::IpAddr;

use crate::packet::{Decoded, HostPair, RawPacket};

/// One of [`Partition::COUNT`] fixed groups of host pairs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Partition(pub u8);

impl Partition {
    /// How many there are, whatever the number of workers.
    pub const COUNT: usize = 64;

    /// The partition of a packet: by the innermost pair of IP addresses, else by the first
    /// bytes of the frame, where the hardware addresses are. Both directions share one.
    #[inline]
    #[must_use]
    pub fn of(raw: &RawPacket<'_>, decoded: &Decoded) -> Self {
        match decoded.hosts(raw.data) {
            Some(hosts) => Self::of_hosts(&hosts),
            None => Self::of_frame(raw.data),
        }
    }

    /// The partition of a pair of hosts.
    #[inline]
    #[must_use]
    pub fn of_hosts(hosts: &HostPair) -> Self {
        Self::join(mix_host(hosts.source), mix_host(hosts.destination))
    }

    fn of_frame(data: &[u8]) -> Self {
        let address = |at: usize| {
            let bytes = data.get(at..at + 6).unwrap_or_default();
            mix(bytes.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)))
        };
        Self::join(address(0), address(6))
    }

    #[inline]
    fn join(one: u64, other: u64) -> Self {
        // The sum does not depend on the order; its top six bits depend on all bits below.
        let word = mix(one.wrapping_add(other));
        Self((word >> 58) as u8)
    }
}

#[inline]
fn mix_host(address: IpAddr) -> u64 {
    match address {
        IpAddr::V4(address) => mix(u64::from(address.to_bits())),
        IpAddr::V6(address) => {
            let join =
                |half: &[u16]| half.iter().fold(0, |word, &part| word << 16 | u64::from(part));
            let segments = address.segments();
            let (network, interface) = segments.split_at(4);
            mix(join(network) ^ mix(join(interface)))
        }
    }
}

/// A multiplicative hash (Knuth, The Art of Computer Programming, volume 3, section 6.4).
#[inline]
const fn mix(word: u64) -> u64 {
    let word = (word ^ word >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    word ^ word >> 29
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn ipv4_frame(source: u8, destination: u8) -> Vec<u8> {
        #[rustfmt::skip]
        let frame = vec![
            2, 0, 0, 0, 0, destination,  2, 0, 0, 0, 0, source,  0x08, 0x00,  // Ethernet
            0x45, 0, 0, 20, 0, 0, 0, 0, 64, 253, 0, 0,                        // IPv4
            192, 0, 2, source,  192, 0, 2, destination,
        ];
        frame
    }

    fn partition(data: &[u8]) -> Partition {
        let raw = crate::packet::testing::raw(1, data);
        let mut decoded = Decoded::default();
        crate::packet::decode(&raw, &mut decoded);
        Partition::of(&raw, &decoded)
    }

    #[test]
    fn both_directions_share_a_partition() {
        for host in 0..=255 {
            assert_eq!(partition(&ipv4_frame(7, host)), partition(&ipv4_frame(host, 7)));
        }
    }

    #[test]
    fn host_pairs_spread_over_all_partitions() {
        let seen: HashSet<u8> =
            (0..=255).flat_map(|a| (0..8).map(move |b| partition(&ipv4_frame(a, b)).0)).collect();
        assert_eq!(seen.len(), Partition::COUNT);
    }

    #[test]
    fn frames_without_addresses_have_one_too() {
        for length in 0..14 {
            assert!(usize::from(partition(&[0x55; 14][..length]).0) < Partition::COUNT);
        }
    }
}
