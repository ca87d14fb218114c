//! One TCP stream, segment by segment: what Wireshark's analysis finds in each.
//!
//! The state of a stream is small and bounded; segments must come in the order of the capture.

use super::half::Half;
use super::handshake::Handshake;
use super::order;
use super::segment::{ACK, SYN, Segment};
use super::windows;
use crate::flow::stream::Stream;
use crate::packet::analysis::{Finding, Findings, Seen, Times, WindowScale};
use crate::value::Timestamp;

/// What is remembered of a stream.
#[derive(Clone, Debug)]
pub struct Connection {
    stream: Stream,
    halves: [Half; 2],
    handshake: Handshake,
    first_at: Timestamp,
    last_at: Timestamp,
}

impl Connection {
    /// A stream whose first segment is captured at `at`.
    #[must_use]
    pub fn new(at: Timestamp) -> Self {
        Self {
            stream: Stream::default(),
            halves: Default::default(),
            handshake: Handshake::default(),
            first_at: at,
            last_at: at,
        }
    }

    /// Whether a segment of the end at `place` (0 or 1) begins another stream on the same ports.
    #[inline]
    #[must_use]
    pub fn is_left_by(&self, segment: &Segment, place: usize) -> bool {
        self.stream.is_left_by(&segment.opening(), place)
    }

    /// How the stream began, and its stages so far.
    #[must_use]
    pub const fn handshake(&self) -> &Handshake {
        &self.handshake
    }

    /// The end, 0 or 1, that asked for the connection, where that was captured.
    #[must_use]
    pub fn asker(&self) -> Option<usize> {
        self.stream.asker()
    }

    /// How many segments on their way are remembered.
    #[must_use]
    pub fn outstanding(&self) -> usize {
        let [low, high] = &self.halves;
        low.outstanding.len() + high.outstanding.len()
    }

    /// Takes a segment of the end at `place` (0 or 1). `has_room`: one more may be remembered
    /// until it is acknowledged.
    pub fn take(&mut self, segment: &Segment, place: usize, has_room: bool) -> Seen {
        if segment.flags & (SYN | ACK) == SYN {
            self.ask_again(place);
        }
        let starts_over = self.answers_otherwise(segment, place);
        self.stream.take(&segment.opening(), place);
        let stages_before = self.handshake.completeness;
        self.handshake.take(segment, place);
        let initial_rtt = self.handshake.initial_rtt();
        let [low, high] = &mut self.halves;
        let (own, other) = if place == 0 { (low, high) } else { (high, low) };
        let mut seen = examine(own, other, segment, initial_rtt, has_room);
        if starts_over {
            seen.findings.insert(Finding::ReusedPorts);
        }
        agree_on_scale(own, other, segment);
        let scale = if segment.has(SYN) { WindowScale::None } else { own.scale };
        let relative = |number: u32, end: usize| {
            number.wrapping_sub(self.stream.initial(end).unwrap_or_default())
        };
        seen.relative_sequence = relative(segment.sequence, place);
        seen.relative_next = relative(segment.end(), place);
        seen.relative_acknowledgement = if segment.has(ACK) {
            relative(segment.acknowledgement, 1 - place)
        } else {
            segment.acknowledgement
        };
        seen.window = scale.scale(segment.window);
        seen.scale = (!segment.has(SYN)).then_some(own.scale);
        seen.initial_rtt = initial_rtt;
        seen.completeness = stages_before;
        seen.times = self.pass(segment.at);
        seen
    }

    /// Notes a segment of which only the time is known; answers when it came.
    pub fn pass(&mut self, at: Timestamp) -> Times {
        let times =
            Times { since_first: at.since(self.first_at), since_previous: at.since(self.last_at) };
        self.last_at = at;
        times
    }

    /// A SYN that is repeated starts from where its side had come without a hole: a RST may have
    /// had the number that the other side acknowledged (RFC 9293 section 3.5.2).
    fn ask_again(&mut self, place: usize) {
        if let Some(own) = self.halves.get_mut(place) {
            own.next = own.contiguous;
        }
    }

    /// Whether a SYN-ACK has another number than the stream began with.
    fn answers_otherwise(&self, segment: &Segment, place: usize) -> bool {
        let initial = self.stream.initial(place);
        segment.flags & (SYN | ACK) == SYN | ACK
            && initial.is_some_and(|number| number != segment.sequence)
    }
}

/// What tshark sets the number of duplicates to where it told that something is missing: one less
/// than none.
const MISSING_IS_TOLD: u32 = u32::MAX;

/// What is found in a segment of `own`, which is remembered then.
fn examine(
    own: &mut Half,
    other: &mut Half,
    segment: &Segment,
    initial_rtt: Option<i64>,
    has_room: bool,
) -> Seen {
    let mut found = Findings::default();
    let mut duplicate = None;
    if segment.has(ACK) {
        other.has_missed = false;
    }
    let is_probe = windows::is_probe(own, other, segment);
    if is_probe {
        found.insert(Finding::ZeroWindowProbe);
    } else {
        found = windows::states(own, other, segment);
        if order::misses_one(own, segment) {
            found.insert(Finding::LostSegment);
            own.has_missed = true;
        }
        if order::is_keep_alive(own, segment) {
            found.insert(Finding::KeepAlive);
        }
        if let Some(answer) = windows::answer(own, other, segment) {
            found.insert(answer);
            if answer == Finding::DuplicateAck {
                own.duplicates = own.duplicates.wrapping_add(1);
                duplicate = Some((own.duplicates, own.duplicates_of));
            } else if answer == Finding::ZeroWindowProbeAck && !own.acknowledges_the_same(segment) {
                // The receiver took the byte of the probe.
                other.next = Some(segment.acknowledgement);
                other.contiguous = other.next;
            }
        }
    }
    if !own.acknowledges_the_same(segment) {
        own.duplicates = 0;
        own.duplicates_of = segment.number;
    }
    let acknowledges_unseen = order::acknowledges_unseen(other, segment);
    if acknowledges_unseen {
        if other.contiguous == other.next {
            // More than was ever seen: told once, until the other end acknowledges something else.
            if other.duplicates == 0 {
                found.insert(Finding::AckLostSegment);
            }
            other.duplicates = MISSING_IS_TOLD;
        } else {
            found.insert(Finding::AckLostSegment);
            other.contiguous = other.next;
        }
    }
    if !found.contains(Finding::KeepAlive) {
        let repetition = order::repetition(own, other, segment, initial_rtt);
        repetition.iter().for_each(|finding| found.insert(finding));
    }
    if segment.takes_room() {
        own.outstanding.push(segment, found.contains(Finding::Retransmission), has_room);
    }
    own.remember(segment, found, !is_probe);
    let answered = other.outstanding.acknowledge(segment.acknowledgement, segment.at);
    let in_flight = own.outstanding.bytes();
    let bytes_in_flight = in_flight.filter(|_| segment.payload_bytes > 0 && !own.has_missed);
    Seen {
        findings: found,
        duplicate,
        answered,
        bytes_in_flight,
        acknowledges_unseen,
        ..Seen::default()
    }
}

/// Learns from SYN and SYN-ACK how windows are scaled: both sides do it, or none
/// (RFC 7323 section 2.2).
fn agree_on_scale(own: &mut Half, other: &mut Half, segment: &Segment) {
    own.offer_scale(segment);
    let is_answer = segment.has(SYN) && segment.has(ACK);
    if is_answer && (own.scale == WindowScale::None || other.scale == WindowScale::None) {
        own.scale = WindowScale::None;
        other.scale = WindowScale::None;
    }
}

#[cfg(test)]
mod tests;
