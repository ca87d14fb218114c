//! Positions among the packets that match: the first, the last, every so many.

/// Which of the packets that match.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Take {
    /// All.
    #[default]
    All,
    /// So many, the first ones.
    First(u64),
    /// All behind so many.
    Behind(u64),
}

/// Positions that are taken.
#[derive(Clone, Copy, Debug)]
pub struct Positions {
    every: u64,
    take: Take,
    seen: u64,
}

impl Default for Positions {
    fn default() -> Self {
        Self::new(1, Take::All)
    }
}

impl Positions {
    /// The first of every so many, and of those the ones that `take` says.
    #[must_use]
    pub const fn new(every: u64, take: Take) -> Self {
        Self { every, take, seen: 0 }
    }

    /// The last `count` of so many that were taken in a first pass.
    #[must_use]
    pub const fn last(every: u64, count: u64, of: u64) -> Self {
        Self::new(every, Take::Behind(of.saturating_sub(count)))
    }

    /// Whether every position is taken.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!((self.every, self.take), (1, Take::All))
    }

    /// Whether the next packet that matches is taken.
    pub fn takes(&mut self) -> bool {
        let position = self.seen;
        self.seen += 1;
        if !position.is_multiple_of(self.every) {
            return false;
        }
        let among = position / self.every;
        match self.take {
            Take::All => true,
            Take::First(count) => among < count,
            Take::Behind(count) => among >= count,
        }
    }

    /// Whether no later one is taken.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        match self.take {
            Take::First(count) => self.seen.div_ceil(self.every) >= count,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(mut positions: Positions, of: u64) -> Vec<u64> {
        (1..=of).filter(|_| positions.takes()).collect()
    }

    #[test]
    fn positions_count_what_matches() {
        assert_eq!(taken(Positions::default(), 3), [1, 2, 3]);
        assert_eq!(taken(Positions::new(1, Take::First(2)), 5), [1, 2]);
        assert_eq!(taken(Positions::new(3, Take::All), 8), [1, 4, 7]);
        assert_eq!(taken(Positions::new(3, Take::First(2)), 8), [1, 4]);
        assert_eq!(taken(Positions::last(1, 2, 5), 5), [4, 5]);
        assert_eq!(taken(Positions::last(1, 9, 5), 5), [1, 2, 3, 4, 5]);
        assert_eq!(taken(Positions::last(3, 2, 3), 8), [4, 7]);
    }

    #[test]
    fn it_is_over_when_the_first_ones_were_there() {
        let mut positions = Positions::new(1, Take::First(2));
        assert!(!positions.is_over());
        positions.takes();
        assert!(!positions.is_over());
        positions.takes();
        assert!(positions.is_over());
    }
}
