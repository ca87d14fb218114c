//! What is known of a packet's streams from the packets before it: their numbers, and what the
//! analysis of TCP found. Fields read it beside headers; [`crate::flow::Follower`] writes it, where
//! somebody asks for such a field.

mod findings;
mod seen;

pub use findings::{Finding, Findings};
pub use seen::{Answered, Completeness, Seen, WindowScale};

/// The stream that a layer of the packet belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InStream {
    /// The layer, counted from the outside: TCP or UDP.
    pub layer: u8,
    /// tshark's number of the stream, from 0 on in the order of first packets.
    pub number: u64,
    /// Nanoseconds since the stream's first packet, and since the one before.
    pub times: Times,
    /// Of a TCP segment that is no quotation: what the analysis found.
    pub seen: Option<Seen>,
}

/// When a packet came in its stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// Nanoseconds since the stream's first packet.
    pub since_first: i64,
    /// Nanoseconds since the stream's packet before.
    pub since_previous: i64,
}

/// What is known of the packet's streams, from the outside in; nothing where nobody asked, or where
/// there was no room for a stream.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    layers: Vec<InStream>,
}

impl Analysis {
    /// Forgets the packet.
    pub fn clear(&mut self) {
        self.layers.clear();
    }

    /// Adds a layer, inside those that are there.
    pub fn push(&mut self, layer: InStream) {
        self.layers.push(layer);
    }

    /// What is known of the layer at `index`, counted from the outside.
    #[must_use]
    pub fn layer(&self, index: usize) -> Option<&InStream> {
        self.layers.iter().find(|it| usize::from(it.layer) == index)
    }
}
