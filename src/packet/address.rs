//! Who talks to whom: the innermost addresses and ports of a packet.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::bytes::{array_at, u16_at};
use super::{Decoded, Layer, ProtocolId, Transport};

/// Source and destination of one IP header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HostPair {
    /// Source address.
    pub source: IpAddr,
    /// Destination address.
    pub destination: IpAddr,
}

/// The directed five-tuple of a packet; ports are 0 where the transport was not captured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Flow {
    /// Addresses.
    pub hosts: HostPair,
    /// Which transport.
    pub transport: Transport,
    /// Source port.
    pub source_port: u16,
    /// Destination port.
    pub destination_port: u16,
}

impl Transport {
    /// The transport that a protocol is.
    #[must_use]
    pub const fn of(protocol: ProtocolId) -> Option<Self> {
        match protocol {
            ProtocolId::Tcp => Some(Self::Tcp),
            // RFC 3828: the same ports, another checksum.
            ProtocolId::Udp | ProtocolId::Udplite => Some(Self::Udp),
            ProtocolId::Sctp => Some(Self::Sctp),
            ProtocolId::Dccp => Some(Self::Dccp),
            _ => None,
        }
    }
}

impl HostPair {
    /// The addresses of one layer, `None` where it is no IP header or one that was not read;
    /// `data` is the packet's.
    #[inline]
    #[must_use]
    pub fn of_layer(data: &[u8], layer: &Layer) -> Option<Self> {
        let header = data.get(layer.start as usize..layer.payload as usize)?;
        Some(match layer.protocol {
            ProtocolId::Ipv4 => Self {
                source: IpAddr::V4(Ipv4Addr::from(array_at::<4>(header, 12)?)),
                destination: IpAddr::V4(Ipv4Addr::from(array_at::<4>(header, 16)?)),
            },
            ProtocolId::Ipv6 => Self {
                source: IpAddr::V6(Ipv6Addr::from(array_at::<16>(header, 8)?)),
                destination: IpAddr::V6(Ipv6Addr::from(array_at::<16>(header, 24)?)),
            },
            _ => return None,
        })
    }
}

impl Decoded {
    /// Source and destination of the innermost IP header; `data` is the packet's.
    #[inline]
    #[must_use]
    pub fn hosts(&self, data: &[u8]) -> Option<HostPair> {
        let layer = self.network()?;
        HostPair::of_layer(data, layer)
    }

    /// The innermost directed five-tuple; `data` is the packet's.
    #[inline]
    #[must_use]
    pub fn flow(&self, data: &[u8]) -> Option<Flow> {
        let layer = self.transport()?;
        let ports = data.get(layer.start as usize..layer.payload as usize)?;
        Some(Flow {
            hosts: self.hosts(data)?,
            transport: Transport::of(layer.protocol)?,
            source_port: u16_at(ports, 0)?,
            destination_port: u16_at(ports, 2)?,
        })
    }
}
