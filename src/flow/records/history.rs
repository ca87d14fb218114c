//! The history of a flow: one letter for each sort of thing that happened, in the order in which
//! it first did, in upper case where the originator did it (Zeek's `conn.log`).

/// Most letters kept, the mark for more included. Chosen by us: ordinary traffic has some
/// eight.
const MOST: usize = 18;

/// Letters in order. What finds no room is shown by a `+` at the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct History {
    letters: [u8; MOST],
}

impl History {
    /// The history with these letters.
    #[must_use]
    pub fn of(letters: &[u8]) -> Self {
        let mut history = Self::default();
        for &letter in letters {
            history.push(letter);
        }
        history
    }

    /// Adds a letter.
    pub fn push(&mut self, letter: u8) {
        match self.letters.iter_mut().find(|place| **place == 0) {
            Some(place) => *place = letter,
            None => {
                if let Some(last) = self.letters.last_mut() {
                    *last = b'+';
                }
            }
        }
    }

    /// Adds the letter of one side.
    pub fn push_of(&mut self, side: usize, letter: u8) {
        self.push(if side == 0 { letter.to_ascii_uppercase() } else { letter });
    }

    /// The letters.
    #[must_use]
    pub fn letters(&self) -> &[u8] {
        let length = self.letters.iter().position(|&letter| letter == 0).unwrap_or(MOST);
        self.letters.get(..length).unwrap_or_default()
    }
}

/// Whether the `count`-th event of its kind gets a letter: the 1st, 10th, 100th and so on do.
pub const fn is_noted(count: u32) -> bool {
    matches!(
        count,
        1 | 10
            | 100
            | 1000
            | 10_000
            | 100_000
            | 1_000_000
            | 10_000_000
            | 100_000_000
            | 1_000_000_000
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_history_that_is_too_long_says_so() {
        let mut history = History::of(&[b's'; MOST]);
        assert_eq!(history.letters(), [b's'; MOST]);
        history.push(b'f');
        assert_eq!(history.letters().last(), Some(&b'+'));
        assert_eq!(history.letters().len(), MOST);
    }

    #[test]
    fn events_are_noted_by_powers_of_ten() {
        let noted: Vec<u32> = (0..2000).filter(|&count| is_noted(count)).collect();
        assert_eq!(noted, [1, 10, 100, 1000]);
    }
}
