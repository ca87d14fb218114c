//! A batch: a quarter of a mebibyte of captured bytes or so and the records in it. The unit in which packets
//! travel from the reader to the workers; reused, so that reading allocates nothing.

use crate::packet::RawPacket;
use crate::value::{LinkType, Timestamp};

/// One packet's place in a batch.
#[derive(Clone, Copy, Debug)]
pub struct Record {
    /// Position in the timeline of all inputs, from 1.
    pub number: u64,
    /// When the packet was captured.
    pub at: Timestamp,
    /// Offset of the captured bytes in the batch.
    pub start: u32,
    /// How many bytes were captured.
    pub captured_bytes: u32,
    /// Length on the wire, at least `captured_bytes`.
    pub wire_bytes: u32,
    /// Index into the ledger's list of interfaces.
    pub interface: u32,
    /// What the first header is.
    pub link_type: LinkType,
    /// Bytes of frame check sequence at the end of the frame.
    pub fcs_bytes: u8,
    /// Under which number its options were noted ([`super::Notes`]); 0 for none.
    pub notes: u32,
}

/// Captured bytes and the records in them.
#[derive(Debug, Default)]
pub struct Batch {
    /// The bytes; records point into them.
    pub bytes: Vec<u8>,
    /// The records in the order of the timeline.
    pub records: Vec<Record>,
    /// Of each record whether analysers see it; empty where they see all.
    pub chosen: Vec<bool>,
    /// Time of the first packet of the run, from which relative times count; the engine sets it.
    pub start: Timestamp,
    /// Time of the packet before the first of the batch, or of that one itself; the engine sets it.
    pub before: Timestamp,
}

impl Batch {
    /// Forgets the records; the bytes stay for the next use.
    pub fn clear(&mut self) {
        self.records.clear();
    }

    /// Whether analysers see each of the packets.
    pub fn choice(&self) -> impl Iterator<Item = bool> {
        let all =
            std::iter::repeat_n(true, if self.chosen.is_empty() { self.records.len() } else { 0 });
        self.chosen.iter().copied().chain(all)
    }

    /// The packets in the order of the timeline.
    pub fn packets(&self) -> impl Iterator<Item = RawPacket<'_>> {
        let mut last = self.before;
        self.records.iter().map(move |record| {
            let before = std::mem::replace(&mut last, record.at);
            self.show(record, before)
        })
    }

    /// The packet at a place.
    #[must_use]
    pub fn packet(&self, place: usize) -> Option<RawPacket<'_>> {
        let record = self.records.get(place)?;
        let before = place.checked_sub(1).and_then(|before| self.records.get(before));
        Some(self.show(record, before.map_or(self.before, |before| before.at)))
    }

    #[inline]
    fn show(&self, record: &Record, before: Timestamp) -> RawPacket<'_> {
        let start = record.start as usize;
        let end = start + record.captured_bytes as usize;
        RawPacket {
            number: record.number,
            at: record.at,
            start: self.start,
            before,
            wire_bytes: record.wire_bytes,
            link_type: record.link_type,
            interface: record.interface,
            fcs_bytes: record.fcs_bytes,
            joined: None,
            data: self.bytes.get(start..end).unwrap_or_default(),
        }
    }
}
