//! What files say beside their packets: interfaces, comments, names, secrets, statistics. Collected
//! for whoever writes packets into another file, where somebody asks; all in little-endian order.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::value::LinkType;

/// An interface as its file describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotedInterface {
    /// What its packets begin with.
    pub link_type: LinkType,
    /// Most bytes kept of a packet, 0 for no limit.
    pub snap_length: u32,
    /// Bytes of frame check sequence at the end of its frames.
    pub fcs_bytes: u8,
    /// Whether its clock tells more than microseconds.
    pub is_fine: bool,
    /// Options of pcapng, without those that say what the clock means.
    pub options: Vec<u8>,
}

/// A block of pcapng that is neither packet nor interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotedBlock {
    /// One that can be written as it is: its type and its body.
    Plain(u32, Vec<u8>),
    /// Statistics: the interface, and the body behind its number.
    Statistics(u32, Vec<u8>),
}

/// Most bytes of options and blocks that are held for those who have not asked for them yet.
/// Chosen by us: a file may have any number of them before its first packet.
const MOST_BYTES: usize = 64 << 20;

/// All that was noted and not yet taken.
#[derive(Debug, Default)]
pub struct Noted {
    /// Interfaces by their number in the ledger.
    pub interfaces: BTreeMap<u32, NotedInterface>,
    /// Blocks in their order.
    pub blocks: Vec<NotedBlock>,
    /// Options of the sections.
    pub section: Vec<u8>,
    /// What was not noted, as there was too much.
    pub left_out: u64,
    packets: BTreeMap<u32, Vec<u8>>,
    last_packet: u32,
    bytes: usize,
}

impl Noted {
    /// Takes the options of a packet, by the number that its record has.
    pub fn take_packet(&mut self, number: u32) -> Vec<u8> {
        let options = self.packets.remove(&number).unwrap_or_default();
        self.bytes = self.bytes.saturating_sub(options.len());
        options
    }

    /// Takes the blocks.
    pub fn take_blocks(&mut self) -> Vec<NotedBlock> {
        let blocks = std::mem::take(&mut self.blocks);
        let size = |block: &NotedBlock| match block {
            NotedBlock::Plain(_, body) | NotedBlock::Statistics(_, body) => body.len(),
        };
        self.bytes = self.bytes.saturating_sub(blocks.iter().map(size).sum());
        blocks
    }

    fn has_room(&mut self, bytes: usize) -> bool {
        let fits = self.bytes + bytes <= MOST_BYTES;
        if fits {
            self.bytes += bytes;
        } else {
            self.left_out += 1;
        }
        fits
    }

    /// Notes the options of a packet, and gives the number under which they are found.
    pub(super) fn add_packet(&mut self, options: Vec<u8>) -> u32 {
        if options.is_empty() || !self.has_room(options.len()) {
            return 0;
        }
        self.last_packet = self.last_packet.wrapping_add(1).max(1);
        self.packets.insert(self.last_packet, options);
        self.last_packet
    }

    /// Notes a block.
    pub(super) fn add_block(&mut self, block: NotedBlock) {
        let bytes = match &block {
            NotedBlock::Plain(_, body) | NotedBlock::Statistics(_, body) => body.len(),
        };
        if self.has_room(bytes) {
            self.blocks.push(block);
        }
    }
}

/// Shared by the source, which notes, and whoever takes.
#[derive(Clone, Debug, Default)]
pub struct Notes(Arc<Mutex<Noted>>);

impl Notes {
    /// What was noted.
    pub fn lock(&self) -> MutexGuard<'_, Noted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
