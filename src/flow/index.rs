//! Where entries are, by their hashes: a flat table that can be read ahead.
//!
//! A table of a hundred thousand entries lies in no cache, and to look one up is to wait for
//! memory. Each slot here is eight bytes, the hash and the place, and the first slot of a hash
//! follows from the hash alone: so the slots of many packets can be touched one right after the
//! other, and memory fetches them all in the time of one ([`Index::touch`]).

/// No place.
pub const NOWHERE: u32 = u32::MAX;
/// A slot without an entry.
const EMPTY: u64 = u64::MAX;
/// Slots of a table that holds anything.
const FEWEST: usize = 16;

/// Places by 32 bits of keyed hashes: open addressing with linear probing, at most three quarters
/// full (Knuth, The Art of Computer Programming, volume 3, section 6.4).
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// None, or a power of two.
    slots: Vec<u64>,
    count: usize,
}

impl Index {
    /// A number for which the first slot of a hash must be read.
    #[inline]
    #[must_use]
    pub fn touch(&self, hash: u32) -> u64 {
        self.slots.get(self.home(hash)).copied().unwrap_or(EMPTY)
    }

    /// The first place under a hash that is the one looked for.
    #[inline]
    #[must_use]
    pub fn find(&self, hash: u32, mut is_it: impl FnMut(u32) -> bool) -> Option<u32> {
        let mut at = self.home(hash);
        loop {
            let slot = *self.slots.get(at)?;
            if slot == EMPTY {
                return None;
            }
            if hash_of(slot) == hash && is_it(place_of(slot)) {
                return Some(place_of(slot));
            }
            at = self.next(at);
        }
    }

    /// A place under this hash, perhaps of another entry: where a packet's entry most likely is.
    #[inline]
    #[must_use]
    pub fn guess(&self, hash: u32) -> u32 {
        self.find(hash, |_| true).unwrap_or(NOWHERE)
    }

    /// Adds a place, which is not [`NOWHERE`].
    pub fn insert(&mut self, hash: u32, place: u32) {
        if (self.count + 1) * 4 > self.slots.len() * 3 {
            self.grow();
        }
        self.count += 1;
        self.put(slot(hash, place));
    }

    /// Has a hash lead to another place.
    pub fn replace(&mut self, hash: u32, old: u32, new: u32) {
        if let Some(at) = self.slot_of(hash, old)
            && let Some(found) = self.slots.get_mut(at)
        {
            *found = slot(hash, new);
        }
    }

    /// Takes out a place.
    pub fn remove(&mut self, hash: u32, place: u32) {
        let Some(mut hole) = self.slot_of(hash, place) else { return };
        self.count -= 1;
        // Whoever stands behind the hole and is not at home there moves up.
        let mut at = hole;
        loop {
            at = self.next(at);
            let slot = self.slots.get(at).copied().unwrap_or(EMPTY);
            if slot == EMPTY {
                break;
            }
            let past_home = at.wrapping_sub(self.home(hash_of(slot))) & self.mask();
            if past_home >= at.wrapping_sub(hole) & self.mask() {
                self.set(hole, slot);
                hole = at;
            }
        }
        self.set(hole, EMPTY);
    }

    fn slot_of(&self, hash: u32, place: u32) -> Option<usize> {
        let wanted = slot(hash, place);
        let mut at = self.home(hash);
        loop {
            match *self.slots.get(at)? {
                EMPTY => return None,
                slot if slot == wanted => return Some(at),
                _ => at = self.next(at),
            }
        }
    }

    #[cold]
    fn grow(&mut self) {
        let wider = vec![EMPTY; (self.slots.len() * 2).max(FEWEST)];
        for slot in std::mem::replace(&mut self.slots, wider) {
            if slot != EMPTY {
                self.put(slot);
            }
        }
    }

    fn put(&mut self, slot: u64) {
        let mut at = self.home(hash_of(slot));
        while self.slots.get(at).is_some_and(|&taken| taken != EMPTY) {
            at = self.next(at);
        }
        self.set(at, slot);
    }

    fn set(&mut self, at: usize, slot: u64) {
        if let Some(place) = self.slots.get_mut(at) {
            *place = slot;
        }
    }

    const fn mask(&self) -> usize {
        self.slots.len().wrapping_sub(1)
    }

    #[inline]
    const fn home(&self, hash: u32) -> usize {
        hash as usize & self.mask()
    }

    #[inline]
    const fn next(&self, at: usize) -> usize {
        at.wrapping_add(1) & self.mask()
    }
}

const fn slot(hash: u32, place: u32) -> u64 {
    (hash as u64) << 32 | place as u64
}

const fn hash_of(slot: u64) -> u32 {
    (slot >> 32) as u32
}

#[expect(clippy::cast_possible_truncation, reason = "takes the lower half")]
const fn place_of(slot: u64) -> u32 {
    slot as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn an_empty_index_finds_nothing() {
        let mut index = Index::default();
        assert_eq!((index.find(7, |_| true), index.guess(7)), (None, NOWHERE));
        index.remove(7, 7);
    }

    /// Whatever is put in, moved and taken out, in crowded tables whose hashes collide.
    #[test]
    fn an_index_does_what_a_set_does() {
        let mut index = Index::default();
        let mut known: BTreeSet<(u32, u32)> = BTreeSet::new();
        let mut state: u32 = 1;
        for turn in 0..20_000 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            // Few hashes, many of which share a home, also across the end of the table.
            let hash = (state >> 8) % 40 * 0x1000 + 0xff8 + (state >> 20) % 12;
            let one = known.iter().find(|&&(of, _)| of == hash).copied();
            match (state >> 28, one) {
                (0..=5, Some((_, place))) => {
                    index.remove(hash, place);
                    known.remove(&(hash, place));
                }
                (6, Some((_, place))) => {
                    index.replace(hash, place, turn);
                    known.remove(&(hash, place));
                    known.insert((hash, turn));
                }
                _ => {
                    index.insert(hash, turn);
                    known.insert((hash, turn));
                }
            }
            assert_eq!(index.count, known.len());
        }
        assert!(known.len() > 1000, "{}", known.len());
        for &(hash, place) in &known {
            assert_eq!(index.find(hash, |it| it == place), Some(place));
            assert_eq!(index.find(hash, |it| it == u32::MAX - 1), None);
        }
    }
}
