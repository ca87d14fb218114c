//! The two ends of a conversation: a directed pair is what a packet has, an undirected one what
//! its conversation is found by.

use std::cmp::Ordering;
use std::hash::{BuildHasher, Hasher};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::packet::bytes::u32_at;
use crate::packet::{HostPair, Layer, ProtocolId};
use crate::value::Value;

/// What sort of address the ends have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Hardware addresses of six bytes.
    #[default]
    Mac,
    /// IPv4.
    Ipv4,
    /// IPv6.
    Ipv6,
}

/// An address, zeros after its last byte, and a port, 0 where there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct End {
    /// The address in network order.
    pub address: [u8; 16],
    /// The port.
    pub port: u16,
}

/// Two ends, the lower first. Packets of both directions have the same one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair {
    /// What sort of address both have.
    pub family: Family,
    /// The lower end, and the higher one.
    pub ends: [End; 2],
}

/// Which of a pair's ends sent a packet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sender {
    /// The first, or both are the same.
    #[default]
    Low,
    /// The second.
    High,
}

impl Sender {
    /// The place of the sender's numbers in an array of two.
    #[must_use]
    pub const fn place(self) -> usize {
        match self {
            Self::Low => 0,
            Self::High => 1,
        }
    }

    /// Who did not send it.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Low => Self::High,
            Self::High => Self::Low,
        }
    }
}

impl Ord for End {
    /// By address as its bytes are written, then by port: as two numbers, for speed.
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |end: &Self| (u128::from_be_bytes(end.address), end.port);
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for End {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl End {
    /// A hardware address.
    #[inline]
    #[must_use]
    pub fn mac(octets: [u8; 6]) -> Self {
        let number = octets.iter().fold(0, |number, &octet| number << 8 | u128::from(octet));
        Self { address: (number << 80).to_be_bytes(), port: 0 }
    }

    /// The address as a value.
    #[must_use]
    pub fn value(&self, family: Family) -> Value<'static> {
        match family {
            Family::Mac => self.address.first_chunk().map_or(Value::Null, |mac| Value::Mac(*mac)),
            Family::Ipv4 => match self.address.first_chunk::<4>() {
                Some(octets) => Value::Ipv4(Ipv4Addr::from(*octets)),
                None => Value::Null,
            },
            Family::Ipv6 => Value::Ipv6(Ipv6Addr::from(self.address)),
        }
    }

    /// An IPv4 address and a port as one number, the port in the lowest 16 bits.
    #[inline]
    fn of_number(number: u64) -> Self {
        let address = (u128::from(number >> 16) << 96).to_be_bytes();
        Self { address, port: (number & 0xffff) as u16 }
    }

    #[inline]
    fn ip(address: IpAddr) -> (Family, Self) {
        match address {
            IpAddr::V4(v4) => {
                let address = (u128::from(v4.to_bits()) << 96).to_be_bytes();
                (Family::Ipv4, Self { address, port: 0 })
            }
            IpAddr::V6(v6) => (Family::Ipv6, Self { address: v6.octets(), port: 0 }),
        }
    }
}

impl Pair {
    /// The pair of a packet's two ends, and which of them sent it.
    #[inline]
    #[must_use]
    pub fn of(family: Family, source: End, destination: End) -> (Self, Sender) {
        if source <= destination {
            (Self { family, ends: [source, destination] }, Sender::Low)
        } else {
            (Self { family, ends: [destination, source] }, Sender::High)
        }
    }

    /// The same for IP addresses and ports, which are 0 below the transports.
    #[inline]
    #[must_use]
    pub fn of_hosts(hosts: &HostPair, source_port: u16, destination_port: u16) -> (Self, Sender) {
        if let (IpAddr::V4(source), IpAddr::V4(destination)) = (hosts.source, hosts.destination) {
            let addresses = [source.to_bits(), destination.to_bits()];
            return Self::of_ipv4(addresses, [source_port, destination_port]);
        }
        let (family, mut source) = End::ip(hosts.source);
        let (_, mut destination) = End::ip(hosts.destination);
        source.port = source_port;
        destination.port = destination_port;
        Self::of(family, source, destination)
    }

    /// The same for the header of IP that `layer` is in `data`; `None` where it is none, or was not
    /// read.
    #[inline]
    #[must_use]
    pub fn of_layer(data: &[u8], layer: &Layer, ports: [u16; 2]) -> Option<(Self, Sender)> {
        let [from, to] = ports;
        if layer.protocol == ProtocolId::Ipv4 {
            // Straight from the header to numbers, as most packets need it.
            let header = data.get(layer.start as usize..layer.payload as usize)?;
            let [source, destination] = [u32_at(header, 12)?, u32_at(header, 16)?];
            return Some(Self::of_ipv4([source, destination], ports));
        }
        let hosts = HostPair::of_layer(data, layer)?;
        Some(Self::of_hosts(&hosts, from, to))
    }

