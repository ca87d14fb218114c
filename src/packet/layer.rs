//! What decoding a packet leaves behind: up to 16 layers and a few faults, all inline.

use super::analysis::{Analysis, InStream};
use super::{Fault, ProtocolId, Role};

/// One protocol's place in a packet. Offsets count from the packet's first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layer {
    /// Which protocol.
    pub protocol: ProtocolId,
    /// Where its header begins.
    pub start: u32,
    /// Where its payload begins (and its header ends).
    pub payload: u32,
    /// Where its payload ends, as its length fields and the captured bytes allow.
    pub end: u32,
    /// Where its payload ended on the wire; after `end` where the capture cut the packet.
    pub wire_end: u32,
}

const NONE: Layer = Layer { protocol: ProtocolId::Data, start: 0, payload: 0, end: 0, wire_end: 0 };
const NO_FAULT: Fault =
    Fault { kind: super::FaultKind::Snapped, offset: 0, needed: 0, available: 0 };

/// The result of the walk. Reused from packet to packet: [`Decoded::clear`] is cheap.
#[derive(Clone, Debug)]
pub struct Decoded {
    layers: [Layer; Self::MAX_LAYERS],
    faults: [Fault; Self::MAX_FAULTS],
    layer_count: usize,
    fault_count: usize,
    network: usize,
    transport: usize,
    quoting: bool,
    analysis: Option<Box<Analysis>>,
    fragment: bool,
}

impl Default for Decoded {
    fn default() -> Self {
        Self {
            layers: [NONE; Self::MAX_LAYERS],
            faults: [NO_FAULT; Self::MAX_FAULTS],
            layer_count: 0,
            fault_count: 0,
            network: usize::MAX,
            transport: usize::MAX,
            quoting: false,
            analysis: None,
            fragment: false,
        }
    }
}

impl Decoded {
    /// How many layers a packet may have; decoding stops there with a fault.
    pub const MAX_LAYERS: usize = 16;
    /// How many faults are kept; a broken packet rarely has more than one.
    pub const MAX_FAULTS: usize = 4;

    /// Forgets the packet.
    pub fn clear(&mut self) {
        self.layer_count = 0;
        self.fault_count = 0;
        self.network = usize::MAX;
        self.transport = usize::MAX;
        self.quoting = false;
        self.fragment = false;
    }

    /// Forgets the packet and holds a plain one: a link, perhaps a tag, a network, a transport.
    #[inline]
    pub(super) fn fill(
        &mut self,
        link: Layer,
        tag: Option<Layer>,
        network: Layer,
        transport: Layer,
    ) {
        let [first, second, third, fourth, ..] = &mut self.layers;
        *first = link;
        if let Some(tag) = tag {
            (*second, *third, *fourth) = (tag, network, transport);
        } else {
            (*second, *third) = (network, transport);
        }
        let tags = usize::from(tag.is_some());
        self.layer_count = tags + 3;
        self.network = tags + 1;
        self.transport = tags + 2;
        self.fault_count = 0;
        self.quoting = false;
        self.fragment = false;
    }

    /// The layers from the outside in.
    #[must_use]
    pub fn layers(&self) -> &[Layer] {
        self.layers.get(..self.layer_count).unwrap_or_default()
    }

    /// The faults in the order they were found.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        self.faults.get(..self.fault_count).unwrap_or_default()
    }

    /// The stream that the layer at `index` belongs to, where somebody asked for streams.
    #[must_use]
    pub fn stream(&self, index: usize) -> Option<&InStream> {
        self.analysis.as_ref()?.layer(index)
    }

    /// Takes out what was known of the streams of the packet, to be filled for the next one and
    /// given back to [`Self::set_analysis`].
    pub fn take_analysis(&mut self) -> Box<Analysis> {
        let mut analysis = self.analysis.take().unwrap_or_default();
        analysis.clear();
        analysis
    }

    /// Notes what is known of the packet's streams. Nobody but who follows streams does, and who
    /// does it does it for every packet: decoding leaves it alone.
    pub fn set_analysis(&mut self, analysis: Box<Analysis>) {
        self.analysis = Some(analysis);
    }

    /// The innermost layer.
    #[must_use]
    pub fn last(&self) -> Option<&Layer> {
        self.layers().last()
    }

    /// Whether the innermost layer is a control message, or a packet that one quotes. What it
    /// quotes is often cut, which is no fault, and belongs to another flow.
    #[inline]
    #[must_use]
    pub fn is_quoting(&self) -> bool {
        self.quoting
    }

    /// Whether the packet ends in a fragment of IP that was captured whole, so that what it holds
    /// is known only together with others.
    #[inline]
    #[must_use]
    pub fn is_fragment(&self) -> bool {
        self.fragment
    }

    /// Notes that the walk ended at a fragment.
    pub(super) fn end_in_fragment(&mut self) {
        self.fragment = true;
    }

    /// The innermost network layer (IPv4, IPv6) that a control message does not merely quote.
    #[must_use]
    pub fn network(&self) -> Option<&Layer> {
        self.layers().get(self.network)
    }

    /// The innermost transport layer (TCP, UDP, SCTP, ...), if it lies inside [`Self::network`].
    #[must_use]
    pub fn transport(&self) -> Option<&Layer> {
        self.layers().get(self.transport)
    }

    /// Adds a layer inside the others; answers `false` when all places are taken.
    #[inline]
    pub fn push(&mut self, layer: Layer) -> bool {
        let Some(place) = self.layers.get_mut(self.layer_count) else {
            return false;
        };
        *place = layer;
        match layer.protocol.role() {
            Role::Control => self.quoting = true,
            Role::Network if !self.quoting => {
                self.network = self.layer_count;
                self.transport = usize::MAX;
            }
            Role::Transport if !self.quoting => self.transport = self.layer_count,
            _ => {}
        }
        self.layer_count += 1;
        true
    }

    /// Keeps a fault; the first [`Self::MAX_FAULTS`] stay.
    pub fn push_fault(&mut self, fault: Fault) {
        if let Some(place) = self.faults.get_mut(self.fault_count) {
            *place = fault;
            self.fault_count += 1;
        }
    }
}
