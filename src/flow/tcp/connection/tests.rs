//! Hand-made segments, and what is to be found in each.

use super::*;
use crate::flow::tcp::segment::{FIN, RST};
use crate::packet::analysis::Completeness;

const MS: i64 = 1_000_000;

fn segment(ms: i64, sequence: u32, acknowledgement: u32, flags: u8, payload_bytes: u32) -> Segment {
    Segment {
        number: ms.unsigned_abs() + 1,
        at: Timestamp(ms * MS),
        sequence,
        acknowledgement,
        flags,
        window: 1000,
        window_scale: None,
        payload_bytes,
    }
}

/// A handshake of 10 ms from `isn` on; the other side begins at 500.
fn established(isn: u32) -> Connection {
    let mut stream = Connection::new(Timestamp(0));
    stream.take(&segment(0, isn, 0, SYN, 0), 0, true);
    stream.take(&segment(5, 500, isn.wrapping_add(1), SYN | ACK, 0), 1, true);
    stream.take(&segment(10, isn.wrapping_add(1), 501, ACK, 0), 0, true);
    stream
}

fn found(stream: &mut Connection, place: usize, segment: Segment) -> Vec<Finding> {
    stream.take(&segment, place, true).findings.iter().collect()
}

#[test]
fn a_segment_sent_again_late_is_a_retransmission_also_across_the_wrap() {
    let mut stream = established(u32::MAX - 5);
    let data = |ms| segment(ms, u32::MAX - 4, 501, ACK, 100);
    assert_eq!(found(&mut stream, 0, data(20)), []);
    assert_eq!(found(&mut stream, 0, segment(21, 95, 501, ACK, 100)), []);
    assert_eq!(found(&mut stream, 0, data(300)), [Finding::Retransmission]);
}

#[test]
fn what_comes_soon_after_a_later_one_is_out_of_order() {
    let mut stream = established(0);
    assert_eq!(found(&mut stream, 0, segment(20, 101, 501, ACK, 100)), [Finding::LostSegment]);
    assert_eq!(found(&mut stream, 0, segment(21, 1, 501, ACK, 100)), [Finding::OutOfOrder]);
}

#[test]
fn what_was_acknowledged_is_repeated_for_nothing() {
    let mut stream = established(0);
    found(&mut stream, 0, segment(20, 1, 501, ACK, 100));
    found(&mut stream, 1, segment(25, 501, 101, ACK, 0));
    let again = found(&mut stream, 0, segment(300, 1, 501, ACK, 100));
    assert_eq!(again, [Finding::Retransmission, Finding::SpuriousRetransmission]);
}

#[test]
fn two_duplicate_acknowledgements_ask_for_a_fast_retransmission() {
    let mut stream = established(0);
    for place in 0..4 {
        found(&mut stream, 0, segment(20, 1 + place * 100, 501, ACK, 100));
    }
    for _ in 0..3 {
        found(&mut stream, 1, segment(30, 501, 101, ACK, 0));
    }
    let again = found(&mut stream, 0, segment(35, 101, 501, ACK, 100));
    assert_eq!(again, [Finding::Retransmission, Finding::FastRetransmission]);
}

#[test]
fn a_keep_alive_is_answered_by_a_keep_alive_ack() {
    let mut stream = established(0);
    assert_eq!(found(&mut stream, 0, segment(9000, 0, 501, ACK, 0)), [Finding::KeepAlive]);
    found(&mut stream, 1, segment(9001, 501, 1, ACK, 0));
    assert_eq!(found(&mut stream, 0, segment(9500, 0, 501, ACK, 0)), [Finding::KeepAlive]);
    assert_eq!(found(&mut stream, 1, segment(9501, 501, 1, ACK, 0)), [Finding::KeepAliveAck]);
}

#[test]
fn a_window_of_zero_is_probed_and_opened() {
    let mut stream = established(0);
    let shut = Segment { window: 0, ..segment(20, 501, 1, ACK, 0) };
    assert_eq!(found(&mut stream, 1, shut), [Finding::ZeroWindow]);
    assert_eq!(found(&mut stream, 0, segment(30, 1, 501, ACK, 1)), [Finding::ZeroWindowProbe]);
    let answer = found(&mut stream, 1, shut);
    assert_eq!(answer, [Finding::ZeroWindow, Finding::ZeroWindowProbeAck]);
    assert_eq!(found(&mut stream, 1, segment(50, 501, 1, ACK, 0)), [Finding::WindowUpdate]);
}

