//! Finds the messages of applications: each datagram is one.

use crate::packet::{Decoded, Entry, Messages, Place, ProtocolId, Role};

/// Finds messages. Each worker has its own, for the partitions it takes.
#[derive(Debug, Default)]
pub struct Assembler {
    entries: Vec<Entry>,
    assembled: Vec<u8>,
}

impl Assembler {
    /// Looks at a packet, whose application is named.
    pub fn packet(&mut self, decoded: &Decoded) {
        self.entries.clear();
        self.assembled.clear();
        let [.., transport, last] = decoded.layers() else { return };
        if last.protocol.role() != Role::Application || decoded.is_quoting() {
            return;
        }
        if transport.protocol == ProtocolId::Udp {
            self.entries.push(Entry {
                protocol: last.protocol,
                place: Place::Packet,
                start: last.start,
                end: last.end,
                wire_bytes: u64::from(last.wire_end - last.start),
            });
        }
    }

    /// The messages that the last packet completed.
    #[must_use]
    pub fn messages(&self) -> Messages<'_> {
        Messages { entries: &self.entries, assembled: &self.assembled }
    }
}
