//! A choice of packets by their numbers: all but these, or only these.

use std::collections::BTreeSet;
use std::fmt;

/// Packets by their numbers, written `1 3-5 9`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbers(pub BTreeSet<u64>);

impl Numbers {
    pub fn read(text: &str) -> Self {
        let number = |text: &str| text.parse::<u64>().unwrap_or_else(|_| panic!("{text}"));
        let range = |word: &str| match word.split_once('-') {
            Some((first, last)) => number(first)..=number(last),
            None => number(word)..=number(word),
        };
        Self(text.split_whitespace().flat_map(range).collect())
    }

    /// First and last of each run of neighbours.
    fn ranges(&self) -> Vec<(u64, u64)> {
        let mut ranges: Vec<(u64, u64)> = Vec::new();
        for &number in &self.0 {
            match ranges.last_mut() {
                Some((_, last)) if *last + 1 == number => *last = number,
                _ => ranges.push((number, number)),
            }
        }
        ranges
    }
}

impl fmt::Display for Numbers {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let range = |&(first, last): &(u64, u64)| {
            if first == last { first.to_string() } else { format!("{first}-{last}") }
        };
        write!(to, "{}", self.ranges().iter().map(range).collect::<Vec<_>>().join(" "))
    }
}

/// Which packets count. The others are decoded all the same, so that what is put together from
/// several packets stays as it is.
#[derive(Clone, Debug)]
pub enum Choice {
    AllBut(Numbers),
    Only(Numbers),
}

impl Choice {
    pub fn all() -> Self {
        Self::AllBut(Numbers::default())
    }

    pub fn counts(&self, number: u64) -> bool {
        match self {
            Self::AllBut(numbers) => !numbers.0.contains(&number),
            Self::Only(numbers) => numbers.0.contains(&number),
        }
    }

    /// The same as a filter of tshark. Without commas, which part the filters of `io,stat`.
    pub fn filter(&self) -> Option<String> {
        let (not, numbers) = match self {
            Self::AllBut(numbers) if numbers.0.is_empty() => return None,
            Self::AllBut(numbers) => ("!", numbers),
            Self::Only(numbers) => ("", numbers),
        };
        let range = |(first, last)| format!("frame.number in {{{first}..{last}}}");
        let ranges: Vec<String> = numbers.ranges().into_iter().map(range).collect();
        Some(format!("{not}({})", ranges.join(" or ")))
    }
}

#[test]
fn numbers_are_read_as_they_are_written() {
    let numbers = Numbers::read("1 3-5 9");
    assert_eq!(numbers.0, BTreeSet::from([1, 3, 4, 5, 9]));
    assert_eq!(numbers.to_string(), "1 3-5 9");
    assert!(!Choice::AllBut(numbers.clone()).counts(4));
    assert_eq!(
        Choice::Only(numbers).filter().unwrap(),
        "(frame.number in {1..1} or frame.number in {3..5} or frame.number in {9..9})"
    );
}
