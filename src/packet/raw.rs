//! A packet as the capture recorded it, before anything is decoded.

use super::Joined;
use crate::value::{LinkType, Timestamp};

/// One record of a capture. The bytes are borrowed from the reader's buffer.
#[derive(Clone, Copy, Debug)]
pub struct RawPacket<'a> {
    /// Position in the timeline of all inputs, from 1.
    pub number: u64,
    /// When the packet was captured.
    pub at: Timestamp,
    /// When the first packet of the run was captured, from which relative times count.
    pub start: Timestamp,
    /// When the packet before it in the timeline was captured; of the first its own time.
    pub before: Timestamp,
    /// Length on the wire in bytes. At least the captured length: where a record claims less,
    /// the source raises it and counts the record as faulty.
    pub wire_bytes: u32,
    /// What the first header is.
    pub link_type: LinkType,
    /// Index into the ledger's list of interfaces.
    pub interface: u32,
    /// Bytes of frame check sequence at the end of the frame, 0 where none is known to be there.
    pub fcs_bytes: u8,
    /// The captured bytes, and behind them those of datagrams that the packet completed.
    pub data: &'a [u8],
    /// The datagrams behind the captured bytes, where the packet brought their last fragments.
    pub joined: Option<&'a Joined>,
}

impl<'a> RawPacket<'a> {
    /// The first packet of a capture that begins at time zero, captured whole.
    #[must_use]
    pub fn alone(link_type: LinkType, data: &'a [u8]) -> Self {
        Self {
            number: 1,
            at: Timestamp(0),
            start: Timestamp(0),
            before: Timestamp(0),
            wire_bytes: u32::try_from(data.len()).unwrap_or(u32::MAX),
            link_type,
            interface: 0,
            fcs_bytes: 0,
            data,
            joined: None,
        }
    }

    /// The captured bytes alone: what a capture file has of the packet.
    #[inline]
    #[must_use]
    pub fn captured(&self) -> &'a [u8] {
        match self.joined {
            None => self.data,
            Some(joined) => self.data.get(..joined.captured_bytes as usize).unwrap_or(self.data),
        }
    }

    /// Nanoseconds since the first packet of the run; negative for a packet captured before it.
    #[must_use]
    pub fn since_start(&self) -> i64 {
        self.at.since(self.start)
    }

    /// Whether the capture kept fewer bytes than were on the wire.
    #[must_use]
    pub fn is_snapped(&self) -> bool {
        u64::from(self.wire_bytes) > self.captured().len() as u64
    }
}
