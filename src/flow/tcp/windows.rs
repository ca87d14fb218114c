//! What a segment says of windows: zero, full, changed, probed. The rules are those of the section
//! "TCP Analysis" of the Wireshark User's Guide, in its order.

use super::half::Half;
use super::segment::Segment;
use crate::packet::analysis::{Finding, Findings, WindowScale};

/// Whether one byte is sent into a window of zero.
pub fn is_probe(own: &Half, other: &Half, segment: &Segment) -> bool {
    segment.payload_bytes == 1 && own.next == Some(segment.sequence) && other.window == Some(0)
}

/// Zero, update, full; not asked of a probe.
pub fn states(own: &Half, other: &Half, segment: &Segment) -> Findings {
    let mut found = Findings::default();
    if segment.is_control() {
        return found;
    }
    if segment.window == 0 {
        found.insert(Finding::ZeroWindow);
    }
    let changes = segment.window != 0 && own.window != Some(segment.window);
    if changes && own.is_bare(segment) && own.acknowledges_the_same(segment) {
        found.insert(Finding::WindowUpdate);
    }
    if segment.payload_bytes > 0 && edge(other) == Some(segment.end_of_payload()) {
        found.insert(Finding::WindowFull);
    }
    found
}

/// The sequence number at which the window that a side offered ends; `None` where it is not known
/// how its windows are scaled.
fn edge(receiver: &Half) -> Option<u32> {
    if receiver.scale == WindowScale::Unknown {
        return None;
    }
    let window = receiver.scale.scale(receiver.window?);
    Some(receiver.acknowledged?.wrapping_add(window))
}

/// What the segment answers, if it is nothing but an answer: a keep-alive, a probe, or once more
/// what was answered before.
pub fn answer(own: &Half, other: &Half, segment: &Segment) -> Option<Finding> {
    if !own.is_bare(segment) || own.window != Some(segment.window) {
        return None;
    }
    let is_step = own.acknowledges_a_byte_at_most(segment);
    if segment.window == 0 {
        let is_probed = other.last.contains(Finding::ZeroWindowProbe);
        return (is_step && is_probed).then_some(Finding::ZeroWindowProbeAck);
    }
    if is_step && other.last.contains(Finding::KeepAlive) {
        return Some(Finding::KeepAliveAck);
    }
    own.acknowledges_the_same(segment).then_some(Finding::DuplicateAck)
}
