//! Numbers of packets as people write them: `1-10,20,30-`.

use std::str::FromStr;

/// Numbers and ranges of numbers, both ends included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranges(Vec<(u64, u64)>);

impl Ranges {
    /// Whether a number is in one of them.
    #[must_use]
    pub fn has(&self, number: u64) -> bool {
        // Sorted and apart from each other: the last one that begins at or before it decides.
        let behind = self.0.partition_point(|(first, _)| *first <= number);
        let before = behind.checked_sub(1).and_then(|index| self.0.get(index));
        before.is_some_and(|(_, last)| number <= *last)
    }

    /// Whether no number after this one is in any.
    #[must_use]
    pub fn is_over(&self, number: u64) -> bool {
        self.0.last().is_none_or(|(_, last)| number >= *last)
    }
}

impl FromStr for Ranges {
    type Err = String;

    /// Reads numbers and ranges with commas between them, in any order.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut all = Vec::new();
        for part in text.split(',').map(str::trim) {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let read = |text: &str, open: u64| {
                let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
                match text {
                    "" if part.len() > 1 => Some(open),
                    _ if is_number => text.parse().ok(),
                    _ => None,
                }
            };
            let (Some(first), Some(last)) = (read(first, 1), read(last, u64::MAX)) else {
                return Err("not numbers of packets; write 1-10,20,30-".to_owned());
            };
            if first == 0 {
                return Err("packets are numbered from 1".to_owned());
            }
            if first > last {
                return Err(format!("{first} is behind {last}; write {last}-{first}"));
            }
            all.push((first, last));
        }
        all.sort_unstable();
        let mut joined: Vec<(u64, u64)> = Vec::new();
        for (first, last) in all {
            match joined.last_mut() {
                Some((_, end)) if first <= end.saturating_add(1) => *end = last.max(*end),
                _ => joined.push((first, last)),
            }
        }
        Ok(Self(joined))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within(text: &str, numbers: std::ops::RangeInclusive<u64>) -> Vec<u64> {
        let ranges: Ranges = text.parse().unwrap();
        numbers.filter(|number| ranges.has(*number)).collect()
    }

    #[test]
    fn ranges_have_both_their_ends() {
        assert_eq!(within("2-4,7,9-", 1..=11), [2, 3, 4, 7, 9, 10, 11]);
        assert_eq!(within("-2,5", 1..=6), [1, 2, 5]);
        assert_eq!(within("7,1-3,2-5,6", 1..=9), [1, 2, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn it_is_over_behind_the_last() {
        let over = |text: &str, number| text.parse::<Ranges>().unwrap().is_over(number);
        assert!(over("1-3,9", 9));
        assert!(!over("1-3,9", 8));
        assert!(!over("1-", u64::MAX - 1));
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "-", "a", "1-2-3", "0", "0-4", "5-3", "1,", ",", "1..3", "+1", "1 2"] {
            assert!(text.parse::<Ranges>().is_err(), "{text}");
        }
    }
}
