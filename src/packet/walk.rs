//! The walk: from the link type inwards, header by header, until nothing more is announced.

use super::protocol::{Header, Input, Next};
use super::{Decoded, Fault, FaultKind, Layer, ProtocolId, RawPacket, Selector};

/// Decodes a packet into `decoded`, which is cleared first.
///
/// Stops where no protocol is known, at a fault (kept in `decoded`), or after 16 layers. What
/// remains after the innermost layer is that layer's payload. Applications are not named here:
/// see [`crate::flow::Applications`].
#[inline]
pub fn decode(raw: &RawPacket<'_>, decoded: &mut Decoded) {
    decoded.clear();
    let mut wire_end = (raw.wire_bytes as usize).saturating_sub(usize::from(raw.fcs_bytes));
    let mut end = raw.data.len().min(wire_end);
    let mut start = 0;
    let mut previous = ProtocolId::Frame;
    let mut next = Selector::Link(raw.link_type.0).find();
    while let Some(protocol) = next {
        let Some(bytes) = raw.data.get(start..end) else { return };
        let wire_bytes = wire_end - start;
        let input = Input { bytes, wire_bytes, previous, raw, offset: start };
        let (header, fatal) = match (protocol.get().decode)(&input) {
            Ok(header) => (header, None),
            Err(fault) => (Header::whole(bytes.len()), Some(fault)),
        };
        let payload = start + header.length.min(bytes.len());
        let claimed = start.saturating_add(header.total);
        let lies = header.total != usize::MAX && claimed > wire_end;
        wire_end = claimed.clamp(payload, wire_end);
        let layer = Layer {
            protocol,
            start: narrow(start),
            payload: narrow(payload),
            end: narrow(end.min(wire_end)),
            wire_end: narrow(wire_end),
        };
        if !decoded.push(layer) {
            decoded.push_fault(too_deep(start));
            return;
        }
        if let Some(fault) = fatal.or(header.fault) {
            decoded.push_fault(place(fault, start, bytes.len() < wire_bytes));
        } else if lies {
            let fault = Fault::length(header.total, wire_bytes);
            decoded.push_fault(place(fault, start, false));
        }
        next = follow(&header);
        previous = protocol;
        start = payload;
        end = end.min(wire_end);
        if start == end && !header.next.allows_empty() {
            return;
        }
    }
}

/// The protocol that a header announces, where the walk decodes it.
#[inline]
fn follow(header: &Header) -> Option<ProtocolId> {
    match header.next {
        Next::Nothing => None,
        Next::By(selector) => selector.find_walked(),
        // Wireshark tries the lower port first: the lower is the likelier service.
        Next::Ports { make, source, destination } => {
            let (low, high) = (source.min(destination), source.max(destination));
            make(low).find_walked().or_else(|| make(high).find_walked())
        }
    }
}

/// A decoder's fault, at its place in the packet. A header that does not fit is the capture's
/// doing where the snap length cut this layer.
#[cold]
fn place(mut fault: Fault, start: usize, cut: bool) -> Fault {
    fault.offset = fault.offset.saturating_add(narrow(start));
    if cut && fault.kind == FaultKind::Short {
        fault.kind = FaultKind::Snapped;
    }
    fault
}

#[cold]
fn too_deep(start: usize) -> Fault {
    let limit = narrow(Decoded::MAX_LAYERS);
    Fault { kind: FaultKind::Depth, offset: narrow(start), needed: limit + 1, available: limit }
}

#[inline]
fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
