//! Where flows live, and in which order they may be over.
//!
//! Flows of one class and partition stand in a queue by the time at which they were put there.
//! Whoever reaches the front and has said something since goes to the back; whoever has not has
//! rested longest of all. So a packet costs nothing here, and what is oldest is exact.

use super::live::Live;
use crate::flow::index::NOWHERE;
use crate::value::Timestamp;

/// Flows of a block. Blocks never move, so that growing copies nothing.
const BLOCK: usize = 1 << 9;

/// Places of flows.
#[derive(Debug, Default)]
pub struct Places {
    blocks: Vec<Vec<Live>>,
    free: Vec<u32>,
    count: usize,
}

impl Places {
    /// The flow at a place.
    #[inline]
    pub fn get(&self, place: u32) -> Option<&Live> {
        self.blocks.get(place as usize / BLOCK)?.get(place as usize % BLOCK)
    }

    /// The same, to be changed.
    #[inline]
    pub fn get_mut(&mut self, place: u32) -> Option<&mut Live> {
        self.blocks.get_mut(place as usize / BLOCK)?.get_mut(place as usize % BLOCK)
    }

    /// Puts a flow somewhere; `None` where four thousand million live already.
    pub fn insert(&mut self, live: Live) -> Option<u32> {
        if let Some(place) = self.free.pop() {
            *self.get_mut(place)? = live;
            return Some(place);
        }
        let place = u32::try_from(self.count).ok().filter(|&place| place != NOWHERE)?;
        if self.count.is_multiple_of(BLOCK) {
            self.blocks.push(Vec::with_capacity(BLOCK));
        }
        self.blocks.last_mut()?.push(live);
        self.count += 1;
        Some(place)
    }

    /// Gives a place to whoever comes next.
    pub fn remove(&mut self, place: u32) {
        self.free.push(place);
    }

    /// Hands out all that live, block by block, and frees each.
    pub fn drain(mut self, mut visit: impl FnMut(u32, &Live)) {
        self.free.sort_unstable();
        let mut free = self.free.iter().copied().peekable();
        let mut place = 0;
        for block in self.blocks {
            for live in block {
                if free.next_if_eq(&place).is_none() {
                    visit(place, &live);
                }
                place += 1;
            }
        }
    }
}

/// A queue of flows that live in [`Places`].
#[derive(Clone, Copy, Debug)]
pub struct Queue {
    oldest: u32,
    newest: u32,
    /// When the oldest was queued.
    pub since: Timestamp,
}

impl Default for Queue {
    fn default() -> Self {
        Self { oldest: NOWHERE, newest: NOWHERE, since: Timestamp(i64::MAX) }
    }
}

impl Queue {
    /// Whether nobody waits.
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.oldest == NOWHERE
    }

    /// Puts a flow at the back.
    pub fn push(&mut self, places: &mut Places, place: u32) {
        let Some(live) = places.get_mut(place) else { return };
        live.next = NOWHERE;
        live.queued_at = live.account.last;
        let queued_at = live.queued_at;
        if self.is_empty() {
            self.oldest = place;
            self.since = queued_at;
        } else if let Some(before) = places.get_mut(self.newest) {
            before.next = place;
        }
        self.newest = place;
    }

    /// Takes the flow at the front.
    pub fn pop(&mut self, places: &Places) -> Option<u32> {
        let place = self.oldest;
        self.oldest = places.get(place)?.next;
        match places.get(self.oldest) {
            Some(next) => self.since = next.queued_at,
            None => *self = Self::default(),
        }
        Some(place)
    }
}
