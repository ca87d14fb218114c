//! Positions of the first packets to look at: a few, kept where they are, since rules remember them
//! of every flow.

use std::ops::Deref;

/// How many are kept. Chosen by us: enough to begin with.
pub const EXAMPLES: usize = 8;

/// The first positions that were pushed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Frames {
    numbers: [u64; EXAMPLES],
    count: usize,
}

impl Frames {
    /// Keeps a position, where there is room.
    pub fn push(&mut self, number: u64) {
        if let Some(place) = self.numbers.get_mut(self.count) {
            *place = number;
            self.count += 1;
        }
    }
}

impl Extend<u64> for Frames {
    fn extend<I: IntoIterator<Item = u64>>(&mut self, numbers: I) {
        numbers.into_iter().take(EXAMPLES - self.count).for_each(|number| self.push(number));
    }
}

impl From<u64> for Frames {
    fn from(number: u64) -> Self {
        let mut frames = Self::default();
        frames.push(number);
        frames
    }
}

impl Deref for Frames {
    type Target = [u64];

    fn deref(&self) -> &[u64] {
        self.numbers.get(..self.count).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_are_kept() {
        let mut frames = Frames::from(7);
        assert_eq!(*frames, [7]);
        frames.extend(10..13);
        frames.extend(Frames::from(9).iter().copied());
        assert_eq!(*frames, [7, 10, 11, 12, 9]);
        frames.extend(20..40);
        frames.push(50);
        assert_eq!(*frames, [7, 10, 11, 12, 9, 20, 21, 22]);
    }
}
