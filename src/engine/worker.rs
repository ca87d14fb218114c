//! A worker: decodes the packets of its share and hands them to its own set of analysers.

use std::iter;

use super::dealt::Dealt;
use super::{Analyser, Needs, Outcome, Partition};
use crate::flow::{Applications, Assembler, Follower, Fragments, Known, Losses};
use crate::packet::{Decoded, Messages, Packet, Plain, RawPacket, decode, walk};

/// Packets whose flows are looked up together.
const TOGETHER: usize = 32;

/// A packet of which the flow is looked up.
struct Waiting<'a> {
    raw: RawPacket<'a>,
    partition: Partition,
    flow: Option<Known>,
    /// Whether analysers see it.
    chosen: bool,
}

/// One set of analysers and what it takes to feed them.
pub struct Worker {
    analysers: Vec<Box<dyn Analyser>>,
    needs: Needs,
    decoded: Decoded,
    /// The layers of packets that are taken together.
    together: Vec<Decoded>,
    applications: Applications,
    assembler: Assembler,
    follower: Follower,
    /// What siblings that were absorbed did not remember.
    not_remembered: u64,
    /// What siblings that were absorbed gave up of streams.
    losses: Losses,
    /// Where no reader puts fragments together for all workers.
    fragments: Option<Fragments>,
}

impl Worker {
    /// A worker for these analysers.
    pub fn new(analysers: Vec<Box<dyn Analyser>>, max_flows: usize) -> Self {
        let needs = Needs::of(&analysers);
        Self {
            analysers,
            needs,
            decoded: Decoded::default(),
            together: vec![Decoded::default(); TOGETHER],
            applications: Applications::new(max_flows),
            assembler: Assembler::new(max_flows),
            follower: Follower::new(max_flows),
            not_remembered: 0,
            losses: Losses::default(),
            fragments: None,
        }
    }

    /// What its analysers have to be given.
    pub const fn needs(&self) -> Needs {
        self.needs
    }

    /// Puts fragments together itself, as it gets all packets.
    pub fn join_fragments(&mut self) {
        self.fragments = Some(Fragments::default());
    }

    /// Takes all packets of a batch, each with whether analysers see it.
    pub fn take<'a>(&mut self, packets: impl Iterator<Item = (RawPacket<'a>, bool)>) {
        if self.needs == Needs::Ledger {
            return;
        }
        if self.needs >= Needs::Applications {
            return self.take_together(packets.map(|(raw, chosen)| (raw, None, chosen)));
        }
        for (raw, chosen) in packets {
            // Fragments of other packets may complete a datagram of a chosen one.
            if !chosen && (self.fragments.is_none() || self.needs == Needs::Records) {
                continue;
            }
            match self.needs {
                Needs::Odd if Plain::is(&raw) => continue,
                Needs::Odd => walk(&raw, &mut self.decoded),
                Needs::Records => self.decoded.clear(),
                _ => decode(&raw, &mut self.decoded),
            }
            let whole = match &mut self.fragments {
                Some(fragments) if self.decoded.is_fragment() => {
                    fragments.join(&raw, &mut self.decoded)
                }
                _ => None,
            };
            if !chosen {
                continue;
            }
            let raw = whole.as_ref().map_or(raw, |whole| whole.packet(&raw));
            let mut partition = Partition::default();
            if self.needs >= Needs::Hosts {
                partition = Partition::of(&raw, &self.decoded);
            }
            self.analyse(&raw, partition);
        }
    }

    /// Takes the packets that a batch has for the worker at this place.
    pub fn take_share(&mut self, dealt: &Dealt, place: usize) {
        let share = dealt.share(place);
        if self.needs >= Needs::Applications {
            let known = |(raw, partition, chosen)| (raw, Some(partition), chosen);
            return self.take_together(share.map(known));
        }
        for (raw, partition, _) in share.filter(|(.., chosen)| *chosen) {
            decode(&raw, &mut self.decoded);
            self.analyse(&raw, partition);
        }
    }

    /// Takes the worker's packets, some at a time: what is remembered of their flows lies in no
    /// cache, and memory fetches it for many packets in the time it takes for one.
    fn take_together<'a>(
        &mut self,
        packets: impl Iterator<Item = (RawPacket<'a>, Option<Partition>, bool)>,
    ) {
        let mut waiting = Vec::with_capacity(TOGETHER);
        for (raw, known, chosen) in packets {
            let Some(decoded) = self.together.get_mut(waiting.len()) else { return };
            decode(&raw, decoded);
            if decoded.is_fragment()
                && raw.joined.is_none()
                && let Some(fragments) = &mut self.fragments
                && let Some(whole) = fragments.join(&raw, decoded)
            {
                self.settle(&mut waiting);
                self.take_together(iter::once((whole.packet(&raw), known, chosen)));
                continue;
            }
            let partition = known.unwrap_or_else(|| Partition::of(&raw, decoded));
            let flow = self.applications.look_up(&raw, decoded);
            waiting.push(Waiting { raw, partition, flow, chosen });
            if waiting.len() == TOGETHER {
                self.settle(&mut waiting);
            }
        }
        self.settle(&mut waiting);
    }

    /// Analyses the packets that wait.
    fn settle(&mut self, waiting: &mut Vec<Waiting<'_>>) {
        let flows = waiting.iter().filter_map(|it| it.flow.as_ref());
        self.applications.touch(flows);
        let Self { together, applications, assembler, follower, analysers, needs, .. } = self;
        for (packet, decoded) in waiting.drain(..).zip(together) {
            let Waiting { raw, partition, flow, chosen } = packet;
            if let Some(flow) = &flow {
                applications.name(partition.0, &raw, decoded, flow);
            }
            if *needs >= Needs::Messages {
                assembler.packet(partition.0, &raw, decoded);
            }
            if *needs >= Needs::Streams {
                follower.packet(&raw, decoded);
            }
            let packet =
                Packet { raw: &raw, decoded, messages: assembler.messages(), of_flow: &[] };
            for analyser in analysers.iter_mut().filter(|it| chosen || it.sees_all()) {
                analyser.packet(&packet, partition);
            }
        }
    }

    #[inline]
    fn analyse(&mut self, raw: &RawPacket<'_>, partition: Partition) {
        let packet =
            Packet { raw, decoded: &self.decoded, messages: Messages::default(), of_flow: &[] };
        for analyser in &mut self.analysers {
            analyser.packet(&packet, partition);
        }
    }

    /// Takes over what a sibling found.
    pub fn absorb(&mut self, sibling: Self) {
        self.not_remembered += sibling.not_remembered + sibling.applications.not_remembered();
        self.losses.absorb(sibling.losses);
        self.losses.absorb(sibling.assembler.losses());
        self.losses.absorb(sibling.follower.losses());
        for (own, other) in self.analysers.iter_mut().zip(sibling.analysers) {
            own.absorb(other);
        }
    }

    /// What was found.
    pub fn into_outcome(self, partial: bool) -> Outcome {
        let not_remembered = self.not_remembered + self.applications.not_remembered();
        let mut losses = self.losses;
        losses.absorb(self.assembler.losses());
        losses.absorb(self.follower.losses());
        let fragments = self.fragments.map(|fragments| fragments.losses()).unwrap_or_default();
        Outcome { analysers: self.analysers, partial, not_remembered, losses, fragments }
    }
}
