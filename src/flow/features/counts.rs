//! Sums by key, from which what was added can be taken away again.

use std::hash::Hash;

use foldhash::fast::RandomState;
use hashbrown::HashMap;

/// Sums of several numbers each, by key. They are whole numbers, so that taking away what was
/// added leaves exactly what was there; a key of which nothing is left is forgotten.
#[derive(Clone, Debug)]
pub struct Sums<K, const N: usize> {
    by_key: HashMap<K, [u64; N], RandomState>,
}

impl<K, const N: usize> Default for Sums<K, N> {
    fn default() -> Self {
        Self { by_key: HashMap::default() }
    }
}

impl<K: Eq + Hash, const N: usize> Sums<K, N> {
    /// Adds to the sum of a key; answers whether there was none.
    pub fn add(&mut self, key: K, by: &[u64; N]) -> bool {
        let mut is_new = false;
        let sum = self.by_key.entry(key).or_insert_with(|| {
            is_new = true;
            [0; N]
        });
        sum.iter_mut().zip(by).for_each(|(sum, by)| *sum = sum.wrapping_add(*by));
        is_new
    }

    /// Takes away from the sum of a key; answers whether nothing is left.
    pub fn take(&mut self, key: &K, by: &[u64; N]) -> bool {
        let Some(sum) = self.by_key.get_mut(key) else { return false };
        sum.iter_mut().zip(by).for_each(|(sum, by)| *sum = sum.wrapping_sub(*by));
        let is_over = *sum == [0; N];
        if is_over {
            self.by_key.remove(key);
        }
        is_over
    }

    /// The sum of a key.
    pub fn get(&self, key: &K) -> [u64; N] {
        self.by_key.get(key).copied().unwrap_or([0; N])
    }

    /// How many keys have a sum.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.by_key.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_can_be_taken_away_and_leaves_nothing() {
        let mut sums = Sums::default();
        assert!(sums.add("a", &[1, u64::MAX]));
        assert!(!sums.add("a", &[1, 7]));
        assert_eq!(sums.get(&"a"), [2, 6]);
        assert!(!sums.take(&"a", &[1, u64::MAX]));
        assert_eq!(sums.get(&"a"), [1, 7]);
        assert!(sums.take(&"a", &[1, 7]));
        assert_eq!((sums.len(), sums.get(&"a")), (0, [0, 0]));
        assert!(!sums.take(&"a", &[1, 7]));
    }
}
