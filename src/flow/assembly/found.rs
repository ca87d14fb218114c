//! The messages that a packet completes, as they are found.

use std::ops::Range;

use crate::packet::{Entry, Messages, Place, ProtocolId};

/// Messages, and the bytes of those that are not in one piece in the packet; reused.
#[derive(Debug)]
pub struct Found {
    entries: Vec<Entry>,
    assembled: Vec<u8>,
    /// The application of what is found next.
    pub protocol: ProtocolId,
    /// Whether what is found next was sent by the packet's destination.
    pub reversed: bool,
    /// What is remembered of the direction of what is found next.
    pub mark: u8,
    begun: Option<ProtocolId>,
}

impl Default for Found {
    fn default() -> Self {
        let protocol = ProtocolId::Data;
        Self {
            entries: Vec::new(),
            assembled: Vec::new(),
            protocol,
            reversed: false,
            mark: 0,
            begun: None,
        }
    }
}

impl Found {
    /// Forgets the packet before.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.assembled.clear();
        self.reversed = false;
        self.mark = 0;
        self.begun = None;
    }

    /// All of them.
    pub fn messages(&self) -> Messages<'_> {
        Messages { entries: &self.entries, assembled: &self.assembled, begun: self.begun }
    }

    /// Adds one that lies in the packet; none of which nothing is kept.
    pub fn in_packet(&mut self, range: Range<u32>, wire_bytes: u64) {
        self.add(Place::Packet, range, wire_bytes);
    }

    /// Adds one whose kept bytes are these; none of which nothing is kept.
    pub fn assembled(&mut self, bytes: &[u8], wire_bytes: u64) {
        let start = u32::try_from(self.assembled.len());
        self.assembled.extend_from_slice(bytes);
        if let (Ok(start), Ok(end)) = (start, u32::try_from(self.assembled.len())) {
            self.add(Place::Assembled, start..end, wire_bytes);
        }
    }

    /// Notes that a message begins in the packet that does not end in it.
    pub const fn begins(&mut self) {
        self.begun = Some(self.protocol);
    }

    fn add(&mut self, place: Place, Range { start, end }: Range<u32>, wire_bytes: u64) {
        if start < end {
            let (protocol, reversed, mark) = (self.protocol, self.reversed, self.mark);
            self.entries.push(Entry { protocol, place, start, end, wire_bytes, reversed, mark });
        }
    }
}
