//! What the sequence number of a segment says: something is missing before it, or it comes again,
//! or late. The rules are those of the section "TCP Analysis" of the Wireshark User's Guide: the
//! first that fits is the answer.

use super::half::Half;
use super::segment::{ACK, RST, Segment};
use super::serial::{is_after, is_before};
use crate::packet::analysis::{Finding, Findings};
use crate::value::Timestamp;

/// How soon after a duplicate acknowledgement a segment has to be sent again to be an answer to it
/// (Wireshark).
const FAST_NS: i64 = 20_000_000;
/// Duplicate acknowledgements that ask for it: one less than in RFC 5681 section 3.2, as one may
/// not have been captured (Wireshark).
const FAST_DUPLICATES: u32 = 2;
/// How late a segment may come to be out of order, where the handshake does not tell the
/// round-trip time (Wireshark).
const LATE_NS: i64 = 3_000_000;

/// Whether something between the last segment and this one was not captured.
pub fn misses_one(own: &Half, segment: &Segment) -> bool {
    !segment.has(RST) && own.next.is_some_and(|next| is_after(segment.sequence, next))
}

/// Whether it asks the other side if it is there: at most one byte, the one before the next.
pub fn is_keep_alive(own: &Half, segment: &Segment) -> bool {
    segment.payload_bytes <= 1
        && !segment.is_control()
        && own.next.is_some_and(|next| segment.sequence == next.wrapping_sub(1))
}

/// Whether it acknowledges more than was seen of the other side.
pub fn acknowledges_unseen(other: &Half, segment: &Segment) -> bool {
    let is_unseen = |seen| is_after(segment.acknowledgement, seen);
    segment.has(ACK) && other.contiguous.is_some_and(is_unseen)
}

/// Whether it was sent before, or comes late. Not asked of a keep-alive.
pub fn repetition(
    own: &Half,
    other: &Half,
    segment: &Segment,
    initial_rtt: Option<i64>,
) -> Findings {
    let mut found = Findings::default();
    let Some(next) = own.next.filter(|_| segment.takes_room()) else { return found };
    // What acknowledges nothing says 0.
    let acknowledged = other.acknowledged.filter(|&number| number != 0);
    let is_known = |number| !is_after(segment.end_of_payload(), number);
    if segment.payload_bytes > 0 && acknowledged.is_some_and(is_known) {
        found.insert(Finding::SpuriousRetransmission);
        found.insert(Finding::Retransmission);
        return found;
    }
    let brings_more = segment.payload_bytes > 1 && segment.sequence == next.wrapping_sub(1);
    if !is_before(segment.sequence, next) || brings_more {
        return found;
    }
    if is_asked_for(other, segment) {
        found.insert(Finding::FastRetransmission);
        found.insert(Finding::Retransmission);
    } else if is_late(own, next, segment, initial_rtt) {
        found.insert(Finding::OutOfOrder);
    } else {
        found.insert(Finding::Retransmission);
    }
    found
}

/// Whether duplicate acknowledgements have just asked for this very segment.
fn is_asked_for(other: &Half, segment: &Segment) -> bool {
    other.duplicates >= FAST_DUPLICATES
        && other.acknowledged == Some(segment.sequence)
        && is_within(segment.at, other.last_at, FAST_NS)
}

/// Whether it comes so soon after a later one that it was sent before that.
fn is_late(own: &Half, next: u32, segment: &Segment, initial_rtt: Option<i64>) -> bool {
    let limit = initial_rtt.filter(|&rtt| rtt != 0).unwrap_or(LATE_NS);
    segment.end() != next && is_within(segment.at, own.next_at, limit)
}

/// Whether less than `limit` nanoseconds lie between two times.
fn is_within(at: Timestamp, before: Timestamp, limit: i64) -> bool {
    // Wireshark counts without a sign: a clock that went back is never soon.
    (0..limit).contains(&at.since(before))
}
