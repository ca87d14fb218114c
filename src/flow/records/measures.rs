//! What is measured of a flow only where somebody asks for it: how sizes and gaps spread, the
//! lowest time to live, flags that do not belong together, names that were asked for, and the first
//! packets one by one.

mod names;
mod spread;
mod step;

pub use names::Names;
pub use spread::Spread;
pub use step::Step;

use std::collections::VecDeque;

use super::endpoint::{ACK, FIN, RST, SYN};
use super::packed::{Packer, Unpacker};
use super::sighting::Sighting;
use crate::packet::bytes::u8_at;
use crate::packet::{Packet, ProtocolId};
use crate::value::Timestamp;

const PUSH: u8 = 8;
const URGENT: u8 = 32;
/// No header with a time to live was seen.
const NO_TTL: u8 = u8::MAX;

/// The measures of one flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// Bytes on the wire of the originator's frames, and of the responder's.
    pub sizes: [Spread; 2],
    /// Nanoseconds between a packet and the one before it; 0 where the clock went back.
    pub gaps: Spread,
    /// The same between packets of the originator.
    pub originator_gaps: Spread,
    /// Lowest time to live or hop limit of the innermost IP header; 255 where there is none.
    pub lowest_ttl: u8,
    /// Segments of TCP whose flags do not belong together: none at all, SYN with FIN or RST, FIN
    /// without ACK, or FIN, PSH and URG at once.
    pub odd_flags: u32,
    /// What was asked of the domain name system.
    pub names: Option<Box<Names>>,
    /// The first packets.
    pub steps: Vec<Step>,
}

impl Default for Measured {
    fn default() -> Self {
        Self {
            sizes: [Spread::default(); 2],
            gaps: Spread::default(),
            originator_gaps: Spread::default(),
            lowest_ttl: NO_TTL,
            odd_flags: 0,
            names: None,
            steps: Vec::new(),
        }
    }
}

/// The measures of a flow that lives.
#[derive(Clone, Debug, Default)]
struct Measuring {
    measured: Measured,
    /// When the last packet came, and the originator's last.
    last: Option<Timestamp>,
    last_of_originator: Option<Timestamp>,
}

/// What is measured of a packet that waits, beside what flows count.
#[derive(Clone, Copy, Debug, Default)]
struct Glimpse {
    time_to_live: Option<u8>,
    names: Option<Names>,
}

/// The measures of flows that live, by their places.
#[derive(Debug)]
pub struct Measures {
    /// Of packets that wait to be counted, the oldest first, and of the one at hand.
    waiting: VecDeque<Glimpse>,
    at_hand: Glimpse,
    /// How many packets of a flow are kept one by one.
    steps: usize,
    // Boxes, so that growing moves little.
    #[expect(clippy::vec_box, reason = "growing moves pointers, not what they point to")]
    flows: Vec<Box<Measuring>>,
}

impl Measures {
    /// No flows yet; the first `steps` packets of each will be kept one by one.
    pub const fn new(steps: usize) -> Self {
        let at_hand = Glimpse { time_to_live: None, names: None };
        Self { waiting: VecDeque::new(), at_hand, steps, flows: Vec::new() }
    }

    /// Looks at a packet that will be counted later.
    pub fn look(&mut self, seen: &Sighting, packet: &Packet<'_>) {
        let is_dns = seen.application == Some(ProtocolId::Dns);
        let names = is_dns.then(|| Names::of(packet, seen.segment.is_some()));
        self.waiting.push_back(Glimpse { time_to_live: time_to_live(packet), names });
    }

    /// Turns to the packet that was looked at before all others that wait.
    pub fn next(&mut self) {
        self.at_hand = self.waiting.pop_front().unwrap_or_default();
    }

    /// Begins anew at a place.
    pub fn begin(&mut self, place: u32) {
        let place = place as usize;
        match self.flows.get_mut(place) {
            Some(flow) => **flow = Measuring::default(),
            None => self.flows.resize_with(place + 1, Box::default),
        }
    }

    /// What was measured at a place.
    pub fn get(&self, place: u32) -> Option<&Measured> {
        self.flows.get(place as usize).map(|flow| &flow.measured)
    }

