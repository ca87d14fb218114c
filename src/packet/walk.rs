//! The walk: from the link type inwards, header by header, until nothing more is announced.

use super::protocol::{Confidence, Input, Payload};
use super::{Decoded, Fault, FaultKind, Layer, Next, Plain, ProtocolId, RawPacket, Selector};

/// Decodes a packet into `decoded`, which is cleared first.
///
/// What [`walk`] finds, sooner for the packets that are [`Plain`].
#[inline]
pub fn decode(raw: &RawPacket<'_>, decoded: &mut Decoded) {
    match Plain::of(raw) {
        Some(plain) => plain.write(raw, decoded),
        None => walk(raw, decoded),
    }
}

/// Decodes a packet header by header into `decoded`, which is cleared first.
///
/// Stops where no protocol is known, at a fault (kept in `decoded`), or after 16 layers. What
/// remains after the innermost layer is that layer's payload. Applications are not named here:
/// see [`crate::flow::Applications`].
#[expect(clippy::cast_possible_truncation, reason = "no offset exceeds wire_bytes, a u32")]
pub fn walk(raw: &RawPacket<'_>, decoded: &mut Decoded) {
    decoded.clear();
    let mut wire_bytes = (raw.wire_bytes as usize).saturating_sub(usize::from(raw.fcs_bytes));
    let captured = raw.captured();
    let mut bytes = captured.get(..wire_bytes).unwrap_or(captured);
    let mut start = 0;
    let mut previous = ProtocolId::Frame;
    let mut next = Selector::Link(raw.link_type.0).find();
    let mut datagrams = raw.joined.map(|joined| joined.datagrams.iter()).unwrap_or_default();
    while let Some(protocol) = next {
        let input = Input { bytes, wire_bytes, previous, raw, offset: start };
        let header = match protocol.decode(&input) {
            Ok(header) => header,
            Err(fault) => return refuse(decoded, protocol, &input, fault),
        };
        let length = header.length.min(bytes.len());
        let total = header.total.min(wire_bytes).max(length);
        let inside = total.min(bytes.len());
        let layer = Layer {
            protocol,
            start: start as u32,
            payload: (start + length) as u32,
            end: (start + inside) as u32,
            wire_end: (start + total) as u32,
        };
        let quoted = decoded.is_quoting();
        if !decoded.push(layer) {
            return decoded.push_fault(too_deep(start));
        }
        let lies = header.total > wire_bytes && header.total != usize::MAX;
        if (lies || header.is_faulty()) && !quoted {
            note(decoded, header.fault(), header.total, &input);
        }
        previous = protocol;
        bytes = bytes.get(length..inside).unwrap_or_default();
        start += length;
        wire_bytes = total - length;
        if let Next::Fragment { is_first, .. } = header.next() {
            // Of a fragment that is cut, or quoted, no datagram can be made.
            if !lies && !bytes.is_empty() && bytes.len() == wire_bytes && !decoded.is_quoting() {
                let Some(datagram) = datagrams.next() else { return decoded.end_in_fragment() };
                (start, wire_bytes) = (datagram.start as usize, datagram.bytes as usize);
                bytes = raw.data.get(start..start + wire_bytes).unwrap_or_default();
                next = Selector::Ip(datagram.protocol.into()).find_walked();
                continue;
            }
            if !is_first {
                return;
            }
        }
        if bytes.is_empty() && (decoded.is_quoting() || !header.next().allows_empty()) {
            return;
        }
        next = follow(header.next(), bytes, wire_bytes);
    }
}

/// Keeps a layer whose header could not be read. Where it is cut, what there is of it is its
/// header; where it is not what its parent announced, nothing of it is believed.
#[cold]
fn refuse(decoded: &mut Decoded, protocol: ProtocolId, input: &Input<'_>, fault: Fault) {
    let start = narrow(input.offset);
    let end = narrow(input.offset + input.bytes.len());
    let wire_end = narrow(input.offset + input.wire_bytes);
    // What a control message quotes is cut as its sender likes.
    let quoted = decoded.is_quoting();
    let payload = if fault.kind == FaultKind::Short { end } else { start };
    let kept = decoded.push(Layer { protocol, start, payload, end, wire_end });
    if quoted && kept {
        return;
    }
    decoded.push_fault(if kept { place(fault, input) } else { too_deep(input.offset) });
}

/// Keeps the fault of a header that could be read, or that claims more than was on the wire.
#[cold]
fn note(decoded: &mut Decoded, fault: Option<Fault>, total: usize, input: &Input<'_>) {
    let lie = || Fault::length(total, input.wire_bytes);
    decoded.push_fault(place(fault.unwrap_or_else(lie), input));
}

/// The protocol that a header announces for `bytes`, where the walk decodes it.
#[inline]
fn follow(next: Next, bytes: &[u8], wire_bytes: usize) -> Option<ProtocolId> {
    match next {
        Next::Nothing => None,
        Next::By(selector) => selector.find_walked(),
        Next::Fragment { protocol, .. } => Selector::Ip(protocol.into()).find_walked(),
        // Wireshark tries the lower port first: the lower is the likelier service.
        Next::Ports { transport, source, destination } => {
            let (low, high) = (source.min(destination), source.max(destination));
            let walked = |port| {
                let payload = Payload { bytes, wire_bytes, transport, source, destination };
                let found = transport.port(port).find_walked()?;
                accepts(found, &payload).then_some(found)
            };
            walked(low).or_else(|| walked(high))
        }
    }
}

/// Whether a protocol that was found by its port does not refuse what is there.
#[cold]
fn accepts(found: ProtocolId, payload: &Payload<'_>) -> bool {
    found.get().recognise.is_none_or(|recognise| recognise(payload) != Confidence::No)
}

/// A decoder's fault, at its place in the packet. A header that does not fit is the capture's
/// doing where the snap length cut this layer.
fn place(mut fault: Fault, input: &Input<'_>) -> Fault {
    fault.offset = fault.offset.saturating_add(narrow(input.offset));
    if fault.kind == FaultKind::Short && input.bytes.len() < input.wire_bytes {
        fault.kind = FaultKind::Snapped;
    }
    fault
}

#[cold]
fn too_deep(start: usize) -> Fault {
    let limit = Decoded::MAX_LAYERS;
    Fault { offset: narrow(start), kind: FaultKind::Depth, ..Fault::length(limit + 1, limit) }
}

fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
