//! A TCP connection as Zeek's `conn.log` sees it: what each end has done, and the letters of it.
//! The rules are those of Zeek's documentation; sequence numbers are not judged here.

use super::endpoint::{ACK, Endpoint, FIN, RST, SYN, Segment};
use super::history::{History, is_noted};
use super::state::EndState;

/// Both ends, the originator first.
#[derive(Clone, Debug, Default)]
pub struct Tcp {
    ends: [Endpoint; 2],
}

impl Tcp {
    /// The ends, the originator first.
    pub const fn ends(&self) -> &[Endpoint; 2] {
        &self.ends
    }

    /// A number for which both ends must be read.
    #[inline]
    pub fn touch(&self) -> u64 {
        let [originator, responder] = &self.ends;
        (originator.arrived.next() ^ responder.arrived.next()).cast_unsigned()
    }

    /// Bytes that each end sent.
    pub fn sizes(&self) -> [u64; 2] {
        let [originator, responder] = &self.ends;
        [originator.size(responder), responder.size(originator)]
    }

    /// Whether a segment opens another connection on the same ports. `side`: 0 for the originator.
    pub fn is_left_by(&self, segment: &Segment, side: usize) -> bool {
        self.ends.get(side).is_some_and(|end| end.is_left_by(segment))
    }

    /// Whether both ends have closed: what comes later does not prolong the connection.
    pub fn is_closed(&self) -> bool {
        self.ends.iter().all(|end| end.has_closed)
    }

    /// Whether a FIN of both or a RST of one ended the connection.
    pub fn is_over(&self) -> bool {
        self.is_closed() || self.ends.iter().any(|end| end.state == EndState::Reset)
    }

    /// Takes a segment of the end on `side`.
    pub fn take(&mut self, segment: &Segment, side: usize, history: &mut History) {
        let [originator, responder] = &mut self.ends;
        let (me, peer) = if side == 0 { (originator, responder) } else { (responder, originator) };
        me.open(segment);
        me.note(segment, side, history);
        me.note_window(segment, peer, side, history);
        let acknowledged = segment.has(ACK).then(|| peer.take_acknowledgement(segment));
        me.move_on(segment, side, history);
        if advance(me, peer, segment, side == 0) {
            me.has_closed = true;
        }
        if let Some(place) = acknowledged {
            look_for_gap(me, peer, place, 1 - side, history);
        }
        let is_of_use = me.is_proper() && peer.is_proper();
        me.take_payload(segment, is_of_use);
    }
}

/// Moves both states on; answers whether the sender closed or broke off.
fn advance(me: &mut Endpoint, peer: &mut Endpoint, segment: &Segment, is_originator: bool) -> bool {
    match me.state {
        EndState::Inactive => return begin(me, peer, segment, is_originator),
        EndState::SynSent | EndState::SynAckSent => {
            if segment.has(FIN) {
                me.turn(EndState::Closed);
            }
            if segment.has(RST) {
                me.turn(EndState::Reset);
            }
        }
        EndState::Established | EndState::Partial => {
            let is_late_syn = segment.flags & (SYN | ACK) == SYN
                && me.state == EndState::Partial
                && peer.state == EndState::Inactive;
            if is_late_syn {
                me.turn(EndState::SynSent);
            }
            if segment.has(RST) {
                me.turn(EndState::Reset);
            } else if segment.has(FIN) {
                me.turn(EndState::Closed);
                // A FIN, then a RST, answered by a FIN: closed properly after all.
                if peer.state == EndState::Reset && peer.previous == EndState::Closed {
                    peer.turn(EndState::Closed);
                }
            }
        }
        EndState::Closed => {
            // After FINs of both, a RST changes nothing.
            if !segment.has(RST) || peer.state == EndState::Closed {
                return false;
            }
            me.turn(EndState::Reset);
        }
        EndState::Reset => return false,
    }
    segment.has(FIN | RST)
}

/// The same for the first segment of an end.
fn begin(me: &mut Endpoint, peer: &mut Endpoint, segment: &Segment, is_originator: bool) -> bool {
    if segment.has(SYN) {
        let state = match (is_originator, segment.has(ACK)) {
            (true, true) => EndState::SynAckSent,
            // The answer was captured before the question.
            (true, false) if peer.state == EndState::Established => EndState::Established,
            (true, false) => EndState::SynSent,
            (false, _) => EndState::Established,
        };
        if !is_originator && peer.state == EndState::SynSent {
            peer.turn(EndState::Established);
        }
        me.turn(state);
    }
    if segment.has(FIN) {
        me.turn(EndState::Closed);
    }
    if segment.has(RST) {
        me.turn(EndState::Reset);
    }
    if me.state == EndState::Inactive {
        // Some stacks acknowledge a SYN before they answer it.
        let is_early = !is_originator && segment.payload == 0 && peer.state == EndState::SynSent;
        if segment.has(ACK) && peer.state == EndState::Established {
            // The handshake was seen but for the originator's SYN.
            me.turn(EndState::Established);
        } else if !is_early {
            me.turn(EndState::Partial);
        }
    }
    segment.has(FIN | RST)
}

/// Notes bytes of `peer` that `me` acknowledged and nobody captured. Of connections joined midway,
/// broken off, or of which only SYN and FIN were captured, nothing is concluded.
fn look_for_gap(
    me: &Endpoint,
    peer: &mut Endpoint,
    place: i64,
    side_of_peer: usize,
    history: &mut History,
) {
    let is_bare = peer.arrived.is_empty() && (me.has_ended() || peer.has_ended());
    let counts = me.is_proper() && peer.is_proper() && !is_bare;
    if peer.arrived.acknowledged(place, counts) {
        peer.gaps = peer.gaps.saturating_add(1);
        if is_noted(peer.gaps.into()) {
            history.push_of(side_of_peer, b'g');
        }
    }
}