#[test]
fn a_window_is_full_only_where_its_scale_is_known() {
    let mut stream = established(0);
    assert_eq!(found(&mut stream, 0, segment(20, 1, 501, ACK, 1000)), [Finding::WindowFull]);
    let mut midway = Connection::new(Timestamp(0));
    found(&mut midway, 1, segment(0, 501, 1, ACK, 0));
    assert_eq!(found(&mut midway, 0, segment(20, 1, 501, ACK, 1000)), []);
}

#[test]
fn one_direction_alone_tells_repetitions() {
    let mut stream = Connection::new(Timestamp(0));
    found(&mut stream, 0, segment(0, 1, 9, ACK, 100));
    found(&mut stream, 0, segment(1, 101, 9, ACK, 100));
    assert_eq!(found(&mut stream, 0, segment(300, 1, 9, ACK, 100)), [Finding::Retransmission]);
}

#[test]
fn an_acknowledgement_of_what_was_not_seen_is_found() {
    let mut stream = established(0);
    assert_eq!(found(&mut stream, 1, segment(20, 501, 900, ACK, 0)), [Finding::AckLostSegment]);
}

/// As tshark 4.0.17 has it of a receiver that acknowledges what was seen behind a hole, then four
/// times more than that.
#[test]
fn what_was_never_seen_is_told_once_until_the_other_end_acknowledges_more() {
    let mut stream = established(0);
    let one = Finding::AckLostSegment;
    // Seen: 1 to 101, and 201 to 301.
    found(&mut stream, 0, segment(20, 1, 501, ACK, 100));
    assert_eq!(found(&mut stream, 0, segment(30, 201, 501, ACK, 100)), [Finding::LostSegment]);
    assert_eq!(found(&mut stream, 1, segment(40, 501, 301, ACK, 0)), [one]);
    assert_eq!(found(&mut stream, 1, segment(50, 501, 401, ACK, 0)), [one]);
    for (turn, number) in (0..).zip([501, 601, 701]) {
        let again = segment(60 + turn, 501, number, ACK, 0);
        let seen = stream.take(&again, 1, true);
        assert!(seen.findings.is_empty() && !seen.is_silent());
    }
    found(&mut stream, 1, segment(70, 501, 701, ACK, 10));
    found(&mut stream, 0, segment(80, 701, 511, ACK, 0));
    assert_eq!(found(&mut stream, 1, segment(90, 511, 801, ACK, 0)), [one]);
}

#[test]
fn karn_gives_no_time_for_what_was_sent_twice() {
    let mut stream = established(0);
    found(&mut stream, 0, segment(20, 1, 501, ACK, 100));
    found(&mut stream, 0, segment(300, 1, 501, ACK, 100));
    let seen = stream.take(&segment(310, 501, 101, ACK, 0), 1, true);
    let answered = seen.answered.unwrap();
    assert_eq!((answered.after_ns, answered.is_certain), (290 * MS, false));
}

#[test]
fn a_handshake_and_its_end_are_complete() {
    let mut stream = established(0);
    assert_eq!(stream.handshake().certain_rtt(), Some(10 * MS));
    found(&mut stream, 0, segment(20, 1, 501, ACK, 10));
    found(&mut stream, 0, segment(21, 11, 501, ACK | FIN, 0));
    assert_eq!(stream.handshake().completeness, Completeness(31));
    found(&mut stream, 1, segment(22, 501, 12, ACK | RST, 0));
    assert_eq!(stream.handshake().completeness, Completeness(63));
}

#[test]
fn a_refusal_ends_the_initial_rtt_but_is_no_handshake() {
    let mut stream = Connection::new(Timestamp(0));
    found(&mut stream, 0, segment(0, 0, 0, SYN, 0));
    let refused = stream.take(&segment(30, 0, 1, RST | ACK, 0), 1, true);
    // tshark 4.0 says so of a RST that answers a SYN.
    assert_eq!(refused.initial_rtt, Some(30 * MS));
    assert_eq!(stream.handshake().certain_rtt(), None);
}
