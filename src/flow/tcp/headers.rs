//! Finds the TCP headers of a packet: one for each TCP layer of a tunnel, and those that a control
//! message merely quotes, which are no segments of their streams.
//!
//! Fragments are passed over: the length of their segment is not known before it is whole.

use super::segment::Segment;
use crate::flow::pair::{Pair, Sender};
use crate::packet::bytes::u16_at;
use crate::packet::{Decoded, HostPair, Layer, ProtocolId, RawPacket, Role};

/// A TCP header.
#[derive(Clone, Copy, Debug)]
pub struct TcpHeader {
    /// The two ends.
    pub pair: Pair,
    /// Which of them sent it.
    pub sender: Sender,
    /// The layer, counted from the outside.
    pub layer: u8,
    /// The segment; `None` where a control message quotes it.
    pub segment: Option<Segment>,
}

/// Shows the TCP headers of a packet, from the outside in.
#[inline]
pub fn each_header(raw: &RawPacket<'_>, decoded: &Decoded, mut see: impl FnMut(&TcpHeader)) {
    let mut hosts = None;
    let mut is_quoted = false;
    let mut is_fragment = false;
    // What completes its datagram has it whole.
    let is_part = raw.joined.is_none();
    for (index, layer) in (0..).zip(decoded.layers()) {
        match layer.protocol.role() {
            Role::Network => {
                hosts = HostPair::of_layer(raw.data, layer);
                is_fragment = is_part && is_fragment_of_ipv4(raw.data, layer);
            }
            Role::Control => is_quoted = true,
            Role::Transport if layer.protocol == ProtocolId::Tcp && !is_fragment => {
                let Some(hosts) = &hosts else { continue };
                let Some(segment) = Segment::of(raw.number, raw.at, raw.data, layer) else {
                    continue;
                };
                let ports = raw.data.get(layer.start as usize..).unwrap_or_default();
                let (Some(from), Some(to)) = (u16_at(ports, 0), u16_at(ports, 2)) else { continue };
                let (pair, sender) = Pair::of_hosts(hosts, from, to);
                let segment = (!is_quoted).then_some(segment);
                see(&TcpHeader { pair, sender, layer: index, segment });
            }
            _ if layer.protocol == ProtocolId::Ipv6FragHdr => {
                is_fragment = is_part && is_fragment_of_ipv6(raw.data, layer);
            }
            _ => {}
        }
    }
}

/// Whether more fragments follow, or some come before (RFC 791 section 3.1).
fn is_fragment_of_ipv4(data: &[u8], layer: &Layer) -> bool {
    layer.protocol == ProtocolId::Ipv4
        && u16_at(data, layer.start as usize + 6).is_some_and(|word| word & 0x3fff != 0)
}

/// The same by the fragment header of IPv6; an atomic fragment is whole (RFC 6946).
fn is_fragment_of_ipv6(data: &[u8], layer: &Layer) -> bool {
    u16_at(data, layer.start as usize + 2).is_some_and(|word| word & 0xfff9 != 0)
}
