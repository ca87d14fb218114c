//! What a table of flows had no room for.

/// What could not be shown, or not whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Flows that ended early for want of room.
    pub evicted: u64,
    /// Flows that ended and for whose records there was no room.
    pub flows: u64,
    /// Their packets.
    pub packets: u64,
    /// Bytes of their frames.
    pub frame_bytes: u64,
    /// Packets with IP addresses that belong to no flow: fragments without ports, other protocols,
    /// headers that were cut.
    pub without_flow: u64,
}

impl LeftOut {
    /// Takes over what another table has not.
    pub fn absorb(&mut self, other: Self) {
        self.evicted += other.evicted;
        self.flows += other.flows;
        self.packets += other.packets;
        self.frame_bytes += other.frame_bytes;
        self.without_flow += other.without_flow;
    }
}