    #[inline]
    fn of_ipv4(addresses: [u32; 2], ports: [u16; 2]) -> (Self, Sender) {
        // An end fits in a number: they are sorted before they go to memory.
        let ([source, destination], [from, to]) = (addresses.map(u64::from), ports.map(u64::from));
        let (source, destination) = (source << 16 | from, destination << 16 | to);
        let sender = if source <= destination { Sender::Low } else { Sender::High };
        let ends = [source.min(destination), source.max(destination)].map(End::of_number);
        (Self { family: Family::Ipv4, ends }, sender)
    }

    /// The keyed hash of the pair within a partition, the same for both directions.
    #[inline]
    #[must_use]
    pub fn hash_in(&self, partition: u8, hasher: &impl BuildHasher) -> u64 {
        let [low, high] = &self.ends;
        let mut state = hasher.build_hasher();
        state.write_u128(u128::from_le_bytes(low.address));
        state.write_u128(u128::from_le_bytes(high.address));
        let ports = u64::from(low.port) << 16 | u64::from(high.port);
        state.write_u64(ports << 16 | u64::from(partition) << 8 | self.family as u64);
        state.finish()
    }

    /// The pair without ports. Ends are sorted by address first, so they never change places.
    #[must_use]
    pub fn without_ports(mut self) -> Self {
        for end in &mut self.ends {
            end.port = 0;
        }
        self
    }

    /// The pair of the hosts, and who of them sent what `sender` sent: of a host that talks to
    /// itself, the first end.
    #[must_use]
    pub fn hosts(&self, sender: Sender) -> (Self, Sender) {
        let hosts = self.without_ports();
        let [low, high] = &hosts.ends;
        (hosts, if low == high { Sender::Low } else { sender })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(source: [u8; 4], destination: [u8; 4]) -> HostPair {
        HostPair { source: source.into(), destination: destination.into() }
    }

    #[test]
    fn both_directions_have_the_same_pair_and_other_senders() {
        let (there, sent) = Pair::of_hosts(&hosts([10, 0, 0, 9], [10, 0, 0, 2]), 1000, 80);
        let (back, answered) = Pair::of_hosts(&hosts([10, 0, 0, 2], [10, 0, 0, 9]), 80, 1000);
        assert_eq!(there, back);
        assert_eq!((sent, answered), (Sender::High, Sender::Low));
    }

    #[test]
    fn an_ipv4_address_is_not_the_ipv6_address_with_its_bytes() {
        let v4 = hosts([10, 0, 0, 1], [10, 0, 0, 2]);
        let as_v6 = |last| IpAddr::from([10, 0, 0, last, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0u8]);
        let v6 = HostPair { source: as_v6(1), destination: as_v6(2) };
        assert_ne!(Pair::of_hosts(&v4, 0, 0), Pair::of_hosts(&v6, 0, 0));
    }

    #[test]
    fn addresses_of_either_family_are_sorted_by_their_bytes_then_by_port() {
        let of = |hosts: [&str; 2], ports: [u16; 2]| {
            let [source, destination] = hosts.map(|host| host.parse().unwrap());
            Pair::of_hosts(&HostPair { source, destination }, ports[0], ports[1])
        };
        for hosts in [["9.0.0.1", "10.0.0.0"], ["255.0.0.1", "255.0.0.2"], ["9::1", "10::"]] {
            let (pair, sender) = of(hosts, [7, 5]);
            assert_eq!((sender, pair.ends.map(|end| end.port)), (Sender::Low, [7, 5]));
            let family = pair.family;
            let shown = pair.ends.map(|end| end.value(family));
            let expected: [IpAddr; 2] = hosts.map(|host| host.parse().unwrap());
            let as_value = |address| match address {
                IpAddr::V4(address) => Value::Ipv4(address),
                IpAddr::V6(address) => Value::Ipv6(address),
            };
            assert_eq!(shown, expected.map(as_value));
        }
        assert_eq!(of(["1.1.1.1", "1.1.1.1"], [7, 5]).1, Sender::High);
    }

    #[test]
    fn a_host_that_talks_to_itself_is_always_the_low_end() {
        assert_eq!(Pair::of_hosts(&hosts([1; 4], [1; 4]), 5, 5).1, Sender::Low);
    }

    #[test]
    fn dropping_ports_keeps_the_order_of_different_hosts() {
        let (pair, _) = Pair::of_hosts(&hosts([10, 0, 0, 9], [10, 0, 0, 2]), 1, 2);
        let (bare, _) = Pair::of_hosts(&hosts([10, 0, 0, 9], [10, 0, 0, 2]), 0, 0);
        assert_eq!(pair.without_ports(), bare);
    }
}