    /// Takes the packet at hand, of the flow at a place, sent by `side` (0: the originator).
    pub fn packet(&mut self, place: u32, side: usize, seen: &Sighting) {
        let Glimpse { time_to_live, names } = self.at_hand;
        let steps = self.steps;
        let Some(flow) = self.flows.get_mut(place as usize) else { return };
        let Measuring { measured, last, last_of_originator } = &mut **flow;
        let gap_ns = gap(last, seen.at);
        if let Some(gap) = gap_ns {
            measured.gaps.add(gap);
        }
        if side == 0
            && let Some(gap) = gap(last_of_originator, seen.at)
        {
            measured.originator_gaps.add(gap);
        }
        if let Some(sizes) = measured.sizes.get_mut(side) {
            sizes.add(seen.frame_bytes.into());
        }
        if let Some(ttl) = time_to_live {
            measured.lowest_ttl = measured.lowest_ttl.min(ttl);
        }
        if seen.segment.is_some_and(|segment| is_odd(segment.flags)) {
            measured.odd_flags = measured.odd_flags.saturating_add(1);
        }
        if let Some(names) = &names {
            measured.names.get_or_insert_with(Box::default).join(names);
        }
        if measured.steps.len() < steps {
            let (frame_bytes, gap_ns) = (seen.frame_bytes, gap_ns.unwrap_or_default());
            measured.steps.push(Step { frame_bytes, by_responder: side != 0, gap_ns });
        }
    }
}

/// The span since `last`, which becomes `now` where that is later.
fn gap(last: &mut Option<Timestamp>, now: Timestamp) -> Option<u64> {
    let before = last.replace(last.map_or(now, |last| last.max(now)))?;
    Some(u64::try_from(now.since(before)).unwrap_or_default())
}

fn time_to_live(packet: &Packet<'_>) -> Option<u8> {
    let network = packet.decoded.network()?;
    // RFC 791 section 3.1, RFC 8200 section 3.
    let at = if network.protocol == ProtocolId::Ipv4 { 8 } else { 7 };
    u8_at(packet.raw.data, network.start as usize + at)
}

/// Whether no proper segment has these flags (Snort's group 116 and its like).
fn is_odd(flags: u8) -> bool {
    let has = |wanted: u8| flags & wanted == wanted;
    flags & (FIN | SYN | RST | PUSH | ACK | URGENT) == 0
        || has(SYN | FIN)
        || has(SYN | RST)
        || has(FIN) && !has(ACK)
        || has(FIN | PUSH | URGENT)
}

impl Measured {
    /// Bytes that packing takes at most.
    #[must_use]
    pub const fn most_bytes(&self) -> usize {
        // Four spreads of five numbers, names, and what is counted.
        256 + self.steps.len() * Step::MOST_BYTES
    }

    /// Packs it.
    pub fn pack(&self, to: &mut Packer<'_>) {
        let Self { sizes: [sent, answered], gaps, originator_gaps, .. } = self;
        for spread in [sent, answered, gaps, originator_gaps] {
            spread.pack(to);
        }
        to.put(self.lowest_ttl.into());
        to.put(self.odd_flags.into());
        to.put(self.names.is_some().into());
        if let Some(names) = &self.names {
            names.pack(to);
        }
        to.put(self.steps.len() as u64);
        for step in &self.steps {
            step.pack(to);
        }
    }

    /// What was packed.
    pub fn unpack(from: &mut Unpacker<'_>) -> Self {
        Self {
            sizes: [(); 2].map(|()| Spread::unpack(from)),
            gaps: Spread::unpack(from),
            originator_gaps: Spread::unpack(from),
            lowest_ttl: from.take_as(),
            odd_flags: from.take_as(),
            names: (from.take() != 0).then(|| Box::new(Names::unpack(from))),
            steps: (0..from.take()).map(|_| Step::unpack(from)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_that_no_stack_sends_together_are_odd() {
        for flags in [0, SYN | FIN, SYN | RST | ACK, FIN, FIN | PUSH | URGENT | ACK, 0x40] {
            assert!(is_odd(flags), "{flags:#x}");
        }
        for flags in [SYN, SYN | ACK, ACK, RST, RST | ACK, FIN | ACK, PUSH | ACK, 0xc2] {
            assert!(!is_odd(flags), "{flags:#x}");
        }
    }

    #[test]
    fn a_gap_is_nothing_where_the_clock_goes_back() {
        let mut last = None;
        let at = [5, 9, 7, 12].map(Timestamp);
        assert_eq!(at.map(|at| gap(&mut last, at)), [None, Some(4), Some(0), Some(3)]);
    }

    #[test]
    fn what_is_packed_comes_back() {
        let mut measured = Measured { lowest_ttl: 57, odd_flags: 3, ..Measured::default() };
        measured.gaps.add(u64::MAX);
        measured.gaps.add(u64::MAX);
        measured.sizes[1].add(1514);
        measured.steps = vec![Step { frame_bytes: u32::MAX, by_responder: true, gap_ns: u64::MAX }];
        for names in [None, Some(Box::new(Names { longest: 255, ..Names::default() }))] {
            measured.names = names;
            let mut bytes = Vec::new();
            measured.pack(&mut Packer { bytes: &mut bytes });
            assert!(bytes.len() <= measured.most_bytes());
            assert_eq!(Measured::unpack(&mut Unpacker { bytes: &bytes }), measured);
        }
    }
}
