//! A fragment: which datagram it belongs to, and where in it.

use std::net::IpAddr;

use crate::packet::bytes::{u8_at, u16_at, u32_at};
use crate::packet::{Decoded, HostPair, ProtocolId, RawPacket};
use crate::value::Timestamp;

/// What fragments of one datagram share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    source: IpAddr,
    destination: IpAddr,
    identification: u32,
    /// Of IPv4 alone: its fragments are told apart by it (RFC 791 section 3.2).
    protocol: u8,
    /// Who uses the same addresses in two virtual networks numbers datagrams twice.
    vlan: u16,
}

impl Key {
    /// Who sent the datagram.
    pub const fn source(&self) -> IpAddr {
        self.source
    }
}

/// One fragment.
#[derive(Clone, Copy, Debug)]
pub struct Fragment<'a> {
    /// Its datagram.
    pub key: Key,
    /// When it was captured.
    pub at: Timestamp,
    /// Where it belongs, in bytes.
    pub offset: usize,
    /// Others come behind it.
    pub has_more: bool,
    /// The protocol that it announces; in IPv6 that of the first one counts.
    pub protocol: u8,
    /// Most bytes that its datagram may have behind the headers.
    pub most: usize,
    /// What it carries.
    pub bytes: &'a [u8],
}

impl<'a> Fragment<'a> {
    /// The fragment in which a packet ends.
    pub fn of(raw: &RawPacket<'a>, decoded: &Decoded) -> Option<Self> {
        let (layer, network) = (decoded.last()?, decoded.network()?);
        let HostPair { source, destination } = HostPair::of_layer(raw.data, network)?;
        let header = raw.data.get(layer.start as usize..layer.payload as usize)?;
        let bytes = raw.data.get(layer.payload as usize..layer.end as usize)?;
        let vlan = vlan(raw, decoded);
        let key =
            |identification, protocol| Key { source, destination, identification, protocol, vlan };
        if layer.protocol == ProtocolId::Ipv4 {
            let (place, protocol) = (u16_at(header, 6)?, u8_at(header, 9)?);
            return Some(Self {
                key: key(u32::from(u16_at(header, 4)?), protocol),
                at: raw.at,
                offset: usize::from(place & 0x1fff) * 8,
                has_more: place & 0x2000 != 0,
                protocol,
                most: usize::from(u16::MAX) - header.len(),
                bytes,
            });
        }
        let place = u16_at(header, 2)?;
        // Headers between that of IPv6 and the fragment's are in every fragment, and count.
        let before = layer.start.saturating_sub(network.payload) as usize;
        Some(Self {
            key: key(u32_at(header, 4)?, 0),
            at: raw.at,
            offset: usize::from(place & 0xfff8),
            has_more: place & 1 != 0,
            protocol: u8_at(header, 0)?,
            most: usize::from(u16::MAX).saturating_sub(before),
            bytes,
        })
    }
}

/// The innermost virtual network, 0 for none.
fn vlan(raw: &RawPacket<'_>, decoded: &Decoded) -> u16 {
    let mut tags = decoded.layers().iter().rev();
    let tag = tags.find(|layer| layer.protocol == ProtocolId::Vlan);
    tag.and_then(|tag| u16_at(raw.data, tag.start as usize)).map_or(0, |tag| tag & 0x0fff)
}
